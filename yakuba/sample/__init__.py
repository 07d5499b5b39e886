"""みほん市, the sample town: everybody and everything in it is invented.

Builds sections, staff, residents and a year of cases through the same moves as real ones, with the clock set back.
Uses every room below the desks. Nothing here runs outside the demo and the tests.
"""
