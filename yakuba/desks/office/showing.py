"""One case as the office sees it: doubts with their reasons, facts, what may be done now."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from yakuba.cases.allowed import allowed
from yakuba.cases.models import Attachment, Case
from yakuba.cases.shown import standing_at
from yakuba.cases.timeline import timeline
from yakuba.cases.words import state, tone
from yakuba.desks.facts import facts, of_item
from yakuba.desks.files import shown
from yakuba.desks.office.desk import desk_context
from yakuba.desks.office.route import route_context
from yakuba.desks.seen import looks
from yakuba.desks.things import of_case
from yakuba.ledger.models import Line
from yakuba.people.models import User
from yakuba.procedures.city import city
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import Field, GroupField
from yakuba.procedures.kinds.calculated import CalculatedField
from yakuba.procedures.wording import Text
from yakuba.toolbox import clock, dates, text

BAD = ("not_met", "needs")


def case_context(case: Case, user: User, *, marked: Sequence[str] | None = None) -> dict[str, Any]:
    """Everything on the page of one case, for a member of its section."""
    review = case.reviews.order_by("-number").first()
    lines = list(Line.objects.about(case.ledger_key))
    filler = Filler(case.version.compiled, clock.today(), case.snapshot)
    findings = review.findings if review else []
    open_findings = [one for one in findings if one["result"] not in ("met", "clear")]
    acts, files = acts_of(case, user), list(case.attachments.all())
    return {
        "room": "office",
        "case": _head(case),
        "doubts": [
            *_infected(files),
            *_returned(case),
            *(_doubt(case, one) for one in open_findings),
            *_later(case, findings),
        ],
        "passed": [one for one in findings if one["result"] in ("met", "clear")],
        "values": _values(case),
        "pages": [
            {"title": filler.pages[number].title, "facts": facts(filler, number, case.answers, case.values)}
            for number in filler.numbers(case.answers)
        ],
        "attachments": [shown(one, f"/office/cases/{case.receipt}/files/{one.pk}/") for one in files],
        "events": timeline(case, lines),
        "seen": looks((line for line in reversed(lines) if line.verb == "opened"), named=True)[:20],
        "papers": [_paper(case, one) for one in case.papers.select_related("withdrawal")],
        "acts": acts,
        "fields": _fields(case, open_findings, marked),
        "reason": case.proposal.get("reason") or proposed_reason(open_findings),
        "sentence": "\n".join(said(one) for one in open_findings),
        "appeal": str(case.declaration.appeal or city().appeal),
        "proposal": case.proposal,
        "rare": rare_characters(case.answers),
        # Sent along with every act: the line of the ledger that the page was made from.
        "as_shown": format_html('<input type="hidden" name="shown" value="{}">', standing_at(lines)),
        "thing": of_case(case),
        **desk_context(case, user),
        **route_context(case, user),
    }


def acts_of(case: Case, user: User) -> dict[str, str]:
    """The addresses of what this person may do with the case now."""
    return {act: f"/office/cases/{case.receipt}/{act}/" for act in allowed(case, user)}


def proposed_reason(findings: Sequence[dict[str, Any]]) -> str:
    """審査基準 and reason for a refusal, from the conditions that are not met."""
    return "\n".join(f"{said(one)}（{one['basis']}）" for one in findings if one["result"] == "not_met")


def said(finding: dict[str, Any]) -> str:
    return str(Text(**finding["sentence"]))


def rare_characters(answers: Any) -> list[str]:
    """Characters that other systems of the city may not be able to keep, with their codes: 𠮷（U+20BB7）."""
    found = dict.fromkeys(one for words in _texts(answers) for one in text.outside_jisx0213(words))
    return [f"{one}（{' '.join(f'U+{ord(part):04X}' for part in one)}）" for one in found]


def _texts(answers: Any) -> Iterator[str]:
    if isinstance(answers, str):
        yield answers
    elif isinstance(answers, dict):
        yield from (words for one in answers.values() for words in _texts(one))
    elif isinstance(answers, list):
        yield from (words for one in answers for words in _texts(one))


def _head(case: Case) -> dict[str, Any]:
    return {
        "title": case.declaration.title,
        "receipt": case.receipt,
        "state": state(case),
        "tone": tone(case),
        "due": dates.with_weekday(case.due_on) if case.due_on and not case.is_finished else "",
        "late": case.is_overdue,
        "problem": case.work_problem,
    }


def open_words(case: Case) -> list[str]:
    """What a person must look at, in the office's words: the rules by name, what is still to come by its label."""
    rules = {rule.name for rule in case.declaration.rules}
    return [
        name if name in rules else _("「%(label)s」がまだ出ていません") % {"label": _label(case, name)}
        for name in case.open_rules
    ]


def _label(case: Case, name: str) -> str:
    """What the form calls a field; values have no other name than their own."""
    try:
        return str(case.declaration.field(name).label)
    except KeyError:
        return name


def _doubt(case: Case, finding: dict[str, Any]) -> dict[str, Any]:
    values = [
        one
        for name in finding["fields"]
        if name in case.answers
        for one in _read(case.declaration.field(name), case.answers[name])
    ]
    missing = [_("未回答：%(label)s") % {"label": _label(case, name)} for name in finding["missing"]]
    return {
        "strength": "require" if finding["result"] in BAD else "doubt",
        "sentence": said(finding),
        "rule": finding["rule"],
        "basis": finding["basis"],
        "inputs": values,
        "because": finding["because"] or missing,
    }


def _read(field: Field, value: Any) -> list[dict[str, Any]]:
    """What a rule read of one field: a group as its questions with their answers, item by item."""
    if not isinstance(field, GroupField):
        return [{"label": field.label, "text": field.show(value)}]
    return [
        {"label": of_item(field, inner, index), "text": inner.show(item[inner.name])}
        for index, item in enumerate(value if field.repeat else [value])
        for inner in field.fields
        if inner.name in item
    ]


def _infected(files: Sequence[Attachment]) -> list[dict[str, Any]]:
    """Files that the scanner did not let through."""
    return [
        {
            "strength": "require",
            "sentence": _("「%(name)s」からウイルスが見つかりました。別のファイルを出してもらってください。")
            % {"name": one.name},
            "rule": _("ウイルスの検査"),
            "basis": "",
            "inputs": [],
            "because": [],
        }
        for one in files
        if one.is_infected
    ]


def _returned(case: Case) -> list[dict[str, Any]]:
    """Why the head of section wants another look (差戻し)."""
    if not case.proposal.get("returned"):
        return []
    return [
        {
            "strength": "doubt",
            "sentence": case.proposal["returned"],
            "rule": _("課長からの差し戻し"),
            "basis": "",
            "inputs": [],
            "because": [],
        }
    ]


def _later(case: Case, findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fields that may be added later (行政手続法 第7条) and have not been yet."""
    ruled = {finding["rule"] for finding in findings}
    names = [name for name in case.open_rules if name not in ruled]
    return [
        {
            "strength": "doubt",
            "sentence": _("「%(label)s」がまだ出ていません。") % {"label": _label(case, name)},
            "rule": _("あとから出せるもの"),
            "basis": _("行政手続法 第7条"),
            "inputs": [],
            "because": [],
        }
        for name in names
    ]


def asked_fields(case: Case) -> list[Field]:
    """The fields that this applicant was asked."""
    filler = Filler(case.version.compiled, clock.today(), case.snapshot)
    return [
        field
        for number in filler.numbers(case.answers)
        for field in filler.fields_of(number, case.answers)
        if field.is_asked
    ]


def _fields(case: Case, findings: Sequence[dict[str, Any]], marked: Sequence[str] | None) -> list[dict[str, Any]]:
    """What the applicant can be asked to put right; what the open rules read is marked already."""
    suggested = {name for finding in findings for name in finding["fields"]} | set(case.open_rules)
    chosen = suggested if marked is None else set(marked)
    return [{"name": field.name, "label": field.label, "marked": field.name in chosen} for field in asked_fields(case)]


def _values(case: Case) -> list[dict[str, Any]]:
    """What the procedure worked out, under the titles by which the form shows it."""
    return [
        {"label": field.label, "text": field.show(case.values[field.value])}
        for field in case.declaration.fields()
        if isinstance(field, CalculatedField) and case.values.get(field.value) is not None
    ]


def _paper(case: Case, paper: Any) -> dict[str, Any]:
    return {
        "title": paper.title,
        "number": paper.number,
        "issued_on": dates.wareki(paper.issued_at.astimezone(clock.now().tzinfo).date()),
        "url": f"/office/cases/{case.receipt}/papers/{paper.pk}/",
        "withdrawn": paper.is_withdrawn,
        "replaced": paper.replaced,
        "box": f"withdraw-{paper.pk}",
        "withdraw_url": f"/office/cases/{case.receipt}/papers/{paper.pk}/withdraw/",
    }
