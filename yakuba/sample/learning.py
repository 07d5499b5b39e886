"""Three events: the lecture that another city reported on, a training for everybody, a course that is fully booked."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from yakuba.collecting.models import Target
from yakuba.learning import announcing, attending, completing, following_up, leading, signing_up, skills
from yakuba.learning.announcing import Sitting
from yakuba.learning.models import Event
from yakuba.learning.signing_up import Guest
from yakuba.learning.skills import Evidence
from yakuba.people.models import Holding, Section, User
from yakuba.toolbox import clock, dates

REPORTED, TRAINED, ASKED, LED = 120, 20, 30, 200  # days ago
Office = Mapping[tuple[str, str], User]


def build_learning(today: date) -> None:
    """Everything through the moves; after the hall, the catalogue and the answers to the lecture's survey are there."""
    town = _read(Path(__file__).with_name("learning.yaml"))
    sections = {one.code: one for one in Section.objects.valid_on(today)}
    held = Holding.objects.in_force_on(today).select_related("post__section", "user")
    office = {(one.post.section.code, one.post.rank): one.user for one in held}
    keeper = office["dx", "clerk"]
    with _ago(today, LED):
        _appoint(town["leaders"], sections, office, today)
    with _ago(today, REPORTED):
        lecture = report_lecture(sections["dx"], by=keeper)
    _promise(lecture, town["promises"], office, today)
    _train(town, sections["dx"], office, today)
    _offer_course(town, sections["public-relations"], office["public-relations", "clerk"], today)
    for one in town["skills"]:
        shown = Evidence(one["profile"], one["evidence"], one["text"], today - timedelta(days=40))
        skills.record_skill(shown, by=office[one["section"], one["rank"]])


def report_lecture(section: Section, *, by: User) -> Event:
    """The lecture of 石巻市, with the numbers of its report."""
    told = _read(settings.CATALOGUE / "_talent" / "dx-lecture.yaml")
    event = announcing.announce(told, section=section, by=by)
    for one in told["sessions"]:
        announcing.add_session(event, Sitting(**one), by=by)
    for one in told["points"]:
        announcing.add_point(event, one["level"], one["text"], by=by, source=told["source"])
    return announcing.close(event, told["report"], by=by)


def _appoint(codes: list[str], sections: Mapping[str, Section], office: Office, today: date) -> None:
    until = date(dates.fiscal_year(today) + 1, 4, 1)
    for code in codes:
        leading.appoint_leader(
            sections[code], office[code, "clerk"], clock.today(), until=until, by=office["dx", "clerk"]
        )


def _promise(lecture: Event, promises: list[dict[str, str]], office: Office, today: date) -> None:
    """Made after the lecture; four have been answered since."""
    for one in promises:
        user = office[one["section"], one["rank"]]
        with _ago(today, REPORTED - 1):
            made = following_up.commit(lecture, one["words"], by=user)
        if "outcome" in one:
            following_up.answer(made, one["outcome"], one["learned"], by=user)


def _train(town: Mapping[str, Any], section: Section, office: Office, today: date) -> None:
    """Asked of everybody a month ago; most have done it, some are late."""
    keeper = office["dx", "clerk"]
    starts = datetime.combine(today - timedelta(days=TRAINED), time(13, 30), clock.now().tzinfo)
    with _ago(today, ASKED):
        event = announcing.announce(town["security"], section=section, by=keeper)
        session = announcing.add_session(event, Sitting("第1回", starts, "大会議室", 30), by=keeper)
        completing.require(event, today - timedelta(days=3), by=keeper)
    coming = [office[code, "clerk"] for code in town["done"]]
    with _ago(today, TRAINED + 5):
        for user in coming:
            signing_up.sign_up(session, user)
    with _ago(today, TRAINED):
        for user in coming:
            attending.check_in(session, user, "qr", by=user)
    with _ago(today, 6):
        for code in town["done"]:
            head = office[code, "head"]
            completing.complete(Target.objects.get(round=completing.round_of(event), user=head), by=head)


def _offer_course(town: Mapping[str, Any], section: Section, by: User, today: date) -> None:
    with _ago(today, 8):
        event = announcing.announce(town["course"], section=section, by=by)
        for one in town["sessions"]:
            starts = datetime.combine(today + timedelta(days=one["days"]), time(one["hour"]), clock.now().tzinfo)
            sitting = Sitting(one["name"], starts, one["place"], one["capacity"], audience="everyone")
            session = announcing.add_session(event, sitting, by=by)
            for number, name in enumerate(town["guests"][: one["guests"]]):
                signing_up.sign_up(session, Guest(name, "0000-00-0000", f"kouza{number}@mihon.example"))


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _ago(today: date, days: int) -> AbstractContextManager[None]:
    """As it was so many days ago, in the afternoon."""
    return clock.at(datetime.combine(today - timedelta(days=days), time(14), clock.now().tzinfo))
