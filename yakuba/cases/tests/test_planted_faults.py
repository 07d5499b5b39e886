"""The tests of bad input and of faults can fail: each is run here with the very bug planted that it is there for."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from yakuba.cases import bulk, drafting, issuing
from yakuba.cases.tests import test_bulk, test_characters, test_faults, test_issuing
from yakuba.mailroom import delivering
from yakuba.mailroom.models import Letter
from yakuba.mailroom.tests import test_delivering
from yakuba.mailroom.tests.conftest import office
from yakuba.toolbox import glyphs, press, tables, text

__all__ = ["impatient", "office"]
impatient = test_issuing.impatient
NOTICED = (AssertionError, pytest.fail.Exception)
Plant = Callable[[pytest.MonkeyPatch], None]


def widths_folded(patch: pytest.MonkeyPatch) -> None:
    import unicodedata

    patch.setattr(text, "clean", lambda raw: unicodedata.normalize("NFKC", raw))


def selectors_lost(patch: pytest.MonkeyPatch) -> None:
    right = text.clean
    patch.setattr(text, "clean", lambda raw: right(raw).replace("\U000e0101", ""))


def everything_taken(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(text, "clean", lambda raw: raw)


def marks_not_told(patch: pytest.MonkeyPatch) -> None:
    right = glyphs.fit
    patch.setattr(glyphs, "fit", lambda words: glyphs.Fitted(right(words).text, ()))


def cut_short(patch: pytest.MonkeyPatch) -> None:
    right = text.clean
    patch.setattr(text, "clean", lambda raw: right(raw)[:1000])


def planes_lost(patch: pytest.MonkeyPatch) -> None:
    right = text.clean
    patch.setattr(text, "clean", lambda raw: right("".join(one for one in raw if ord(one) < 0x10000)))


def halves_replaced(patch: pytest.MonkeyPatch) -> None:
    right = text.clean
    patch.setattr(text, "clean", lambda raw: right(raw.encode(errors="replace").decode()))


def nul_dropped(patch: pytest.MonkeyPatch) -> None:
    right = text.clean
    patch.setattr(text, "clean", lambda raw: right(raw.replace("\x00", "")))


CHARACTERS: dict[str, tuple[Plant, Callable[[], Any]]] = {
    "widths folded": (widths_folded, lambda: test_characters.test_every_character_comes_out_as_it_was_typed(".csv")),
    "selectors lost": (selectors_lost, lambda: test_characters.test_every_character_comes_out_as_it_was_typed(".json")),
    "a tail lost": (cut_short, test_characters.test_a_long_text_is_whole_on_paper),
    "emoji and rare kanji lost": (
        planes_lost,
        lambda: test_characters.test_every_character_comes_out_as_it_was_typed(".json"),
    ),
    "half a character replaced": (
        halves_replaced,
        lambda: test_characters.test_what_is_no_character_is_refused_at_its_field_and_the_rest_stays("\ud83d"),
    ),
    "NUL dropped": (
        nul_dropped,
        lambda: test_characters.test_what_is_no_character_is_refused_at_its_field_and_the_rest_stays("\x00"),
    ),
    "controls taken": (
        everything_taken,
        lambda: test_characters.test_what_is_no_character_is_refused_at_its_field_and_the_rest_stays("\x07"),
    ),
    "controls taken from a file": (
        everything_taken,
        test_characters.test_what_is_no_character_is_refused_from_a_file_too,
    ),
    "a mark that is not told": (
        marks_not_told,
        test_characters.test_on_paper_each_character_has_a_glyph_or_a_visible_mark,
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("plant", "check"), CHARACTERS.values(), ids=CHARACTERS)
def test_planted_a_character_that_is_lost_or_let_in_is_noticed(
    plant: Plant, check: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with pytest.raises(NOTICED):
        check()


def unknown_columns_dropped(patch: pytest.MonkeyPatch) -> None:
    right = bulk._read

    def dropping(filler: Any, given: Any) -> Any:
        return right(filler, {name: given[name] for name in given if name not in filler.unknown_columns(given)})

    patch.setattr(bulk, "_read", dropping)


def formulas_left(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tables, "_guarded", lambda cell: cell)


BULK: dict[str, tuple[Plant, Callable[[], Any]]] = {
    "columns dropped": (unknown_columns_dropped, test_bulk.test_what_is_not_asked_is_refused_and_not_dropped),
    "formulas left": (
        formulas_left,
        lambda: test_bulk.test_nothing_that_comes_out_is_a_formula_and_nothing_is_lost("=1+1", ".csv"),
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("plant", "check"), BULK.values(), ids=BULK)
def test_planted_a_fault_in_a_file_of_forms_is_noticed(
    plant: Plant, check: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with pytest.raises(NOTICED):
        check()


@pytest.mark.django_db(transaction=True)
def test_planted_a_full_disk_that_is_passed_over_in_silence_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = drafting._store

    def silent(draft: Any) -> bool:
        try:
            return right(draft)
        except OperationalError:
            return True

    monkeypatch.setattr(drafting, "_store", silent)
    with pytest.raises(NOTICED):
        test_faults.test_on_a_full_disk_nothing_is_half_written_and_later_it_goes_on()


@pytest.mark.django_db
def test_planted_a_paper_that_fails_and_is_never_given_up_is_noticed(
    cast: Any, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "BACK_OFF", (1,) * 1000)
    with pytest.raises(NOTICED):
        test_issuing.test_what_the_press_cannot_do_delivers_nothing_is_tried_again_and_then_a_clerk_is_told(
            cast, impatient, test_issuing.BROKEN, "no-such-function"
        )


@pytest.mark.django_db
def test_planted_a_press_that_waits_for_ever_is_noticed(
    cast: Any, own_press: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stalled template that is taken for a printed paper."""

    def stalled(*_given: Any, **_more: Any) -> press.Printed:
        return press.Printed(b"%PDF-1.7", ())

    monkeypatch.setattr(press, "printed", stalled)
    with pytest.raises(NOTICED):
        test_issuing.test_what_the_press_cannot_do_delivers_nothing_is_tried_again_and_then_a_clerk_is_told(
            cast, None, test_issuing.ENDLESS, "時間がかかりすぎた"
        )


@pytest.mark.django_db(transaction=True)
def test_planted_a_letter_given_up_because_the_mail_server_is_down_is_noticed(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = delivering._carry

    def hasty(letter: Any, carrier: Any, delivery: Any) -> None:
        right(letter, carrier, delivery)
        if delivery.closed:
            Letter.objects.filter(pk=letter.pk).update(state="failed")

    monkeypatch.setattr(delivering, "_carry", hasty)
    with pytest.raises(NOTICED):
        test_faults.test_letters_wait_while_the_mail_server_is_down_and_cases_go_on(settings)


SMTP: dict[str, tuple[Plant, Callable[[Any], Any]]] = {
    "a refusal for a while taken for good": (
        lambda patch: patch.setattr(delivering, "_put_off", delivering._fail),
        test_delivering.test_a_temporary_refusal_is_tried_again_less_and_less_often_for_three_days,
    ),
    "a refusal for good tried again": (
        lambda patch: patch.setattr(delivering, "_fail", delivering._put_off),
        test_delivering.test_a_letter_that_is_refused_for_good_fails_at_once_and_alone,
    ),
    "a lease that never ends": (
        lambda patch: patch.setattr(delivering, "LEASE", delivering.LEASE * 1000),
        test_delivering.test_a_letter_of_a_worker_that_died_is_sent_after_the_lease,
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("plant", "check"), SMTP.values(), ids=SMTP)
def test_planted_a_letter_lost_or_sent_for_nothing_is_noticed(
    plant: Plant, check: Callable[[Any], Any], office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch)
    with pytest.raises(NOTICED):
        check(office)
