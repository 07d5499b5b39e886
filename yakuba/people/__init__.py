"""Who lives here and who works here: residents and households, staff, sections and posts, each valid in time.

Uses the toolbox and the ledger. Remember: nobody is moved by overwriting. A transfer ends one row and begins another,
so that last year's question still gets last year's answer.
"""
