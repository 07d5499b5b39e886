"""The plan's editions: their list, what each changed, their files, and a feed of them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yakuba.desks.access import open_to_all
from yakuba.desks.pages import page
from yakuba.desks.plan import reading
from yakuba.publications import differing
from yakuba.publications.models import Edition, Kind

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FEED_LENGTH = 20


@require_safe
@open_to_all
def editions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every edition that was published, the newest first."""
    newest = reading.edition_of(slug)
    rows = [
        {"edition": one, "published": reading.published_words(one), "said": _said(one)}
        for one in Edition.objects.of(Kind.PLAN, slug).published()[:50]
    ]
    return page(request, "plan/editions.html", {"here": "plan", "slug": slug, "newest": newest, "rows": rows})


@require_safe
@open_to_all
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What an edition changed, item by item, in words."""
    edition = reading.edition_of(slug, number)
    context = {
        "here": "plan",
        "slug": slug,
        "edition": edition,
        "before": edition.before,
        "published": reading.published_words(edition),
        "changes": differing.differences(edition),
    }
    return page(request, "plan/changes.html", context)


@require_safe
@open_to_all
def download(request: HttpRequest, slug: str, number: int, format: str) -> HttpResponse:
    """The file that was pressed when the edition was published, to the byte."""
    edition = reading.edition_of(slug, number)
    pressing = edition.pressings.filter(format=format).first() if format in TYPES else None
    if pressing is None:
        raise Http404
    answer = HttpResponse(bytes(pressing.content), content_type=TYPES[format])
    answer["Content-Disposition"] = f'inline; filename="{slug}-{number}.{format}"'
    answer["ETag"] = f'"{pressing.sha256}"'
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@require_safe
@open_to_all
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What is new, for readers of feeds (Atom)."""
    newest = reading.edition_of(slug)
    address = f"{settings.SITE_URL}{reverse('plan_of', args=[slug])}"
    made = Atom1Feed(title=newest.title, link=address, description=newest.title, language="ja")
    for one in Edition.objects.of(Kind.PLAN, slug).published()[:FEED_LENGTH]:
        where = reverse("plan_changes", args=[slug, one.number])
        made.add_item(
            title=str(one),
            link=f"{settings.SITE_URL}{where}",
            description="\n".join(_all_said(one)) or _said(one),
            pubdate=one.published_at,
            updateddate=one.published_at,
            unique_id=f"{settings.SITE_URL}{where}",
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _said(edition: Edition) -> str:
    if edition.before is None:
        return _("最初の版です。")
    count = len(differing.differences(edition))
    return _("%(count)d件の取組が変わりました。") % {"count": count} if count else _("変わった取組はありません。")


def _all_said(edition: Edition) -> list[str]:
    return [f"{one.title}：{said}" for one in differing.differences(edition) for said in one.in_words()]
