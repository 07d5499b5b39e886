"""An open post office for every test that asks for one."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from yakuba.mailroom.tests.postoffice import PostOffice, open_post_office


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    """The settings name it."""
    with open_post_office() as office:
        settings.SMTP_URL = office.url
        yield office
