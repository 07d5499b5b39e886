"""The one complaint of this room."""

from yakuba.procedures.kinds import Errors


class Refused(Exception):
    """The move is not allowed now; the sentence is written for the person who tried."""


class Incomplete(Refused):
    """The form cannot be filed yet; `errors` say what to correct, by field and input."""

    def __init__(self, sentence: str, errors: Errors) -> None:
        super().__init__(sentence)
        self.errors = errors
