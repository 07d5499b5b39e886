"""The forms that the sample town fills in: the examples that each procedure brings along, on another day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Form:
    """One of a procedure's own examples: filled in as people would, on a certain day."""

    today: date
    answers: dict[str, Any]

    def on(self, day: date) -> dict[str, Any]:
        """The same form filled in on another day: all its dates are moved along."""
        moved: dict[str, Any] = _moved(self.answers, day - self.today)
        return moved


def forms_in(folder: Path) -> list[Form]:
    """The examples that can be filed."""
    written = yaml.safe_load((folder / "examples.yaml").read_text(encoding="utf-8"))
    return [
        Form(example["today"], example["answers"])
        for example in written
        if not example.get("expect", {}).get("refused")
    ]


def _moved(answers: Any, by: timedelta) -> Any:
    """Dates moved and as text, and no files: a sample town has no photographs."""
    if isinstance(answers, dict):
        return {name: _moved(one, by) for name, one in answers.items() if not _is_files(one)}
    if isinstance(answers, list):
        return [_moved(one, by) for one in answers]
    if isinstance(answers, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", answers):
        answers = date.fromisoformat(answers)
    return (answers + by).isoformat() if isinstance(answers, date) else answers


def _is_files(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and set(value[0]) == {"name"}
