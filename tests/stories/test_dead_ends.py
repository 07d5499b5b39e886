"""Where nothing would go on by itself the office has a button: no answer to a correction, no paper from the press."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from tests.stories import forms
from tests.stories.test_office import press, read
from tests.stories.walking import filed
from yakuba.cases import filing, issuing
from yakuba.cases.models import Case
from yakuba.ledger import GUEST
from yakuba.ledger.models import Line
from yakuba.toolbox import clock
from yakuba.toolbox import press as printing

pytestmark = pytest.mark.once("sqlite")


@pytest.fixture
def dog(cast, publish, sign_in):
    """Hana's dog, waiting for Taro's section."""
    publish("dog-registration")
    filed(sign_in(cast.hana), "dog-registration", forms.dog())
    return Case.objects.get()


def test_a_correction_that_never_comes_does_not_hold_the_case(cast, dog, sign_in):
    taro = sign_in(cast.taro)
    press(taro, dog, "send_back", fields=["dog_name"], sentence="名前をたしかめてください")
    press(taro, dog, "recall")
    assert dog.waits_for == "review"
    shown = read(sign_in(cast.hana), f"/cases/{dog.receipt}/")
    assert "補正を待たずに審査を続けることにしました" in shown
    late = sign_in(cast.hana).get(f"/cases/{dog.receipt}/correct/")
    assert late.status_code == 302
    press(taro, dog, "accept")


def test_what_the_press_cannot_print_is_handed_out_by_hand(cast, dog, sign_in, monkeypatch):
    def out_of_order(*_given):
        raise printing.Failed("こわれています")

    taro = sign_in(cast.taro)
    press(taro, dog, "accept")
    monkeypatch.setattr(printing, "printed", out_of_order)
    for minutes in (0, 2, 10, 40):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            issuing.work()
    dog.refresh_from_db()
    assert dog.waits_for == "issue"
    assert "こわれています" in read(taro, f"/office/cases/{dog.receipt}/")
    missing = taro.post(f"/office/cases/{dog.receipt}/issue_by_hand/", {"how": " "})
    assert missing.status_code == 422
    assert "どのように発行したかを入力してください" in missing.content.decode()
    press(taro, dog, "issue_by_hand", how="窓口で手書きの鑑札を渡した")
    assert dog.outcome == "granted"
    assert Line.objects.about(dog.ledger_key).filter(verb="issued_by_hand").exists()
    assert "手続きは終わりました" in read(sign_in(cast.hana), f"/cases/{dog.receipt}/")


def test_whoever_watches_over_the_hall_is_told_when_the_worker_is_away(publish, sign_in, monkeypatch):
    watcher = sign_in(None)
    assert watcher.get("/health/").json() == {"ok": True, "database": True, "worker": True}
    version = publish("residence-certificate")
    filing.file(filing.Application(version, {}, "late"), by=GUEST)
    Case.objects.update(waits_for="machine", work_at=clock.now() - timedelta(minutes=11))
    late = watcher.get("/health/")
    assert (late.status_code, late.json()["worker"]) == (503, False)

    def away(*_given):
        raise OperationalError("away")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        assert watcher.get("/health/").json() == {"ok": False, "database": False, "worker": False}
