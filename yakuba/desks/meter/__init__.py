"""市役所のものさし for everybody: what each procedure asks and how long it takes, counted from the cases."""
