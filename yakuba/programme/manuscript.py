"""The plan as its next edition is to say it: every item in words for people and in values for machines."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from yakuba.figures.quoting import quoted
from yakuba.people.standing_in import Hall
from yakuba.programme.models import MASKABLE, WITHHELD, Change, Item, Promise, Stage, State, Tier
from yakuba.programme.plans import Named, Plan, plan, year_in_words
from yakuba.programme.reviewing import Confirmed, asked_since, confirmed
from yakuba.publications.models import Kind
from yakuba.publications.publishing import Manuscript, Page
from yakuba.toolbox import clock, dates

KIND = Kind.PLAN
# Of the last change, what the public reads beside the state; each with its label.
REASONS: dict[str, dict[str, str]] = {
    "undecided": {
        "why": "まだ決められない理由",
        "stands_at": "協議の止まっているところ",
        "condition": "次の判断の条件",
    },
    "held": {"why": "保留の理由", "condition": "再開の条件"},
    "dropped": {
        "why": "断念の理由",
        "tried": "試したこと",
        "learnt": "学んだこと",
        "instead": "代わりにすること",
    },
}
NEXT_ON = {"undecided": "次に判断する日", "held": "見直す日"}
TEXT_LABELS = {
    "overview": "概要",
    "problem": "現状と課題",
    "work": "取組内容",
    "kpi": "数値目標",
    "effect": "効果",
    "law": "根拠となる法令",
}


@translation.override("ja")
def manuscript(slug: str, findings: Iterable[dict[str, Any]] = ()) -> Manuscript:
    """The whole plan as it stands now; nothing of it is typed anew for the public. A plan is published in Japanese."""
    declared, pages = plan(slug), pages_of(slug)
    return Manuscript(
        kind=KIND,
        name=slug,
        title=str(declared.title),
        pages=pages,
        head=_head(declared, pages),
        findings=list(findings),
    )


@translation.override("ja")
def pages_of(slug: str) -> list[Page]:
    """Each item as the public will read it: what is withheld says only of which class it is."""
    declared, hall, since = plan(slug), Hall(clock.today()), asked_since(slug)
    items = Item.objects.of_plan(slug).select_related("section").prefetch_related("stages", "promises", "changes")
    sections = {one.pk: declared.owner or hall.in_charge(one.section).name for one in items}
    return [_page(declared, one, sections[one.pk], confirmed(one, since)) for one in items]


def public_text(item: Item, field: str) -> str:
    """A text as the public reads it: itself, the words chosen for them, or the class of reason why not.

    A figure that it cites stands there with its base and its day.
    """
    if reason := item.withheld.get(field):
        return withheld_words(reason)
    return quoted(str(item.public_words.get(field) or getattr(item, field)))


def withheld_words(reason: str) -> str:
    return _("〔非公開：%(reason)s〕") % {"reason": WITHHELD[reason]}


def schedule_in_words(stages: Iterable[Stage], *, is_lost: bool = False) -> str:
    """令和8年度：調べる／令和9年度〜令和10年度：移す; 不明 where the source has lost it."""
    if is_lost:
        return _("不明（もとの文書では図になっていて、文章にありません）")
    return _("／").join(f"{span_in_words(one)}：{one.words}" for one in stages)


def span_in_words(stage: Stage) -> str:
    begin, end = (_moment(stage.year, stage.quarter), _moment(stage.until_year, stage.until_quarter))
    return begin if begin == end else f"{begin}〜{end}"


def promise_in_words(promises: list[Promise]) -> str:
    """令和9年度（はじめの約束は令和7年度。2年のびました：理由）; 時期は未定です where there is none."""
    if not promises:
        return _("時期は未定です")
    first, last = promises[0], promises[-1]
    said = year_in_words(last.year)
    if len(promises) == 1:
        return said
    moved = last.year - first.year
    how = _("%(years)d年のびました") if moved > 0 else _("%(years)d年早まりました") if moved else _("元に戻りました")
    how %= {"years": abs(moved)} if moved else {}
    return _("%(year)s（はじめの約束は%(first)s。%(how)s：%(why)s）") % {
        "year": said,
        "first": year_in_words(first.year),
        "how": how,
        "why": last.why,
    }


def _page(declared: Plan, item: Item, section: str, seen: Confirmed) -> Page:
    last = item.last_change
    facts = [
        ("状態", item.state_word),
        *_reasons(last),
        ("区分", str(Tier(item.tier).label)),
        ("章", _chapter(declared, item.chapter)),
        ("担当", section),
        *((label, public_text(item, field)) for field, label in TEXT_LABELS.items()),
        ("時期", promise_in_words(list(item.promises.all()))),
        ("スケジュール", schedule_in_words(item.stages.all(), is_lost=item.schedule_lost)),
        ("国の計画", _titles(declared.national.entries if declared.national else [], item.national)),
        ("上位計画", _titles(declared.upper, item.upper)),
        ("県の指標", _titles(declared.indicators, item.indicators)),
        # Not whether it was looked at: that is no change of the plan, and stands among the values.
    ]
    return Page(str(item.number), item.title, [one for one in facts if one[1]], _values(item, section, seen, last))


def _reasons(last: Change | None) -> Iterator[tuple[str, str]]:
    if last is None or last.state not in REASONS:
        return
    for field, label in REASONS[last.state].items():
        yield label, getattr(last, field)
    if last.next_on and last.state in NEXT_ON:
        yield NEXT_ON[last.state], dates.wareki(last.next_on)


def _values(item: Item, section: str, seen: Confirmed, last: Change | None) -> dict[str, Any]:
    promises = list(item.promises.all())
    return {
        "number": item.number,
        "state": item.state,
        "tier": item.tier,
        "chapter": item.chapter,
        "section": section,
        "year": promises[-1].year if promises else None,
        "first_year": promises[0].year if promises else None,
        "stages": [_stage(one) for one in item.stages.all()],
        "schedule_lost": item.schedule_lost,
        "since": clock.day_of(last.changed_at).isoformat() if last else None,
        "next_on": last.next_on.isoformat() if last and last.next_on else None,
        "confirmed_on": seen.on.isoformat() if seen.on else None,
        "unconfirmed": seen.is_overdue,
        "seen": seen.words,
        "withheld": dict(item.withheld),
        "national": item.national,
        "upper": item.upper,
        "indicators": item.indicators,
        "systems": item.systems,
    }


def _stage(one: Stage) -> dict[str, Any]:
    return {
        "lane": one.lane,
        "from": [one.year, one.quarter],
        "until": [one.until_year, one.until_quarter],
        "words": one.words,
    }


def _head(declared: Plan, pages: list[Page]) -> dict[str, Any]:
    states = Counter(page.values["state"] for page in pages)
    tiers = Counter(page.values["tier"] for page in pages)
    withheld = Counter(reason for page in pages for reason in page.values["withheld"].values())
    return {
        "as_of": clock.today().isoformat(),
        "source": declared.source,
        "invented": declared.invented,
        "slogans": [
            {"code": one.code, "title": str(one.title), "chapters": [_named(each) for each in one.chapters]}
            for one in declared.slogans
        ],
        "taxonomy_source": declared.taxonomy_source,
        "national": {"edition": declared.national.edition, "source": declared.national.source}
        if declared.national
        else None,
        "first_year": declared.first_year,
        "years": declared.years,
        "states": {state: states[state] for state in State.values if state != State.NOT_SAID or states[state]},
        "tiers": {tier: tiers[tier] for tier in Tier.values},
        "withheld": dict(withheld),
        "unconfirmed": sum(page.values["unconfirmed"] for page in pages),
    }


def unpublished_texts(slug: str) -> list[str]:
    """What the gate must not find in an edition: every text that is withheld, or said otherwise to the public."""
    found = []
    for item in Item.objects.of_plan(slug):
        found += [getattr(item, field) for field in MASKABLE if field in item.withheld or field in item.public_words]
    return [one for one in found if one]


def _named(one: Named) -> dict[str, str]:
    return {"code": one.code, "title": str(one.title)}


def _chapter(declared: Plan, code: str) -> str:
    found = declared.chapter(code)
    return str(found.title) if found else code


def _titles(entries: Iterable[Named], codes: Iterable[str]) -> str:
    wanted = set(codes)
    return "、".join(str(one.title) for one in entries if one.code in wanted)


def _moment(year: int, quarter: int | None) -> str:
    said = year_in_words(year)
    return said if quarter is None else _("%(year)s第%(quarter)d四半期") % {"year": said, "quarter": quarter}
