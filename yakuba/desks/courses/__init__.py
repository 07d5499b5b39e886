"""Lectures, training and talent at the office; courses for citizens, and the check-in at the door of both.

Uses learning. Remember: who came and who is late is seen by whoever must know it, everything else only as a number.
"""
