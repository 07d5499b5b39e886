"""The stories of bad input can fail: each is lived through once more with the very bug planted that it is there for."""

import calendar
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.stories import forms, test_bad_input, test_residence_certificate, test_uploads
from tests.stories.walking import fill_in
from yakuba.cases import filing
from yakuba.desks.resident import filling
from yakuba.procedures.kinds import person
from yakuba.toolbox import dates, uploads

pytestmark = pytest.mark.once("postgresql")

hana = test_bad_input.hana
second_page = test_bad_input.second_page
Given = Callable[[str], Any]
Patch = pytest.MonkeyPatch


def rolled_over(patch: Patch) -> None:
    patch.setattr(
        dates, "_day", lambda year, month, day: date(year, month, min(day, calendar.monthrange(year, month)[1]))
    )


def year_nought(patch: Patch) -> None:
    right = dates._year
    patch.setattr(dates, "_year", lambda typed: right("令和1" if typed == "令和0" else typed))


def born_tomorrow(patch: Patch) -> None:
    right = person.read_birth
    patch.setattr(person, "read_birth", lambda typed, today: right(typed, date(today.year + 2, 1, 1)))


def closed_door_open(patch: Patch) -> None:
    right = filing.file_held

    def unasked(draft: Any, **options: Any) -> Any:
        draft.version.procedure.withdrawn_at = None
        return right(draft, **options)

    patch.setattr(filing, "file_held", unasked)


def forgotten_at_the_door(patch: Patch) -> None:
    patch.setattr(filling.forms, "read", lambda _request: filling.forms.Posted({}))


def names_believed(patch: Patch) -> None:
    right = uploads.kind_of

    def believing(content: bytes, name: str, *, limit: int) -> uploads.Upload:
        return right(test_uploads.PDF, f"{name}.pdf", limit=limit)

    patch.setattr(uploads, "kind_of", believing)


def no_limit(patch: Patch) -> None:
    right = uploads.kind_of
    patch.setattr(uploads, "kind_of", lambda content, name, limit: right(content, name, limit=10**9))


def typed(sentence: str, **entries: str) -> Callable[[Given], None]:
    def check(given: Given) -> None:
        test_bad_input.test_what_cannot_be_taken_is_said_beside_it_and_stays_typed(
            given("hana"),
            given("second_page"),
            {name.replace("_on_", "_on."): one for name, one in entries.items()},
            sentence,
        )

    return check


def photographs(given: Given) -> tuple[Any, str]:
    given("publish")(test_uploads.SLUG)
    browser = given("sign_in")(given("cast").hana)
    return browser, fill_in(browser, test_uploads.SLUG, forms.damage())


PLANTED: dict[str, tuple[Callable[[Patch], None], Callable[[Given], None]]] = {
    "30 February": (
        rolled_over,
        typed("2月30日はありません", born_on_year="2026", born_on_month="2", born_on_day="30"),
    ),
    "Reiwa 0": (year_nought, typed("令和0年はありません", born_on_year="令和0", born_on_month="1", born_on_day="1")),
    "born in the future": (
        born_tomorrow,
        lambda given: test_bad_input.test_a_birth_date_in_the_future(given("publish"), given("sign_in")),
    ),
    "a withdrawn procedure": (
        closed_door_open,
        lambda given: test_bad_input.test_a_procedure_that_is_withdrawn_meanwhile_keeps_the_form_and_says_so(
            given("hana")
        ),
    ),
    "a session that ran out": (
        forgotten_at_the_door,
        lambda given: test_residence_certificate.test_what_a_session_that_ran_out_typed_waits_until_its_owner_is_back(
            given("cast"), given("publish"), given("sign_in")
        ),
    ),
    "an SVG": (
        names_believed,
        lambda given: test_uploads.test_what_is_not_taken_is_said_beside_the_field_and_all_else_kept(
            *photographs(given), test_uploads.SVG, "picture.svg", "この種類のファイルは受け取れません"
        ),
    ),
    "a file that is too large": (
        no_limit,
        lambda given: test_uploads.test_a_file_that_is_too_large(*photographs(given), given("settings")),
    ),
}


@pytest.mark.parametrize(("plant", "check"), PLANTED.values(), ids=PLANTED)
def test_planted_bad_input_that_is_taken_or_lost_is_noticed(
    plant: Callable[[Patch], None],
    check: Callable[[Given], None],
    request: pytest.FixtureRequest,
    monkeypatch: Patch,
) -> None:
    for needed in ("cast", "publish", "sign_in"):
        request.getfixturevalue(needed)
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        check(request.getfixturevalue)
