"""Small declarations for the tests of this room, and the surroundings in which single fields are read."""

from datetime import date
from typing import Any

from pydantic import TypeAdapter

from yakuba.procedures import loading
from yakuba.procedures.compiled import Compiled
from yakuba.procedures.compiling import compile
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import AnyField, Around, Errors, Field, Wrong
from yakuba.procedures.seen import Seen

TODAY = date(2026, 11, 21)
UPLOADS: dict[str, dict[str, Any]] = {
    f"file-{number}": {
        "id": f"file-{number}",
        "name": f"写真{number}.jpg",
        "size": 1000 + number,
        "type": "image/jpeg",
        "sha256": f"{number}" * 64,
    }
    for number in range(1, 5)
}
HEAD = """\
title: 見本の手続き
section: residents
basis: 見本条例 第1条
measures: {paper_minutes: 10, paper_visits: 1}
"""
_FIELD: TypeAdapter[Field] = TypeAdapter(AnyField)


def field(kind: str, **options: Any) -> Field:
    """One declared field, named `answer`."""
    return _FIELD.validate_python({"name": "answer", "kind": kind, "title": "答え"} | options)


def around(**answers: Any) -> Around:
    """Nothing but the day, some uploads, and these answers as rules see them."""
    return Around(TODAY, Seen(answers, {}, on=TODAY), UPLOADS)


def take(declared: Field, **typed: str | list[str]) -> Any:
    """What a field makes of one entry for each input; `_` is the input without a name, `__` in a name a dot."""
    entries = {name.strip("_").replace("__", "."): one for name, one in typed.items()}
    return declared.take({name: [one] if isinstance(one, str) else one for name, one in entries.items()}, around())


def refusal(declared: Field, **typed: str | list[str]) -> dict[str, str]:
    """The sentences with which a field sends an entry back, by input; empty where it takes it."""
    try:
        take(declared, **typed)
    except Wrong as wrong:
        return wrong.messages
    return {}


def compiled(body: str, *, head: str = HEAD) -> Compiled:
    """A declaration from its YAML. Raises Unsound."""
    source = loading.read(head + body, "procedure.yaml")
    return compile(source, loading.validate(source, Declaration))


def filler(body: str, snapshot: dict[str, Any] | None = None) -> Filler:
    return Filler(compiled(body), TODAY, snapshot or {}, UPLOADS)


def household(*relations: str) -> dict[str, Any]:
    """What the register says of the head of a household and of its other members, one for each relation."""
    home = {
        "postcode": "9860822",
        "prefecture": "宮城県",
        "city": "石巻市",
        "town": "中央一丁目",
        "block": "2番3号",
        "building": "",
    }
    everybody = [
        {
            "family": "見本",
            "given": given,
            "family_kana": "ミホン",
            "given_kana": "ハナ",
            "birth_date": "1990-04-02",
            "relation": relation,
            "moved_in_on": "2020-04-01",
            "address": home,
        }
        for given, relation in zip("一二三四五六", ["世帯主", *relations], strict=False)
    ]
    return {"me": everybody[0], "household": everybody, "on": TODAY.isoformat()}


def sentences(errors: Errors) -> list[str]:
    """Every sentence of the errors with its place: `children.0.age: …`."""
    return [
        f"{name}.{part}: {said}" if part else f"{name}: {said}"
        for name, parts in errors.items()
        for part, all_said in parts.items()
        for said in all_said
    ]
