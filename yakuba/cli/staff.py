"""`yakuba staff`: who works here, from the command line; the same moves as on screen."""

import argparse
from datetime import date

from yakuba.cli import Stop
from yakuba.ledger import Robot
from yakuba.people import moves
from yakuba.people.models import Holding, Post, User
from yakuba.toolbox import clock

OPERATOR = Robot(name="yakuba staff", post="運用")


def staff(called: argparse.Namespace) -> int:
    try:
        return ACTS[called.act](called)
    except moves.Refused as refused:
        raise Stop(str(refused)) from refused


def _list(_called: argparse.Namespace) -> int:
    held = Holding.objects.in_force_on(clock.today()).select_related("user", "post__section")
    for one in held.order_by("post__section__code", "post__pk"):
        until = f" {one.valid_until:%Y-%m-%d} まで" if one.valid_until else ""
        print(f"{one.post.section.code:<20} {one.post}\t{one.user.name}\t{one.user.email}{until}")
    return 0


def _register(called: argparse.Namespace) -> int:
    user = moves.register_staff(called.email, called.name, by=OPERATOR)
    print(f"{user.name}（{user.email}）を登録しました。合言葉は、ログインの画面の「忘れたとき」から本人が決めます。")
    return 0


def _appoint(called: argparse.Namespace) -> int:
    holding = moves.appoint(_user(called), _post(called.section, called.title), _day(called), by=OPERATOR)
    print(f"{holding.user.name} を {holding.post} に就けました（{holding.valid_from:%Y-%m-%d} から）。")
    return 0


def _release(called: argparse.Namespace) -> int:
    user, post, on = _user(called), _post(called.section, called.title), _day(called)
    held = Holding.objects.valid_on(on).filter(user=user, post=post).first()
    if held is None:
        raise Stop(f"{user.name} は、{on:%Y-%m-%d} に {post} に就いていません。")
    moves.end_holding(held, on, by=OPERATOR)
    print(f"{user.name} は、{on:%Y-%m-%d} から {post} ではありません。")
    return 0


def _away(called: argparse.Namespace) -> int:
    user = _user(called)
    absence = moves.report_absence(user, _date(called.begin), _date(called.until), by=OPERATOR)
    print(f"{user.name} は、{absence.valid_from:%Y-%m-%d} から {absence.valid_until:%Y-%m-%d} の前の日まで不在です。")
    return 0


def _deputy(called: argparse.Namespace) -> int:
    post, deputy = _post(called.section, called.title), _post(called.deputy_section, called.deputy_title)
    named = moves.name_deputy(post, deputy, _day(called), by=OPERATOR)
    print(f"{post} が不在のとき、{deputy} が代決します（{named.order}番目、{named.valid_from:%Y-%m-%d} から）。")
    return 0


def _user(called: argparse.Namespace) -> User:
    found = User.objects.filter(email=called.email.strip().lower()).first()
    if found is None:
        raise Stop(f"{called.email} のアカウントがありません。先に yakuba staff register で登録してください。")
    return found


def _post(section: str, title: str) -> Post:
    posts = Post.objects.select_related("section").filter(section__code=section).order_by("pk")
    found = next((post for post in posts if post.title == title), None)
    if found is None:
        known = "、".join(dict.fromkeys(post.title for post in posts)) or "ありません"
        raise Stop(f"課「{section}」に「{title}」という職がありません。ある職：{known}")
    return found


def _day(called: argparse.Namespace) -> date:
    return _date(called.on) if called.on else clock.today()


def _date(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise Stop(f"「{typed}」は日付ではありません。2027-04-01 のように書いてください。") from error


ACTS = {
    "list": _list,
    "register": _register,
    "appoint": _appoint,
    "release": _release,
    "away": _away,
    "deputy": _deputy,
}
