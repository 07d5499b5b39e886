"""A clerk's day: find, narrow, take, hand on, note, accept many at once; and nothing of another section's."""

import re

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.cast import HANA_TOKEN, JIRO_TOKEN
from yakuba.cases import correcting, deciding, indexing, taking
from yakuba.cases.models import Case, Note
from yakuba.cases.refused import Refused
from yakuba.cases.tests.samples import HEAD, REVIEWED, declare, file_form
from yakuba.ledger.models import Line

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(cast):
    """Two in 市民課, one of them with a doubt; one in 環境課."""
    permit = declare(REVIEWED)
    elsewhere = declare(REVIEWED, slug="other", head=HEAD.replace("section: residents", "section: environment"))
    filed = [
        file_form(permit, user=cast.hana, token=HANA_TOKEN, note="転入の届出と、ﾐﾎﾝ町の𠮷野家"),
        file_form(permit, user=cast.jiro, token=JIRO_TOKEN, people=50, note="百％の O'Reilly"),
        file_form(elsewhere, user=cast.jiro, note="転入"),
    ]
    assert indexing.index_new() == 3
    return filed


def receipts(html):
    return set(re.findall(r"/office/cases/([\d-]+)/", html))


def search(browser, words, **more):
    answer = browser.get("/office/", {"q": words, **more})
    assert answer.status_code == 200, (words, answer.status_code)
    return receipts(answer.content.decode())


def test_everything_a_case_holds_finds_it_and_never_another_sections(cast, cases, sign_in):
    ken, taro = sign_in(cast.ken), sign_in(cast.taro)
    first, second, other = (case.receipt for case in cases)
    for words in (
        "転入",
        "転",
        "ﾐﾎﾝ",
        "みほん町",
        "𠮷野",
        "見本" + HANA_TOKEN,
        f"見本 {HANA_TOKEN[:4]}",
        first,
        "届出 転入",
    ):
        assert first in search(ken, words), words
    assert search(ken, "転入") == {first}
    assert search(taro, "転入") == {other}
    assert search(ken, "O'Reilly") == {second}
    assert search(ken, first.replace("-", "－").translate(str.maketrans("0123456789", "０１２３４５６７８９"))) == {
        first
    }
    assert search(ken, HANA_TOKEN) == {first}
    assert search(taro, HANA_TOKEN) == search(taro, first) == set()
    assert search(ken, "届出 出届") == set()


def test_of_many_that_ended_the_newest_of_ones_own_sections_are_shown(cast, cases, sign_in, monkeypatch):
    ours, others = cases[0].version, cases[2].version
    ended = [file_form(version, user=cast.hana, note="転入") for version in (ours, ours, ours, others, others)]
    for case in ended:
        deciding.decline(case, by=cast.ken if case.version == ours else cast.taro, reason="理由")
    indexing.index_new()
    ken = sign_in(cast.ken)
    assert search(ken, "転入", tab="ended") == {case.receipt for case in ended[:3]}
    monkeypatch.setattr(indexing, "MOST", 2)
    # What another section has had since takes no place away.
    assert search(ken, "転入", tab="ended") == {case.receipt for case in ended[1:3]}
    assert "新しいものから2件" in ken.get("/office/?tab=ended&q=転入").content.decode()
    assert search(ken, "見本の許可") == {cases[0].receipt, cases[1].receipt}


def test_planted_a_search_that_forgets_whose_the_cases_are_is_noticed(cast, cases, sign_in, monkeypatch):
    right = indexing.found
    monkeypatch.setattr(indexing, "found", lambda _cases, query, **_more: right(Case.objects.all(), query))
    with pytest.raises(AssertionError):
        test_everything_a_case_holds_finds_it_and_never_another_sections(cast, cases, sign_in)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=some.one_of(some.text(max_size=30), some.text(alphabet="\"'*:&|!()<->NEAR AND転入", max_size=20)))
def test_whatever_is_asked_is_a_question_and_never_an_error(cases, words):
    list(indexing.found(Case.objects.all(), words.replace("\0", "")))


def test_a_corrected_case_is_found_by_its_new_words_and_an_erased_one_by_none(cast, cases):
    case = correcting.send_back(cases[1], by=cast.ken, items={"note": "直す"})
    correcting.answer(case, by=cast.jiro, typed={"note": ["転出にします"]})
    assert indexing.index_new() == 1
    assert list(indexing.found(Case.objects.all(), "転出")) == [cases[1]]
    assert not indexing.found(Case.objects.all(), "Reilly").exists()
    indexing.forget([cases[1].pk])
    assert not indexing.found(Case.objects.all(), "転出").exists()


def test_lists_are_narrowed_ordered_and_kept_under_a_name(cast, cases, sign_in):
    ken = sign_in(cast.ken)
    first, second, _other = (case.receipt for case in cases)
    assert search(ken, "", doubt="yes") == {second}
    assert search(ken, "", doubt="no", procedure="permit") == {first}
    assert search(ken, "", procedure="other") == set()
    for wrong in ({"tab": "nonsense"}, {"sort": "name"}, {"doubt": "maybe"}):
        assert ken.get("/office/", wrong).status_code == 404
    kept = ken.post("/office/filters/", {"name": "疑いのあるもの", "doubt": "yes", "tab": "ours"})
    assert kept["Location"] == "/office/?doubt=yes"
    shown = ken.get("/office/").content.decode()
    assert "疑いのあるもの" in shown
    assert "疑いのあるもの" not in sign_in(cast.rie).get("/office/").content.decode()
    pk = cast.ken.saved_filters.get().pk
    sign_in(cast.rie).post(f"/office/filters/{pk}/drop/")
    assert cast.ken.saved_filters.exists()
    ken.post(f"/office/filters/{pk}/drop/")
    assert not cast.ken.saved_filters.exists()


def test_taken_handed_on_and_noted(cast, cases, sign_in):
    ken, rie, case = sign_in(cast.ken), sign_in(cast.rie), cases[0]
    address = f"/office/cases/{case.receipt}/"
    assert ken.post(f"{address}take/").status_code == 302
    assert case.receipt in search(ken, "", tab="mine")
    assert rie.post(f"{address}take/").status_code == 409
    assert ken.post(f"{address}hand_on/").status_code == 422
    assert ken.post(f"{address}hand_on/", {"to": cast.taro.pk}).status_code == 409
    assert ken.post(f"{address}hand_on/", {"to": cast.rie.pk, "note": "引っ越し先を電話で確認中"}).status_code == 302
    assert search(ken, "", tab="mine") == set()
    assert "引っ越し先を電話で確認中" in rie.get(address).content.decode()
    assert rie.post(f"{address}note/", {"note": " "}).status_code == 422
    assert rie.post(f"{address}note/", {"note": "確認できた"}).status_code == 302
    assert rie.post(f"{address}let_go/").status_code == 302
    assert ken.post(f"{address}let_go/").status_code == 409
    # The applicant sees nothing of it, nor does the ledger keep it for good.
    seen_by_hana = sign_in(cast.hana).get(f"/cases/{case.receipt}/").content.decode()
    assert "引っ越し先を電話で" not in seen_by_hana
    assert "確認できた" not in seen_by_hana
    assert "確認できた" not in str(list(Line.objects.values("facts")))
    assert Note.objects.count() == 2
    assert sign_in(cast.taro).post(f"{address}note/", {"note": "見た"}).status_code == 404


def test_the_same_persons_other_cases_are_those_that_the_post_may_see(cast, cases, sign_in):
    mine = file_form(declare(REVIEWED, slug="again"), user=cast.jiro)
    shown = sign_in(cast.ken).get(f"/office/cases/{mine.receipt}/").content.decode()
    assert cases[1].receipt in shown
    assert cases[2].receipt not in shown


def test_many_without_doubt_are_accepted_after_a_count_and_a_sample(cast, cases, sign_in):
    permit = cases[0].version
    more = [file_form(permit, token=f"人{number}") for number in range(6)]
    ken = sign_in(cast.ken)
    asked = ken.post("/office/bulk/", {"all": "1", "tab": "ours"}).content.decode()
    assert "7件をまとめて認めますか" in asked
    assert len(receipts(asked)) == 5
    chosen = [case.receipt for case in (cases[0], *more)]
    # Meanwhile somebody was faster with one; one with a doubt and one of another section are sent along.
    deciding.accept(more[0], by=cast.rie)
    sent = [*chosen, cases[1].receipt, cases[2].receipt, "2026-x"]
    done = ken.post("/office/bulk/accept/", {"receipt": sent}).content.decode()
    assert "6件を認めました" in done
    assert "認めなかったもの 4件" in done
    again = ken.post("/office/bulk/accept/", {"receipt": sent}).content.decode()
    assert "0件を認めました" in again
    accepted = Line.objects.filter(verb="accepted")
    assert accepted.count() == 7
    assert Case.objects.get(pk=cases[1].pk).waits_for == "review"
    assert ken.post("/office/bulk/").status_code == 409


@pytest.mark.parametrize("act", [taking.take, taking.let_go])
def test_nobody_of_another_section_takes_it(cast, cases, act):
    with pytest.raises(Refused):
        act(cases[0], by=cast.taro)


def test_the_index_knows_the_database_it_lies_in():
    assert connection.vendor in indexing.FOUND
