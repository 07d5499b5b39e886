"""Who acts at a post on a day: its holder, else a deputy (代決), else the next senior; and never somebody excluded.

Posts are asked, not persons, so that what waits at a post on 1 April finds whoever holds it then.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from yakuba.people.models import Absence, Deputy, Holding, Post, Section, User

How = Literal["own", "deputy", "senior"]
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Standing:
    """Somebody who may act at a post: from which of their own posts, and in which way."""

    user: User
    post: Post
    how: How


class Hall:
    """All posts with their holders on one day, read in five queries and asked in memory."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._sections = Section.objects.in_bulk()
        self.posts = Post.objects.in_bulk()
        for post in self.posts.values():
            post.section = self._sections[post.section_id]
        self._away = set(Absence.objects.valid_on(day).values_list("user", flat=True))
        self._holders: dict[int, list[User]] = defaultdict(list)
        for held in Holding.objects.in_force_on(day).select_related("user").order_by("valid_from", "pk"):
            self._holders[held.post_id].append(held.user)
        self._deputies: dict[int, list[Post]] = defaultdict(list)
        for row in Deputy.objects.valid_on(day).order_by("order", "pk"):
            self._deputies[row.post_id].append(self.posts[row.deputy_id])

    def who_may_act(self, post: Post, without: Collection[int] = NOBODY) -> list[Standing]:
        """Everybody who may act at `post` today, all in the same way; empty where the whole hall is away.

        `without` holds the keys of users who may not: whoever drafted the thing, and whoever acted on it before.
        """
        found = self._heir(post)
        if found is None:
            return self._seniors(post, without)
        present = self._present(found, without)
        if present:
            return [Standing(user, found, "own") for user in present]
        if not self._is_excluded(found, without):
            for deputy in self._deputies_of(found):
                if present := self._present(deputy, without):
                    return [Standing(user, deputy, "deputy") for user in present]
        return self._seniors(found, without)

    def posts_of(self, user: User) -> set[int]:
        """The posts at which `user` acts today, in whichever way, where nobody is excluded."""
        return {key for key, post in self.posts.items() if any(user == one.user for one in self.who_may_act(post))}

    def posts_within_reach_of(self, user: User) -> set[int]:
        """The posts at which `user` would act if others were excluded: their own, their deputies', their juniors'."""
        return {key for key, post in self.posts.items() if any(user == one for one in self._reachable(post))}

    def section(self, code: str) -> Section:
        """Raises KeyError where there never was one of that code."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, Section]:
        return {section.code: section for section in self._sections.values()}

    def in_charge(self, section: Section) -> Section:
        """The section that does its work today."""
        section, seen = self._sections[section.pk], {section.pk}
        while not section.is_valid_on(self.day) and section.successor_id and section.successor_id not in seen:
            seen.add(section.successor_id)
            section = self._sections[section.successor_id]
        return section

    def holders(self, post: Post) -> list[User]:
        """Whoever holds that very post on the day, present or not."""
        return self._holders[post.pk]

    def is_away(self, user: User) -> bool:
        return user.pk in self._away

    def deputies(self, post: Post) -> list[Post]:
        """The posts named to stand in for it, in their order."""
        return self._deputies[post.pk]

    @property
    def sections(self) -> list[Section]:
        """Those that exist on the day, each behind the one it belongs to."""
        below: dict[int | None, list[Section]] = defaultdict(list)
        valid = {key: one for key, one in self._sections.items() if one.is_valid_on(self.day)}
        for one in valid.values():
            below[one.parent_id if one.parent_id in valid else None].append(one)
        found, waiting = [], [*below[None]]
        while waiting:
            one = waiting.pop(0)
            found.append(one)
            waiting = [*below[one.pk], *waiting]
        return found

    def line_up(self, section: Section) -> list[int]:
        """The keys of the section and of those it stands below, upwards."""
        found: list[int] = []
        place: Section | None = section
        while place is not None and place.pk not in found:
            found.append(place.pk)
            place = self._sections[place.parent_id] if place.parent_id else None
        return found

    def depth(self, section: Section) -> int:
        """How many sections it stands below."""
        return len(self.line_up(section)) - 1

    def staff_of(self, section: Section) -> list[User]:
        """Whoever holds a post on the day in the section that does its work, present or not."""
        section = self.in_charge(section)
        here = [post for post in self.valid_posts if post.section_id == section.pk]
        return list({user.pk: user for post in here for user in self._holders[post.pk]}.values())

    def posts_at(self, section: Section, rank: str) -> list[Post]:
        """The posts of that rank there today; else those above, up through the departments to the mayor."""
        section = self.in_charge(section)
        own = [post for post in self.valid_posts if post.section_id == section.pk and post.rank == rank]
        level = Post.Rank(rank).level
        return own or next(self._ranks_above(section, level - 1), [])

    def has_rank(self, section: Section, rank: str) -> bool:
        """Whether there is a post of that rank there or over it, before any higher one."""
        return any(post.rank == rank for post in self.posts_at(section, rank))

    @cached_property
    def valid_posts(self) -> list[Post]:
        """Those that exist on the day, the lowest first."""
        valid = [post for post in self.posts.values() if self._exists(post)]
        return sorted(valid, key=lambda post: (post.level, post.pk))

    def _exists(self, post: Post) -> bool:
        return post.is_valid_on(self.day) and post.section.is_valid_on(self.day)

    def _heir(self, post: Post) -> Post | None:
        """The post itself, or what took it over; None where it ended without a successor."""
        seen = {post.pk}
        found: Post | None = self.posts.get(post.pk, post)
        while found is not None and not self._exists(found):
            follower = self.posts.get(found.successor_id) if found.successor_id else self._same_rank(found)
            if follower is None or follower.pk in seen:
                return None
            seen.add(follower.pk)
            found = follower
        return found

    def _same_rank(self, post: Post) -> Post | None:
        """Of an abolished section: the post of that rank in the section that took it over."""
        section = self.in_charge(post.section)
        if section.pk == post.section_id:
            return None
        return next((one for one in self.valid_posts if one.section_id == section.pk and one.rank == post.rank), None)

    def _present(self, post: Post, without: Collection[int]) -> list[User]:
        return [user for user in self._holders[post.pk] if user.pk not in self._away and user.pk not in without]

    def _is_excluded(self, post: Post, without: Collection[int]) -> bool:
        """Whether a holder may not: then their deputy, who is their junior, may not for them either."""
        return any(user.pk in without for user in self._holders[post.pk])

    def _deputies_of(self, post: Post) -> Iterator[Post]:
        """In their order, and each one's own deputies behind it; a circle is gone round once."""
        seen, waiting = {post.pk}, list(self._deputies[post.pk])
        while waiting:
            deputy = waiting.pop(0)
            if deputy.pk in seen or not self._exists(deputy):
                continue
            seen.add(deputy.pk)
            yield deputy
            waiting = [*self._deputies[deputy.pk], *waiting]

    def _seniors(self, post: Post, without: Collection[int]) -> list[Standing]:
        for posts in self._ranks_above(self.in_charge(post.section), post.level):
            if found := [Standing(user, one, "senior") for one in posts for user in self._present(one, without)]:
                return found
        return self._stand_in_for_the_mayor(without)

    def _stand_in_for_the_mayor(self, without: Collection[int]) -> list[Standing]:
        """Where nobody above is there: whoever stands highest (職務代理), a director at least."""
        by_level: dict[int, list[Standing]] = defaultdict(list)
        for post in self.valid_posts:
            if post.level >= Post.Rank.DIRECTOR.level:
                by_level[post.level] += [Standing(user, post, "deputy") for user in self._present(post, without)]
        found = next((by_level[level] for level in sorted(by_level, reverse=True) if by_level[level]), [])
        return found[:1]

    def _ranks_above(self, section: Section, level: int) -> Iterator[list[Post]]:
        """The posts that stand above, step by step: in the section, in the departments over it, then the top."""
        for key in self.line_up(section):
            yield from _by_level(post for post in self.valid_posts if post.section_id == key and post.level > level)
        top = Post.Rank.VICE_MAYOR.level
        yield from _by_level(post for post in self.valid_posts if post.level >= top and post.level > level)

    def _reachable(self, post: Post) -> Iterator[User]:
        found = self._heir(post)
        if found is not None:
            yield from self._present(found, NOBODY)
            for deputy in self._deputies_of(found):
                yield from self._present(deputy, NOBODY)
        for posts in self._ranks_above(self.in_charge(post.section), post.level):
            for one in posts:
                yield from self._present(one, NOBODY)


@dataclass(frozen=True)
class Reach:
    """The posts at which somebody acts today, and those at which they would if others may not."""

    posts: frozenset[int]
    beyond: frozenset[int] = NOBODY


def reach_of(user: User) -> Reach:
    """Where somebody acts today: for most clerks their own post, without asking about the whole hall."""
    found: Reach = user.once_a_day("reach", lambda _day: _read_reach(user))
    return found


def headed_by(user: User) -> list[Section]:
    """The sections that somebody stands over today, as head, director or higher, those below theirs too."""
    hall = hall_of(user)
    held = [one.post for one in user.holdings_today if one.post.level >= Post.Rank.HEAD.level]
    if any(post.level >= Post.Rank.VICE_MAYOR.level for post in held):
        return hall.sections
    found = {hall.in_charge(post.section).pk for post in held}
    return [one for one in hall.sections if found.intersection(hall.line_up(one))]


def hall_of(user: User) -> Hall:
    """The hall of today as this person's page sees it, read once. A move asks a fresh one behind its lock."""
    found: Hall = user.once_a_day("hall", Hall)
    return found


def _read_reach(user: User) -> Reach:
    held = user.holdings_today
    own = frozenset(one.post_id for one in held)
    flags = ("took_over", "stands_in", "succeeds")
    if all(one.post.rank == Post.Rank.CLERK and not any(getattr(one, flag, False) for flag in flags) for one in held):
        return Reach(own)
    hall = hall_of(user)
    posts = frozenset(hall.posts_of(user))
    return Reach(posts | own, frozenset(hall.posts_within_reach_of(user)) - posts)


def _by_level(posts: Iterable[Post]) -> Iterator[list[Post]]:
    """Grouped by level, the lowest first."""
    groups: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        groups[post.level].append(post)
    yield from (groups[level] for level in sorted(groups))
