"""A plan of thirty invented items in every state, its first two editions, and the plan of another city beside it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from yakuba.cases import deciding, filing, routing
from yakuba.cases.models import Case
from yakuba.ledger import GUEST
from yakuba.meetings.manuscript import manuscript as minutes_as_manuscript
from yakuba.meetings.models import Minutes
from yakuba.people.models import Holding, Section, User
from yakuba.procedures.models import Procedure
from yakuba.programme import (
    answering,
    checking,
    helping,
    importing,
    items,
    manuscript,
    plans,
    pressing,
    reviewing,
    stating,
)
from yakuba.programme.models import Item
from yakuba.publications import paraphrasing, publishing, written
from yakuba.publications.around import around
from yakuba.publications.gate import Piece, examine
from yakuba.publications.kinds import answers, event, report
from yakuba.publications.models import Edition, Kind
from yakuba.toolbox import clock, dates

REGISTERED, FIRST, CHANGED, SECOND = 220, 200, 60, 12  # days ago
WAYS = {
    "idea": [],
    "undecided": ["undecided"],
    "decided": ["decided"],
    "running": ["decided", "running"],
    "done": ["decided", "running", "done"],
    "held": ["held"],
    "dropped": ["dropped"],
}


def build(office: Mapping[tuple[str, str], User]) -> None:
    """The plan as it was half a year ago, published; then what has changed since, and published again."""
    slug = plans.own()
    entries = yaml.safe_load(Path(__file__).with_name("plan.yaml").read_text(encoding="utf-8"))
    sections = {one.code: one for one in Section.objects.all()}
    keeper = office["dx", "clerk"]
    _at(REGISTERED, lambda: _register_all(slug, entries, sections, office))
    _publish(slug, FIRST, keeper, office)
    _at(CHANGED, lambda: _change_all(slug, entries, office))
    _at(SECOND + 9, lambda: _review(slug, keeper, office))
    _publish(slug, SECOND, keeper, office)
    _at(SECOND - 2, lambda: _call_for_help(slug, office))
    _at(SECOND - 4, lambda: _hear(slug, office))
    for other in plans.slugs():
        if plans.plan(other).source:
            _take_over(other, sections["dx"], keeper, office)


def _register_all(
    slug: str, entries: list[dict[str, Any]], sections: Mapping[str, Section], office: Mapping[tuple[str, str], User]
) -> None:
    keeper = office["dx", "clerk"]
    for entry in entries:
        typed = {
            name: entry.get(name, "") for name in ("title", "tier", "chapter", "overview", "problem", "work", "effect")
        }
        typed |= {name: entry.get(name, []) for name in items.LISTS}
        stages = [
            items.Line(begin, words, lane, until_year=end)
            for lane, (words, begin, end) in enumerate(entry.get("stages", []))
        ]
        item = items.register(slug, typed, section=sections[entry["section"]], by=keeper, stages=stages)
        if "year" in entry:
            items.promise(item, entry["year"], by=keeper)
        for field, reason in entry.get("withheld", {}).items():
            items.withhold(item, field, reason, by=keeper)
        for state in WAYS[entry["first"]]:
            _move(item, state, entry.get("reason", {}), office[entry["section"], "clerk"])


def _change_all(slug: str, entries: list[dict[str, Any]], office: Mapping[tuple[str, str], User]) -> None:
    for entry, item in zip(entries, Item.objects.of_plan(slug), strict=True):
        later, by = entry.get("later"), office[entry["section"], "clerk"]
        if later and "state" in later:
            for state in _steps(item.state, later["state"]):
                _move(item, state, later, by)
        if later and "promise" in later:
            items.promise(item, later["promise"], why=later.get("promise_why", "時期を決めたため。"), by=by)


def _steps(was: str, state: str) -> list[str]:
    return [state] if state in stating.WAYS[was] else ["decided", state]


def _move(item: Item, state: str, reason: Mapping[str, Any], by: User) -> None:
    item.refresh_from_db()
    said = {
        name: text
        for name, text in reason.items()
        if name in ("why", "stands_at", "condition", "tried", "learnt", "instead")
    }
    if "next_months" in reason:
        said["next_on"] = dates.add_months(clock.today(), reason["next_months"] + 7)
    stating.move(item, state, stating.Reason(**said), seen=item.revision, by=by)


def _review(slug: str, keeper: User, office: Mapping[tuple[str, str], User]) -> None:
    """The window of this season: most have answered, some stay 未確認, and the edition did not wait for them."""
    opened = reviewing.open_window(slug, by=keeper)
    for number, target in enumerate(opened.targets.order_by("pk")):
        if number % 6 != 5:
            item = Item.objects.get(pk=int(target.thing.partition(":")[2]))
            items.confirm(item, by=office[item.section.code, "clerk"])


def _publish(slug: str, ago: int, keeper: User, office: Mapping[tuple[str, str], User]) -> None:
    frozen: list[Edition] = []

    def freeze() -> None:
        pages = manuscript.pages_of(slug)
        edition = publishing.freeze(manuscript.manuscript(slug, checking.findings(slug, pages)), by=keeper)
        # 久慈市's 「R5.1月現在」 is shown as it stands in its document; the gate has found it.
        why = "出典の文書のとおりに写したため。" if edition.head["source"] else "見本の文のため。"
        for one in edition.open_findings:
            publishing.release(edition, one["key"], why, by=keeper)
        publishing.submit(edition, by=keeper, place="/office/programme/editions/")
        frozen.append(Edition.objects.get(pk=edition.pk))

    _at(ago + 3, freeze)
    _at(ago + 2, lambda: _decide(frozen[0].case))
    _at(ago, lambda: publishing.publish(Edition.objects.get(pk=frozen[0].pk), pressing.press, by=keeper))


def _decide(case: Case | None) -> None:
    """Whoever's turn it is agrees, until the one who decides has decided."""
    assert case is not None  # submit() has filed it
    for _turn in range(5):
        case = Case.objects.get(pk=case.pk)
        if case.waits_for != "decide":
            return
        turn = case.turns[0]
        by = turn.standings[0].user
        deciding.decide(case, by=by) if turn.stop.act == "decide" else routing.agree(case, by=by)


def _call_for_help(slug: str, office: Mapping[tuple[str, str], User]) -> None:
    """Two items ask the whole hall; one has been answered and thanked for."""
    map_ = Item.objects.get(plan=slug, title="公開型の防災地図")
    call = helping.ask_for_help(
        map_, "地図を字だけでも読めるようにする方法を、ご存じの課はありませんか。", by=office["disaster", "clerk"]
    )
    offer = helping.offer_help(
        call,
        "広報では、地図の下に同じ内容の一覧を付けています。様式をお渡しできます。",
        by=office["public-relations", "clerk"],
    )
    helping.thank_for_help(offer, "ありがとうございます。様式を使わせてもらいます。", by=office["disaster", "clerk"])
    rules = Item.objects.get(plan=slug, title="出勤簿を紙に写さない")
    helping.ask_for_help(rules, "規程を直した課の、直し方の手順を知りたいです。", by=office["general-affairs", "clerk"])
    answering.note_contact(
        slug,
        "株式会社みほんシステム（架空）",
        clock.today(),
        "書かない窓口の見学について、日程だけを話しました。",
        about="4",
        by=office["dx", "clerk"],
    )


def _hear(slug: str, office: Mapping[tuple[str, str], User]) -> None:
    """A firm's question answered to everybody, a remark of a resident too, and one that waits."""
    by = office["dx", "clerk"]
    contact = {"firm": "株式会社みほんシステム（架空）", "person": "例示 たろう", "email": "teian@mihon.example"}
    question = {"item": "4", "sort": "question", "subject": "窓口の端末", "words": "端末は市で用意しますか。"}
    asked = _voice("vendor-proposal", question | contact)
    said = "いまある端末を使います。新しく買う予定はありません。"
    answering.answer(asked, "窓口の端末は、市で用意するのか。", said, plan=slug, by=by)
    told = _voice("plan-remark", {"item": "20", "words": "地図は、字を大きくできるようにしてください。"})
    said = "県と仕様を決めるときに、字の大きさを変えられることを条件にします。"
    answering.answer(told, "地図の字を大きくしてほしい。", said, plan=slug, by=by)
    _voice("plan-remark", {"words": "状態のことばが分かりにくいです。"})


def _voice(procedure: str, answers: dict[str, str]) -> Case:
    version = Procedure.objects.get(slug=procedure).current
    assert version is not None  # published with the catalogue
    key = f"sample:{procedure}:{answers['words'][:9]}"
    return filing.file(filing.Application(version, answers, key), by=GUEST).case


def publish_report(slug: str) -> None:
    """石巻市's report, with other words for the comments that give their author away; decided and open to all."""
    keeper = Holding.objects.get(post__section__code="dx", post__rank="clerk").user
    declared = event.report(slug)
    sizes = {one.staff_class: one.attended for one in declared.sessions}
    seen = answers.filed(declared.survey)
    for answer in seen:
        for question in declared.questions:
            words = answer.words(question.field)
            piece = Piece("", words, "comment", answer.staff_class)
            hits = examine([piece], around(class_sizes=sizes)) if words else []
            for hit in (one for one in hits if one.weight == "stop" and one.instead):
                words = words.replace(hit.quote, hit.instead)
            if words != answer.words(question.field):
                paraphrasing.paraphrase(slug, question.field, answer.staff_class, answer.number, words, by=keeper)
    said = paraphrasing.paraphrases(slug)
    document = report.document(event.Material(declared, seen, clock.today(), event.wishes(slug), said))
    _publish_document(written.manuscript(Kind.REPORT, slug, document), "公表された報告書の文のとおり。", keeper)


def publish_minutes() -> None:
    """Whatever has been confirmed of the bodies that are public."""
    keeper = Holding.objects.get(post__section__code="dx", post__rank="clerk").user
    for minutes in Minutes.objects.filter(confirmed_at__isnull=False, meeting__body__is_public=True):
        _publish_document(minutes_as_manuscript(minutes), "見本の文のため。", keeper)


def _publish_document(ready: publishing.Manuscript, why: str, keeper: User) -> None:
    edition = publishing.freeze(ready, by=keeper)
    for one in edition.open_findings:
        publishing.release(edition, one["key"], why, by=keeper)
    publishing.submit(edition, by=keeper, place="/office/programme/editions/")
    edition.refresh_from_db()
    _decide(edition.case)
    publishing.publish(Edition.objects.get(pk=edition.pk), written.press, by=keeper)


def _take_over(slug: str, keeper: Section, by: User, office: Mapping[tuple[str, str], User]) -> None:
    text = (settings.CATALOGUE / "_plans" / slug / "items.md").read_text(encoding="utf-8")
    importing.take_over(slug, text, keeper=keeper, by=by)
    _publish(slug, 1, by, office)


def _at(ago: int, act: Callable[[], object]) -> None:
    with clock.at(clock.now() - timedelta(days=ago)):
        act()
