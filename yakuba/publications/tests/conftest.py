"""The cast and the catalogue, as the stories have them; a vice-mayor, who is the CIO."""

import pytest

from tests.cast import LONG_AGO
from tests.conftest import PUBLISHER, cast, publish
from yakuba.cases.routes import open_tables
from yakuba.people.models import Holding, Post, Section, User

__all__ = ["cast", "cio", "publish"]


@pytest.fixture
def cio(cast, publish):
    """Publishes 公表の伺い too, with its route."""
    top = Section.objects.create(code="city-hall", name="市長部局", valid_from=LONG_AGO)
    post = Post.objects.create(section=top, title="副市長", rank="vice-mayor", valid_from=LONG_AGO)
    user = User.objects.create_user("cio@mihon.example", name="標本 ひろみ")
    Holding.objects.create(user=user, post=post, valid_from=LONG_AGO)
    publish("publication")
    open_tables(["publication"], by=PUBLISHER)
    return user
