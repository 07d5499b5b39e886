"""Whatever stands in a file of the catalogue: it is sound, or it is Unsound with lines; nothing else ever happens."""

import contextlib
import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from yakuba.procedures import examples, loading
from yakuba.procedures.compiled import Compiled
from yakuba.procedures.compiling import compile
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.loading import Unsound
from yakuba.procedures.publishing import check_folder
from yakuba.procedures.tests.dogs import EXAMPLES, PROCEDURE, write

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=30)
    | st.sampled_from(["", "x + ", "count(dogs)", "1" * 400, "{receipt}", "=1", "a.b", "age(", "dogs", "\x00", "犬"])
)  # fmt: skip
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10) | SCALARS, inner, max_size=4),
    max_leaves=12,
)
# As YAML counts lines.
LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
SNIPPETS = ["&a", "*a", "<<: *a", "!!int", "!!set", "? ", "- ", ": ", "{", "]", "'", '"', "|", ">", "\t", "%", "@", "~"]


def read(text: str) -> Compiled:
    """As `check_folder` reads a declaration, without the rest of the folder."""
    source = loading.read(text, "dogs/procedure.yaml")
    return compile(source, loading.validate(source, Declaration))


def faults_of(text: str) -> list[loading.Fault]:
    try:
        read(text)
    except Unsound as unsound:
        return unsound.faults
    return []


def is_sound_or_unsound(text: str) -> None:
    faults = faults_of(text)
    last = len(LINE_ENDS.findall(text)) + 1
    assert all(1 <= fault.line <= last and fault.message for fault in faults)


@given(st.text())
@example("&a [*a]")
@example("&a {<<: *a}")
@example("? [a]\n: b")
@example("? {a: b}\n: c")
@example("!!int ''")
@example("!!timestamp x")
@example("!!binary ='")
@example("- !!float .")
@example("=")
@example("0x")
@example("1" * 5_000)
@example("2026-02-30")
@example("2026-01-01 99:00:00")
@example("\ud800")
@example("%TAG ! x")
@example("\x850")
def test_any_text(text: str) -> None:
    is_sound_or_unsound(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(SNIPPETS) | st.sampled_from(PROCEDURE.splitlines(keepends=True)), max_size=30))
def test_any_jumble_of_yaml(pieces: list[str]) -> None:
    is_sound_or_unsound("".join(pieces))


@settings(deadline=None)
@given(st.data())
def test_any_change_of_the_text(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(PROCEDURE)))
    length = data.draw(st.integers(0, 40))
    put = data.draw(st.text(max_size=5) | st.sampled_from(SNIPPETS) | st.just(PROCEDURE[at : at + length] * 2))
    is_sound_or_unsound(PROCEDURE[:at] + put + PROCEDURE[at + length :])


def places(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each part of a declaration."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at, *(place for key, part in inner for place in places(part, (*at, key)))]


def replaced(tree: Any, at: tuple[Any, ...], part: Any) -> Any:
    if not at:
        return part
    changed = copy.copy(tree)
    changed[at[0]] = replaced(tree[at[0]], at[1:], part)
    return changed


DECLARED = yaml.safe_load(PROCEDURE)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(places(DECLARED)), TREES)
def test_anything_in_any_place(at: tuple[Any, ...], part: Any) -> None:
    is_sound_or_unsound(yaml.safe_dump(replaced(DECLARED, at, part), allow_unicode=True))


FILLED_IN = [
    {**example, "expect": {key: part for key, part in example["expect"].items() if key != "paper"}}
    for example in yaml.safe_load(EXAMPLES)
]
TRIED = compile(loading.read(PROCEDURE, "x"), loading.validate(loading.read(PROCEDURE, "x"), Declaration))


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(places(FILLED_IN)), TREES)
def test_anything_in_any_place_of_the_examples(at: tuple[Any, ...], part: Any) -> None:
    changed = replaced(FILLED_IN, at, part)
    if (
        isinstance(changed, list)
        and changed
        and isinstance(changed[0], dict)
        and isinstance(changed[0].get("expect"), dict)
    ):
        changed[0]["expect"] = {key: one for key, one in changed[0]["expect"].items() if key != "paper"}
    with contextlib.suppress(Unsound):
        source = loading.read(yaml.safe_dump(changed, allow_unicode=True), "dogs/examples.yaml")
        written = loading.validate(source, examples.Examples)
        assert all(fault.message for fault in examples.run(TRIED, {}, written, source))


@pytest.mark.parametrize("name", ["procedure.yaml", "examples.yaml"])
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary())
def test_any_bytes(tmp_path: Path, name: str, content: bytes) -> None:
    folder = write(tmp_path / "dogs")
    (folder / name).write_bytes(content)
    with pytest.raises(Unsound):
        check_folder(folder)


def test_a_complaint_of_another_sort_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: without our own constructor, PyYAML answers a day that does not exist with a ValueError."""
    monkeypatch.delattr(loading._Loader, "construct_object")
    with pytest.raises(ValueError, match="day is out of range"):
        is_sound_or_unsound("open_from: 2026-02-30")
