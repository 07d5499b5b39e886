"""A route in words, for the page of a draft and for the page of a case."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from yakuba.cases.models import Stop
from yakuba.cases.routes import Act
from yakuba.people.models import Post
from yakuba.people.posts import Posts
from yakuba.people.standing_in import Hall
from yakuba.toolbox import clock

ACTS = {
    Act.CIRCULATE: gettext_lazy("回議"),
    Act.CONCUR: gettext_lazy("合議"),
    Act.DECIDE: gettext_lazy("決裁"),
    Act.READ: gettext_lazy("供覧"),
}


def stops_shown(stops: Iterable[Stop]) -> list[dict[str, Any]]:
    """A route before anything is filed."""
    posts = Posts()
    return [
        {"act": str(ACTS[Act(stop.act)]), "post": posts.say(str(stop.post)), "added": stop.is_added} for stop in stops
    ]


def posts_to_add() -> list[dict[str, Any]]:
    """The posts by which a route can be lengthened, section by section."""
    hall, groups = Hall(clock.today()), defaultdict(list)
    for post in hall.valid_posts:
        if post.level >= Post.Rank.LEAD.level:
            groups[str(post.section)].append({"pk": post.pk, "title": post.title})
    return [{"section": section, "posts": posts} for section, posts in groups.items()]
