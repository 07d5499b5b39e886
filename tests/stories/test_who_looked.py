"""Residents read who looked, why, and what the rules found, in their own language and no more than is theirs."""

import html
import re
from datetime import timedelta

from tests.stories import forms
from tests.stories.test_languages import reader
from tests.stories.walking import filed, fill_in
from yakuba.cases import deciding, looking
from yakuba.cases.models import Case
from yakuba.ledger.models import Line
from yakuba.toolbox import clock


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
    assert {looking.REVIEW, looking.DECISION, looking.PROGRESS} == set(looking.WHY)


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
