"""An event from its announcement to its report, with its sittings and its points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.learning.declared import talent
from yakuba.learning.models import Attendance, Audience, Event, Kind, Level, Point, Session, Skill
from yakuba.ledger import Actor
from yakuba.people.models import Post, Section
from yakuba.procedures.models import Procedure
from yakuba.programme.items import Wrong, words
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused

TEXTS = ("title", "aim", "background", "lecturer", "lecturer_profile", "source")
LONGEST = {"title": 100, "lecturer": 100, "source": 300}
MOST_ROOM = 5000


@dataclass(frozen=True)
class Sitting:
    """A session as it is announced. One of the past has `attended_count`, and perhaps no moment."""

    name: str
    starts_at: datetime | None = None
    place: str = ""
    capacity: int | None = None
    audience: str = Audience.STAFF
    ranks: Sequence[str] = field(default=())
    sections: Sequence[str] = field(default=())
    audience_words: str = ""
    attended_count: int | None = None
    survey_class: str = ""


@transaction.atomic
def announce(typed: Mapping[str, Any], *, section: Section, by: Actor) -> Event:
    """お知らせする. Raises Wrong with a sentence for each box that cannot stand."""
    kept = _checked(typed)
    event = Event.objects.create(**kept, section=section, announced_at=clock.now())
    facts = {"title": event.title, "kind": event.kind, "section": section.code}
    ledger.write("announced_event", event.ledger_key, by=by, facts=facts)
    return event


@transaction.atomic
def add_session(event: Event, sitting: Sitting, *, by: Actor) -> Session:
    """回を加える. Raises Wrong, Refused where the event is closed."""
    event = hold_event(event)
    wrong: dict[str, str] = {}
    name = words(sitting.name)
    if not name or len(name) > 50:
        wrong["name"] = _("回の名前を、50文字までで書いてください。例：午前の部")
    elif event.sessions.filter(name=name).exists():
        wrong["name"] = _("同じ名前の回が、もうあります。")
    if sitting.starts_at is None and sitting.attended_count is None:
        wrong["starts_at"] = _("始まる日と時刻を入れてください。")
    if sitting.capacity is not None and not 0 < sitting.capacity <= MOST_ROOM:
        wrong["capacity"] = _("定員は、1人から%(most)s人までです。") % {"most": f"{MOST_ROOM:,}"}
    if sitting.audience not in Audience.values or not set(sitting.ranks) <= set(Post.Rank.values):
        wrong["audience"] = _("対象を選んでください。")
    if wrong:
        raise Wrong(wrong)
    given = {**vars(sitting), "name": name, "ranks": list(sitting.ranks), "sections": list(sitting.sections)}
    given["audience_words"] = words(sitting.audience_words) or _in_words(sitting)
    session = Session.objects.create(event=event, **given)
    facts = {"session": name, "starts_at": sitting.starts_at.isoformat() if sitting.starts_at else None}
    ledger.write("added_session", event.ledger_key, by=by, facts=facts)
    return session


@transaction.atomic
def add_point(event: Event, level: str, text: str, *, by: Actor, source: str = "") -> Point:
    """取組ポイントを加える. Raises Wrong where it is not said, or to whom."""
    event, text = hold_event(event), words(text)
    wrong = {} if text else {"text": _("ポイントを書いてください。")}
    if level not in Level.values:
        wrong["level"] = _("だれへのポイントかを選んでください。")
    if wrong:
        raise Wrong(wrong)
    point = Point.objects.create(event=event, level=level, text=text, order=event.points.count() + 1, source=source)
    ledger.write("added_point", event.ledger_key, by=by, facts={"level": level, "text": text})
    return point


@transaction.atomic
def close(event: Event, report: str, *, by: Actor) -> Event:
    """報告して終える: whoever was there has it among their evidence, where the event names a profile.

    Raises Wrong without a report, Refused where it is closed or a sitting is still to come.
    """
    event, report = hold_event(event), words(report)
    if not report:
        raise Wrong({"report": _("何をして、何が分かったかを書いてください。")})
    # Whoever is being checked in at this moment is waited for.
    sessions = list(event.sessions.select_for_update().order_by("pk"))
    if any(one.starts_at and one.starts_at > clock.now() for one in sessions):
        raise Refused(_("まだ始まっていない回があります。"))
    event.report, event.closed_at = report, clock.now()
    event.save(update_fields=["report", "closed_at"])
    event.sessions.update(door_digest="")
    evidence = _give_evidence(event) if event.skill else 0
    ledger.write("closed_event", event.ledger_key, by=by, facts={"report": report, "evidence": evidence})
    return event


def hold_event(event: Event) -> Event:
    """Always before its sittings. Raises Refused where it is closed."""
    event = Event.objects.select_for_update(of=("self",)).select_related("section").get(pk=event.pk)
    if not event.is_open:
        raise Refused(_("この催しは、もう終わっています。"))
    return event


def _give_evidence(event: Event) -> int:
    there = Attendance.objects.filter(session__event=event, user__isnull=False).order_by("-at")
    first = {user: clock.day_of(at) for user, at in there.values_list("user", "at")}
    made = [
        Skill(
            user_id=user,
            profile=event.skill,
            evidence=Skill.Evidence.ATTENDED,
            text=event.title,
            on=day,
            event=event,
            entered_at=clock.now(),
        )
        for user, day in sorted(first.items())
    ]
    for one in Skill.objects.bulk_create(made):
        ledger.write("recorded_skill", one.ledger_key, by=_HOST, facts={"profile": one.profile, "event": event.pk})
    return len(made)


_HOST = ledger.Robot("研修の記録", "自動")


def _in_words(sitting: Sitting) -> str:
    """Where only some sections are meant, which; they are written down as they are called now."""
    if not sitting.sections:
        return ""
    names = Section.objects.filter(code__in=sitting.sections).order_by("pk").values_list("name", flat=True)
    return "、".join([*names, *(str(Post.Rank(one).label) for one in sitting.ranks)])


def _checked(typed: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: words(typed.get(name, "")) for name in TEXTS}
    kept |= {name: str(typed.get(name, "")).strip() for name in ("kind", "survey", "skill")}
    kept["materials"] = [line for one in typed.get("materials", ()) if (line := words(one))]
    wrong = {
        name: _("%(most)d文字までにしてください。") % {"most": most}
        for name, most in LONGEST.items()
        if len(kept[name]) > most
    }
    for name, sentence in (("title", _("名前を書いてください。")), ("aim", _("ねらいを書いてください。"))):
        if not kept[name]:
            wrong[name] = sentence
    if kept["kind"] not in Kind.values:
        wrong["kind"] = _("種類を選んでください。")
    if any(not one.startswith(("https://", "http://", "/")) for one in kept["materials"]):
        wrong["materials"] = _("資料は、https:// で始まるアドレスを一行に一つ書いてください。")
    if kept["skill"] and talent().profile(kept["skill"]) is None:
        wrong["skill"] = _("人材像を選んでください。")
    if kept["survey"] and (said := _wrong_survey(kept["survey"])):
        wrong["survey"] = said
    if wrong:
        raise Wrong(wrong)
    return kept


def _wrong_survey(slug: str) -> str:
    if not Procedure.objects.surveys().filter(slug=slug, current__isnull=False).exists():
        return _("この名前のアンケートはありません。")
    if Event.objects.filter(survey=slug).exists():
        return _("このアンケートは、ほかの催しで使っています。")
    return ""
