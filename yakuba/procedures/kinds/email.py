"""An e-mail address: one."""

import unicodedata
from typing import Any, ClassVar, Literal

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.toolbox import email_addresses


class EmailField(Field):
    """The value is the address in half width."""

    kind: Literal["email"] = "email"

    parts: ClassVar[tuple[Part, ...]] = (Part(autocomplete="email", inputmode="email"),)

    def read(self, typed: Typed, around: Around) -> str:
        address = unicodedata.normalize("NFKC", first(typed))
        try:
            # What the mailroom would not send to is said here, beside the field.
            return email_addresses.one(address)
        except email_addresses.NotOneAddress as error:
            raise Wrong(str(error)) from error

    def value_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "email"}

    def rule_type(self) -> rules.Type:
        return rules.TEXT
