"""Headquarters, working groups and the follow-up board: agendas, papers, decisions, tasks and minutes.

Uses figures, cases, procedures, people, the ledger and the toolbox. Remember: notes are their author's alone and leave
no line in the ledger; a version of a paper and confirmed minutes are never written again, only followed by another.
"""
