"""What this city's gate knows of it: what is public anyway, and the words by which a comment's author is known."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from yakuba.people.models import Section
from yakuba.procedures.city import city
from yakuba.publications.gate import Around, Group
from yakuba.toolbox import clock

KEY = "_gate/groups.yaml"


def around(unpublished: Sequence[str] = (), class_sizes: Mapping[str, int] | None = None) -> Around:
    """As of today: the city hall's own address, telephone numbers and mail, and its mayor."""
    here = city()
    sections = Section.objects.valid_on(clock.today())
    numbers = [said for one in sections for said in (one.phone, one.email) if said]
    return Around(
        on=clock.today(),
        known=(here.mayor, here.phone, str(here.address), *numbers),
        unpublished=tuple(unpublished),
        class_sizes=dict(class_sizes or {}),
        groups=_groups(settings.CATALOGUE / KEY),
    )


@lru_cache
def _groups(path: Path) -> tuple[Group, ...]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    return tuple(Group(one["word"], one["instead"], one["size"]) for one in entries)
