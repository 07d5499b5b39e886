"""A telephone number."""

import re
import unicodedata
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.wrong import Wrong

# 10 digits at home, 15 at most anywhere (ITU-T E.164), with hyphens between them.
NUMBER = r"\+?[0-9](-?[0-9]){9,14}"


class PhoneField(Field):
    """The value keeps the hyphens as typed: `090-1234-5678`."""

    kind: Literal["phone"] = "phone"

    parts: ClassVar[tuple[Part, ...]] = (Part(autocomplete="tel", inputmode="tel"),)

    def read(self, typed: Typed, around: Around) -> str:
        number = re.sub(r"[\s()‐‑‒–—―ー−-]+", "-", unicodedata.normalize("NFKC", first(typed))).strip("-")
        if not re.fullmatch(NUMBER, number):
            raise Wrong(_("電話番号は市外局番から10けた以上の数字で入力してください。例：090-1234-5678"))
        return number

    def value_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{NUMBER}$"}

    def rule_type(self) -> rules.Type:
        return rules.TEXT
