"""One request moving to its end, and the papers it earns.

A draft becomes a case when it is filed; every move is one transaction that locks the case, asks whether the move is
allowed, changes it, writes the ledger and may post a letter. Uses ledger, people, procedures, mailroom, toolbox.
Remember: the case's own row says what it waits for; there is no second queue that could disagree.
"""
