"""What the API says and hears, as JSON."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

Errors = dict[str, dict[str, list[str]]]


class Refusal(Schema):
    """Why not; `errors` by field and input."""

    detail: str
    errors: Errors = Field(default_factory=dict)


class ProcedureShape(Schema):
    slug: str
    title: str
    summary: str
    section: str
    version: int
    is_open: bool
    standard_days: int
    sign_in: str


class ProcedureWhole(ProcedureShape):
    """`answers` is the JSON Schema of what `file` takes."""

    basis: str
    answers: dict[str, Any]


class Told(Schema):
    """Whatever is sent to us: nothing that we do not know."""

    model_config = ConfigDict(extra="forbid")


class Application(Told):
    """With the secret of a draft, the answers may name files that were put there."""

    answers: dict[str, Any]
    draft: str = ""


class DraftTold(Told):
    procedure: str


class DraftShape(Schema):
    """`draft` is its secret, told once: files are put there and it is filed with it."""

    draft: str
    until: date


class FileShape(Schema):
    """`id` is what the answer names: [{"id": …}]."""

    id: str
    name: str
    type: str
    size: int


class FiledShape(Schema):
    """`follow` is the secret address by which a guest follows the case; told once."""

    receipt: str
    state: str
    waits_for: str
    follow: str = ""


class ActDone(Schema):
    """Where the case stands after an act; `shown` and `acts` as `open_case` tells them."""

    receipt: str
    state: str
    waits_for: str
    outcome: str
    shown: str
    acts: list[str]


class EventShape(Schema):
    state: Literal["done", "now", "next"]
    title: str
    at: datetime | None


class CorrectionShape(Schema):
    fields: list[str]
    note: str
    answer_by: date


class PaperShape(Schema):
    pk: int
    title: str
    number: str
    is_withdrawn: bool


class CaseShape(Schema):
    receipt: str
    procedure: str
    title: str
    state: str
    waits_for: str
    outcome: str
    filed_at: datetime
    due_on: date | None
    fee_yen: int | None
    events: list[EventShape]
    correction: CorrectionShape | None
    papers: list[PaperShape]


class RowShape(Schema):
    """One row of the inbox."""

    receipt: str
    procedure: str
    title: str
    applicant: str
    state: str
    waits_for: str
    doubts: list[str]
    due_on: date | None
    is_overdue: bool


class Inbox(Schema):
    count: int
    pages: int
    cases: list[RowShape]


class StopShape(Schema):
    """One post on its route; `state` is empty, done or passed."""

    stop: int
    act: str
    post: str
    state: str
    advice: str


class OfficeCase(CaseShape):
    """`shown` goes back with an act: it is refused where the case has changed since. `acts` are open to this key."""

    shown: str
    acts: list[str]
    route: list[StopShape]
    applicant: str
    answers: dict[str, Any]
    values: dict[str, Any]
    findings: list[dict[str, Any]]


class Act(Told):
    """An act on a case. Which words it needs depends on the act; what is missing is told.

    `stop` is where a draft is sent down to (none: to its drafter), looked back at or read; `post` lengthens the route.
    """

    shown: str = ""
    reason: str = ""
    advice: str = ""
    fields: list[str] = Field(default_factory=list)
    stop: int | None = Field(None, ge=1, le=2**62)
    post: int | None = Field(None, ge=1, le=2**62)
    effective_on: date | None = None


class Answer(Told):
    """New values of the fields that were asked for."""

    answers: dict[str, Any]


class HookTold(Told):
    url: str = Field(max_length=500)


class HookShape(Schema):
    pk: int
    url: str
    is_stopped: bool
    secret: str = ""
