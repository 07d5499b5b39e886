"""Every letter is sent once to its one recipient, or waits, or has failed with a reason. None is lost."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from yakuba import mailroom
from yakuba.mailroom import Delivery, delivering
from yakuba.mailroom.models import Letter
from yakuba.mailroom.tests.postoffice import HANG_UP, OK, PostOffice, free_port, open_post_office
from yakuba.toolbox import clock
from yakuba.toolbox.tests.together import together


def _post(count: int = 1) -> list[str]:
    """Letters to hana0, hana1…"""
    addresses = [f"hana{number}@example.jp" for number in range(count)]
    for address in addresses:
        mailroom.post("receipt", to=address, subject="受付のお知らせ", body=f"{address} さん\n", about="case:1")
    return addresses


def _states() -> Counter[str]:
    return Counter(Letter.objects.values_list("state", flat=True))


@pytest.mark.django_db
def test_a_letter_is_sent_and_noted(office: PostOffice) -> None:
    _post()
    assert mailroom.deliver() == Delivery(sent=1)
    letter = Letter.objects.get()
    assert (letter.state, letter.tries, letter.last_error, letter.claimed_at) == ("sent", 1, "", None)
    assert letter.sent_at is not None
    assert office.envelopes == [["hana0@example.jp"]]
    assert mailroom.deliver() == Delivery()


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [lambda _to: OK, lambda _to: "554 no"], ids=["sent", "failed"])
def test_the_secret_of_a_link_is_gone_with_the_letter(office: PostOffice, answer: Callable[[str], str]) -> None:
    office.at_data = answer
    body = "https://hall.example/follow/s3cret/\n"
    mailroom.post("receipt", to="hana@example.jp", subject="受付", body=body, about="case:1", secret="s3cret")
    assert Letter.objects.get().text == body
    mailroom.deliver()
    assert "s3cret" not in str(Letter.objects.values())
    assert "消しました" in Letter.objects.get().text
    assert [letter.get_content().splitlines() for letter in office.letters] == [body.splitlines()] * (answer("") == OK)


@pytest.mark.django_db
def test_without_a_carrier_letters_wait(settings: Settings) -> None:
    settings.SMTP_URL, settings.DEMO = "", False
    _post(3)
    assert mailroom.deliver() == Delivery()
    assert Letter.objects.filter(state="waiting", tries=0, claimed_at=None).count() == 3


@pytest.mark.django_db
def test_in_the_demo_letters_go_to_the_page(settings: Settings) -> None:
    settings.SMTP_URL, settings.DEMO = "", True
    _post(3)
    assert mailroom.deliver(limit=2) == Delivery(sent=2)
    assert _states() == {"sent": 2, "waiting": 1}


@pytest.mark.django_db(transaction=True)
def test_letters_are_not_sent_inside_a_transaction(office: PostOffice) -> None:
    _post()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        mailroom.deliver()
    assert office.envelopes == []


@pytest.mark.django_db
def test_a_hundred_letters_have_one_recipient_each(office: PostOffice) -> None:
    addresses = _post(100)
    assert mailroom.deliver(limit=1000) == Delivery(sent=100)
    assert office.envelopes == [[address] for address in addresses]
    assert [(letter["To"], letter.get_content().split()[0]) for letter in office.letters] == [
        (address, address) for address in addresses
    ]


@pytest.mark.django_db
def test_a_carrier_that_adds_a_recipient_is_noticed(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    from smtplib import SMTP

    honest = SMTP.rcpt
    monkeypatch.setattr(SMTP, "rcpt", lambda self, to: honest(self, "jiro@example.jp") and honest(self, to))
    addresses = _post(2)
    mailroom.deliver()
    assert office.envelopes != [[address] for address in addresses]


@pytest.mark.django_db
def test_while_the_server_is_down_nothing_is_sent_and_nothing_lost(settings: Settings) -> None:
    port = free_port()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    _post(3)
    start = clock.now()
    for day in range(7):
        with clock.at(start + timedelta(days=day)):
            assert "ConnectionRefusedError" in mailroom.deliver().closed
    assert Letter.objects.filter(state="waiting", tries=0, claimed_at=None).count() == 3
    with open_post_office(port) as office, clock.at(start + timedelta(days=7)):
        assert mailroom.deliver() == Delivery(sent=3)
    assert len(office.envelopes) == 3


@pytest.mark.django_db
def test_a_server_that_goes_away_in_the_middle_keeps_the_rest_waiting(office: PostOffice) -> None:
    addresses = _post(5)
    office.at_data = lambda _address: OK if len(office.envelopes) < 2 else "421 closing"
    assert mailroom.deliver().sent == 2
    assert _states() == {"sent": 2, "waiting": 3}
    office.at_data = lambda _address: OK
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert mailroom.deliver() == Delivery(sent=3)
    assert sorted(office.received) == addresses


@pytest.mark.django_db
def test_a_temporary_refusal_is_tried_again_less_and_less_often_for_three_days(office: PostOffice) -> None:
    _post()
    office.at_rcpt = lambda _address: "451 greylisted"
    start = moment = clock.now()
    waits = []
    while Letter.objects.get().state == "waiting":
        with clock.at(moment):
            mailroom.deliver()
        due = Letter.objects.get().next_try_at
        waits.append((due - moment) // timedelta(minutes=1))
        with clock.at(due - timedelta(seconds=1)):
            assert mailroom.deliver() == Delivery()
        moment = due
    letter = Letter.objects.get()
    assert waits[:6] == [1, 5, 15, 60, 240, 240]
    assert timedelta(days=2.5) < moment - start < timedelta(days=3)
    assert (letter.state, letter.tries) == ("failed", 22)
    assert "22回" in letter.last_error
    assert "451 greylisted" in letter.last_error
    assert office.envelopes == []


@pytest.mark.django_db
def test_a_letter_that_is_refused_for_good_fails_at_once_and_alone(office: PostOffice) -> None:
    _post(3)
    office.at_rcpt = lambda address: "550 no such user" if address.startswith("hana1@") else OK
    assert mailroom.deliver() == Delivery(sent=2, failed=1)
    letter = Letter.objects.get(state="failed")
    assert (letter.to, letter.tries, letter.last_error) == ("hana1@example.jp", 1, "550 no such user")
    with clock.at(clock.now() + timedelta(days=9)):
        assert mailroom.deliver() == Delivery()


@pytest.mark.django_db
def test_a_server_that_hangs_up_after_the_letter_gets_the_same_message_id_again(office: PostOffice) -> None:
    _post(2)
    office.at_data = lambda _address: OK if office.envelopes else HANG_UP
    assert mailroom.deliver() == Delivery(sent=1, put_off=1)
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert mailroom.deliver() == Delivery(sent=1)
    assert office.received == ["hana0@example.jp", "hana1@example.jp", "hana0@example.jp"]
    ids = [letter["Message-ID"] for letter in office.letters]
    assert ids[0] == ids[2] != ids[1]


@pytest.mark.django_db
def test_a_letter_of_a_worker_that_died_is_sent_after_the_lease(office: PostOffice) -> None:
    _post()
    claimed = delivering._claim()
    assert claimed is not None
    assert mailroom.deliver() == Delivery()
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert mailroom.deliver() == Delivery(sent=1)
    assert office.letters[0]["Message-ID"] == claimed.message_id


@pytest.mark.django_db
def test_a_worker_that_comes_back_late_takes_nothing_from_the_next(office: PostOffice) -> None:
    _post()
    late = delivering._claim()
    assert late is not None
    with clock.at(clock.now() + timedelta(minutes=16)):
        now_mine = delivering._claim()
        delivering._put_off(late, "451 greylisted", Delivery())
    assert now_mine is not None
    assert Letter.objects.get().claimed_at == now_mine.claimed_at


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_letter_once(office: PostOffice) -> None:
    addresses = _post(40)
    assert sum(_four_workers(office)) == 40
    assert sorted(office.received) == sorted(addresses)


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_letters_are_doubled(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def unclaimed() -> Letter | None:
        now = clock.now()
        return Letter.objects.due(now, unclaimed_since=now).first()

    monkeypatch.setattr(delivering, "_claim", unclaimed)
    _post(10)
    _four_workers(office)
    assert len(office.received) > 10


def _four_workers(office: PostOffice) -> list[int]:
    office.seconds = 0.005
    return together(4, lambda _worker: mailroom.deliver(limit=1000).sent)
