"""An anonymous answer is nobody's: whoever has the whole database finds no way from it to its author.

Thirty people sign in and answer one after the other through the pages, each with a word of their own. Each protection
is taken away once, and the search must notice.
"""

from itertools import count
from random import Random

import pytest
from django.db import connection
from django.test import Client

from yakuba.cases import balloting, filing, surveys
from yakuba.cases.ballots import Ballot
from yakuba.cases.models import Case, Ticket
from yakuba.cases.tests import joining
from yakuba.cases.tests.questionnaires import procedure_of, survey, townspeople
from yakuba.ledger import GUEST, Robot

# Each request is a transaction of its own, as outside.
pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 30
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def voted(people=PEOPLE):
    """Everybody answers; each answer's word with what is known of its author."""
    version = survey()
    procedure = procedure_of(version)
    authors = {}
    accounts = townspeople(people)
    surveys.invite(procedure, by=Robot("tests"))
    # Drawn by lot: the words themselves must not stand in the order of their authors.
    for number, user in zip(Random(7).sample(range(1000), people), accounts, strict=True):
        word, browser = f"WORD{number:03d}X", Client()
        browser.force_login(user, backend=BACKEND)
        draft = browser.post("/surveys/survey/answer/")["Location"].split("/")[2]
        typed = {"age": "若い", "ease": "4", "note": word}
        assert browser.post(f"/drafts/{draft}/1/", typed)["Location"].endswith("/confirm/")
        assert browser.post(f"/drafts/{draft}/file/").status_code == 302
        ticket = surveys._digest_of(procedure, user.pk)
        authors[word] = [f"user:{user.pk}", user.email, ticket, browser.session.session_key, draft]
        balloting.open_boxes()
    return authors


@pytest.mark.parametrize("crowd", [balloting.CROWD, 2 * balloting.CROWD])
def test_nobody_finds_out_who_answered_what(crowd, monkeypatch):
    monkeypatch.setattr(balloting, "CROWD", crowd)
    authors = voted()
    assert (Case.objects.count() + Ballot.objects.count(), Ticket.objects.filter(is_used=True).count()) == (30, 30)
    # With the larger crowd all of them still lie in the box.
    assert Case.objects.count() == (20 if crowd == 10 else 0)
    assert joining.Detective(joining.tables(), authors).ways() == []


def test_nor_when_the_survey_has_closed_and_the_box_is_empty(monkeypatch):
    authors = voted()
    monkeypatch.setattr(balloting, "_is_open", lambda _survey: False)
    balloting.open_boxes()
    assert (Case.objects.count(), Ballot.objects.count()) == (30, 0)
    assert joining.Detective(joining.tables(), authors).ways() == []


def noticed():
    authors = voted()
    return joining.Detective(joining.tables(), authors).ways()


def test_planted_an_answer_that_is_filed_at_once_is_noticed(monkeypatch):
    def at_once(version, answers):
        filing.file_answer(filing.Application(version, answers, f"at-once:{next(numbers)}"), by=GUEST)

    numbers = count()
    monkeypatch.setattr(balloting, "put_in", at_once)
    complaints = noticed()
    assert any("stand as their authors" in one for one in complaints)
    assert any("lie behind" in one for one in complaints)
    # PostgreSQL tells which rows one transaction wrote: the ticket and the answer.
    assert any("transactions wrote" in one for one in complaints) == (connection.vendor == "postgresql")


def test_planted_a_box_that_is_not_mixed_is_noticed(monkeypatch):
    monkeypatch.setattr(balloting, "_others", lambda _procedure: [])
    monkeypatch.setattr(balloting, "CROWD", 100)
    assert any("stand as their authors" in one for one in noticed())


def test_planted_a_ticket_that_is_kept_with_the_answer_is_noticed(monkeypatch):
    last: list[str] = []
    right = surveys._digests

    def remembering(*given):
        last[:] = right(*given)
        return last

    monkeypatch.setattr(surveys, "_digests", remembering)
    put_in = balloting.put_in
    monkeypatch.setattr(balloting, "put_in", lambda version, given: put_in(version, given | {"ticket": last[0]}))
    assert any("holds" in one for one in noticed())


def test_planted_a_case_that_its_draft_remembers_is_noticed(monkeypatch):
    """The draft stands in the session, and the session knows who has signed in."""
    right = surveys.answer

    def remembering(pk, **by):
        put_in = balloting.put_in
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(balloting, "put_in", lambda version, given: put_in(version, given | {"draft": str(pk)}))
            return right(pk, **by)

    monkeypatch.setattr(surveys, "answer", remembering)
    assert any("holds" in one for one in noticed())
