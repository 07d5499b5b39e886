"""Residents read who looked, why, and what the rules found, in their own language and no more than is theirs."""

import html
import re
from datetime import timedelta

import pytest

from tests.stories import forms
from tests.stories.test_languages import reader
from tests.stories.walking import filed, fill_in
from yakuba.cases import deciding, filing, looking
from yakuba.cases.models import Case
from yakuba.ledger import GUEST
from yakuba.ledger.models import Line
from yakuba.mailroom.models import Letter
from yakuba.toolbox import clock
from yakuba.toolbox.tests.together import together


def looked(browser, address):
    """The rows under あなたの情報を見た人."""
    shown = html.unescape(browser.get(address).content.decode())
    part = re.search(r'<section class="sheet tight screen-only">.*?</section>', shown, re.DOTALL)
    assert part
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<li.*?</li>", part[0], re.DOTALL)]


def test_looks_near_to_each_other_are_one_line_that_names_the_case(cast, publish, sign_in):
    publish("dog-registration")
    filed(sign_in(cast.hana), "dog-registration", forms.dog())
    case, now = Case.objects.get(), clock.now()
    for minutes in (0, 4, 9, 30):
        with clock.at(now + timedelta(minutes=minutes)):
            deciding.look(case, by=cast.taro, why=looking.REVIEW)
    rows = looked(sign_in(cast.hana), "/cases/")
    assert len(rows) == 2
    assert all(row.startswith(f"環境課 係員 {case.declaration.title} 審査のため") for row in rows)
    assert "3回" in rows[1]
    assert "回" not in rows[0]
    assert Line.objects.filter(verb="opened").count() == 4
    assert len(looked(sign_in(cast.hana), f"/cases/{case.receipt}/")) == 2


def test_english_readers_are_told_of_sections_posts_and_reasons_in_english(cast, publish, sign_in):
    publish("child-allowance")
    filed(sign_in(cast.jiro), "child-allowance", forms.allowance())
    case = Case.objects.get()
    for clerk, why in ((cast.mio, looking.REVIEW), (cast.nao, looking.DECISION), (cast.mio, looking.PROGRESS)):
        deciding.look(case, by=clerk, why=why)
    deciding.accept(case, by=cast.mio)
    jiro = reader(sign_in(cast.jiro), "en")
    rows = looked(jiro, f"/cases/{case.receipt}/")
    assert len(rows) == 3
    assert all(row.isascii() for row in rows), rows
    assert "Child Support" in rows[0]
    shown = html.unescape(jiro.get(f"/cases/{case.receipt}/").content.decode())
    assert "子育て支援課" not in shown
    assert "係員" not in shown


def test_every_reason_to_look_has_its_words():
    assert {looking.REVIEW, looking.DECISION, looking.PROGRESS, looking.EXPORT} == set(looking.WHY)


def test_a_head_who_opens_what_waits_for_a_decision_does_so_to_decide(cast, publish, sign_in):
    publish("child-allowance")
    filed(sign_in(cast.jiro), "child-allowance", forms.allowance())
    case = Case.objects.get()
    deciding.accept(case, by=cast.mio)
    for clerk in (cast.nao, cast.mio):
        assert sign_in(clerk).get(f"/office/cases/{case.receipt}/").status_code == 200
    whys = [line.facts["why"] for line in Line.objects.opened(case.ledger_key)]
    assert whys == [looking.DECISION, looking.REVIEW]


def test_what_a_doubt_says_to_staff_is_not_said_to_the_applicant(cast, publish, sign_in):
    compiled = publish("child-allowance").compiled
    doubt = next(one for one in compiled.declaration.rules if one.name == "育てていないお子さん")
    for language in ("ja", "en"):
        browser = reader(sign_in(cast.jiro), language)
        summary = fill_in(browser, "child-allowance", forms.allowance(supports="no"))
        shown = html.unescape(browser.get(summary).content.decode())
        assert doubt.say is not None
        assert str(doubt.say.in_(language)) not in shown, language
        assert ("：育てていないお子さん" in shown) == (language == "ja")
        assert language == "ja" or re.search(r"Staff will check \d+ point", shown)


def test_what_is_not_on_ones_desk_opens_with_a_reason_that_the_resident_reads(cast, publish, sign_in):
    publish("dog-registration")
    filed(sign_in(cast.hana), "dog-registration", forms.dog())
    case, taro = Case.objects.get(), sign_in(cast.taro)
    assert "開く理由を選んでください" not in taro.get(f"/office/cases/{case.receipt}/").content.decode()
    deciding.decline(case, by=cast.taro, reason="理由")
    asked = taro.get(f"/office/cases/{case.receipt}/").content.decode()
    assert "開く理由を選んでください" in asked
    assert cast.hana.name not in asked
    for wrong in ({}, {"why": "curious"}, {"why": "other", "words": " "}):
        assert taro.post(f"/office/cases/{case.receipt}/why/", wrong).status_code == 422
    said = {"why": "other", "words": "引っ越しの相談があったため"}
    assert taro.post(f"/office/cases/{case.receipt}/why/", said).status_code == 302
    assert cast.hana.name in taro.get(f"/office/cases/{case.receipt}/").content.decode()
    assert "引っ越しの相談があったため" in looked(sign_in(cast.hana), f"/cases/{case.receipt}/")[0]
    assert "引っ越し" not in str(list(Line.objects.values("facts")))
    # Opened once more in the same session: nobody is asked again, and it is kept again.
    away = Line.objects.opened_away([cast.taro.actor_key])
    assert away.count() == 1
    taro.get(f"/office/cases/{case.receipt}/")
    assert away.count() == 2
    assert sign_in(cast.ken).post(f"/office/cases/{case.receipt}/why/", said).status_code == 404


def test_more_looks_than_usual_are_told_to_the_head_once_an_hour(cast, publish, sign_in, settings):
    settings.LOOKS_AN_HOUR = 3
    version, now = publish("child-allowance"), clock.now()
    told = Letter.objects.filter(kind="alarm", to=cast.nao.email)
    moments = (0, 0), (20, 0), (40, 0), (50, 1), (55, 1), (70, 1), (130, 1), (131, 1), (132, 1), (133, 2)
    for number, (minutes, letters) in enumerate(moments):
        case = filing.file(filing.Application(version, {}, f"{number}"), by=GUEST).case
        with clock.at(now + timedelta(minutes=minutes)):
            for _again in range(5):  # The same case over and over is one.
                looking.look_away(case, by=cast.mio, why="audit")
        assert told.count() == letters, minutes
    page = sign_in(cast.nao).get("/office/looks/").content.decode()
    assert "監査・統計のため" in page
    assert cast.mio.name in page
    assert cast.mio.name not in sign_in(cast.rie).get("/office/looks/").content.decode()
    assert sign_in(cast.mio).get("/office/looks/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_looks_at_once_are_all_counted(cast, publish, settings):
    settings.LOOKS_AN_HOUR = 3
    version = publish("dog-registration")
    cases = [filing.file(filing.Application(version, {}, f"{number}"), by=GUEST).case for number in range(4)]
    together(4, lambda number: looking.look_away(cases[number], by=cast.taro, why="audit"))
    assert Line.objects.filter(verb="alarmed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_planted_looks_that_are_forgotten_at_once_are_noticed(cast, publish, settings, monkeypatch):
    monkeypatch.setattr(looking, "HOUR", timedelta(0))
    with pytest.raises(AssertionError):
        test_looks_at_once_are_all_counted(cast, publish, settings)
