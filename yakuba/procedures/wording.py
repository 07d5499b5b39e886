"""A text that a resident reads, in the languages the catalogue gives it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError


class Short(BaseModel):
    """Something that may be written as a plain string, which then stands for each of `short_for`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    short_for: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:
        if isinstance(given, int | float | date):
            # 2026 or 8:30 without quotes; pydantic would ask for a map.
            raise PydanticCustomError("string_type", "not a text")
        return dict.fromkeys(cls.short_for, given) if isinstance(given, str) else given

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Editors must accept the plain string as well."""
        whole = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [{"type": "string", "minLength": 1}, whole], "description": whole.pop("description", "")}


def listed(words: Iterable[str]) -> str:
    """Several words one after another, as the reader's language lists them."""
    return _("、").join(words)


class Text(Short):
    """Japanese, and beside it English and やさしい日本語 where somebody wrote them.

    In a declaration a plain string is the Japanese text; `str(text)` speaks the reader's language.
    """

    short_for = ("ja",)

    ja: str = Field(min_length=1, description="日本語。")
    en: str = Field("", description="英語。")
    easy: str = Field("", description="やさしい日本語。")

    def in_(self, language: str | None) -> str:
        """The text for `language` ("ja", "en", "ja-easy"); Japanese where that one is not written."""
        wanted = {"en": self.en, "ja-easy": self.easy}.get(language or "ja", "")
        return wanted or self.ja

    def __str__(self) -> str:
        return self.in_(get_language())
