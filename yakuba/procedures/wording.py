"""A text that a resident reads, in the languages the catalogue gives it."""

from typing import Any

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, model_validator


class Text(BaseModel):
    """Japanese, and beside it English and やさしい日本語 where somebody wrote them.

    In a declaration a plain string is the Japanese text; `str(text)` speaks the reader's language.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    ja: str = Field(min_length=1)
    en: str = ""
    easy: str = ""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:
        return {"ja": given} if isinstance(given, str) else given

    def in_(self, language: str | None) -> str:
        """The text for `language` ("ja", "en", "ja-easy"); Japanese where that one is not written."""
        wanted = {"en": self.en, "ja-easy": self.easy}.get(language or "ja", "")
        return wanted or self.ja

    def __str__(self) -> str:
        return self.in_(get_language())
