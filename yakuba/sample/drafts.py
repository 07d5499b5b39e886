"""A year of 起案 in みほん市: drafted by its clerks, and dealt with by whoever's turn it was on the day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from yakuba.cases import correcting, deciding, enforcing, filing, looking, routing
from yakuba.cases.models import Case, Stop
from yakuba.people.models import Holding, Post, User
from yakuba.procedures.filling import Filler
from yakuba.procedures.models import Procedure
from yakuba.sample.forms import Form, forms_in
from yakuba.toolbox import clock

DRAFTS = 45
BACK = ("applicant", "enforce")  # on its drafter's desk again
LATELY = timedelta(days=7)  # what came back within these days still lies there
ADVICE = ["数字の根拠を一つ足してください。", "よいと思います。", "市民への知らせ方も書いてください。", "", ""]


def play(catalogue: Path, *, drafts: int = DRAFTS) -> None:
    """So many drafts over the last twelve months; the late ones are still on their way."""
    luck = Random(1126)
    # An edition is put on its route by the plan's own page.
    procedures = list(Procedure.objects.published().for_staff().exclude(slug="publication"))
    forms = {one.slug: forms_in(catalogue / one.slug) for one in procedures}
    clerks = [
        held.user for held in Holding.objects.filter(post__rank=Post.Rank.CLERK).select_related("user").order_by("pk")
    ]
    zone = clock.now().tzinfo
    for number in range(drafts):
        ago = 360 - number * 350 // drafts if number < drafts * 2 // 3 else luck.randint(0, 6)
        moment = datetime.combine(clock.today() - timedelta(days=ago), time(9, number % 60), zone)
        procedure = procedures[number % len(procedures)]
        case = _draft(procedure, luck.choice(forms[procedure.slug]), luck.choice(clerks), moment)
        if case is not None:
            _go_along(case, moment, luck)
    _leave_lying(procedures, forms, clerks[0])


def _draft(procedure: Procedure, form: Form, drafter: User, moment: datetime) -> Case | None:
    assert procedure.current is not None  # published() says so
    with clock.at(min(moment, clock.now() - timedelta(hours=1))):
        answers, errors = Filler(procedure.current.compiled, clock.today()).check(form.on(clock.today()))
        if errors:
            return None
        key = f"sample:draft:{procedure.slug}:{moment:%Y%m%d%H%M}"
        return filing.file(filing.Application(procedure.current, answers, key, drafter), by=drafter).case


def _go_along(case: Case, moment: datetime, luck: Random) -> None:
    """One act every day or two, until it has ended or today is reached."""
    for _act in range(12):
        moment += timedelta(hours=luck.choice((3, 20, 26, 50)))
        case = Case.objects.get(pk=case.pk)
        if moment > clock.now() or case.waits_for not in ("decide", *BACK):
            return
        if case.waits_for in BACK and clock.now() - moment < LATELY:
            return
        with clock.at(moment):
            _act_on(case, luck)


def _act_on(case: Case, luck: Random) -> None:
    assert case.user is not None  # nobody else drafts
    if case.waits_for in BACK:
        _take_up_again(case, case.user, luck)
        return
    turn = luck.choice(case.turns)
    by = turn.standings[0].user
    deciding.look(case, by=by, why=looking.DECISION)
    if _unmet(case) or luck.random() < 0.05:
        routing.send_down(case, by=by, advice=_unmet(case) or "金額の積み上げを直してください。")
    elif turn.stop.act == "decide":
        why = "起案のとおり、定めた日から効力を持たせるため。"
        deciding.decide(case, by=by, why=why, advice=_advice(turn.stop, luck) if turn.stop.written else "")
    else:
        routing.agree(case, by=by, advice=_advice(turn.stop, luck))


def _leave_lying(procedures: Sequence[Procedure], forms: Mapping[str, list[Form]], drafter: User) -> None:
    """What chance may not bring: agreed to by a deputy, sent down, given up, decided but not in force yet."""
    moment = clock.now() - timedelta(days=3)
    for procedure in procedures:
        if procedure.slug in LEFT and (case := _draft(procedure, forms[procedure.slug][0], drafter, moment)):
            with clock.at(moment + timedelta(hours=1)):
                LEFT[procedure.slug](case, case.turns[0].standings[0].user)


def _decide(case: Case, by: User) -> None:
    routing.agree(case, by=by)
    case = Case.objects.get(pk=case.pk)
    deciding.decide(case, by=case.turns[0].standings[0].user)


LEFT: Mapping[str, Callable[[Case, User], object]] = {
    "staff-proposal": lambda case, by: routing.agree(case, by=by),
    "overtime-order": lambda case, by: routing.send_down(case, by=by, advice="明日に回せない理由を書いてください。"),
    "general-draft": lambda case, by: routing.scrap(case, by=by, reason="ほかの課の起案とまとめるため。"),
    "inquiry": _decide,
}


def _take_up_again(case: Case, drafter: User, luck: Random) -> None:
    """What comes back to its drafter: put into force, or after 差戻し explained as it stands or given up."""
    if case.waits_for == "enforce":
        enforcing.enforce(case, by=drafter)
    elif _unmet(case) or luck.random() < 0.3:
        routing.scrap(case, by=drafter, reason="条件を整えて、新しく起案するため。")
    else:
        correcting.answer(case, by=drafter, typed=correcting.standing(case, case.corrections.get(answered_at=None)))


def _unmet(case: Case) -> str:
    """Why the law does not allow it as it stands; empty where it does."""
    findings = case.reviews.latest("number").findings
    return "\n".join(one["sentence"]["ja"] for one in findings if one["result"] == "not_met")


def _advice(stop: Stop, luck: Random) -> str:
    if stop.written:
        return luck.choice([words for words in ADVICE if words])
    options: Sequence[str] = ADVICE if stop.post.rank == Post.Rank.LEAD else ("",)
    return luck.choice(options)
