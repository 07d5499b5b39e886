"""The next edition while it is drafted: kept by the programme's section, read with its differences, taken away."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yakuba.desks.access import SignedInRequest, programme_only
from yakuba.desks.taboos.typed import answered, number_of, wrong
from yakuba.publications import publishing
from yakuba.publications.models import Edition, Kind
from yakuba.taboos import editions, manuscript, redrafting
from yakuba.taboos.models import Feedback, Redraft
from yakuba.toolbox.refused import Refused

NEW = 2  # empty lines for new numbers
SHOWN = 200


@require_http_methods(["GET", "POST"])
@programme_only
def redraft(request: SignedInRequest) -> HttpResponse:
    """次の版の案: begun, read, kept."""
    draft = redrafting.under_way()
    if request.method == "GET":
        return _redraft_page(request, draft)
    try:
        if draft is None:
            redrafting.begin_redraft(by=request.user)
        else:
            _keep(request, draft)
            messages.success(request, _("案を保存しました。"))
    except Refused as refused:
        return _redraft_page(request, draft, wrongs=[wrong("redraft", _("次の版の案"), str(refused))])
    return redirect("redraft")


@require_POST
@programme_only
def freeze_redraft(request: SignedInRequest) -> HttpResponse:
    """凍結して検査する: the draft becomes an edition, which goes through the gate and is decided like every other."""
    draft = redrafting.under_way()
    if draft is None:
        raise Http404
    try:
        made = publishing.freeze(manuscript.manuscript(draft), by=request.user)
    except Refused as refused:
        return _redraft_page(request, draft, wrongs=[wrong("redraft", _("次の版の案"), str(refused))], is_typed=False)
    return redirect("edition", pk=made.pk)


@require_GET
@programme_only
def export(request: SignedInRequest, form: str) -> HttpResponse:
    """The draft as a file for the catalogue, or as JSON."""
    draft = redrafting.under_way()
    if draft is None or form not in ("yaml", "json"):
        raise Http404
    if form == "yaml":
        return _file(redrafting.as_yaml(draft), "application/yaml; charset=utf-8", "edition.yaml")
    text = json.dumps(redrafting.as_declared(draft), ensure_ascii=False, indent=1)
    return _file(text, "application/json; charset=utf-8", "edition.json")


def _file(text: str, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, headers={"Content-Type": media_type, "Content-Disposition": f'attachment; filename="{name}"'}
    )


def _keep(request: SignedInRequest, draft: Redraft) -> None:
    posted = request.POST
    # Somebody else may have kept it since the page was opened: then this one is refused.
    draft.revision = number_of(posted, "revision")
    texts = [(number, posted.get(f"text-{number}", ""), posted.get(f"hint-{number}", "")) for number in _numbers(draft)]
    redrafting.redraft(
        draft, texts, why=posted.get("why", ""), decided_by=posted.get("decided_by", ""), by=request.user
    )


def _numbers(draft: Redraft) -> list[int]:
    """Those of the draft and of the edition before, and a few that have never been given."""
    before = editions.edition(draft.number - 1)
    known = sorted({one["no"] for one in draft.entries} | {one.no for one in before.entries})
    return [*known, *range(known[-1] + 1, known[-1] + 1 + NEW)]


def _redraft_page(
    request: SignedInRequest, draft: Redraft | None, *, is_typed: bool = True, **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {"draft": draft}
    if draft is not None:
        context |= _drafted(request, draft, is_refused=is_typed and bool(more))
        context["editions"] = Edition.objects.of(Kind.POLICY, manuscript.NAME)
    return answered(request, "redraft", context | more, tab="redraft", status=422 if more else 200)


def _drafted(request: SignedInRequest, draft: Redraft, *, is_refused: bool) -> dict[str, Any]:
    kept = Redraft.objects.get(pk=draft.pk)
    noticed: dict[int, list[Feedback]] = {}
    for one in Feedback.objects.filter(edition=kept.number - 1).order_by("-pk")[:SHOWN]:
        noticed.setdefault(one.number or 0, []).append(one)
    entries = {one["no"]: one for one in kept.entries}

    def typed(name: str, otherwise: str) -> str:
        return request.POST.get(name, otherwise) if is_refused else otherwise

    rows = []
    for number in _numbers(kept):
        one = entries.get(number, {"text": "", "hint": ""})
        text, hint = typed(f"text-{number}", one["text"]), typed(f"hint-{number}", one["hint"])
        rows.append({"number": number, "text": text, "hint": hint, "noticed": noticed.get(number, [])})
    return {
        "rows": rows,
        "noticed": noticed.get(0, []),
        "why": typed("why", kept.why),
        "decided_by": typed("decided_by", kept.decided_by),
        "revision": kept.revision,
        "differences": redrafting.differences(kept),
    }
