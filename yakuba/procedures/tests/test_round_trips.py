"""What a kind keeps comes back as it was, by every way: form, JSON, CSV; and it fits the kind's own JSON Schema."""

import json
from typing import Any, get_args

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures import rules
from yakuba.procedures.kinds import Field, GroupField, Inner
from yakuba.procedures.rules.answers import reader
from yakuba.procedures.tests.forms import around
from yakuba.procedures.tests.schemas import complaints
from yakuba.procedures.tests.values import KINDS
from yakuba.toolbox import tables

every_kind = pytest.mark.parametrize(
    ("declared", "values"), [case[1:] for case in KINDS], ids=[case[0] for case in KINDS]
)


def test_no_kind_is_left_out() -> None:
    asked = {declared.kind for _words, declared, _values in KINDS}
    [inner, *_whole] = get_args(Inner)
    kinds = {one.model_fields["kind"].default for one in [*get_args(inner), GroupField] if one.is_asked}
    assert kinds == asked


@every_kind
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_is_shown_for_changing_reads_as_the_same(
    declared: Field, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(values)
    assert declared.take(declared.typed(value), around()) == value


@every_kind
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_json_comes_back_as_it_was(declared: Field, values: st.SearchStrategy[Any], data: st.DataObject) -> None:
    value = data.draw(values)
    sent = json.loads(json.dumps(value))
    assert declared.take(declared.from_json(sent), around()) == value


in_a_table = pytest.mark.parametrize(
    ("declared", "values"),
    [case[1:] for case in KINDS if case[0] != "file"],
    ids=[c[0] for c in KINDS if c[0] != "file"],
)


@in_a_table
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_row_of_a_table_comes_back_as_it_was(
    declared: Field, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(values)
    if declared.kind == "group":
        value = without_files(value)
    cells = {f"answer.{part}" if part else "answer": cell for part, cell in declared.cells(value).items()}
    [row] = tables.read(tables.write_csv([cells], list(cells)), "answers.csv")
    own = {name.removeprefix("answer").removeprefix("."): cell for name, cell in row.items() if cell}
    assert all(declared.has_cell(part) for part in own)
    assert declared.take(declared.from_cells(own), around()) == value


@every_kind
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_value_fits_its_schema(declared: Field, values: st.SearchStrategy[Any], data: st.DataObject) -> None:
    assert list(complaints(data.draw(values), declared.value_schema())) == []


@every_kind
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_every_value_can_be_shown_printed_and_read_by_rules(
    declared: Field, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(values)
    for language in ("ja", "en"):
        with translation.override(language):
            assert isinstance(declared.show(value), str)
    assert json.dumps(declared.print(value))
    agrees(declared.rule_value(value), declared.rule_type())


def agrees(value: Any, type_: rules.Type) -> None:
    """Fails where a rule that reads the value would complain about its type."""
    if isinstance(type_, rules.ListOf):
        for element in value:
            agrees(element, type_.element)
    elif isinstance(type_, rules.Record):
        for name, attribute in type_.attributes.items():
            if name in value:
                agrees(value[name], attribute)
    else:
        reader(type_)(value)


def without_files(value: Any) -> Any:
    """Bytes do not travel in a table."""
    if isinstance(value, list):
        return [without_files(one) for one in value]
    return {name: part for name, part in value.items() if name != "photos"}
