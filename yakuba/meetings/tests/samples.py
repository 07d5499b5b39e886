"""A headquarters with a chair (Rie), a member (Mio's head Nao) and an expert from outside; dx keeps it."""

from dataclasses import dataclass
from datetime import timedelta

from tests.cast import LONG_AGO, Cast, _staff
from yakuba.meetings import bundling, calling, sitting
from yakuba.meetings.models import AgendaItem, Body, Meeting, Paper
from yakuba.people.models import Post, Section, User
from yakuba.toolbox import clock

HQ = calling.Constitution("hq", "DX推進本部", "headquarters", also="情報セキュリティ委員会", is_public=True)


@dataclass(frozen=True)
class Board:
    cast: Cast
    keeper: User
    chair: User
    member: User
    stranger: User
    body: Body

    def post_of(self, user: User) -> Post:
        return user.holdings.get().post

    def call(self) -> Meeting:
        return calling.call(self.body, clock.now() + timedelta(hours=1), "本庁舎 201", by=self.keeper)

    def item(self, meeting: Meeting, title: str = "書かない窓口の拡大", kind: str = "decide") -> AgendaItem:
        return calling.add_item(meeting, title, kind, by=self.keeper)

    def paper(self, item: AgendaItem, words: str = "1枚目") -> Paper:
        return bundling.add_paper(item, "案", text(words), by=self.keeper)

    def opened(self) -> tuple[Meeting, AgendaItem]:
        meeting = self.call()
        item = self.item(meeting)
        return sitting.open_meeting(meeting, by=self.chair), item

    def ended(self) -> tuple[Meeting, AgendaItem]:
        meeting, item = self.opened()
        return sitting.close(meeting, by=self.chair), item


def text(words: str) -> bundling.Sent:
    return bundling.look_into(words.encode(), "案.txt")


def board_of(cast: Cast) -> Board:
    dx = Section.objects.create(code="dx", name="DX推進課", name_en="DX", valid_from=LONG_AGO)
    keeper = _staff("dx", "想定 あおい", dx, "係員", "clerk")
    body = calling.set_up(HQ, LONG_AGO, by=keeper)
    calling.seat(body, cast.rie.holdings.get().post, "chair", LONG_AGO, by=keeper)
    calling.seat(body, cast.nao.holdings.get().post, "member", LONG_AGO, by=keeper)
    calling.seat(body, ("例示 教授", "みほん大学"), "member", LONG_AGO, by=keeper)
    return Board(cast, keeper, cast.rie, cast.nao, cast.taro, body)
