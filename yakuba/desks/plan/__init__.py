"""The plan for everybody: its editions as they were published, and no row that is still being worked on.

Uses publications and programme. Remember: these pages read leaves of editions only, so that nothing withheld can leak.
"""
