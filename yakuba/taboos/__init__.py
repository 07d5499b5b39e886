"""御法度 as a means of conversation, and the log of small inconveniences, trials and failures.

Uses procedures, people, the ledger and the toolbox. Remember: a flag never blocks anything and is never counted by
person, post or section, only by number and month; its ledger lines stand under keys of their own, so that no thing
looks changed because somebody spoke about it.
"""
