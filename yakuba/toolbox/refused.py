"""How every room says no."""


class Refused(Exception):
    """The move is not allowed now; the sentence is written for the person who tried."""
