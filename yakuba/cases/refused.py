"""The one complaint of this room."""

from yakuba.procedures.kinds import Errors
from yakuba.toolbox.refused import Refused

__all__ = ["Incomplete", "Refused"]


class Incomplete(Refused):
    """The form cannot be filed yet; `errors` say what to correct, by field and input."""

    def __init__(self, sentence: str, errors: Errors) -> None:
        super().__init__(sentence)
        self.errors = errors
