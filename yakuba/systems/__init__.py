"""The register of systems: contracts, budgets, scenarios, wishes to buy, and what each was meant to change.

Uses figures, the city's settings, people and the ledger. Remember: nothing is deleted, a wrong row is struck out with
its reason; a system without an end is a state of its own; the check before a purchase never blocks; no effect is
kept without its baseline, method and period. Others point to a system by its `code`.
"""
