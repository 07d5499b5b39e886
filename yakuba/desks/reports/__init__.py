"""Result reports of events: read on screen, or taken as a file; built anew from the answers each time.

Uses publications. Remember: what is taken from here is a draft; what the city publishes is an edition.
"""
