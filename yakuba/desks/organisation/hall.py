"""The hall on a day: its sections, posts and people, and what can be done with each."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yakuba.desks.access import SignedInRequest, organisation_only
from yakuba.desks.pages import page
from yakuba.people.models import Holding, Post, Section, User
from yakuba.people.standing_in import Hall
from yakuba.people.validity import InTime
from yakuba.toolbox import clock, dates

MEMBERS = User.objects.filter(holdings__isnull=False).distinct()  # whoever holds, held or will hold a post
RANKS = [(rank.value, rank.label) for rank in Post.Rank]


@require_GET
@organisation_only
def hall(request: SignedInRequest) -> HttpResponse:
    """組織図: who is where on a day, today or another."""
    return hall_page(request)


@require_GET
@organisation_only
def section(request: SignedInRequest, pk: int) -> HttpResponse:
    """One section: its posts, open and ended."""
    return section_page(request, get_object_or_404(Section, pk=pk))


@require_GET
@organisation_only
def post(request: SignedInRequest, pk: int) -> HttpResponse:
    """One post: who has held it, holds it and will; who stands in."""
    return post_page(request, get_object_or_404(Post.objects.select_related("section"), pk=pk))


@require_GET
@organisation_only
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody who works here, or did."""
    return people_page(request)


@require_GET
@organisation_only
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: their posts and absences."""
    return person_page(request, get_object_or_404(MEMBERS, pk=pk))


def hall_page(request: SignedInRequest, **more: Any) -> HttpResponse:
    day = _day_asked(request)
    seen = Hall(day)
    sections = [_section_row(seen, one) for one in seen.sections]
    context = {
        "here": "hall",
        "day": day,
        "sections": sections,
        "vacant": sum(not row["holders"] for one in sections for row in one["posts"]),
        "departments": seen.sections,
        "today": clock.today(),
    }
    return _page(request, "hall", context, more)


def section_page(request: SignedInRequest, section: Section, **more: Any) -> HttpResponse:
    seen = Hall(clock.today())
    posts = section.posts.select_related("section").order_by("pk")
    context = {
        "here": "hall",
        "section": section,
        "since": _span(section),
        "posts": [_post_row(seen, one) | {"span": _span(one), "is_open": one.is_valid_on(seen.day)} for one in posts],
        "departments": [one for one in seen.sections if one.pk != section.pk],
        "ranks": RANKS,
        "today": seen.day,
    }
    return _page(request, "section", context, more)


def post_page(request: SignedInRequest, post: Post, **more: Any) -> HttpResponse:
    today = clock.today()
    held = post.holdings.select_related("user").order_by("-valid_from", "-pk")
    named = post.deputies.select_related("deputy__section").order_by("order", "pk")
    context = {
        "here": "hall",
        "post": post,
        "since": _span(post),
        "rank": Post.Rank(post.rank).label,
        "holdings": [_in_time(one, today) | {"who": one.user} for one in held],
        "deputies": [_in_time(one, today) | {"post": one.deputy} for one in named],
        "posts": posts_by_section(today, without=post),
        "staff": _staff(),
        "today": today,
    }
    return _page(request, "post", context, more)


def people_page(request: SignedInRequest, **more: Any) -> HttpResponse:
    today = clock.today()
    posts: dict[int, list[str]] = {}
    for held in Holding.objects.in_force_on(today).select_related("post__section").order_by("pk"):
        posts.setdefault(held.user_id, []).append(str(held.post))
    rows = [{"user": user, "posts": posts.get(user.pk, [])} for user in _staff()]
    context = {"here": "people", "people": rows, "posts": posts_by_section(today), "today": today}
    return _page(request, "people", context, more)


def person_page(request: SignedInRequest, user: User, **more: Any) -> HttpResponse:
    today = clock.today()
    held = user.holdings.select_related("post__section").order_by("-valid_from", "-pk")
    away = user.absences.order_by("-valid_from")
    context = {
        "here": "people",
        "person": user,
        "holdings": [_in_time(one, today) | {"post": one.post} for one in held],
        "absences": [_in_time(one, today) for one in away[:20]],
        "today": today,
    }
    return _page(request, "person", context, more)


def posts_by_section(day: date, without: Post | None = None) -> list[dict[str, Any]]:
    """For a choice among all posts of a day."""
    groups: dict[str, list[Post]] = {}
    for one in Post.objects.valid_on(day).select_related("section").order_by("section", "pk"):
        if one != without and one.section.is_valid_on(day):
            groups.setdefault(str(one.section), []).append(one)
    return [{"section": section, "posts": posts} for section, posts in groups.items()]


def _page(request: SignedInRequest, name: str, context: dict[str, Any], more: dict[str, Any]) -> HttpResponse:
    status = 422 if more.get("wrongs") else 200
    return page(request, f"organisation/{name}.html", {"room": "office"} | context | more, status=status)


def _day_asked(request: SignedInRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return clock.today()


def _section_row(seen: Hall, one: Section) -> dict[str, Any]:
    posts = sorted((post for post in seen.valid_posts if post.section_id == one.pk), key=lambda post: -post.level)
    return {"section": one, "depth": seen.depth(one), "posts": [_post_row(seen, post) for post in posts]}


def _post_row(seen: Hall, post: Post) -> dict[str, Any]:
    return {
        "post": post,
        "holders": [{"user": user, "is_away": seen.is_away(user)} for user in seen.holders(post)],
        "deputies": [str(deputy) for deputy in seen.deputies(post)],
    }


def _in_time(row: Any, today: date) -> dict[str, Any]:
    """A row with the days on which it holds; what has ended can no longer be ended."""
    has_ended = row.valid_until is not None and row.valid_until <= today
    state = _("終わり") if has_ended else _("いま") if row.is_valid_on(today) else _("これから")
    is_now = row.is_valid_on(today)
    return {"pk": row.pk, "span": _span(row), "state": state, "has_ended": has_ended, "is_now": is_now}


def _span(row: InTime) -> str:
    until = dates.in_words(row.valid_until) if row.valid_until else ""
    begun = dates.in_words(row.valid_from)
    return (
        _("%(from)sから、%(until)sの前の日まで") % {"from": begun, "until": until}
        if until
        else _("%(from)sから") % {"from": begun}
    )


def _staff() -> list[User]:
    return list(MEMBERS.order_by("pk"))
