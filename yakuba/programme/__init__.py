"""The plan of the city's digital transformation: its items, why each stands where it does, and who has said what of it.

Uses editions, collections, cases, people and the ledger. Remember: nothing is deleted; what is undecided, held or
dropped says why in public; no query here ranks sections; what the public reads is an edition, never these rows.
"""
