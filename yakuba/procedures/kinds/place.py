"""A place: words that lead there, and coordinates where they are known."""

import re
import unicodedata
from decimal import Decimal
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.text import check_length
from yakuba.procedures.kinds.wrong import Wrong

# Japan with its outlying islands; a point outside is nearly always latitude and longitude swapped.
BOUNDS = {"lat": (Decimal("20"), Decimal("46")), "lon": (Decimal("122"), Decimal("154"))}


class PlaceField(Field):
    """The value is `{text, lat, lon}`; `lat` and `lon` are decimal degrees (JGD2011) as strings, or both empty."""

    kind: Literal["place"] = "place"

    parts: ClassVar[tuple[Part, ...]] = (
        Part("text", gettext_lazy("場所"), hint=gettext_lazy("住所や目印")),
        Part("lat", gettext_lazy("緯度"), inputmode="decimal", optional=True),
        Part("lon", gettext_lazy("経度"), inputmode="decimal", optional=True),
    )

    def typed(self, value: Any) -> dict[str, list[str]]:
        return {part.name: [value.get(part.name, "")] for part in self.parts}

    def read(self, typed: Typed, around: Around) -> dict[str, str]:
        words = first(typed, "text")
        if not words:
            raise Wrong({"text": _("場所を言葉で入力してください。例：住所、建物の名前")})
        try:
            check_length(words, 1, 300)
        except Wrong as wrong:
            raise Wrong({"text": wrong.messages[""]}) from wrong
        point = {axis: degrees(first(typed, axis), axis) for axis in BOUNDS}
        if bool(point["lat"]) != bool(point["lon"]):
            raise Wrong({"lat": _("緯度と経度は両方入力するか、両方空けてください。")})
        return {"text": words, **point}

    def show(self, value: Any) -> str:
        point = _("（%(lat)s, %(lon)s）") % value if value.get("lat") else ""
        return f"{value['text']}{point}"

    def value_schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {part.name: {"type": "string"} for part in self.parts}
        for axis in BOUNDS:
            properties[axis]["pattern"] = r"^([0-9]{2,3}\.[0-9]{6})?$"
        return {
            "type": "object",
            "properties": properties,
            "required": ["text"],
            "additionalProperties": False,
        }

    def rule_type(self) -> rules.Type:
        return rules.Record({"text": rules.TEXT, "lat": rules.NUMBER, "lon": rules.NUMBER})

    def rule_value(self, value: Any) -> dict[str, Any]:
        point = {axis: Decimal(value[axis]) for axis in BOUNDS if value.get(axis)}
        return {"text": value["text"]} | point


def degrees(typed: str, axis: str) -> str:
    """Decimal degrees with at most six decimals, or "". Raises Wrong."""
    plain = unicodedata.normalize("NFKC", typed)
    if not plain:
        return ""
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,30})?", plain):
        raise Wrong({axis: _("緯度と経度は小数で入力してください。例：38.434000")})
    number = Decimal(plain)
    least, most = BOUNDS[axis]
    if not least <= number <= most:
        raise Wrong({axis: _("日本の中の場所を入力してください。緯度と経度が逆になっていませんか。")})
    return f"{number:.6f}"
