"""What the mailroom says when it does not take a letter."""


class Refused(Exception):
    """The letter is not fit to be sent. The message is a sentence for the person who gave the address."""
