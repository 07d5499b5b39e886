"""What was typed into the boxes of an office page, read with a sentence for the box that cannot stand."""

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from yakuba.people.models import Section
from yakuba.toolbox import clock


class Missing(Exception):
    """Something on the form is missing or cannot be read: which box, and what to do."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name, self.sentence = name, sentence


def day(request: HttpRequest, name: str = "on") -> date:
    """Raises Missing where it is no day, or lies further back than a correction of the books needs."""
    try:
        found = date.fromisoformat(request.POST.get(name, ""))
    except ValueError as error:
        raise Missing(name, _("日付を選んでください。")) from error
    if abs((found - clock.today()).days) > 366 * 5:
        raise Missing(name, _("5年より前や、5年より先の日は選べません。"))
    return found


def words(request: HttpRequest, name: str, sentence: str, longest: int) -> str:
    """Raises Missing where nothing is written, or too much, or what nobody can read."""
    found = request.POST.get(name, "").strip()
    if not found or not found.isprintable():
        raise Missing(name, sentence)
    if len(found) > longest:
        raise Missing(name, _("%(most)d文字までにしてください。") % {"most": longest})
    return found


def chosen_section(request: HttpRequest, name: str) -> Section | None:
    """None where none is chosen. Raises Missing where it is not there."""
    key = request.POST.get(name, "")
    found = Section.objects.filter(pk=number_in(key)).first() if key else None
    if key and found is None:
        raise Missing(name, _("課を選んでください。"))
    return found


def number_in(key: str) -> int:
    """A row's key out of a box; -1, which no row has, where it is none."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else -1
