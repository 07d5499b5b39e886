"""A session that nobody uses ends, and one in use does not."""

from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from yakuba.desks.idling import SEEN
from yakuba.people.models import Holding, Post, Section, User
from yakuba.toolbox import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana():
    return User.objects.create_user("hana@example.jp", name="見本 はな")


@pytest.fixture
def ken():
    ken = User.objects.create_user("ken@example.jp", name="見本 けん")
    section = Section.objects.create(code="citizens", name="市民課", valid_from=date(2020, 4, 1))
    clerk = Post.objects.create(section=section, title="係員", rank=Post.Rank.CLERK, valid_from=date(2020, 4, 1))
    Holding.objects.create(user=ken, post=clerk, valid_from=date(2020, 4, 1))
    return ken


def browser(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def ends_in(client) -> timedelta:
    return Session.objects.get(pk=client.session.session_key).expire_date - clock.now()


def seen(client, *, ago: timedelta) -> datetime:
    """Pretends that the last page was opened some time ago, and says when the session ends."""
    store = client.session
    store[SEEN] -= ago.total_seconds()
    store.save()
    kept = Session.objects.get(pk=store.session_key)
    kept.expire_date -= ago
    kept.save(update_fields=["expire_date"])
    return kept.expire_date


def test_staff_are_signed_out_sooner_than_residents(hana, ken):
    for user, minutes in ((hana, settings.IDLE_MINUTES), (ken, settings.STAFF_IDLE_MINUTES)):
        client = browser(user)
        client.get("/account/2fa/")
        assert timedelta(minutes=minutes - 1) < ends_in(client) <= timedelta(minutes=minutes)


def test_use_moves_the_end_along_but_not_with_every_page(ken):
    client = browser(ken)
    client.get("/account/2fa/")
    end = seen(client, ago=timedelta(minutes=2))
    client.get("/account/2fa/")
    assert Session.objects.get(pk=client.session.session_key).expire_date == end
    seen(client, ago=timedelta(minutes=2))
    client.get("/account/2fa/")
    assert ends_in(client) > timedelta(minutes=29)


def test_who_was_away_longer_signs_in_again(ken):
    client = browser(ken)
    client.get("/account/2fa/")
    assert client.get("/account/2fa/").status_code == 200
    seen(client, ago=timedelta(minutes=31))
    assert client.get("/account/2fa/").headers["Location"].startswith("/account/login/")


def test_a_visitor_without_a_session_gets_none(client):
    client.get("/account/login/")
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not Session.objects.exists()
