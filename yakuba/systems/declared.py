"""What `catalogue/systems.yaml` says: the budget request, the standardised works, joint procurements, the check."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pydantic import Field as Option
from pydantic import model_validator

from yakuba.procedures import loading
from yakuba.procedures.declaration import Declared
from yakuba.systems.renewals import RequestDay


class BudgetRequest(Declared):
    """The last day of the year on which a section may ask for money; 31 is the end of a shorter month too."""

    month: int = Option(ge=1, le=12)
    day: int = Option(ge=1, le=31)


class Work(Declared):
    """One of the works whose systems the state standardises."""

    code: str
    title: str


class Standard(Declared):
    source: str
    edition: str
    works: list[Work]

    def title(self, code: str) -> str:
        return next((one.title for one in self.works if one.code == code), "")


class Window(Declared):
    """A joint procurement of the prefecture: who wants to join says so between two days."""

    code: str
    title: str
    functions: list[str]
    opens_on: date
    closes_on: date
    starts_on: date

    @model_validator(mode="after")
    def _in_order(self) -> "Window":
        if not self.opens_on <= self.closes_on < self.starts_on:
            raise ValueError("opens_on・closes_on・starts_on を、早い順に書いてください。")
        return self


class Joint(Declared):
    source: str
    edition: str
    invented: bool = False
    windows: list[Window] = []


class Taboo(Declared):
    number: int
    quote: str


class Check(Declared):
    """The cues of the conversation before a purchase."""

    source: str
    taboos: list[Taboo]
    customising: list[str]
    bait: list[str] = []
    many_functions: int = Option(4, ge=2)
    fatigue_source: str
    fatigue: str
    questions: list[str]

    def quote(self, number: int) -> str:
        return next((one.quote for one in self.taboos if one.number == number), "")


class Declaration(Declared):
    """systems.yaml."""

    budget_request: BudgetRequest
    migration_months: int = Option(6, ge=0, le=120)
    procurement_months: int = Option(6, ge=0, le=120)
    standard: Standard
    joint: Joint
    same_products: list[list[str]] = []
    check: Check

    @property
    def request_day(self) -> RequestDay:
        return RequestDay(self.budget_request.month, self.budget_request.day)


def declared() -> Declaration:
    """This city's. Raises Unsound where its file is wrong."""
    return _declared(settings.CATALOGUE / "systems.yaml")


@lru_cache
def _declared(path: Path) -> Declaration:
    return loading.validate(loading.open_file(path), Declaration)
