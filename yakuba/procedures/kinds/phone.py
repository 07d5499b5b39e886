"""A telephone number."""

import re
import unicodedata
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, Wrong, first


class PhoneField(Field):
    """The value keeps the hyphens as typed: `090-1234-5678`."""

    kind: Literal["phone"] = "phone"

    parts: ClassVar[tuple[Part, ...]] = (Part(autocomplete="tel", inputmode="tel"),)

    def read(self, typed: Typed, around: Around) -> str:
        number = re.sub(r"[‐‑–—―ー−]", "-", unicodedata.normalize("NFKC", first(typed)))
        number = re.sub(r"[\s()]+", "-", number).strip("-")
        digits = re.sub(r"\D", "", number)
        if not re.fullmatch(r"\+?[0-9-]+", number) or not 10 <= len(digits) <= 15:
            raise Wrong(_("電話番号は市外局番から10けた以上の数字で入力してください。例：090-1234-5678"))
        return number

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\+?[0-9-]{10,20}$"}

    def rule_type(self) -> rules.Type:
        return rules.TEXT
