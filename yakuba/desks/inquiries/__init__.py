"""庁内照会: asked of other sections, answered, reminded of, added up.

Uses collecting. Remember: an answer that there is nothing is an answer, and being late is told, not counted.
"""
