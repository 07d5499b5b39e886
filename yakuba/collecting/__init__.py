"""Asking many for one answer each: reviews of the plan, inquiries between sections, training that all must do.

Uses people, mailroom, ledger and the toolbox. Remember: an answer that nothing has changed is an answer (確認), and who
is late is told to them, never counted against a section.
"""
