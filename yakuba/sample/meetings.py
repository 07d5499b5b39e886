"""Four meetings of three bodies in みほん市 over the last year, one of them open now. All invented."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from yakuba.meetings import bundling, calling, minuting, sitting, tasks
from yakuba.meetings.models import AgendaItem, Body, Meeting
from yakuba.people.models import Holding, Post, Section, User
from yakuba.toolbox import clock, press

SECRETARY = "dx-lead@mihon.example"
SHEET = """
#import "yakuba.typ": *
#show: sheet.with(v.title, none, false)
#for n in range(v.pages) {
  if n > 0 { pagebreak() }
  heading(level: 1, v.title)
  [みほん市（架空）　#(n + 1) / #v.pages ページ]
}
"""


def build_meetings(today: date) -> None:
    """Bodies, meetings, papers, decisions, tasks and minutes, by the same moves as real ones; the hall must stand."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("meetings.yaml").read_text(encoding="utf-8"))
    town = _Town(today)
    for entry in loaded["bodies"]:
        town.set_up(entry)
    for entry in loaded["meetings"]:
        town.meet(entry)


class _Town:
    """What is read once for all entries."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.by = User.objects.get(email=SECRETARY)
        held = Holding.objects.select_related("user", "post__section")
        self.posts: dict[str, Post] = {one.user.email.partition("@")[0]: one.post for one in held}
        self.people: dict[str, User] = {one.user.email.partition("@")[0]: one.user for one in held}
        self.sections = {one.code: one for one in Section.objects.all()}
        self.bodies: dict[str, Body] = {}

    def set_up(self, entry: dict[str, Any]) -> None:
        known = {key: entry[key] for key in ("code", "name", "kind", "theme", "also", "is_public") if key in entry}
        since = self.today - timedelta(days=365)
        with clock.at(_moment(since)):
            body = calling.set_up(calling.Constitution(**known), since, by=self.by)
            for name, role in entry["seats"].items():
                calling.seat(body, self.posts[name], role, since, by=self.by)
            for who in entry.get("outside", ()):
                calling.seat(body, tuple(who), "member", since, self.today + timedelta(days=365), by=self.by)
        self.bodies[body.code] = body

    def meet(self, entry: dict[str, Any]) -> None:
        body, day = self.bodies[entry["body"]], self.today + timedelta(days=entry["days"])
        with clock.at(_moment(day - timedelta(days=14))):
            meeting = calling.call(body, _moment(day), entry["place"], by=self.by)
            items = [self._item(meeting, one) for one in entry["items"]]
            for task in calling.to_report(body):
                calling.take_up(meeting, task, by=self.by)
        starts = clock.now() if entry.get("open") else _moment(day)
        with clock.at(starts):
            sitting.open_meeting(meeting, by=self.by)
            seats = list(body.seats.order_by("pk"))
            sitting.attend(meeting, {one.pk: place < 4 for place, one in enumerate(seats)}, by=self.by)
            if first := sitting.newest(meeting):
                sitting.turn_page(meeting, first[0], min(2, first[0].page_count), by=self.by)
            for item, one in zip(items, entry["items"], strict=True):
                self._decide(item, one.get("decisions", ()), day)
            if not entry.get("open"):
                sitting.close(meeting, by=self.by)
                self._minutes(meeting, entry)

    def _item(self, meeting: Meeting, entry: dict[str, Any]) -> AgendaItem:
        section = self.sections[entry["section"]]
        other = entry.get("other", False)
        made = calling.add_item(meeting, entry["title"], entry["kind"], section, is_other=other, by=self.by)
        if "paper" in entry:
            title, pages = entry["paper"]["title"], entry["paper"]["pages"]
            bundling.add_paper(made, title, bundling.look_into(_pdf(title, pages), f"{title}.pdf"), by=self.by)
        return made

    def _decide(self, item: AgendaItem, decisions: Any, day: date) -> None:
        for entry in decisions:
            decision = sitting.decide(item, entry["text"], by=self.by)
            for one in entry.get("tasks", ()):
                post, due = self.posts[one["post"]], day + timedelta(days=one["due"])
                task = tasks.give_task(decision, one["text"], post, due, by=self.by)
                if "answer" in one:
                    with clock.at(min(_moment(due - timedelta(days=3)), clock.now() + timedelta(days=40))):
                        tasks.answer_task(task, one["answer"], by=self.people[one["post"]])

    def _minutes(self, meeting: Meeting, entry: dict[str, Any]) -> None:
        if "minutes" not in entry:
            return
        minutes = minuting.draft_minutes(meeting, entry["minutes"], by=self.by)
        lines = list(minutes.lines.all())
        for line in lines if entry.get("confirm") else lines[:1]:
            minutes.refresh_from_db()
            minuting.check_line(line, seen=minutes.revision, by=self.by)
        if entry.get("confirm"):
            minutes.refresh_from_db()
            minuting.confirm_minutes(minutes, seen=minutes.revision, by=self.by)


@lru_cache
def _pdf(title: str, pages: int) -> bytes:
    return press.pdf(SHEET, {"title": title, "pages": pages})


def _moment(day: date) -> datetime:
    """Ten in the morning."""
    return datetime.combine(day, time(10), tzinfo=clock.now().tzinfo)
