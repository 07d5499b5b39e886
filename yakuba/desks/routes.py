"""A route in words, for the page of a draft and for the page of a case."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from yakuba.cases.models import Stop
from yakuba.people.models import Post
from yakuba.people.posts import Posts
from yakuba.people.standing_in import Hall
from yakuba.procedures.routes import Work


def stops_shown(stops: Iterable[Stop]) -> list[dict[str, Any]]:
    """A route before anything is filed."""
    posts = Posts()
    return [{"act": Work(stop.act).label, "post": posts.say(str(stop.post)), "added": stop.is_added} for stop in stops]


def posts_to_add(hall: Hall) -> list[dict[str, Any]]:
    """The posts by which a route can be lengthened, section by section."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for post in hall.valid_posts:
        if post.level >= Post.Rank.LEAD.level:
            groups[str(post.section)].append({"pk": post.pk, "title": post.title})
    return [{"section": section, "posts": posts} for section, posts in groups.items()]
