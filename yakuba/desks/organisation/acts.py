"""What the organisation section does: sections and posts opened and ended, people appointed, released, away."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yakuba.desks.access import SignedInRequest, organisation_only
from yakuba.desks.organisation import hall
from yakuba.desks.organisation.asking import (
    Missing,
    carried_out,
    chosen_person,
    chosen_post,
    chosen_section,
    day,
    or_again,
    words,
)
from yakuba.people import moves, offices
from yakuba.people.models import Absence, Deputy, Holding, Post, Section, User
from yakuba.toolbox import dates


@require_POST
@organisation_only
def open_section(request: SignedInRequest) -> HttpResponse:
    """課・部を置く."""

    def make() -> HttpResponse:
        code = words(request, "code", _("符号を入力してください。"), 50)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
            raise Missing("code", _("符号は、半角の英小文字・数字・ハイフンで入力してください。例：tax-office"))
        name, on = words(request, "name", _("名前を入力してください。"), 100), day(request)
        made = offices.open_section(code, name, on, parent=chosen_section(request, "parent"), by=request.user)
        return redirect("section", pk=made.pk)

    return or_again(request, "open_section", partial(hall.hall_page, request), make)


@require_POST
@organisation_only
def abolish_section(request: SignedInRequest, pk: int) -> HttpResponse:
    """課を廃止する."""
    section = get_object_or_404(Section, pk=pk)

    def make() -> HttpResponse:
        on, successor = day(request), chosen_section(request, "successor")
        if successor is None:
            raise Missing("successor", _("仕事を引き継ぐ課を選んでください。"))
        said = _("%(section)sを%(on)sに廃止し、仕事を%(successor)sが引き継ぎます。") % {
            "section": section, "on": dates.in_words(on), "successor": successor,
        }  # fmt: skip
        change = partial(offices.abolish_section, section, on, successor=successor, by=request.user)
        return carried_out(request, "hall", said, change, on=on, back=reverse("section", args=[pk]))

    return or_again(request, "abolish_section", partial(hall.section_page, request, section), make)


@require_POST
@organisation_only
def move_section(request: SignedInRequest, pk: int) -> HttpResponse:
    """課をほかの部に移す."""
    section = get_object_or_404(Section, pk=pk)

    def make() -> HttpResponse:
        parent = chosen_section(request, "parent")
        offices.move_section(section, parent, by=request.user)
        return redirect("section", pk=pk)

    return or_again(request, "move_section", partial(hall.section_page, request, section), make)


@require_POST
@organisation_only
def open_post(request: SignedInRequest, pk: int) -> HttpResponse:
    """職を置く."""
    section = get_object_or_404(Section, pk=pk)

    def make() -> HttpResponse:
        title, rank = words(request, "title", _("職の名前を入力してください。"), 50), request.POST.get("rank", "")
        if rank not in Post.Rank.values:
            raise Missing("rank", _("職の段を選んでください。"))
        made = offices.open_post(section, title, rank, day(request), by=request.user)
        return redirect("post", pk=made.pk)

    return or_again(request, "open_post", partial(hall.section_page, request, section), make)


@require_POST
@organisation_only
def end_post(request: SignedInRequest, pk: int) -> HttpResponse:
    """職を廃止する."""
    post = _post(pk)

    def make() -> HttpResponse:
        on, successor = day(request), chosen_post(request, "successor")
        said = _("%(post)sを%(on)sに廃止します。") % {"post": post, "on": dates.in_words(on)}
        change = partial(offices.end_post, post, on, successor=successor, by=request.user)
        return carried_out(request, "hall", said, change, on=on, back=reverse("post", args=[pk]))

    return or_again(request, "end_post", partial(hall.post_page, request, post), make)


@require_POST
@organisation_only
def appoint(request: SignedInRequest, pk: int) -> HttpResponse:
    """発令する."""
    post = _post(pk)

    def make() -> HttpResponse:
        user, on = chosen_person(request, "email"), day(request)
        said = _("%(who)sさんを%(on)sから%(post)sに就けます。") % {"who": user, "on": dates.in_words(on), "post": post}
        change = partial(moves.appoint, user, post, on, by=request.user)
        return carried_out(request, "hall", said, change, on=on, back=reverse("post", args=[pk]))

    return or_again(request, "appoint", partial(hall.post_page, request, post), make)


@require_POST
@organisation_only
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """職を解く."""
    held = get_object_or_404(Holding.objects.select_related("user", "post__section"), pk=pk)

    def make() -> HttpResponse:
        on = day(request)
        said = _("%(who)sさんは、%(on)sから%(post)sではなくなります。") % {
            "who": held.user, "on": dates.in_words(on), "post": held.post,
        }  # fmt: skip
        change = partial(moves.end_holding, held, on, by=request.user)
        return carried_out(request, "hall", said, change, on=on, back=reverse("post", args=[held.post_id]))

    return or_again(request, "release", partial(hall.post_page, request, held.post), make)


@require_POST
@organisation_only
def name_deputy(request: SignedInRequest, pk: int) -> HttpResponse:
    """代決者を決める."""
    post = _post(pk)

    def make() -> HttpResponse:
        deputy, on = chosen_post(request, "deputy"), day(request)
        if deputy is None:
            raise Missing("deputy", _("代決する職を選んでください。"))
        said = _("%(post)sが不在のとき、%(on)sから%(deputy)sが代決します。") % {
            "post": post, "on": dates.in_words(on), "deputy": deputy,
        }  # fmt: skip
        change = partial(moves.name_deputy, post, deputy, on, by=request.user)
        return carried_out(request, "hall", said, change, on=on, back=reverse("post", args=[pk]))

    return or_again(request, "name_deputy", partial(hall.post_page, request, post), make)


@require_POST
@organisation_only
def end_deputy(request: SignedInRequest, pk: int) -> HttpResponse:
    """代決を終える."""
    named = get_object_or_404(Deputy.objects.select_related("post__section", "deputy__section"), pk=pk)

    def make() -> HttpResponse:
        on = day(request)
        said = _("%(on)sから、%(deputy)sは%(post)sの代決をしません。") % {
            "on": dates.in_words(on), "deputy": named.deputy, "post": named.post,
        }  # fmt: skip
        change = partial(moves.end_deputy, named, on, by=request.user)
        return carried_out(request, "hall", said, change, on=on, back=reverse("post", args=[named.post_id]))

    return or_again(request, "end_deputy", partial(hall.post_page, request, named.post), make)


@require_POST
@organisation_only
def register(request: SignedInRequest) -> HttpResponse:
    """職員を登録する, and appoint them to their first post at once: without one they would be nobody here."""

    def make() -> HttpResponse:
        name = words(request, "name", _("氏名を入力してください。"), 100)
        email = words(request, "email", _("メールアドレスを入力してください。"), 254)
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            raise Missing("email", _("メールアドレスを、mihon@example.jp の形で入力してください。"))
        post, on = chosen_post(request, "post"), day(request)
        if post is None:
            raise Missing("post", _("はじめに就く職を選んでください。"))
        said = _("%(who)sさんを登録し、%(on)sから%(post)sに就けます。") % {
            "who": name, "on": dates.in_words(on), "post": post,
        }  # fmt: skip
        change = _begins(email, name, post, on, request.user)
        return carried_out(request, "people", said, change, on=on, back=reverse("people"))

    return or_again(request, "register", partial(hall.people_page, request), make)


@require_POST
@organisation_only
def rename(request: SignedInRequest, pk: int) -> HttpResponse:
    """氏名を直す."""
    user = hall.member(pk)

    def make() -> HttpResponse:
        moves.rename(user, words(request, "name", _("氏名を入力してください。"), 100), by=request.user)
        return redirect("person", pk=pk)

    return or_again(request, "rename", partial(hall.person_page, request, user), make)


@require_POST
@organisation_only
def report_absence(request: SignedInRequest, pk: int) -> HttpResponse:
    """不在を入れる, from the first day to the last."""
    user = hall.member(pk)

    def make() -> HttpResponse:
        begin, last = day(request, "begin"), day(request, "last")
        said = _("%(who)sさんは、%(begin)sから%(last)sまで不在です。") % {
            "who": user, "begin": dates.in_words(begin), "last": dates.in_words(last),
        }  # fmt: skip
        change = partial(moves.report_absence, user, begin, last + timedelta(days=1), by=request.user)
        return carried_out(request, "people", said, change, on=begin, back=reverse("person", args=[pk]))

    return or_again(request, "report_absence", partial(hall.person_page, request, user), make)


@require_POST
@organisation_only
def end_absence(request: SignedInRequest, pk: int) -> HttpResponse:
    """不在を終える."""
    absence = get_object_or_404(Absence.objects.select_related("user"), pk=pk)

    def make() -> HttpResponse:
        on = day(request)
        said = _("%(who)sさんは、%(on)sから出ています。") % {"who": absence.user, "on": dates.in_words(on)}
        change = partial(moves.end_absence, absence, on, by=request.user)
        return carried_out(request, "people", said, change, on=on, back=reverse("person", args=[absence.user_id]))

    return or_again(request, "end_absence", partial(hall.person_page, request, absence.user), make)


def _post(pk: int) -> Post:
    return get_object_or_404(Post.objects.select_related("section"), pk=pk)


def _begins(email: str, name: str, post: Post, on: Any, by: User) -> Callable[[], object]:
    return lambda: moves.appoint(moves.register_staff(email, name, by=by), post, on, by=by)
