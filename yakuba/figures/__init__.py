"""Numbers the city may quote, each with its base: what was counted, of how many, as of when, and how it was rounded.

Uses cases and the rooms below. Remember: a percentage is never kept or typed, it is worked out from its two counts;
a small count is not shown; counts are added up, percentages never.
"""
