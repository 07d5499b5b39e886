"""What a city says of the people it needs: classes, roles and wanted profiles, as `catalogue/_talent` declares them."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yakuba.procedures import loading
from yakuba.procedures.declaration import Declared
from yakuba.procedures.wording import Text


class Class(Declared):
    """区分: what those in it are able to do, what is theirs to do, and how many there shall be."""

    code: str
    title: Text
    abilities: list[Text]
    roles: list[Text]
    size: Text


class Named(Declared):
    code: str
    title: Text


class Part(Declared):
    """What somebody of a rank does for the change."""

    title: Text
    work: Text


class Talent(Declared):
    """talent.yaml. Each table names the document that it stands in."""

    classes_source: str
    classes: list[Class]
    profiles_source: str
    profiles: list[Named]
    parts_source: str
    parts: list[Part]

    def profile(self, code: str) -> Named | None:
        return next((one for one in self.profiles if one.code == code), None)


def talent() -> Talent:
    """Raises Unsound where the file is wrong."""
    return _talent(settings.CATALOGUE / "_talent" / "talent.yaml")


@lru_cache
def _talent(path: Path) -> Talent:
    return loading.validate(loading.open_file(path), Talent)
