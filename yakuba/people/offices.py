"""Sections and posts: opened from a day, renamed, and ended on a day, with whoever takes their work over."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.people.models import Post, Section
from yakuba.people.moves import Refused


@transaction.atomic
def open_section(code: str, name: str, valid_from: date, *, parent: Section | None, by: Actor) -> Section:
    """課・部を置く. Raises Refused where there is or was one of that code."""
    if Section.objects.filter(code=code).exists():
        raise Refused(_("この符号の課は、もうあります（廃止した課もふくみます）。"))
    section = Section.objects.create(code=code, name=name, parent=parent, valid_from=valid_from)
    facts = {"name": name, "parent": parent.code if parent else None, "valid_from": valid_from.isoformat()}
    ledger.write("opened_section", _key(section), by=by, facts=facts)
    return section


@transaction.atomic
def abolish_section(section: Section, on: date, *, successor: Section | None, by: Actor) -> Section:
    """課を廃止する: from the day `on` its work is its successor's.

    Raises Refused where it does not exist then, or its successor does not, or other sections still stand below it.
    """
    hold_hall()
    section.refresh_from_db()
    if not section.is_valid_on(on) or on <= section.valid_from:
        raise Refused(_("その日には、この課はありません。"))
    if successor is None or successor == section or not successor.is_valid_on(on):
        raise Refused(_("仕事を引き継ぐ課を選んでください。その日にある、ほかの課です。"))
    if Section.objects.valid_on(on).filter(parent=section).exists():
        raise Refused(_("この部には、まだ課があります。先に課を廃止するか、ほかの部に移してください。"))
    section.valid_until, section.successor = on, successor
    section.save(update_fields=["valid_until", "successor"])
    facts = {"on": on.isoformat(), "successor": successor.code}
    ledger.write("abolished_section", _key(section), by=by, facts=facts)
    return section


@transaction.atomic
def move_section(section: Section, parent: Section | None, *, by: Actor) -> Section:
    """課をほかの部に移す. Raises Refused where a section would stand below itself."""
    hold_hall()
    above, seen = parent, {section.pk}
    while above is not None:
        if above.pk in seen:
            raise Refused(_("課を、自分の下には置けません。"))
        seen.add(above.pk)
        above = above.parent
    section.parent = parent
    section.save(update_fields=["parent"])
    ledger.write("moved_section", _key(section), by=by, facts={"parent": parent.code if parent else None})
    return section


@transaction.atomic
def open_post(section: Section, title: str, rank: str, valid_from: date, *, by: Actor) -> Post:
    """職を置く. Raises Refused where the section does not exist then, or has a post of that title."""
    hold_hall()
    if not section.is_valid_on(valid_from):
        raise Refused(_("その日には、この課はありません。"))
    if Post.objects.valid_on(valid_from).filter(section=section, title=title).exists():
        raise Refused(_("この課には、同じ名前の職がもうあります。"))
    post = Post.objects.create(section=section, title=title, rank=rank, valid_from=valid_from)
    facts = {"title": title, "rank": rank, "valid_from": valid_from.isoformat()}
    ledger.write("opened_post", f"post:{post.pk}", by=by, facts=facts)
    return post


@transaction.atomic
def end_post(post: Post, on: date, *, successor: Post | None, by: Actor) -> Post:
    """職を廃止する: from the day `on` what waits there goes to its successor, or else to the next senior.

    Raises Refused where it does not exist then, or its successor does not.
    """
    hold_hall()
    post.refresh_from_db()
    if not post.is_valid_on(on) or on <= post.valid_from:
        raise Refused(_("その日には、この職がありません。"))
    if successor is not None and (successor == post or not successor.is_valid_on(on)):
        raise Refused(_("引き継ぐ職は、その日にある、ほかの職にしてください。"))
    post.valid_until, post.successor = on, successor
    post.save(update_fields=["valid_until", "successor"])
    facts = {"on": on.isoformat(), "successor": str(successor) if successor else None}
    ledger.write("ended_post", f"post:{post.pk}", by=by, facts=facts)
    return post


def hold_hall() -> None:
    """Locks every post: what concerns the whole hall is done one after the other."""
    list(Post.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _key(section: Section) -> str:
    return f"section:{section.code}"
