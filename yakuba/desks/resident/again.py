"""A page that cannot go on yet: it is opened again by its address, so that Back and reload find it.

What was typed is kept and read anew there. Only what no second reading finds, such as a file that was refused, waits in
the session.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yakuba.cases.models import Draft
from yakuba.desks.resident.forms import Entries, Posted
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Errors, Field, GroupField
from yakuba.procedures.kinds.reading import under

REFUSED = "refused"


@dataclass
class Missing:
    """What a page still lacks: `wrong` is said as errors; `fresh` are questions that an answer has only brought up."""

    wrong: Errors = field(default_factory=dict)
    fresh: Errors = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)


def missing(fields: Iterable[Field], errors: Errors, typed: Entries, is_new: Callable[[str], bool]) -> Missing:
    """Sorts out the errors of a page: a question that is new to its reader and still blank is no error yet."""
    by_name, found = {one.name: one for one in fields}, Missing()
    for name, parts in errors.items():
        for part, sentences in parts.items():
            question = _question(by_name.get(name), name, part)
            is_blank = not any(entry.strip() for entries in under(typed, question).values() for entry in entries)
            kind = found.fresh if is_new(question) and is_blank else found.wrong
            kind.setdefault(name, {})[part] = sentences
            if kind is found.fresh and question not in found.questions:
                found.questions.append(question)
    return found


def new_when_sent(posted: Posted) -> Callable[[str], bool]:
    """Which questions did not stand on the page that was sent; none where it does not say what stood there."""
    return lambda question: bool(posted.asked) and question not in posted.asked


def new_when_shown(request: HttpRequest) -> Callable[[str], bool]:
    """The same, as the address of the page has it."""
    return request.GET.getlist("more").__contains__


def is_again(request: HttpRequest) -> bool:
    return "wrong" in request.GET or "more" in request.GET


def send_back(request: HttpRequest, lacks: Missing, *flags: str) -> HttpResponse:
    """To the same page, with what it lacks in its address."""
    words = [*(["wrong"] if lacks.wrong else []), *flags]
    if lacks.questions:
        words.append(urlencode([("more", question) for question in lacks.questions]))
    return redirect(f"{request.path}?{'&'.join(words)}")


def remember(request: HttpRequest, key: str, posted: Posted, said: Errors, found_anew: Errors) -> None:
    """Keeps what would not be found by reading the kept page anew; `said` is what its first reading found."""
    lost = {name: parts for name, parts in said.items() if name not in found_anew}
    if kept := joined(lost, posted.errors):
        request.session[f"{REFUSED}:{key}"] = kept
    else:
        request.session.pop(f"{REFUSED}:{key}", None)


def remembered(request: HttpRequest, key: str) -> Errors:
    return dict(request.session.get(f"{REFUSED}:{key}", {}))


def joined(errors: Errors, more: Mapping[str, Mapping[str, list[str]]]) -> Errors:
    """Both, field by field and input by input; of one input what comes second."""
    both = {name: dict(parts) for name, parts in errors.items()}
    for name, parts in more.items():
        both.setdefault(name, {}).update(parts)
    return both


def first_wrong(filler: Filler, held: Draft, errors: Errors) -> int:
    """The first page on which something must still be corrected."""
    for number in filler.numbers(held.answers):
        if str(number) in held.typed or has_error(filler, number, errors):
            return number
    return 0


def has_error(filler: Filler, number: int, errors: Errors) -> bool:
    """Whether anything of that page is wrong."""
    return any(field.name in errors for field in filler.pages[number].fields)


def _question(declared: Field | None, name: str, part: str) -> str:
    """The question that an error stands at: in a group it is that of the item."""
    if not part or not isinstance(declared, GroupField):
        return name
    return ".".join([name, *part.split(".")[: 2 if declared.repeat else 1]])
