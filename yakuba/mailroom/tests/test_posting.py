"""A letter is taken when it can be sent to one person as it is; otherwise it is refused with a sentence."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from yakuba import mailroom
from yakuba.mailroom.carriers.carrier import GiveUp
from yakuba.mailroom.carriers.smtp import as_email
from yakuba.mailroom.models import Letter
from yakuba.toolbox import clock

LETTER = {"to": "hana@example.jp", "subject": "受付のお知らせ", "body": "受け付けました。\n", "about": "case:1"}
TWO = ["hana@example.jp,jiro@example.jp", "hana@example.jp;jiro@example.jp", "hana@example.jp jiro@example.jp"]
TWO += [f"hana@example.jp{end}jiro@example.jp" for end in ("\n", "\r", "\r\nBcc: ", "\t", "> <")]


@pytest.mark.django_db
def test_a_letter_waits_in_the_outbox_as_it_was_written() -> None:
    moment = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    with clock.at(moment):
        posted = mailroom.post("receipt", **LETTER)
    letter = Letter.objects.about("case:1").get()
    assert letter == posted
    assert {name: getattr(letter, name) for name in LETTER} == LETTER
    assert (letter.kind, letter.state, letter.tries, letter.posted_at) == ("receipt", "waiting", 0, moment)


@pytest.mark.django_db(transaction=True)
def test_a_letter_of_an_act_that_fails_is_not_posted() -> None:
    def act() -> None:
        with transaction.atomic():
            mailroom.post("receipt", **LETTER)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not Letter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("to", [*TWO, "", "hana", " hana@example.jp", "見本 はな <hana@example.jp>"])
def test_anything_but_one_address_is_refused(to: str) -> None:
    with pytest.raises(mailroom.Refused, match="メールアドレス"):
        mailroom.post("receipt", **{**LETTER, "to": to})
    assert not Letter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("to", TWO)
def test_a_second_recipient_that_came_past_the_move_is_refused_by_the_database(to: str) -> None:
    with pytest.raises(IntegrityError, match="one_recipient"):
        Letter.objects.create(**{**LETTER, "to": to})


@pytest.mark.parametrize("to", TWO)
def test_a_second_recipient_that_came_past_the_database_is_refused_by_the_carrier(to: str) -> None:
    with pytest.raises(GiveUp):
        as_email(Letter(**{**LETTER, "to": to}), sender="noreply@example.lg.jp")


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0"])
def test_a_subject_of_two_lines_is_refused(end: str) -> None:
    for subject in (f"受付{end}Bcc: jiro@example.jp", f"受付{end}"):
        with pytest.raises(mailroom.Refused):
            mailroom.post("receipt", **{**LETTER, "subject": subject})


@pytest.mark.parametrize("name", ["subject", "message_id"])
def test_a_header_that_came_past_the_move_cannot_be_injected(name: str) -> None:
    letter: Any = Letter(**LETTER, message_id="<1@example.lg.jp>", posted_at=clock.now())
    setattr(letter, name, "受付\r\nBcc: jiro@example.jp")
    with pytest.raises(GiveUp, match=r"newline|linefeed"):
        as_email(letter, sender="noreply@example.lg.jp")


@pytest.mark.django_db
@pytest.mark.parametrize(("subject", "body"), [("", "本文"), (" ", "本文"), ("件名", "\0"), ("件名", "\ud800")])
def test_what_cannot_be_sent_is_refused(subject: str, body: str) -> None:
    with pytest.raises(mailroom.Refused):
        mailroom.post("receipt", **{**LETTER, "subject": subject, "body": body})


@pytest.mark.django_db
def test_letters_are_erased_with_what_they_were_about_and_no_others() -> None:
    for about in ("case:1", "case:1", "case:11"):
        mailroom.post("receipt", **LETTER | {"about": about})
    assert mailroom.erase("case:1") == 2
    assert [letter.about for letter in Letter.objects.all()] == ["case:11"]
