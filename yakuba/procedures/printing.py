"""What a paper's template gets: texts already in words, never rows, never another case's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from yakuba.procedures import register
from yakuba.procedures.city import city
from yakuba.procedures.declaration import Declaration, Paper
from yakuba.toolbox import dates, qr


@dataclass(frozen=True)
class Stamp:
    """What makes one paper this one: its number, day and check code."""

    number: str
    issued_on: date
    code: str
    receipt: str
    filed_on: date
    section: str

    @property
    def verify_url(self) -> str:
        return f"{settings.SITE_URL}/verify/{self.code}/"


@dataclass(frozen=True)
class Content:
    """The frozen values of one case."""

    answers: Mapping[str, Any]
    values: Mapping[str, Any]
    snapshot: Mapping[str, Any]


def paper_values(declaration: Declaration, paper: Paper, content: Content, stamp: Stamp) -> dict[str, Any]:
    """The dictionary `v` of the template, all in Japanese."""
    here = city()
    with translation.override("ja"):
        answered = {
            field.name: field.print(content.answers[field.name])
            for field in declaration.fields()
            if field.is_asked and content.answers.get(field.name) is not None
        }
        return {
            "city": {
                "name": here.name.ja,
                "mayor": here.mayor,
                "mayor_title": here.mayor_title.ja,
                "address": here.address.ja,
                "phone": here.phone,
            },
            "paper": {
                "title": paper.title.ja,
                "number": stamp.number,
                "issued_on": stamp.issued_on.isoformat(),
                "date": dates.wareki(stamp.issued_on),
                "city": here.name.ja,
                "mayor": here.mayor,
                "verify_url": stamp.verify_url,
                "code": stamp.code,
                "qr": qr.svg(stamp.verify_url, border=0),
                "specimen": settings.DEMO,
            },
            "case": {
                "receipt": stamp.receipt,
                "title": declaration.title.ja,
                "section": stamp.section,
                "filed_on": dates.wareki(stamp.filed_on),
                "basis": declaration.basis,
            },
            "answers": answered,
            "values": dict(content.values),
            "register": register.printed(content.snapshot),
            "appeal": (declaration.appeal or here.appeal).ja,
            "demo": settings.DEMO,
        }
