"""An e-mail address: one."""

import unicodedata
from typing import Any, ClassVar, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.wrong import Wrong


class EmailField(Field):
    """The value is the address in half width."""

    kind: Literal["email"] = "email"

    parts: ClassVar[tuple[Part, ...]] = (Part(autocomplete="email", inputmode="email"),)

    def read(self, typed: Typed, around: Around) -> str:
        address = unicodedata.normalize("NFKC", first(typed))
        try:
            validate_email(address)
        except ValidationError as error:
            raise Wrong(_("メールアドレスの形をたしかめてください。例：hana@example.jp")) from error
        return address

    def value_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "email"}

    def rule_type(self) -> rules.Type:
        return rules.TEXT
