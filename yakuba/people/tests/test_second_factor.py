"""Staff do not work with a password alone, except where the whole town is invented."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator

from yakuba.ledger import Robot
from yakuba.people import moves
from yakuba.people.models import Post, Section, User
from yakuba.people.second_factor import needs_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ken():
    section = Section.objects.create(code="citizens", name="市民課", valid_from=date(2020, 4, 1))
    clerk = Post.objects.create(section=section, title="係員", rank=Post.Rank.CLERK, valid_from=date(2020, 4, 1))
    ken = moves.register_staff("ken@example.jp", "見本 けん", by=Robot("人事"))
    moves.appoint(ken, clerk, date(2020, 4, 1), by=Robot("人事"))
    return ken


def test_staff_need_one(ken, settings):
    settings.DEMO = False
    assert needs_second_factor(ken)


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_an_app_or_a_passkey_is_one(ken, settings, kind):
    settings.DEMO = False
    Authenticator.objects.create(user=ken, type=kind, data={})
    assert not needs_second_factor(ken)


def test_recovery_codes_alone_are_none(ken, settings):
    settings.DEMO = False
    Authenticator.objects.create(user=ken, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert needs_second_factor(ken)


def test_in_the_demo_and_for_residents_it_is_not_asked_for(ken, settings):
    settings.DEMO = False
    assert not needs_second_factor(User.objects.create_user("hana@example.jp", name="見本 はな"))
    settings.DEMO = True
    assert not needs_second_factor(ken)
