"""Drawing a question: the one place where a field becomes HTML, for every desk."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yakuba.procedures.kinds import Around, Errors, Field, GroupField, Typed
from yakuba.procedures.kinds.calculated import CalculatedField
from yakuba.procedures.kinds.field import Part
from yakuba.procedures.kinds.reading import Read, read, under
from yakuba.procedures.review import as_json
from yakuba.toolbox import addresses


@dataclass(frozen=True)
class Sheet:
    """Everything that stands on one page: what was typed, what is wrong, what the city knows."""

    around: Around
    typed: Typed
    errors: Errors = field(default_factory=dict)
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    looked_up: Mapping[str, str] = field(default_factory=dict)
    path: str = ""

    def questions(self, fields: Sequence[Field]) -> list[SafeString]:
        """The fields that are asked with what stands typed now, drawn in order."""
        done = read(fields, self.typed, self.around)
        return [self._question(one, done) for one in done.shown]

    def wrongs(self, fields: Iterable[Field]) -> list[dict[str, str]]:
        """The error summary: for each wrong input its id, the field's label and the sentence."""
        return [
            {"id": html_id(join(one.name, part) or one.name), "label": one.label, "sentence": sentence}
            for one in fields
            for part, sentences in self.errors.get(one.name, {}).items()
            for sentence in sentences
        ]

    def _question(self, one: Field, done: Read[Field]) -> SafeString:
        path = f"{self.path}{one.name}"
        typed, errors = under(self.typed, one.name), self.errors.get(one.name, {})
        context: dict[str, Any] = {
            "field": one,
            "path": path,
            "id": html_id(path),
            "errors": errors,
            "parts": {key_of(part): part_context(part, path, typed, errors) for part in one.inputs()},
            "known": self.known.get(one.name),
            "decides": one.name in self.around.deciding,
            "looked_up": self.looked_up.get(path, ""),
            "max_bytes": settings.UPLOAD_MAX_BYTES,
        }
        if isinstance(one, GroupField):
            context |= self._group(one, typed, errors)
        elif one.kind == "file":
            uploads = self.around.uploads
            context["files"] = [uploads[name] for name in typed.get("", []) if name in uploads]
        elif one.kind == "address" and (towns := towns_near(typed)):
            context["towns"] = towns
            context["parts"]["town"]["list"] = f"{html_id(path)}-towns"
        elif isinstance(one, CalculatedField):
            value = as_json(done.around.scope.get(one.value))
            context["shown"] = one.show(value) if isinstance(value, int | str) else ""
        return render_to_string(f"kinds/{one.kind}.html", context)

    def _group(self, group: GroupField, typed: Typed, errors: Mapping[str, list[str]]) -> dict[str, Any]:
        indexes = group.indexes(typed)
        if group.repeat and group.required is True:
            # A group that must be answered stands open at its least count.
            following = itertools.count(max(indexes, default=-1) + 1)
            indexes += [next(following) for _missing in range(group.repeat.min - len(indexes))]
        items = []
        for place, index in enumerate(indexes, start=1):
            own = under(typed, str(index)) if group.repeat else typed
            wrong = under(errors, str(index)) if group.repeat else errors
            title = _("%(title)s %(number)d") % {"title": group.item_title or group.label, "number": place}
            prefix = f"{self.path}{group.name}." + (f"{index}." if group.repeat else "")
            around = self.around.within(group.name, f"{index}." if group.repeat else "")
            sheet = Sheet(around, own, nested(wrong, group), looked_up=self.looked_up, path=prefix)
            items.append({"index": index, "title": title, "html": SafeString("".join(sheet.questions(group.fields)))})
        repeat = group.repeat
        return {
            "items": items,
            "may_add": bool(repeat and len(items) < repeat.max),
            "may_remove": bool(repeat and len(items) > repeat.min),
        }


def part_context(part: Part, path: str, typed: Typed, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    """One input as its template wants it."""
    name = join(path, part.name)
    values = list(typed.get(part.name, []))
    return {
        "part": part.name,
        "name": name,
        "id": html_id(name),
        "value": values[0] if values else "",
        "values": values,
        "label": part.label,
        "errors": errors.get(part.name, []),
        "autocomplete": part.autocomplete,
        "inputmode": part.inputmode,
        "hint": part.hint,
        "optional": part.optional,
    }


def nested(errors: Mapping[str, list[str]], group: GroupField) -> Errors:
    """`{"address.postcode": […]}` of one item as `{"address": {"postcode": […]}}`."""
    return {inner.name: found for inner in group.fields if (found := under(errors, inner.name))}


def towns_near(typed: Typed) -> tuple[str, ...]:
    """The 町字 of the city that the typed postcode lies in, to choose from; none where its list is not carried."""
    found = addresses.by_postcode((typed.get("postcode") or [""])[0])
    return addresses.towns(found[0].city_code) if found else ()


def key_of(part: Part) -> str:
    return part.name.replace(".", "_") or "value"


def html_id(name: str) -> str:
    return name.replace(".", "-")


def join(path: str, part: str) -> str:
    return f"{path}.{part}" if part else path
