"""Questions as they are drawn: every kind, its inputs, its errors, and nothing that a resident typed as markup."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.procedures.asking import Sheet
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Field
from yakuba.procedures.tests.forms import around, field, filler
from yakuba.procedures.tests.values import KINDS

MARKUP = "<script>alert(1)</script>\"'><blink>"


class Page(HTMLParser):
    """The ids, the inputs with their values, and the elements of a drawn page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.values: dict[str, list[str]] = {}
        self.tags: set[str] = set()
        self.described: set[str] = set()
        self.text = re.sub(r"<[^>]+>", " ", html)
        self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if "id" in have:
            self.ids.append(have["id"])
        self.described |= set(have.get("aria-describedby", "").split())
        if (
            tag == "input"
            and have["type"] != "file"
            and not have["name"].startswith("_")  # which questions stood there is no answer
            and (have["type"] not in ("radio", "checkbox") or "checked" in have)
        ):
            self.values.setdefault(have["name"], []).append(have.get("value", ""))
        if tag == "textarea":
            self._area = have["name"]
            self.values[self._area] = [""]

    def handle_data(self, data: str) -> None:
        if self._area:
            # A browser takes off the line end after the opening tag.
            before = self.values[self._area][0]
            self.values[self._area] = [before + data if before else data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        self._area = ""


def drawn(sheet: Sheet, *fields: Field) -> Page:
    return Page("".join(sheet.questions(fields)))


def typed(declared: Field, value: Any) -> dict[str, list[str]]:
    return {f"answer.{part}" if part else "answer": entries for part, entries in declared.typed(value).items()}


@pytest.mark.parametrize(("declared", "values"), [case[1:] for case in KINDS], ids=[case[0] for case in KINDS])
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_what_is_typed_stands_in_the_inputs_again(
    declared: Field, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    entries = typed(declared, data.draw(values))
    shown = drawn(Sheet(around(), entries), declared).values
    assert {name: shown.get(name) for name, entry in entries.items() if entry != [""]} == {
        name: entry for name, entry in entries.items() if entry != [""]
    }


@pytest.mark.parametrize("declared", [case[1] for case in KINDS], ids=[case[0] for case in KINDS])
def test_every_error_has_its_sentence_and_a_link_that_leads_to_it(declared: Field) -> None:
    parts = [part.name for part in declared.inputs()]
    sheet = Sheet(around(), {}, {"answer": {part: [f"文{number}"] for number, part in enumerate(parts)}})
    page = drawn(sheet, declared)
    assert [wrong["id"] for wrong in sheet.wrongs([declared]) if wrong["id"] not in page.ids] == []
    assert [f"文{number}" for number in range(len(parts)) if f"文{number}" not in page.text] == []
    assert len(page.ids) == len(set(page.ids))
    assert page.described <= set(page.ids)


@pytest.mark.parametrize("declared", [case[1] for case in KINDS], ids=[case[0] for case in KINDS])
def test_what_somebody_typed_is_never_markup(declared: Field) -> None:
    entries = {f"answer.{part.name}".rstrip("."): [MARKUP] for part in declared.inputs()}
    entries |= {f"answer.0.{name}": [MARKUP] for name in ("note", "who.family")}
    entries |= {f"answer.{name}": [MARKUP] for name in ("note", "who.family")}
    errors = {"answer": {part.name: [MARKUP] for part in declared.inputs()}}
    page = drawn(Sheet(around(), entries, errors, known={"answer": {"text": MARKUP, "source": MARKUP}}), declared)
    assert not page.tags & {"script", "blink"}


def test_marks_say_what_must_be_answered() -> None:
    said = {
        required: drawn(Sheet(around(), {}), field("text", required=required)).text
        for required in (True, False, "later")
    }
    assert "※必須" in said[True]
    assert "※任意" in said[False]
    assert "※あとからでも出せます" in said["later"]


DOGS = """
pages:
  - title: 犬
    fields:
      - name: dogs
        kind: group
        title: 犬
        repeat: {min: 1, max: 3}
        fields:
          - {name: called, kind: text}
          - {name: chip, kind: text, ask_if: called == "ポチ", required: false}
      - {name: fee_shown, kind: calculated, value: fee}
values: {fee: count(dogs) * 3000}
"""


def sheet(form: Filler, errors: Any = None, **entries: str) -> Page:
    given = {name.replace("__", "."): [entry] for name, entry in entries.items()}
    return drawn(Sheet(form.around({}, 0), given, errors or {}), *form.pages[0].fields)


def test_a_group_that_must_be_answered_stands_open() -> None:
    page = sheet(filler(DOGS))
    assert list(page.values) == ["dogs.0.called"]
    assert "もう1件追加する" in page.text
    assert "消す" not in page.text


def test_items_keep_their_places_and_are_counted_from_one() -> None:
    page = sheet(filler(DOGS), dogs__2__called="タロ", dogs__5__called="ポチ")
    assert page.values == {"dogs.2.called": ["タロ"], "dogs.5.called": ["ポチ"], "dogs.5.chip": [""]}
    assert "犬 1" in page.text
    assert "犬 2" in page.text
    assert "犬 2を消す" in page.text


def test_no_more_items_than_declared_are_offered() -> None:
    page = sheet(filler(DOGS), dogs__0__called="一", dogs__1__called="二", dogs__2__called="三")
    assert "もう1件追加する" not in page.text


def test_an_error_stands_in_its_item() -> None:
    form = filler(DOGS)
    entries = {"dogs.4.called": ["ポチ"], "dogs.7.called": ["\0"]}
    _answers, errors = form.read_page(0, entries, {})
    page = drawn(Sheet(form.around({}, 0), entries, errors), *form.pages[0].fields)
    assert errors["dogs"].keys() == {"7.called"}
    assert "dogs-7-called-error" in page.described
    assert "目に見えない記号" in page.text


def test_a_calculated_value_follows_what_is_typed_on_the_same_page() -> None:
    assert "6,000円" in sheet(filler(DOGS), dogs__0__called="ポチ", dogs__1__called="タロ").text
    assert "3,000円" in sheet(filler(DOGS), dogs__0__called="ポチ").text


def test_an_uploaded_file_is_named_and_a_strange_one_is_not() -> None:
    page = drawn(Sheet(around(), {"answer": ["file-1", "file-9"]}), field("file"))
    assert page.values["answer"] == ["file-1"]
    assert "写真1.jpg" in page.text


def test_what_decides_over_others_is_marked() -> None:
    form = filler(DOGS)
    html = "".join(Sheet(form.around({}, 0), {}).questions(form.pages[0].fields))
    assert html.count("data-decides") == 1
    assert re.search(r'data-field="dogs.0.called" data-decides', html)
