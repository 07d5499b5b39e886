"""手続台帳: every procedure of the city, with how far it has come on 鯖江市's ladder, and why that rung.

電子化: paper is handled as a picture. デジタル化: from first to last as data, which a machine can go on with. DX: done
without hands. What is declared and what the ledger shows decides the rung; nobody types it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from pydantic import TypeAdapter

from yakuba.figures.shares import Share
from yakuba.procedures.declaration import Declaration, Declared
from yakuba.procedures.kinds import GroupField
from yakuba.procedures.models import Procedure

HALF = 2  # of the cases of a year: so many without hands make it DX


class Level(models.TextChoices):
    NOT_STARTED = "not_started", pgettext_lazy("level", "未着手")
    IMAGE = "image", pgettext_lazy("level", "電子化")
    DATA = "data", pgettext_lazy("level", "デジタル化")
    DX = "dx", pgettext_lazy("level", "DX")


class Paper(Declared):
    """One procedure of the inventory that the catalogue does not have."""

    title: str
    section: str
    volume: int
    state: Literal["not_started", "image"]


@dataclass(frozen=True)
class Entry:
    """One procedure: its rung, why, how many cases a year, and its place in the catalogue where it has one."""

    title: str
    section: str
    level: str
    why: str
    volume: int
    slug: str = ""

    @property
    def is_data(self) -> bool:
        """Whether it counts for the 100% of 鯖江市: as data from first to last."""
        return self.level in (Level.DATA, Level.DX)


def inventory(volumes: Mapping[int, int], alone: Mapping[int, Share]) -> list[Entry]:
    """`volumes` are the cases of a year and `alone` those without hands, by the procedure's key."""
    found = [_entry(one, volumes, alone) for one in Procedure.objects.published().for_residents().order_by("slug")]
    declared = [one for one in found if one]
    said = {Level.NOT_STARTED: _("紙の様式だけです。"), Level.IMAGE: _("申請は画像やファイルで受け取っています。")}
    rest = [Entry(one.title, one.section, one.state, said[Level(one.state)], one.volume) for one in _papers()]
    return declared + rest


def by_count(entries: list[Entry]) -> Share:
    """行政サービスの100%デジタル化, by the number of procedures."""
    return Share(sum(one.is_data for one in entries), len(entries))


def by_volume(entries: list[Entry]) -> Share:
    """The same by the cases of a year: what people really come for."""
    return Share(sum(one.volume for one in entries if one.is_data), sum(one.volume for one in entries))


def _entry(procedure: Procedure, volumes: Mapping[int, int], alone: Mapping[int, Share]) -> Entry | None:
    declared = procedure.current.declaration if procedure.current else None
    if declared is None or not declared.steps:
        return None  # a survey is answered, not dealt with
    level, why = _level(declared, alone.get(procedure.pk, Share(0, 0)))
    return Entry(str(declared.title), declared.section, level, why, volumes.get(procedure.pk, 0), procedure.slug)


def _level(declared: Declaration, alone: Share) -> tuple[str, str]:
    if any(step.issue and step.issue.by for step in declared.steps):
        return Level.IMAGE, _("出来上がった書類を、窓口で手渡しています。")
    if _must_attach(declared):
        return Level.IMAGE, _("写真や書類の画像を、必ず添えてもらっています。")
    if not declared.automatic:
        return Level.DATA, _("はじめから終わりまでデータですが、人が審査しています。")
    if not alone.of or HALF * alone.count < alone.of:
        return Level.DATA, _("自動で進む手続きですが、人の手が要る件が半分をこえています。")
    return Level.DX, _("人の手を待たずに終わる件が、半分以上です。")


def _must_attach(declared: Declaration) -> bool:
    fields = [inner for one in declared.fields() for inner in (one.fields if isinstance(one, GroupField) else [one])]
    return any(one.kind == "file" and one.required is True and not one.ask_if for one in fields)


def _papers() -> list[Paper]:
    return _read(settings.CATALOGUE / "_inventory" / "procedures.yaml")


@lru_cache
def _read(path: Path) -> list[Paper]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return TypeAdapter(list[Paper]).validate_python(entries)
