"""A year of cases in みほん市, filed and dealt with by the real moves on the days they are said to have happened."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

from yakuba import mailroom
from yakuba.cases import correcting, deciding, filing, issuing, looking
from yakuba.cases.models import Case, Draft
from yakuba.cases.refused import Incomplete
from yakuba.cases.snapshot import snapshot_of
from yakuba.ledger import GUEST
from yakuba.people.models import Holding, Resident, User
from yakuba.procedures.filling import Filler
from yakuba.procedures.kinds import GroupField
from yakuba.procedures.models import Procedure
from yakuba.sample import drafts, plan
from yakuba.sample.forms import Form, forms_in
from yakuba.toolbox import clock

CASES = 300
AUTOMATIC = "residence-certificate"
# What other parts of the sample file themselves.
SPOKEN_FOR = ("dx-lecture-survey", "vendor-proposal", "plan-remark")
WEIGHTS = {"residence-certificate": 9, "bulky-waste": 6, "child-allowance": 4, "city-course": 3, "dog-registration": 3}


def play(catalogue: Path, told: Callable[[int], None] = lambda _count: None, *, cases: int = CASES) -> None:
    """Files so many cases over the last twelve months and lets the office act; `told` hears the count."""
    luck = Random(1121)
    office = {
        (held.post.section.code, held.post.rank): held.user
        for held in Holding.objects.select_related("post__section", "user")
    }
    residents = list(Resident.objects.filter(user__isnull=False).select_related("user").order_by("pk"))
    moments = list(_plan(luck, cases))
    forms = {slug: forms_in(catalogue / slug) for slug in {slug for _moment, slug in moments}}
    procedures = {one.slug: one for one in Procedure.objects.published().for_residents()}
    for count, (moment, slug) in enumerate(moments, start=1):
        if forms[slug] and slug in procedures:
            any(
                _live_through(procedures[slug], luck.choice(forms[slug]), luck.choice(residents), moment, luck, office)
                for _try in range(5)
            )
        told(count)
    drafts.play(catalogue, drafts=drafts.DRAFTS * cases // CASES)
    _this_morning(office)
    issuing.work(limit=cases)
    _while_the_key_was_away(procedures[AUTOMATIC], forms[AUTOMATIC][0], residents[0])
    plan.build(office)
    mailroom.deliver(limit=10 * cases)


def _this_morning(office: dict[tuple[str, str], User]) -> None:
    """Of what still waits for review, every third is asked for a correction and every third put forward."""
    for number, case in enumerate(Case.objects.filter(waits_for="review").order_by("pk")):
        clerk = office[case.section, "clerk"]
        field = next(one for one in case.declaration.fields() if one.is_asked)
        if _is_handed_out(case):
            _put_forward(case, clerk)
        elif number % 3 == 0:
            correcting.send_back(
                case, by=clerk, items={field.name: "ご確認ください"}, note="もう一度おたしかめください。"
            )
        elif number % 3 == 1 and any(step.decide for step in case.declaration.steps):
            _put_forward(case, clerk)


def _is_handed_out(case: Case) -> bool:
    return any(step.issue and step.issue.by for step in case.declaration.steps)


def _put_forward(case: Case, clerk: User) -> None:
    """To the 決裁; what is handed out at the counter is decided at once, and waits there."""
    case = deciding.accept(case, by=clerk)
    if _is_handed_out(case):
        deciding.decide(case, by=case.turns[0].standings[0].user)


def _plan(luck: Random, cases: int) -> Iterator[tuple[datetime, str]]:
    """When something is filed, and what; more of it lately, none of it in the future."""
    slugs = sorted(Procedure.objects.published().for_residents().values_list("slug", flat=True))
    slugs = [slug for slug in slugs if slug not in SPOKEN_FOR]
    weights = [WEIGHTS.get(slug, 2) for slug in slugs]
    today, zone = clock.today(), clock.now().tzinfo
    moments = []
    for _one in range(cases):
        day = today - timedelta(days=min(luck.randint(0, 364), luck.randint(0, 364)))
        moments.append(datetime.combine(day, time(luck.randint(7, 22), luck.randint(0, 59)), zone))
    now = clock.now() - timedelta(minutes=5)
    for moment in sorted(moments):
        yield min(moment, now), luck.choices(slugs, weights)[0]


def _live_through(
    procedure: Procedure,
    form: Form,
    resident: Resident,
    moment: datetime,
    luck: Random,
    office: dict[tuple[str, str], User],
) -> bool:
    """Files the form as `resident`'s own and lets time go by; False where it does not suit them."""
    case = _file(procedure, form, resident, moment)
    if case is None:
        return False
    # Of what came in lately, half still lies where it came to.
    is_fresh = clock.now() - moment < timedelta(days=20)
    for days in (0,) if is_fresh and luck.random() < 0.6 else (0, 2, 4, 7, 12, 20, 30, 40, 60):
        later = moment + timedelta(days=days, minutes=luck.randint(1, 200))
        if later > clock.now() - timedelta(days=luck.randint(0, 6)):
            break
        with clock.at(later):
            _act(Case.objects.get(pk=case.pk), luck, office)
    return True


def _file(procedure: Procedure, form: Form, resident: Resident, moment: datetime) -> Case | None:
    """As the resident's own, on that day; None where it does not suit them."""
    assert procedure.current is not None
    user = resident.user
    with clock.at(moment):
        snapshot = snapshot_of(user)
        filler = Filler(procedure.current.compiled, clock.today(), snapshot)
        answers, errors = filler.check(_as_own(form.on(moment.date()), resident, filler))
        if errors:
            return None
        key = f"sample:{procedure.slug}:{moment:%Y%m%d%H%M}:{resident.pk}"
        application = filing.Application(procedure.current, answers, key, user, snapshot)
        case = filing.file(application, by=user or GUEST).case
        # Begun some minutes before, as people do; the meter counts them.
        begun = moment - timedelta(minutes=2 + resident.pk % 7 + len(answers) // 2)
        Draft.objects.create(version=procedure.current, user=user, begun_at=begun, expires_at=moment, case=case)
        return case


def _as_own(form: dict[str, Any], resident: Resident, filler: Filler) -> dict[str, Any]:
    """The example with this resident's own name, address and mail in place of the example's."""
    own = dict(_renamed(form, form.get("applicant", {}), resident.as_person()))
    for field in filler.compiled.declaration.fields():
        if field.name not in own:
            continue
        if field.prefill == "me" and field.kind == "person":
            known = resident.as_person()
            own[field.name] = {word: known.get(word, given) for word, given in own[field.name].items()}
        elif field.prefill == "me" and field.kind == "address":
            own[field.name] = resident.as_address()
        elif field.kind == "email" and resident.user:
            own[field.name] = resident.user.email
        elif isinstance(field, GroupField) and own[field.name]:
            own[field.name] = _with_household(field, own[field.name], filler.snapshot)
    return own


def _renamed(answers: Any, example: Mapping[str, str], own: Mapping[str, str]) -> Any:
    """Relatives and accounts of the example's applicant under the resident's name, so that families stay together."""
    if isinstance(answers, list):
        return [_renamed(one, example, own) for one in answers]
    if not isinstance(answers, dict):
        return answers
    renamed = {name: _renamed(one, example, own) for name, one in answers.items()}
    if answers.get("family") == example.get("family"):
        renamed |= {word: own[word] for word in ("family", "family_kana") if word in answers}
    if answers.get("holder_kana") == f"{example.get('family_kana')} {example.get('given_kana')}":
        renamed["holder_kana"] = f"{own['family_kana']} {own['given_kana']}"
    return renamed


def _with_household(group: GroupField, items: Any, snapshot: Mapping[str, Any]) -> Any:
    """The items of the example with the resident's own family in them, as many as there are of either."""
    inner = next((one for one in group.fields if one.prefill == "household" and one.kind == "person"), None)
    if inner is None or len(group.fields) > 1 or not isinstance(items, list):
        return items
    youngest = sorted(snapshot["household"], key=lambda one: one["birth_date"], reverse=True)
    return [
        {**item, inner.name: {word: one[word] for word in item[inner.name]}}
        for item, one in zip(items, youngest, strict=False)
        if inner.name in item
    ]


def _while_the_key_was_away(procedure: Procedure, form: Form, resident: Resident) -> None:
    """A paper that the press could not sign just now: it is tried again by itself in a quarter of an hour."""
    now, kept = clock.now(), settings.SIGNING_KEY
    _file(procedure, form, resident, now - timedelta(minutes=9))
    settings.SIGNING_KEY = f"{kept}.missing"
    try:
        for minutes in (8, 7, 2):
            with clock.at(now - timedelta(minutes=minutes)):
                issuing.work()
    finally:
        settings.SIGNING_KEY = kept


def _act(case: Case, luck: Random, office: dict[tuple[str, str], User]) -> None:
    """The next thing that somebody in the office, the applicant or the machine does with the case."""
    clerk = office[case.section, "clerk"]
    chance = luck.random()
    if case.waits_for == "machine":
        issuing.work()
    elif case.waits_for == "review" and chance < 0.9 and clock.now() - case.filed_at > timedelta(days=1):
        deciding.look(case, by=clerk, why=looking.REVIEW)
        _review(case, clerk, luck)
    elif case.waits_for == "decide" and chance < 0.9:
        head = case.turns[0].standings[0].user
        deciding.look(case, by=head, why=looking.DECISION)
        deciding.decide(case, by=head)
    elif case.waits_for == "issue" and chance < 0.9:
        issuing.issue(case, by=clerk)
    elif case.waits_for == "applicant" and chance < 0.6 and case.user:
        # Where a question of theirs must be answered anew, they have not got to it yet.
        with suppress(Incomplete):
            correcting.answer(
                case, by=case.user, typed=correcting.standing(case, case.corrections.get(answered_at=None))
            )
    elif case.waits_for in ("applicant", "review") and chance > 0.97 and case.user:
        deciding.withdraw(case, by=case.user)


def _review(case: Case, clerk: User, luck: Random) -> None:
    findings = case.reviews.latest("number").findings if case.reviews.exists() else []
    unmet = [one for one in findings if one["result"] == "not_met"]
    if unmet and luck.random() < 0.7:
        reason = "\n".join(f"{one['sentence']['ja']}（{one['basis']}）" for one in unmet)
        deciding.decline(case, by=clerk, reason=reason)
    elif case.open_rules and not case.corrections.exists() and luck.random() < 0.5:
        fields = [field for field in case.declaration.fields() if field.is_asked]
        chosen = next((one for one in fields if one.name in _read_by(findings)), fields[0])
        correcting.send_back(
            case, by=clerk, items={chosen.name: "ご確認ください"}, note="内容をもう一度おたしかめください。"
        )
    else:
        deciding.accept(case, by=clerk)


def _read_by(findings: list[dict[str, Any]]) -> set[str]:
    return {name for one in findings if one["result"] not in ("met", "clear") for name in one["fields"]}
