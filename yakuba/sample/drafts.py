"""A year of 起案 in みほん市: drafted by its clerks, and dealt with by whoever's turn it was on the day."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from yakuba.cases import deciding, enforcing, filing, looking, routing
from yakuba.cases.models import Case
from yakuba.people.models import Holding, Post, User
from yakuba.procedures.filling import Filler
from yakuba.procedures.models import Procedure
from yakuba.sample.forms import Form, forms_in
from yakuba.toolbox import clock

DRAFTS = 45
ADVICE = ["数字の根拠を一つ足してください。", "よいと思います。", "市民への知らせ方も書いてください。", "", ""]


def play(catalogue: Path, *, drafts: int = DRAFTS) -> None:
    """So many drafts over the last twelve months; the late ones are still on their way."""
    luck = Random(1126)
    procedures = list(Procedure.objects.published().for_staff())
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
        if moment > clock.now() or case.waits_for not in ("decide", "enforce"):
            return
        with clock.at(moment):
            _act_on(case, luck)


def _act_on(case: Case, luck: Random) -> None:
    if case.waits_for == "enforce":
        assert case.user is not None  # nobody else drafts
        enforcing.enforce(case, by=case.user)
        return
    turn = luck.choice(case.turns)
    by = turn.standings[0].user
    deciding.look(case, by=by, why=looking.DECISION)
    if luck.random() < 0.05:
        routing.send_down(case, by=by, advice="金額の積み上げを直してください。")
    elif turn.stop.act == "decide":
        deciding.decide(case, by=by, why="起案のとおり、定めた日から効力を持たせるため。")
    else:
        routing.agree(case, by=by, advice=_advice(turn.stop.post, luck))


def _advice(post: Post, luck: Random) -> str:
    options: Sequence[str] = ADVICE if post.rank == Post.Rank.LEAD else ("",)
    return luck.choice(options)
