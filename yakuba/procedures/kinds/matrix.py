"""Several things asked alike: one row for each, and one scale or one set of options over all of them."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, model_validator
from pydantic import Field as Declared

from yakuba.procedures import rules
from yakuba.procedures.kinds.choice import Options, find
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.scale import Ends
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import Short, Text, listed


class Row(Short):
    """One thing that is asked about. A plain string is both its name and its label."""

    short_for = ("name", "label")

    name: str = Declared(min_length=1, max_length=60, description="行の名前。規則から 項目.行 と読む。")
    label: Text = Declared(description="画面に出る言葉。")


def _can_be_read(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    names = [row.name for row in rows]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"行「{'、'.join(doubled)}」が二度書かれています。どちらか一つを消してください。")
    if faults := [fault for name in names if (fault := rules.name_fault(name))]:
        raise ValueError(f"{faults[0]}行に name と label を書いてください。")
    return rows


class MatrixField(Field):
    """The value holds for each row that was answered its point or its option: `{waiting: 4, words: 2}`."""

    kind: Literal["matrix"] = "matrix"
    rows: Annotated[tuple[Row, ...], AfterValidator(_can_be_read)] = Declared(
        min_length=1, max_length=30, description="聞くこと。一行に一つ。"
    )
    scale: Ends | None = Declared(None, description="どの行も、この段階で答える。")
    options: Options | None = Declared(None, min_length=2, description="どの行も、この中から一つ選ぶ。")

    @model_validator(mode="after")
    def _one_ruler(self) -> "MatrixField":
        if (self.scale is None) == (self.options is None):
            raise ValueError("matrix には scale か options のどちらか一つを書いてください。")
        return self

    def inputs(self) -> tuple[Part, ...]:
        return tuple(Part(row.name, str(row.label)) for row in self.rows)

    @property
    def columns(self) -> list[dict[str, Any]]:
        """What may be chosen in every row, as a template draws it."""
        if self.scale:
            return self.scale.options
        return [{"value": one.value, "label": one.label, "end": ""} for one in self.options or ()]

    def typed(self, value: Any) -> dict[str, list[str]]:
        return {row.name: [str(value[row.name])] for row in self.rows if row.name in value}

    def is_blank(self, typed: Typed) -> bool:
        # What a required matrix lacks is said beside each of its rows.
        return super().is_blank(typed) and self.required is not True

    def read(self, typed: Typed, around: Around) -> dict[str, int | str] | None:
        value: dict[str, int | str] = {}
        problems: dict[str, str] = {}
        for row in self.rows:
            entry = first(typed, row.name)
            try:
                if entry:
                    value[row.name] = self._read_row(entry)
                elif self.required is True:
                    raise Wrong(_("「%(row)s」の行を選んでください。") % {"row": row.label})
            except Wrong as wrong:
                problems[row.name] = wrong.messages[""]
        if problems:
            raise Wrong(problems)
        return value or None

    def _read_row(self, entry: str) -> int | str:
        return self.scale.read(entry) if self.scale else find(self.options or (), entry).value

    def show(self, value: Any) -> str:
        return listed(
            _("%(row)s：%(answer)s") % {"row": row.label, "answer": self._show_row(value[row.name])}
            for row in self.rows
            if row.name in value
        )

    def _show_row(self, answer: Any) -> str:
        return self.scale.show(answer) if self.scale else str(find(self.options or (), answer).label)

    def print(self, value: Any) -> dict[str, str]:
        return {row.name: self._show_row(value[row.name]) for row in self.rows if row.name in value}

    def value_schema(self) -> dict[str, Any]:
        one = (
            self.scale.value_schema() if self.scale else {"type": "string", "enum": [c["value"] for c in self.columns]}
        )
        return {
            "type": "object",
            "properties": {row.name: one for row in self.rows},
            "required": [row.name for row in self.rows] if self.required is True else [],
            "additionalProperties": False,
        }

    def rule_type(self) -> rules.Type:
        one = rules.INT if self.scale else rules.choice(*(column["value"] for column in self.columns))
        return rules.Record({row.name: one for row in self.rows})
