"""Lectures, training and talent: events with who came and what follows; who leads where, and who has learnt what.

Uses programme, cases, people, mailroom, figures and the ledger. Remember: this is help, never appraisal. Everybody sees
and mends what is held on them, their own promises are theirs alone, and no query here puts people in an order.
"""
