"""Reports, policies and minutes for everybody, in the editions that were published."""
