"""The plan's people beyond the cast: the DX section that keeps it, and the CIO who decides what is published."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from tests.cast import LONG_AGO, Cast
from tests.conftest import PUBLISHER
from yakuba.cases import deciding, routing
from yakuba.cases.models import Case
from yakuba.cases.routes import open_tables
from yakuba.people.models import Holding, Post, Section, User
from yakuba.programme import pressing
from yakuba.publications import publishing
from yakuba.publications.models import Edition


@dataclass(frozen=True)
class Keepers:
    """Aoi keeps the plan, Akira heads her section, Hiromi is the vice-mayor and CIO."""

    aoi: User
    akira: User
    hiromi: User
    section: Section


def keepers(cast: Cast) -> Keepers:
    """The DX section and the top of the hall; every section of the cast stands below it."""
    top = Section.objects.create(code="city-hall", name="市長部局", valid_from=LONG_AGO)
    section, _new = Section.objects.get_or_create(code="dx", defaults={"name": "DX推進課", "valid_from": LONG_AGO})
    Section.objects.exclude(pk__in=[top.pk, section.pk]).update(parent=top)
    people = (("aoi", "想定 あおい", section, "clerk"), ("akira", "想定 あきら", section, "head"))
    aoi, akira = (_appoint(*one) for one in people)
    hiromi = _appoint("hiromi", "標本 ひろみ", top, "vice-mayor")
    open_tables(["publication"], by=PUBLISHER)
    return Keepers(aoi, akira, hiromi, section)


def _appoint(word: str, name: str, section: Section, rank: str) -> User:
    user = User.objects.create_user(f"{word}@mihon.example", name=name)
    post = Post.objects.create(section=section, title=Post.Rank(rank).label, rank=rank, valid_from=LONG_AGO)
    Holding.objects.create(user=user, post=post, valid_from=LONG_AGO)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def decide(edition: Edition, who: Keepers) -> None:
    """Seen by the head, decided by the CIO."""
    edition.refresh_from_db()
    assert edition.case is not None
    routing.agree(edition.case, by=who.akira)
    deciding.decide(Case.objects.get(pk=edition.case.pk), by=who.hiromi)
    edition.refresh_from_db()


def published(edition: Edition, who: Keepers) -> Edition:
    """All the way, as quick as the moves are."""
    publishing.submit(edition, by=who.aoi)
    decide(edition, who)
    return publishing.publish(edition, pressing.press, by=who.aoi)
