"""Tools that know nothing of city halls: days, readings, addresses, tables, uploads, the press and its fonts.

Kept here: no rows. Uses no other room; every room may use it. What people typed is refused with a sentence that
says the way out, in the language of the moment, and never silently changed.
"""
