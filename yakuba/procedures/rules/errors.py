"""The one complaint of the rule language."""


class RuleError(Exception):
    """A rule that cannot be read or worked out, said in Japanese to the person who edits the declaration.

    `column` counts characters of the rule as it was written, from 1; 0 means the rule as a whole.
    `remedy` says what to write instead and may be empty.
    """

    def __init__(self, message: str, column: int = 0, remedy: str = "") -> None:
        super().__init__(message, column, remedy)
        self.message = message
        self.column = column
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.column}文字目: " if self.column else ""
        return f"{place}{self.message}{self.remedy}"
