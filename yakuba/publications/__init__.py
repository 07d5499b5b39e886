"""What the city tells everybody: editions of plans, reports, policies and minutes, one engine for all.

Frozen, looked over by the gate, decided on a route, published at an address that stays, and compared with the edition
before. Uses figures, cases and the rooms below. Remember: what was frozen is what is published, to the byte; a mistake
found later is an erratum beside it, never a silent change.
"""
