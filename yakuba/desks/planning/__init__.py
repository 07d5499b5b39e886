"""The plan's office: owners keep their items, the programme section its windows and editions.

Uses programme, publications, collecting. Remember: no page here puts sections in an order of delay.
"""
