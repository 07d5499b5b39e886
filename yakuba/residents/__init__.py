"""The register of residents as other systems hand it over: read, compared, loaded; who is protected in it.

Uses procedures (reading YAML), people, ledger and the toolbox. Remember: nothing is overwritten. A change ends one
state of a person and begins the next; what is put right within a day leaves its former words behind.
"""
