"""What the organisation section does: sections and posts opened and ended, people appointed, released, away."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yakuba.desks.access import SignedInRequest, organisation_only
from yakuba.desks.boxes import Missing, chosen_section, day, words
from yakuba.desks.organisation import hall
from yakuba.desks.organisation.asking import carried_out, chosen_person, chosen_post, or_again
from yakuba.people import moves, offices
from yakuba.people.models import Absence, Deputy, Holding, Post, Section, User
from yakuba.toolbox.dates import in_words

Act = Callable[..., HttpResponse]
SECTIONS = Section.objects.all()
POSTS = Post.objects.select_related("section")
HELD = Holding.objects.select_related("user", "post__section")
NAMED = Deputy.objects.select_related("post__section", "deputy__section")
AWAY = Absence.objects.select_related("user")


def act(origin: Act, rows: QuerySet[Any] | None = None) -> Callable[[Act], Act]:
    """An act of this desk, on a row of `rows` or none. Refused, it is answered by `origin`, with what was typed."""

    def marked(make: Act) -> Act:
        @require_POST
        @organisation_only
        @wraps(make)
        def asked(request: SignedInRequest, pk: int = 0) -> HttpResponse:
            row = () if rows is None else (get_object_or_404(rows, pk=pk),)
            again = partial(origin, request, *row)
            return or_again(request, make.__name__, again, partial(make, request, *row))

        return asked

    return marked


def of_the_post(request: SignedInRequest, row: Any, **more: Any) -> HttpResponse:
    """The page of the post that a holding or a deputy belongs to."""
    return hall.post_page(request, row.post, **more)


def of_the_person(request: SignedInRequest, row: Any, **more: Any) -> HttpResponse:
    return hall.person_page(request, row.user, **more)


@act(hall.hall_page)
def open_section(request: SignedInRequest) -> HttpResponse:
    """課・部を置く."""
    code = words(request, "code", _("符号を入力してください。"), 50)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
        raise Missing("code", _("符号は、半角の英小文字・数字・ハイフンで入力してください。例：tax-office"))
    name, on = words(request, "name", _("名前を入力してください。"), 100), day(request)
    made = offices.open_section(code, name, on, parent=chosen_section(request, "parent"), by=request.user)
    return redirect("section", pk=made.pk)


@act(hall.section_page, SECTIONS)
def abolish_section(request: SignedInRequest, section: Section) -> HttpResponse:
    """課を廃止する."""
    on, successor = day(request), chosen_section(request, "successor")
    if successor is None:
        raise Missing("successor", _("仕事を引き継ぐ課を選んでください。"))
    said = _("%(section)sを%(on)sに廃止し、仕事を%(successor)sが引き継ぎます。")
    said %= {"section": section, "on": in_words(on), "successor": successor}
    change = partial(offices.abolish_section, section, on, successor=successor, by=request.user)
    return carried_out(request, "hall", said, change, on=on, back=reverse("section", args=[section.pk]))


@act(hall.section_page, SECTIONS)
def move_section(request: SignedInRequest, section: Section) -> HttpResponse:
    """課をほかの部に移す."""
    offices.move_section(section, chosen_section(request, "parent"), by=request.user)
    return redirect("section", pk=section.pk)


@act(hall.section_page, SECTIONS)
def open_post(request: SignedInRequest, section: Section) -> HttpResponse:
    """職を置く."""
    title, rank = words(request, "title", _("職の名前を入力してください。"), 50), request.POST.get("rank", "")
    if rank not in Post.Rank.values:
        raise Missing("rank", _("職の段を選んでください。"))
    made = offices.open_post(section, title, rank, day(request), by=request.user)
    return redirect("post", pk=made.pk)


@act(hall.post_page, POSTS)
def end_post(request: SignedInRequest, post: Post) -> HttpResponse:
    """職を廃止する."""
    on, successor = day(request), chosen_post(request, "successor")
    said = _("%(post)sを%(on)sに廃止します。") % {"post": post, "on": in_words(on)}
    change = partial(offices.end_post, post, on, successor=successor, by=request.user)
    return carried_out(request, "hall", said, change, on=on, back=reverse("post", args=[post.pk]))


@act(hall.post_page, POSTS)
def appoint(request: SignedInRequest, post: Post) -> HttpResponse:
    """発令する."""
    user, on = chosen_person(request, "email"), day(request)
    said = _("%(who)sさんを%(on)sから%(post)sに就けます。") % {"who": user, "on": in_words(on), "post": post}
    change = partial(moves.appoint, user, post, on, by=request.user)
    return carried_out(request, "hall", said, change, on=on, back=reverse("post", args=[post.pk]))


@act(of_the_post, HELD)
def release(request: SignedInRequest, held: Holding) -> HttpResponse:
    """職を解く."""
    on = day(request)
    said = _("%(who)sさんは、%(on)sから%(post)sではなくなります。")
    said %= {"who": held.user, "on": in_words(on), "post": held.post}
    change = partial(moves.end_holding, held, on, by=request.user)
    return carried_out(request, "hall", said, change, on=on, back=reverse("post", args=[held.post_id]))


@act(hall.post_page, POSTS)
def name_deputy(request: SignedInRequest, post: Post) -> HttpResponse:
    """代決者を決める."""
    deputy, on = chosen_post(request, "deputy"), day(request)
    if deputy is None:
        raise Missing("deputy", _("代決する職を選んでください。"))
    said = _("%(post)sが不在のとき、%(on)sから%(deputy)sが代決します。")
    said %= {"post": post, "on": in_words(on), "deputy": deputy}
    change = partial(moves.name_deputy, post, deputy, on, by=request.user)
    return carried_out(request, "hall", said, change, on=on, back=reverse("post", args=[post.pk]))


@act(of_the_post, NAMED)
def end_deputy(request: SignedInRequest, named: Deputy) -> HttpResponse:
    """代決を終える."""
    on = day(request)
    said = _("%(on)sから、%(deputy)sは%(post)sの代決をしません。")
    said %= {"on": in_words(on), "deputy": named.deputy, "post": named.post}
    change = partial(moves.end_deputy, named, on, by=request.user)
    return carried_out(request, "hall", said, change, on=on, back=reverse("post", args=[named.post_id]))


@act(hall.people_page)
def register(request: SignedInRequest) -> HttpResponse:
    """職員を登録する, and appoint them to their first post at once: without one they would be nobody here."""
    name = words(request, "name", _("氏名を入力してください。"), 100)
    email = words(request, "email", _("メールアドレスを入力してください。"), 254)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise Missing("email", _("メールアドレスを、mihon@example.jp の形で入力してください。"))
    post, on = chosen_post(request, "post"), day(request)
    if post is None:
        raise Missing("post", _("はじめに就く職を選んでください。"))

    def change() -> object:
        return moves.appoint(moves.register_staff(email, name, by=request.user), post, on, by=request.user)

    said = _("%(who)sさんを登録し、%(on)sから%(post)sに就けます。") % {"who": name, "on": in_words(on), "post": post}
    return carried_out(request, "people", said, change, on=on, back=reverse("people"))


@act(hall.person_page, hall.MEMBERS)
def rename(request: SignedInRequest, user: User) -> HttpResponse:
    """氏名を直す."""
    moves.rename(user, words(request, "name", _("氏名を入力してください。"), 100), by=request.user)
    return redirect("person", pk=user.pk)


@act(hall.person_page, hall.MEMBERS)
def report_absence(request: SignedInRequest, user: User) -> HttpResponse:
    """不在を入れる, from the first day to the last."""
    begin, last = day(request, "begin"), day(request, "last")
    said = _("%(who)sさんは、%(begin)sから%(last)sまで不在です。")
    said %= {"who": user, "begin": in_words(begin), "last": in_words(last)}
    change = partial(moves.report_absence, user, begin, last + timedelta(days=1), by=request.user)
    return carried_out(request, "people", said, change, on=begin, back=reverse("person", args=[user.pk]))


@act(of_the_person, AWAY)
def end_absence(request: SignedInRequest, absence: Absence) -> HttpResponse:
    """不在を終える."""
    on = day(request)
    said = _("%(who)sさんは、%(on)sから出ています。") % {"who": absence.user, "on": in_words(on)}
    change = partial(moves.end_absence, absence, on, by=request.user)
    return carried_out(request, "people", said, change, on=on, back=reverse("person", args=[absence.user_id]))
