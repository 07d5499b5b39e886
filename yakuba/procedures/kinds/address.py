"""A postal address, found by postcode where it has one."""

from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.text import check_length
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.toolbox import addresses


class AddressField(Field):
    """The value is `{postcode, prefecture, city, town, block, building}`; `building` may be empty."""

    kind: Literal["address"] = "address"

    parts: ClassVar[tuple[Part, ...]] = (
        Part("postcode", gettext_lazy("郵便番号"), "postal-code", "numeric", hint=gettext_lazy("例：986-0822")),
        Part("prefecture", gettext_lazy("都道府県"), "address-level1"),
        Part("city", gettext_lazy("市区町村"), "address-level2"),
        Part("town", gettext_lazy("町名・大字"), "address-level3"),
        Part("block", gettext_lazy("丁目・番地"), "address-line1", hint=gettext_lazy("例：1丁目2番3号")),
        Part("building", gettext_lazy("建物名・部屋番号"), "address-line2", optional=True),
    )

    def typed(self, value: Any) -> dict[str, list[str]]:
        return {part.name: [value.get(part.name, "")] for part in self.parts}

    def read(self, typed: Typed, around: Around) -> dict[str, str]:
        value: dict[str, str] = {}
        problems: dict[str, str] = {}
        for part in self.parts:
            entry = first(typed, part.name)
            try:
                if not entry and not part.optional:
                    raise Wrong(_("%(title)sを入力してください。") % {"title": part.label})
                check_length(entry, 0, 200)
                value[part.name] = read_postcode(entry) if part.name == "postcode" else entry
            except Wrong as wrong:
                problems[part.name] = wrong.messages[""]
        if problems:
            raise Wrong(problems)
        return value

    def show(self, value: Any) -> str:
        return f"〒{value['postcode'][:3]}-{value['postcode'][3:]} {one_line(value)}"

    def print(self, value: Any) -> dict[str, str]:
        return {"postcode": f"{value['postcode'][:3]}-{value['postcode'][3:]}", "line": one_line(value)}

    def value_schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {part.name: {"type": "string"} for part in self.parts}
        properties["postcode"]["pattern"] = "^[0-9]{7}$"
        return {
            "type": "object",
            "properties": properties,
            "required": [part.name for part in self.parts if not part.optional],
            "additionalProperties": False,
        }

    def rule_type(self) -> rules.Record:
        return rules.Record(dict.fromkeys([*(part.name for part in self.parts), "line"], rules.TEXT))

    def rule_value(self, value: Any) -> dict[str, str]:
        return dict(value) | {"line": one_line(value)}


def read_postcode(typed: str) -> str:
    """Seven digits, however they were written. Raises Wrong."""
    digits = addresses.digits_of(typed)
    if len(digits) != 7:
        raise Wrong(_("郵便番号は7けたの数字で入力してください。例：986-0822"))
    return digits


def one_line(value: dict[str, str]) -> str:
    """所在地_連結表記: the address in one line, the building after a blank."""
    line = "".join(value[part] for part in ("prefecture", "city", "town", "block"))
    return f"{line} {value['building']}" if value.get("building") else line
