"""Uploaded files. The bytes are kept apart; the value names them."""

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Option

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import listed


class FileField(Field):
    """The value is a list of `{id, name, size, type, sha256}`; what is typed are the ids of uploads."""

    kind: Literal["file"] = "file"
    max_files: int = Option(3, ge=1, le=20, description="何個まで。")

    def typed(self, value: Any) -> dict[str, list[str]]:
        return {"": [one["id"] for one in value]}

    def cells(self, value: Any) -> dict[str, str]:
        """The names, for people to read: bytes do not travel in a table."""
        return {"": ";".join(one["name"] for one in value)}

    def from_cells(self, cells: Mapping[str, str]) -> Typed:
        return {"": [word for cell in cells.values() for word in cell.split(";")]}

    def read(self, typed: Typed, around: Around) -> list[dict[str, Any]]:
        wanted = list(dict.fromkeys(one.strip() for one in typed.get("", []) if one.strip()))
        if len(wanted) > self.max_files:
            raise Wrong(_("ファイルは%(most)d個までです。") % {"most": self.max_files})
        if unknown := [one for one in wanted if one not in around.uploads]:
            raise Wrong(
                _("ファイルが見つかりません。もう一度選んでください。（%(count)d個）") % {"count": len(unknown)}
            )
        if infected := [around.uploads[one]["name"] for one in wanted if around.uploads[one].get("infected")]:
            raise Wrong(
                _("「%(name)s」からウイルスが見つかったため、受け取れません。外して、別のファイルを選んでください。")
                % {"name": infected[0]}
            )
        return [dict(around.uploads[one]) for one in wanted]

    def missing(self) -> str:
        return _("%(title)sのファイルを選んでください。") % {"title": self.label}

    def show(self, value: Any) -> str:
        return listed(one["name"] for one in value)

    def value_schema(self) -> dict[str, Any]:
        properties = {
            "id": {"type": "string"},
            "name": {"type": "string"},
            "size": {"type": "integer"},
            "type": {"type": "string"},
            "sha256": {"type": "string"},
        }
        one = {"type": "object", "properties": properties, "required": ["id"], "additionalProperties": False}
        return {"type": "array", "minItems": 1, "maxItems": self.max_files, "items": one}

    def rule_type(self) -> rules.Type:
        return rules.ListOf(rules.Record({"name": rules.TEXT, "type": rules.TEXT, "size": rules.INT}))
