"""Keeping the plan's items: registered, revised, promised anew. Nothing is ever deleted, nothing silently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.collecting import asking
from yakuba.figures.quoting import unknown_in
from yakuba.ledger import Actor
from yakuba.people.models import Section
from yakuba.programme.models import MASKABLE, TEXTS, WITHHELD, Change, Item, Promise, Stage, State, Tier
from yakuba.programme.plans import Plan, plan, year_in_words
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import clean

REVIEW = "review"
LISTS = ("national", "upper", "indicators", "systems")
LONGEST = 4000


class Stale(Refused):
    """Somebody else has changed the item since the page was opened."""


class Wrong(Refused):
    """What was typed cannot stand: a sentence for each box, by its name."""

    def __init__(self, boxes: Mapping[str, str]) -> None:
        super().__init__(" ".join(boxes.values()))
        self.boxes = dict(boxes)


@dataclass(frozen=True)
class Line:
    """One bar of the schedule, from a year (or its quarter) to another, in a lane of its own."""

    year: int
    words: str
    lane: int = 0
    quarter: int | None = None
    until_year: int | None = None
    until_quarter: int | None = None


@transaction.atomic
def register(slug: str, typed: Mapping[str, Any], *, section: Section, by: Actor, stages: Sequence[Line] = ()) -> Item:
    """Put an item into the plan, as 構想. `typed` holds its texts, tier, chapter and lists. Raises Wrong, Refused."""
    declared = _own(slug)
    kept = _checked(declared, typed)
    # The plan's own line comes first: whoever registers in the same moment waits behind it for the next number.
    ledger.write("registered", f"plans:{slug}", by=by, facts={"title": kept["title"], "section": section.code})
    number = (Item.objects.of_plan(slug).aggregate(last=Max("number"))["last"] or 0) + 1
    now = clock.now()
    item = Item.objects.create(
        plan=slug, number=number, section=section, registered_at=now, changed_at=now, confirmed_at=now, **kept
    )
    Change.objects.create(item=item, state=State.IDEA, changed_at=now, changed_by=_who(by))
    lay_out(item, stages)
    facts = {"plan": slug, "number": number, "section": section.code, "state": State.IDEA, **_said(kept)}
    ledger.write("registered_item", item.ledger_key, by=by, facts=facts)
    return item


@transaction.atomic
def revise(item: Item, typed: Mapping[str, Any], *, seen: int, by: Actor, stages: Sequence[Line] | None = None) -> Item:
    """Change its words, lists or schedule. `seen` is the revision that the page showed.

    Raises Stale where it has been changed since, Wrong for what cannot stand, Refused where nothing has changed.
    """
    item = hold(item)
    if item.revision != seen:
        raise Stale(_("ほかの人が、先にこの取組を直しました。いまの内容をたしかめて、もう一度直してください。"))
    stands = {name: getattr(item, name) for name in (*TEXTS, *LISTS, "tier", "chapter")}
    kept = _checked(_own(item.plan), stands | dict(typed))
    changed = {name: value for name, value in kept.items() if getattr(item, name) != value}
    relaid = stages is not None and _lines(item) != list(stages)
    if not changed and not relaid:
        raise Refused(_("どこも変わっていません。変わったことがなければ「変更なし」と確認してください。"))
    for name, value in changed.items():
        setattr(item, name, value)
    if relaid:
        lay_out(item, stages or ())
        item.schedule_lost = False
    ledger.write("revised_item", item.ledger_key, by=by, facts=_said(changed) | ({"schedule": True} if relaid else {}))
    return touched(item, by=by)


@transaction.atomic
def promise(item: Item, year: int, *, why: str = "", by: Actor) -> Promise:
    """Name the fiscal year in which it is to be done. The first one stands for ever; another needs its reason.

    Raises Wrong.
    """
    item = hold(item)
    before, why = item.year, words(why)
    if not 2000 <= year <= 2200:
        raise Wrong({"year": _("年度を選んでください。")})
    if before == year:
        raise Wrong({"year": _("いまの予定と同じ年度です。")})
    if before is not None and not why:
        raise Wrong({"why": _("時期を変える理由を書いてください。はじめの約束は、消えずに残ります。")})
    made = Promise.objects.create(item=item, year=year, why=why, said_at=clock.now(), said_by=_who(by))
    ledger.write("promised_item", item.ledger_key, by=by, facts={"year": year, "was": before, "why": why})
    touched(item, by=by)
    return made


@transaction.atomic
def withhold(item: Item, field: str, reason: str, *, public: str = "", by: Actor) -> Item:
    """Keep a text from the public (with its class of WITHHELD), or give them other words; neither: show it again.

    Raises Wrong.
    """
    item = hold(item)
    if field not in MASKABLE:
        raise Wrong({"field": _("この項目は、いつも公表します。")})
    if reason and reason not in WITHHELD:
        raise Wrong({"reason": _("公表しない理由を選んでください。")})
    item.withheld = {key: value for key, value in item.withheld.items() if key != field} | (
        {field: reason} if reason else {}
    )
    public = words(public)
    item.public_words = {key: value for key, value in item.public_words.items() if key != field} | (
        {field: public} if public and not reason else {}
    )
    ledger.write("withheld_text", item.ledger_key, by=by, facts={"field": field, "reason": reason, "public": public})
    return touched(item, by=by)


@transaction.atomic
def hand_over(item: Item, section: Section, *, by: Actor) -> Item:
    """Another section takes the item on. Raises Refused where that section is not there today."""
    item = hold(item)
    if not section.is_valid_on(clock.today()):
        raise Refused(_("この課は、いまはありません。"))
    was, item.section = item.section, section
    ledger.write("handed_over_item", item.ledger_key, by=by, facts={"section": section.code, "was": was.code})
    return touched(item, by=by)


@transaction.atomic
def confirm(item: Item, *, by: Actor) -> Item:
    """変更なし: the owner has looked, and it stands as it is. An attestation, which leaves the item's words alone."""
    item = hold(item)
    item.confirmed_at = clock.now()
    item.save(update_fields=["confirmed_at"])
    ledger.write("confirmed_item", item.ledger_key, by=by)
    asking.answer_of_themselves(item.plan, REVIEW, [item.ledger_key], "unchanged", by=by)
    return item


def hold(item: Item) -> Item:
    """The item behind its lock, as it stands now. Raises Refused for one that another city published."""
    item = Item.objects.select_for_update(of=("self",)).select_related("section").get(pk=item.pk)
    _own(item.plan)
    return item


def touched(item: Item, *, by: Actor) -> Item:
    """Saves what a move has changed, and takes it as the owner's answer where a review is open."""
    now = clock.now()
    item.revision, item.changed_at, item.confirmed_at = item.revision + 1, now, now
    item.save()
    asking.answer_of_themselves(item.plan, REVIEW, [item.ledger_key], "changed", by=by)
    return item


def words(typed: object) -> str:
    """What somebody wrote, with its lines, without what nobody can see. Raises Wrong where it is too long."""
    found = "\n".join(line.rstrip() for line in clean(str(typed or "")).replace("\r\n", "\n").split("\n")).strip()
    if len(found) > LONGEST:
        raise Wrong({"words": _("%(most)d文字までにしてください。") % {"most": LONGEST}})
    return found


def faults_of(declared: Plan, typed: Mapping[str, Any]) -> list[str]:
    """What could not stand of an item, in words; nothing is kept."""
    try:
        _checked(declared, typed)
    except Wrong as wrong:
        return list(wrong.boxes.values())
    return []


def _own(slug: str) -> Plan:
    declared = plan(slug)
    if declared.source:
        raise Refused(_("よその市が公表した計画です。ここでは直せません。"))
    return declared


def _checked(declared: Plan, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The texts and lists as they are kept. Raises Wrong with a sentence for each box."""
    wrong: dict[str, str] = {}
    kept: dict[str, Any] = {}
    for name in TEXTS:
        try:
            kept[name] = words(typed.get(name, ""))
        except (Wrong, ValueError) as error:
            wrong[name] = str(error)
    kept["title"] = " ".join(kept.get("title", "").split())
    kept |= {"tier": typed.get("tier", ""), "chapter": typed.get("chapter", "")}
    kept |= {name: sorted({str(code) for code in typed.get(name) or [] if code}) for name in LISTS}
    wrong |= _wrong(declared, kept)
    if wrong:
        raise Wrong(wrong)
    return kept


def _wrong(declared: Plan, kept: Mapping[str, Any]) -> dict[str, str]:
    wrong = {}
    if not kept["title"] or len(kept["title"]) > 200:
        wrong["title"] = _("取組の名前を、200文字までで書いてください。")
    if not kept.get("overview"):
        wrong["overview"] = _("概要を書いてください。何をするのかが、ひと目でわかるように。")
    if kept["tier"] not in Tier.values or (kept["tier"] == Tier.NOT_SAID and not declared.source):
        wrong["tier"] = _("国・県・市のどの取組かを選んでください。")
    if declared.chapter(kept["chapter"]) is None:
        wrong["chapter"] = _("計画のどの章の取組かを選んでください。")
    for name in TEXTS:
        if unknown := unknown_in(str(kept.get(name, ""))):
            wrong[name] = _("この数字は引けません：%(unknown)s") % {"unknown": "、".join(unknown)}
    if declared.kpi == "required" and not kept.get("kpi"):
        wrong["kpi"] = _("数値目標を書いてください（この計画では、どの取組にも置きます）。")
    if declared.kpi == "none" and kept.get("kpi"):
        wrong["kpi"] = _("この計画では、数値目標を置きません。")
    known = {"national": declared.national.entries if declared.national else [], "upper": declared.upper}
    known |= {"indicators": declared.indicators}
    for name, entries in known.items():
        if set(kept[name]) - {one.code for one in entries}:
            wrong[name] = _("一覧にあるものから選んでください。")
    return wrong


def lay_out(item: Item, stages: Sequence[Line]) -> None:
    """The whole schedule anew, within the move that asks for it. Raises Wrong for a line that cannot be."""
    item.stages.all().delete()
    made = [
        Stage(
            item=item,
            lane=one.lane,
            year=one.year,
            quarter=one.quarter,
            until_year=one.until_year or one.year,
            until_quarter=one.until_quarter or one.quarter,
            words=words(one.words),
        )
        for one in stages
    ]
    for stage in made:
        begin, end = (stage.year, stage.quarter or 1), (stage.until_year, stage.until_quarter or 4)
        if not stage.words or len(stage.words) > 100:
            raise Wrong({"stages": _("スケジュールの一行ごとに、することを100文字までで書いてください。")})
        if end < begin or not 2000 <= stage.year <= stage.until_year <= 2200:
            raise Wrong({"stages": _("%(first)sより前に終わる行があります。") % {"first": year_in_words(stage.year)}})
    Stage.objects.bulk_create(made)


def _lines(item: Item) -> list[Line]:
    return [Line(s.year, s.words, s.lane, s.quarter, s.until_year, s.until_quarter) for s in item.stages.all()]


def _said(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if value not in ("", [])}


def _who(by: Actor) -> str:
    return by.actor_post or by.actor_name
