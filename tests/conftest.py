"""What the stories stand on: the cast, a published catalogue, and a way to be somebody."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Cast, assemble
from yakuba.ledger import Robot
from yakuba.people.models import User
from yakuba.procedures import publishing
from yakuba.procedures.models import Version
from yakuba.procedures.publishing import Checked

PUBLISHER = Robot("tests", "")
_checked: dict[str, Checked] = {}


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def publish(db: None) -> Callable[[str], Version]:
    """Publishes a procedure of the catalogue; its examples are run once in a session, not for every test."""

    def put_out(slug: str) -> Version:
        if slug not in _checked:
            _checked[slug] = publishing.check_folder(Path(settings.CATALOGUE) / slug)
        return publishing.put_out(_checked[slug], by=PUBLISHER)

    return put_out


@pytest.fixture
def sign_in() -> Callable[[User | None], Client]:
    """A browser of somebody's own; None is a guest."""

    def browser(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser
