"""What is typed is kept, page by page, until it is filed, given up or forgotten."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from yakuba.cases import drafting, filing
from yakuba.cases.models import Attachment, Blob, Draft
from yakuba.cases.refused import Refused
from yakuba.cases.tests.samples import WHOLE, declare, file_form, form
from yakuba.cases.tests.test_filing import PDF, draft_of
from yakuba.ledger import GUEST, Robot
from yakuba.ledger.models import Line
from yakuba.toolbox import clock, uploads

pytestmark = pytest.mark.django_db
WHO = {"applicant.family": ["見本"], "applicant.given": ["はな"]}
WORKER = Robot("worker")


@pytest.fixture
def draft():
    return drafting.begin(declare(WHOLE).procedure, user=None)


def stored(draft):
    return Draft.objects.get(pk=draft.pk)


def test_a_page_is_kept_as_answers(draft):
    kept = drafting.keep(draft, 0, WHO)
    assert not kept.errors
    assert stored(draft).answers == {"applicant": {"family": "見本", "given": "はな"}}
    assert stored(draft).typed == {}


def test_what_cannot_be_accepted_is_kept_as_it_was_typed(draft):
    kept = drafting.keep(draft, 1, {"people": ["百人"], "note": ["運動会"], "with_dog": [""]})
    assert list(kept.errors) == ["people"]
    assert stored(draft).answers == {"note": "運動会"}
    assert stored(draft).typed == {"1": {"people": ["百人"], "note": ["運動会"], "with_dog": [""]}}
    drafting.keep(stored(draft), 1, {"people": ["3"], "note": ["運動会"]})
    assert (stored(draft).answers, stored(draft).typed) == ({"people": 3, "note": "運動会"}, {})


def test_only_what_the_page_asks_is_kept(draft):
    drafting.keep(draft, 1, {"people": ["百"], "case": ["1"], "user": ["2"], "applicant.family": ["他"]})
    assert stored(draft).typed == {"1": {"people": ["百"]}}
    assert stored(draft).answers == {}
    assert stored(draft).case_id is None


@pytest.mark.parametrize("entry", ["百\x00人", "百\ud83d人"])
def test_characters_that_no_database_takes_are_refused_and_the_rest_is_kept(draft, entry):
    kept = drafting.keep(draft, 1, {"people": [entry]})
    assert "U+" in kept.errors["people"][""][0]
    assert stored(draft).typed == {"1": {"people": ["百人"]}}


def test_another_page_kept_in_the_same_moment_is_not_lost(draft):
    """Two tabs read the same draft; each keeps a page of its own."""
    one, other = stored(draft), stored(draft)
    drafting.keep(one, 0, WHO)
    drafting.keep(other, 1, {"people": ["3"]})
    assert stored(draft).answers == {"applicant": {"family": "見本", "given": "はな"}, "people": 3}


def test_planted_a_page_kept_whatever_happened_meanwhile_is_noticed(draft, monkeypatch):
    def overwrites(draft):
        draft.save(update_fields=["answers", "typed"])
        return True

    monkeypatch.setattr(drafting, "_store", overwrites)
    with pytest.raises(AssertionError):
        test_another_page_kept_in_the_same_moment_is_not_lost(draft)


def test_nothing_is_kept_once_it_is_filed(cast):
    draft = draft_of(declare(WHOLE))
    late = stored(draft)
    filing.file_draft(draft.pk, by=GUEST)
    with pytest.raises(Refused, match="もう提出"):
        drafting.keep(late, 1, {"people": ["7"]})
    with pytest.raises(Refused):
        drafting.attach(late, "a.pdf", PDF)
    with pytest.raises(Refused):
        drafting.discard(late)
    assert stored(draft).answers == {}


def test_the_link_opens_the_form_until_it_expires_or_another_is_made(draft):
    first = drafting.resume_link(draft)
    assert len(first.token) >= 43
    assert first.token not in str(Draft.objects.values())
    assert drafting.resumed(first.token) == draft
    with clock.at(clock.now() + timedelta(days=drafting.RESUME_DAYS, minutes=1)):
        assert drafting.resumed(first.token) is None
    second = drafting.resume_link(draft)
    assert drafting.resumed(first.token) is None
    assert drafting.resumed(second.token) == draft


@pytest.mark.parametrize(
    ("name", "content"), [("a.jpg", PDF), ("a.svg", b"<svg/>"), ("a.html", b"<html>"), ("a.PDF", b"")]
)
def test_a_file_that_is_not_what_it_says_is_refused(draft, name, content):
    with pytest.raises(uploads.Refused):
        drafting.attach(draft, name, content)
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()


def test_the_same_bytes_are_kept_once(draft):
    drafting.attach(draft, "a.pdf", PDF)
    drafting.attach(draft, "b.pdf", PDF)
    assert (Attachment.objects.count(), Blob.objects.count()) == (2, 1)


def test_there_is_a_limit_to_files(draft, settings):
    settings.UPLOAD_MAX_FILES = 2
    for name in ("a.pdf", "b.pdf"):
        drafting.attach(draft, name, PDF)
    with pytest.raises(uploads.Refused, match="2個まで"):
        drafting.attach(draft, "c.pdf", PDF)


def test_nothing_is_attached_to_a_case_that_does_not_ask(cast):
    case = file_form(declare(WHOLE), user=cast.hana)
    with pytest.raises(Refused):
        drafting.attach(case, "a.pdf", PDF)


def test_of_a_form_that_is_given_up_nothing_stays(draft):
    drafting.attach(draft, "a.pdf", PDF)
    drafting.discard(draft)
    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()
    drafting.clear_expired(by=WORKER)
    assert not Blob.objects.exists()


def test_expired_forms_go_with_their_files_and_nothing_else_does(cast, settings):
    version = declare(WHOLE)
    old, young = draft_of(version), draft_of(version)
    filed = draft_of(version, with_dog=True, dog_name="ポチ")
    for draft, content in ((old, PDF + b"1"), (young, PDF + b"2"), (filed, PDF + b"3")):
        drafting.attach(draft, "a.pdf", content)
    filed.answers["plan"] = [filed.attachments.get().value]
    filed.save(update_fields=["answers"])
    filing.file_draft(filed.pk, by=GUEST)
    Draft.objects.exclude(pk=young.pk).update(expires_at=clock.now() - timedelta(minutes=1))
    assert drafting.clear_expired(by=WORKER) == 1
    with pytest.raises(ObjectDoesNotExist):
        old.refresh_from_db()
    assert {bytes(blob.content)[-1:] for blob in Blob.objects.all()} == {b"2", b"3"}
    assert [line.facts for line in Line.objects.about("drafts")] == [{"count": 1}]
    assert drafting.clear_expired(by=WORKER) == 0
    assert Line.objects.about("drafts").count() == 1


def test_bytes_that_somebody_else_names_stay(cast):
    version = declare(WHOLE)
    hers, his = draft_of(version), draft_of(version)
    for draft in (hers, his):
        drafting.attach(draft, "a.pdf", PDF)
    drafting.discard(hers)
    drafting.clear_expired(by=WORKER)
    assert bytes(his.attachments.get().blob.content) == PDF


def test_a_form_that_is_open_has_what_its_author_typed(draft):
    drafting.keep(draft, 0, WHO)
    filler = drafting.filler_for(stored(draft))
    _answers, errors = filler.check(stored(draft).answers)
    assert list(errors) == ["people"]
    assert form()["applicant"] == stored(draft).answers["applicant"]


def test_a_file_is_described_by_its_bytes(draft):
    found = drafting.attach(draft, "../図面", PDF)
    assert (found.name, found.type, found.size) == ("図面.pdf", "application/pdf", len(PDF))
