"""書き出し: asking for many cases as one file, releasing what a colleague asks for, fetching one's own."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yakuba.cases import exporting
from yakuba.cases.exporting import Wanted
from yakuba.cases.exports import EXPIRED, FAILED, HELD, READY, WAITING
from yakuba.cases.models import Export
from yakuba.cases.refused import Refused
from yakuba.desks.access import SignedInRequest, staff_only
from yakuba.desks.files import export_response
from yakuba.desks.office.finding import wrong
from yakuba.desks.pages import page
from yakuba.people.models import Section, User
from yakuba.procedures.models import Procedure

SHOWN = 30
LONGEST_REASON = 500
TONES = {HELD: "look", FAILED: "bad", READY: "ok"}


@require_GET
@staff_only
def exports(request: SignedInRequest) -> HttpResponse:
    """What I asked for, what waits for me to release, and a form to ask."""
    return page(request, "office/exports.html", _context(request.user, {}))


@require_POST
@staff_only
def ask(request: SignedInRequest) -> HttpResponse:
    """書き出しを頼む; what was typed stays where something is missing."""
    typed = {name: request.POST.get(name, "").strip() for name in ("of", "form", "since", "until", "outcome", "reason")}
    wanted, wrongs = _read(request.user, typed)
    if wanted and not wrongs:
        try:
            made = exporting.ask(wanted, by=request.user, reason=typed["reason"])
        except Refused as refused:
            wrongs = [wrong("of", _("書き出すもの"), str(refused))]
        else:
            return redirect("export", pk=made.pk)
    return page(request, "office/exports.html", _context(request.user, typed) | {"wrongs": wrongs}, status=422)


@require_GET
@staff_only
def export(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One of mine: how far it is, until when it is there; or one that waits for me as head of section."""
    mine = Export.objects.of(request.user).filter(pk=pk)
    found = (
        (mine | Export.objects.to_release_by(request.user).filter(pk=pk)).select_related("procedure", "user").first()
    )
    if found is None:
        raise Http404
    context = {"room": "office", "export": _row(found), "refresh": found.state == WAITING}
    return page(request, "office/export.html", context)


@require_POST
@staff_only
def release(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """書き出しを認める."""
    found = get_object_or_404(Export.objects.for_heads(request.user), pk=pk)
    exporting.release(found, by=request.user)
    return redirect("exports")


@require_GET
@staff_only
def fetch(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The file, for whoever asked for it and nobody else."""
    found = get_object_or_404(Export.objects.of(request.user).select_related("procedure"), pk=pk)
    response: Any = export_response(found, exporting.fetch(found, by=request.user))
    return response


def _read(user: User, typed: dict[str, str]) -> tuple[Wanted | None, list[dict[str, str]]]:
    """What was asked for, and what is wrong with it."""
    wrongs = []
    of = {_key(section, procedure): (section, procedure) for section, procedure in exporting.offered(user)}
    if typed["of"] not in of:
        wrongs.append(wrong("of", _("書き出すもの"), _("手続きを選んでください。")))
    if typed["form"] not in _forms():
        wrongs.append(wrong("form", _("ファイルの形"), _("ファイルの形を選んでください。")))
    if typed["outcome"] not in _outcomes():
        wrongs.append(wrong("outcome", _("状態"), _("状態を選んでください。")))
    days: dict[str, date | None] = {}
    for name, label in (("since", _("受付日（から）")), ("until", _("受付日（まで）"))):
        try:
            days[name] = date.fromisoformat(typed[name]) if typed[name] else None
        except ValueError:
            wrongs.append(wrong(name, label, _("日付は、2026-04-01のように入力してください。")))
    since, until = days.get("since"), days.get("until")
    if since and until and since > until:
        wrongs.append(wrong("until", _("受付日（まで）"), _("「から」より前の日になっています。")))
    if not typed["reason"]:
        wrongs.append(wrong("reason", _("使う目的"), _("何のために使うのかを入力してください。")))
    elif len(typed["reason"]) > LONGEST_REASON:
        sentence = _("%(most)d文字までで入力してください。") % {"most": LONGEST_REASON}
        wrongs.append(wrong("reason", _("使う目的"), sentence))
    if wrongs:
        return None, wrongs
    return Wanted(*of[typed["of"]], typed["form"], since, until, typed["outcome"]), []


def _context(user: User, typed: dict[str, str]) -> dict[str, Any]:
    offered = exporting.offered(user)
    sections = Section.objects.in_bulk({section for section, _procedure in offered}, field_name="code")
    several = len({section for section, _procedure in offered}) > 1
    mine = Export.objects.of(user).select_related("procedure", "user").order_by("-asked_at")[:SHOWN]
    waiting = Export.objects.to_release_by(user).select_related("procedure", "user").order_by("asked_at")
    return {
        "room": "office",
        "typed": typed,
        "offered": [
            (_key(section, one), f"{_title(one)}（{sections.get(section, section)}）" if several else _title(one))
            for section, one in offered
        ],
        "forms": _forms().items(),
        "outcomes": _outcomes().items(),
        "above": settings.EXPORT_RELEASE_ABOVE,
        "hours": settings.EXPORT_HOURS,
        "mine": [_row(one) for one in mine],
        "to_release": [_row(one) for one in waiting],
    }


def _row(export: Export) -> dict[str, Any]:
    states = {
        HELD: _("課長の確認待ち"),
        WAITING: _("作っています") if export.attempt else _("順番を待っています"),
        READY: _("できました"),
        FAILED: _("作れませんでした"),
        EXPIRED: _("期限が過ぎて消えました"),
    }
    fetchable = export.may_be_fetched()
    return {
        "pk": export.pk,
        "url": f"/office/exports/{export.pk}/",
        "title": _title(export.procedure),
        "form": _forms()[export.form],
        "outcome": _outcomes()[export.outcome],
        "since": export.since,
        "until": export.until,
        "count": export.count,
        "done": min(export.done, export.count),
        "reason": export.reason,
        "who": f"{export.post} {export.user.name}",
        "state": states[EXPIRED if export.state == READY and not fetchable else export.state],
        "tone": TONES.get(export.state, "") if export.state != READY or fetchable else "",
        "is_held": export.state == HELD,
        "is_made": export.state == WAITING,
        "problem": export.problem,
        "asked_at": export.asked_at,
        "expires_at": export.expires_at,
        "fetch_url": f"/office/exports/{export.pk}/fetch/" if fetchable else "",
        "size": export.size,
        "sha256": export.sha256,
    }


def _key(section: str, procedure: Procedure) -> str:
    return f"{section}/{procedure.slug}"


def _title(procedure: Procedure) -> str:
    return str(procedure.current.declaration.title) if procedure.current else procedure.slug


def _forms() -> dict[str, str]:
    return {"csv": "CSV", "xlsx": "Excel（XLSX）", "zip": _("発行した書類（ZIP）")}


def _outcomes() -> dict[str, str]:
    return {
        "": _("すべて"),
        "open": _("まだ終わっていないもの"),
        "granted": _("完了"),
        "declined": _("却下"),
        "withdrawn": _("取り下げ"),
    }
