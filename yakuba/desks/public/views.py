"""Pages for everybody: find a procedure, read its guide, check a paper."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.cases import verifying
from yakuba.cases.figures import front_page
from yakuba.cases.models import Case, Draft
from yakuba.cases.words import row
from yakuba.desks.access import open_to_all
from yakuba.desks.holding import section_of, section_told, user_of
from yakuba.desks.pages import page
from yakuba.desks.things import of_procedure
from yakuba.people.models import Section
from yakuba.procedures import search as searching
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.life_events import LIFE_EVENTS, LifeEvent
from yakuba.procedures.models import Procedure
from yakuba.toolbox import addresses, clock, dates

IDEAS = (
    gettext_lazy("住民票"),
    gettext_lazy("引っ越し"),
    gettext_lazy("粗大ごみ"),
    gettext_lazy("犬を飼い始めた"),
)
OFTEN = 5


@require_safe
@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    """The front door."""
    procedures = _published()
    user = user_of(request)
    mine = Case.objects.of(user).select_related("version__procedure").order_by("-filed_at")[:3] if user else []
    context = {
        "events": _events(procedures),
        "often": _rows(_most_used(procedures)),
        "ideas": IDEAS,
        "my_cases": [row(case) for case in mine],
        "numbers": front_page(procedures),
    }
    return page(request, "public/home.html", context)


@require_safe
@open_to_all
def search(request: HttpRequest) -> HttpResponse:
    """Procedures by words, by life event or by section."""
    everything = _published()
    query = request.GET.get("q", "").strip()[:100]
    event = next((one for one in LIFE_EVENTS if one.slug == request.GET.get("event")), None)
    sections = _sections(everything)
    section = next((one for one in sections if one.code == request.GET.get("section")), None)
    found = searching.find(query, everything)
    if event:
        found = [one for one in found if event.concerns(_declared(one))]
    if section:
        found = [one for one in found if _declared(one).section == section.code]
    context = {
        "heading": event.title if event else section.title if section else _("手続きをさがす"),
        "query": query,
        "procedures": _rows(found),
        "events": _events(everything, event),
        "sections": [
            {"url": f"/procedures/?section={one.code}", "name": one.title, "current": one is section}
            for one in sections
        ],
    }
    return page(request, "public/search.html", context)


@require_safe
@open_to_all
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may apply, what to have ready, the law, the fee, how long it takes; and the button to begin."""
    user = user_of(request)
    begun = Draft.objects.filter(user=user, version__procedure=OuterRef("pk"), case=None, expires_at__gt=clock.now())
    procedures = (
        Procedure.objects.for_the_public().select_related("current").annotate(told=section_told("current__section"))
    )
    if user:
        procedures = procedures.annotate(begun=Subquery(begun.order_by("-begun_at").values("pk")[:1]))
    procedure = procedures.filter(slug=slug, current__isnull=False).first()
    if procedure is None:
        raise Http404
    if procedure.is_survey:
        return redirect("survey", slug=slug)
    declared = _declared(procedure)
    is_open = procedure.is_published and declared.is_open_on(clock.today())
    context = {
        "procedure": {**_row(procedure), "sign_in": declared.sign_in, "basis": declared.basis},
        "guide": declared.guide,
        "takes": _takes(declared),
        "open": is_open,
        "closed_sentence": "" if is_open else _("この手続きは、いま受け付けていません。"),
        "must_sign_in": declared.sign_in == "required" and user is None,
        "apply_url": f"/apply/{slug}/",
        "draft_url": f"/drafts/{draft}/1/" if (draft := getattr(procedure, "begun", None)) else "",
        "section": section_of(procedure),
        "paper_minutes": declared.measures.paper_minutes,
        "paper_visits": declared.measures.paper_visits,
        "events": _way(declared),
        "thing": of_procedure(procedure),
    }
    return page(request, "public/guide.html", context)


@require_safe
@open_to_all
def accessibility(request: HttpRequest) -> HttpResponse:
    """ウェブアクセシビリティ方針."""
    return page(request, "public/accessibility.html", {})


@require_safe
@open_to_all
def postcode(request: HttpRequest) -> JsonResponse:
    """The towns of a postcode, for the script that fills them in."""
    towns = addresses.by_postcode(request.GET.get("code", "")[:20])
    answer = JsonResponse([asdict(town) for town in towns], safe=False)
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@csrf_exempt  # nothing is changed and nothing kept: anybody may hand a paper in for checking from anywhere
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """真偽の確認, by the check code or by the file."""
    code = (code or request.GET.get("code", "")).strip()[:200]
    context: dict[str, Any] = {"code": code}
    if request.method == "POST":
        uploaded = request.FILES.get("paper")
        if uploaded is None:
            context["file_error"] = _("PDFファイルを選んでください。")
        elif (uploaded.size or 0) > settings.UPLOAD_MAX_BYTES:
            context["file_error"] = _("ファイルが大きすぎます。市が発行したPDFをそのまま選んでください。")
        else:
            content = uploaded.read()
            if verifying.is_pdf(content):
                context["verdict"] = _verdict(verifying.by_file(content)) | {"of_file": True}
            else:
                context["file_error"] = _(
                    "このファイルはPDFではありません。市が発行したPDFをそのまま選んでください。紙は、確認コードでたしかめられます。"
                )
    elif code:
        context["verdict"] = _verdict(verifying.by_code(code))
    return page(request, "public/verify.html", context, status=422 if "file_error" in context else 200)


def _verdict(verified: verifying.Verified) -> dict[str, Any]:
    """Only what stands on the paper itself."""
    facts = []
    if verified.paper is not None:
        issued = verified.paper.issued_at.astimezone(clock.now().tzinfo).date()
        facts = [
            {"label": _("名称"), "text": verified.paper.title},
            {"label": _("番号"), "text": verified.paper.number},
            {"label": _("発行した日"), "text": dates.in_words(issued)},
        ]
    return {"state": verified.verdict, "facts": facts}


def _published() -> list[Procedure]:
    return list(Procedure.objects.published().for_the_public().order_by("slug"))


def _declared(procedure: Procedure) -> Declaration:
    assert procedure.current is not None  # published() says so
    return procedure.current.declaration


def _most_used(procedures: list[Procedure]) -> list[Procedure]:
    """By the cases of the last year; those nobody has used yet follow in the order of their names."""
    # Each process counts the year anew every ten minutes, not for everybody who comes in.
    year_ago = clock.now() - timedelta(days=365)
    counts = caches["process"].get_or_set("used", lambda: Case.objects.used_since(year_ago), 600) or {}
    residents = [one for one in procedures if _declared(one).applicant != "staff" and not one.is_survey]
    return sorted(residents, key=lambda one: -counts.get(one.pk, 0))[:OFTEN]


def _rows(procedures: Iterable[Procedure]) -> list[dict[str, Any]]:
    names = {section.code: section.title for section in Section.objects.valid_on(clock.today())}
    return [_row(one) | {"section_name": names.get(_declared(one).section, "")} for one in procedures]


def _row(procedure: Procedure) -> dict[str, Any]:
    declared = _declared(procedure)
    room = "surveys" if procedure.is_survey else "procedures"
    return {
        "url": f"/{room}/{procedure.slug}/",
        "title": declared.title,
        "summary": declared.summary,
        "automatic": declared.automatic,
        "standard_days": declared.standard_days,
        "minutes": declared.guide.minutes if declared.guide else None,
    }


def _events(procedures: list[Procedure], current: LifeEvent | None = None) -> list[dict[str, Any]]:
    """The events of a life that any procedure goes with; one without leads nowhere."""
    counts = {one: sum(one.concerns(_declared(each)) for each in procedures) for one in LIFE_EVENTS}
    return [
        {
            "url": f"/procedures/?event={one.slug}",
            "icon": one.icon,
            "title": one.title,
            "count": count,
            "current": one is current,
        }
        for one, count in counts.items()
        if count
    ]


def _sections(procedures: list[Procedure]) -> list[Section]:
    codes = {_declared(one).section for one in procedures}
    return list(Section.objects.valid_on(clock.today()).filter(code__in=codes).order_by("code"))


def _takes(declared: Declaration) -> Any:
    if declared.guide and declared.guide.takes:
        return declared.guide.takes
    if declared.automatic:
        return _("条件がそろっていれば、その場で")
    if not declared.steps:
        return _("回答はその場で終わります")
    return _("%(days)d日以内") % {"days": declared.standard_days}


def _way(declared: Declaration) -> list[dict[str, str]]:
    """申請したあとの流れ, from the declared steps."""
    words = {
        "check": _("申請の内容を自動でたしかめます"),
        "review": _("担当の職員が審査します"),
        "decide": _("決定します"),
        "issue": _("証明書・通知書を発行します"),
        "tell": _("メールでお知らせします"),
    }
    steps = [step for step in declared.steps if not (declared.automatic and step.word in ("review", "decide"))]
    return [{"state": "next", "title": words[step.word]} for step in steps]
