"""A natural person: name, reading, birth date; the reading is part of the family register since 2025 (改正戸籍法)."""

import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.date import DAY_PARTS, read_day, show_day, typed_day
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.text import check_length, katakana
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.toolbox import dates

NAMES = (
    Part("family", gettext_lazy("氏"), "family-name"),
    Part("given", gettext_lazy("名"), "given-name"),
)
READINGS = (
    Part("family_kana", gettext_lazy("氏のフリガナ"), hint=gettext_lazy("例：ミホン")),
    Part("given_kana", gettext_lazy("名のフリガナ"), hint=gettext_lazy("例：ハナ")),
)
BIRTH = tuple(Part(f"birth_date.{part.name}", part.label, f"bday-{part.name}", part.inputmode) for part in DAY_PARTS)
SEXES = {"female": gettext_lazy("女"), "male": gettext_lazy("男"), "none": gettext_lazy("答えない")}
OLDEST = 130


class PersonField(Field):
    """The value is `{family, given, family_kana, given_kana, birth_date, sex}`, as far as the options ask."""

    kind: Literal["person"] = "person"
    kana: bool = Option(True, description="フリガナを聞く。")
    birth_date: bool = Option(True, description="生年月日を聞く。")
    sex: bool = Option(False, description="性別を聞く。法令が求めるときだけ。")

    def inputs(self) -> tuple[Part, ...]:
        sex = (Part("sex", gettext_lazy("性別")),) if self.sex else ()
        return NAMES + (READINGS if self.kana else ()) + (BIRTH if self.birth_date else ()) + sex

    @property
    def options(self) -> list[dict[str, Any]]:
        return [{"value": value, "label": label} for value, label in SEXES.items()]

    def typed(self, value: Any) -> dict[str, list[str]]:
        typed = {word: [value[word]] for word in self._words() if word in value and word != "birth_date"}
        if "birth_date" in value and self.birth_date:
            typed |= {f"birth_date.{part}": entry for part, entry in typed_day(value["birth_date"]).items()}
        return typed

    def cells(self, value: Any) -> dict[str, str]:
        return {word: value[word] for word in self._words()}

    def has_cell(self, part: str) -> bool:
        return part in self._words() or super().has_cell(part)

    def read(self, typed: Typed, around: Around) -> dict[str, str]:
        value: dict[str, str] = {}
        problems: dict[str, str] = {}
        for word in self._words():
            try:
                value[word] = self._read_word(word, typed, around)
            except Wrong as wrong:
                problems |= {part or word: sentence for part, sentence in wrong.messages.items()}
        if problems:
            raise Wrong(problems)
        return value

    def _read_word(self, word: str, typed: Typed, around: Around) -> str:
        if word == "birth_date":
            return read_birth(typed, around.today)
        entry = first(typed, word)
        if word == "sex":
            if entry not in SEXES:
                raise Wrong({"sex": _("性別を選んでください。")})
            return entry
        if not entry:
            label = next(part.label for part in NAMES + READINGS if part.name == word)
            raise Wrong(_("%(title)sを入力してください。") % {"title": label})
        check_length(entry, 1, 100)
        return katakana(entry) if word.endswith("kana") else entry

    def _words(self) -> list[str]:
        words = ["family", "given"] + (["family_kana", "given_kana"] if self.kana else [])
        return words + (["birth_date"] if self.birth_date else []) + (["sex"] if self.sex else [])

    def show(self, value: Any) -> str:
        shown = full_name(value)
        if self.kana:
            shown += _("（%(kana)s）") % {"kana": reading(value)}
        if self.birth_date:
            shown += _("　%(day)s生まれ") % {"day": show_day(datetime.date.fromisoformat(value["birth_date"]))}
        # The register does not tell the sex, and what it tells is shown too.
        return shown + (f"　{SEXES[value['sex']]}" if "sex" in value else "")

    def print(self, value: Any) -> dict[str, str]:
        printed = {"name": full_name(value)} | ({"kana": reading(value)} if self.kana else {})
        if self.birth_date:
            printed["birth_date"] = dates.wareki(datetime.date.fromisoformat(value["birth_date"]))
        return printed | ({"sex": str(SEXES[value["sex"]])} if self.sex else {})

    def value_schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {word: {"type": "string"} for word in self._words()}
        if self.birth_date:
            properties["birth_date"]["format"] = "date"
        if self.sex:
            properties["sex"]["enum"] = list(SEXES)
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def rule_type(self) -> rules.Record:
        attributes: dict[str, rules.Type] = dict.fromkeys(["name", *self._words()], rules.TEXT)
        if self.sex:
            attributes["sex"] = rules.choice(*SEXES)
        if self.kana:
            attributes["kana"] = rules.TEXT
        if self.birth_date:
            attributes["birth_date"] = rules.DATE
        return rules.Record(attributes)

    def rule_value(self, value: Any) -> dict[str, Any]:
        seen: dict[str, Any] = dict(value) | {"name": full_name(value)}
        if self.kana:
            seen["kana"] = reading(value)
        if self.birth_date:
            seen["birth_date"] = datetime.date.fromisoformat(value["birth_date"])
        return seen


def read_birth(typed: Typed, today: datetime.date) -> str:
    """A birth date that a living person can have. Raises Wrong."""
    day = read_day(typed, "birth_date.")
    if day > today:
        raise Wrong({"birth_date.year": _("生年月日が今日より後になっています。年をたしかめてください。")})
    if day.year < today.year - OLDEST:
        raise Wrong(
            {"birth_date.year": _("生年月日が%(years)d年より前です。年をたしかめてください。") % {"years": OLDEST}}
        )
    return day.isoformat()


def full_name(value: dict[str, str]) -> str:
    return f"{value['family']} {value['given']}"


def reading(value: dict[str, str]) -> str:
    return f"{value['family_kana']} {value['given_kana']}"
