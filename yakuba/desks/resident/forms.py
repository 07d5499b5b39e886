"""What a resident posts while filling in: typed strings, files, and which button was pressed."""

import re
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import activate
from django.utils.translation import gettext as _

from yakuba.cases import drafting
from yakuba.cases.models import Case, Draft
from yakuba.procedures.kinds import Errors
from yakuba.procedures.wording import listed
from yakuba.toolbox import addresses, uploads

Entries = dict[str, list[str]]


@dataclass
class Posted:
    """One page as it was sent; `action` is the button that only changes the page, or empty for つぎへ."""

    typed: Entries
    action: str = ""
    errors: Errors = field(default_factory=dict)
    looked_up: dict[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()  # the questions that stood on the page, as it says itself


def read(request: HttpRequest) -> Posted:
    """The posted page with its button's act done: an item added, a file taken off, an address looked up."""
    typed = {
        name: [str(entry) for entry in request.POST.getlist(name)]
        for name in request.POST
        if not name.startswith("_") and name != "csrfmiddlewaretoken"
    }
    posted = Posted(typed, asked=frozenset(request.POST.getlist("_asked")))
    for action, act in ACTS.items():
        if action in request.POST:
            posted.action = action
            act(posted, request.POST[action])
    return posted


def take_files(request: HttpRequest, owner: Draft | Case, posted: Posted) -> None:
    """Keeps what was uploaded with this page; a file that is refused gets its sentence beside its field."""
    for path, files in request.FILES.lists():
        for one in files:
            name, _dot, part = path.partition(".")
            try:
                # One byte more than allowed is enough to refuse it; the rest is not read into memory.
                content = one.read(settings.UPLOAD_MAX_BYTES + 1)
                attachment = drafting.attach(owner, one.name or "file", content)
            except uploads.Refused as refused:
                sentence = _("%(name)s：%(why)s") % {"name": one.name, "why": refused}
                posted.errors.setdefault(name, {}).setdefault(part, []).append(sentence)
            else:
                posted.typed.setdefault(path, []).append(str(attachment.pk))


def _add_item(posted: Posted, path: str) -> None:
    numbers = _numbers(posted.typed, path)
    if not numbers:
        # The first item stands open already and may be all blank.
        posted.typed[f"{path}.0."] = [""]
    posted.typed[f"{path}.{max(numbers, default=0) + 1}."] = [""]


def _remove_item(posted: Posted, path: str) -> None:
    group, _dot, number = path.rpartition(".")
    if not number.isascii() or not number.isdigit():
        return
    kept: Entries = {}
    for name, entries in posted.typed.items():
        found = re.match(rf"{re.escape(group)}\.(\d+)\.(.*)", name)
        if found is None:
            kept[name] = entries
        elif int(found[1]) != int(number):
            # The items behind the removed one move up.
            place = int(found[1]) - (int(found[1]) > int(number))
            kept[f"{group}.{place}.{found[2]}"] = entries
    posted.typed = kept


def _remove_file(posted: Posted, file: str) -> None:
    posted.typed = {name: [entry for entry in entries if entry != file] for name, entries in posted.typed.items()}


def _look_up(posted: Posted, path: str) -> None:
    towns = addresses.by_postcode(posted.typed.get(f"{path}.postcode", [""])[0])
    if not towns:
        # What an earlier postcode filled in belongs to another place.
        posted.typed |= {f"{path}.{part}": [""] for part in ("prefecture", "city", "town")}
        posted.looked_up[path] = _("この郵便番号の住所は見つかりませんでした。下の欄に入力してください。")
        return
    town = towns[0]
    posted.typed |= {
        f"{path}.prefecture": [town.prefecture],
        f"{path}.city": [town.city],
        f"{path}.town": [town.town],
    }
    posted.looked_up[path] = (
        _("住所を入れました。番地から続けてください。")
        if len(towns) == 1
        else _("町名がいくつかあります。ちがうときは直してください：%(towns)s")
        % {"towns": listed(one.town for one in towns[:20])}
    )


def _speak(posted: Posted, language: str) -> None:
    """The page is drawn again in another language; desks.language remembers it."""
    if language in dict(settings.LANGUAGES):
        activate(language)


def _nothing(posted: Posted, value: str) -> None:
    """The page is drawn again with what is asked now."""


ACTS = {
    "_add_item": _add_item,
    "_remove_item": _remove_item,
    "_remove": _remove_file,
    "_lookup": _look_up,
    "_language": _speak,
    "_show": _nothing,
    "_save": _nothing,
}


def _numbers(typed: Entries, path: str) -> list[int]:
    found = (re.match(rf"{re.escape(path)}\.(\d+)\.", name) for name in typed)
    return sorted({int(one[1]) for one in found if one})
