"""The one complaint of the kinds."""

from collections.abc import Mapping


class Wrong(Exception):
    """An entry that its author can correct: one sentence for each input concerned."""

    def __init__(self, messages: str | Mapping[str, str]) -> None:
        self.messages = {"": messages} if isinstance(messages, str) else dict(messages)
        super().__init__("; ".join(self.messages.values()))
