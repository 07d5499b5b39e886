"""Voices from outside: proposals and questions of firms, remarks of residents and experts, answered to everybody."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import deciding
from yakuba.cases.models import Case, CaseQuerySet
from yakuba.people.models import User
from yakuba.programme.items import Wrong, words
from yakuba.programme.voices import Contact, PublicAnswer
from yakuba.toolbox import clock

PROPOSAL, REMARK = "vendor-proposal", "plan-remark"


def voices() -> CaseQuerySet:
    """What has come in, the newest first; whoever reads it asks `visible_to` as well."""
    return Case.objects.filter(version__procedure__slug__in=[PROPOSAL, REMARK]).order_by("-filed_at")


@transaction.atomic
def answer(case: Case, said: str, answered: str, *, plan: str, by: User) -> PublicAnswer:
    """Answer one, and by that everybody: `said` is what the city repeats of it, without who it was.

    Raises Wrong where either is missing, Refused where the case does not wait for them.
    """
    said, answered = words(said), words(answered)
    wrong = {}
    if not said:
        wrong["said"] = _("だれが言ったかが分からない形で、いただいた声を書いてください。")
    if not answered:
        wrong["answer"] = _("市の答えを書いてください。みなさんに公表します。")
    if wrong:
        raise Wrong(wrong)
    case = deciding.accept(case, by=by)
    about = str(case.answers.get("item") or "")
    made = PublicAnswer.objects.create(
        case=case,
        plan=plan,
        about=about,
        said=said,
        answer=answered,
        answered_at=clock.now(),
        answered_by=by.actor_post or by.actor_name,
    )
    ledger.write("answered_voice", case.ledger_key, by=by, facts={"plan": plan, "item": about, "answer": answered})
    return made


@transaction.atomic
def note_contact(plan: str, firm: str, met_on: date, said: str, *, about: str = "", by: User) -> Contact:
    """接触の記録. Raises Wrong."""
    firm, said = " ".join(words(firm).split()), words(said)
    wrong = {}
    if not firm or len(firm) > 200:
        wrong["firm"] = _("相手の会社の名前を、200文字までで書いてください。")
    if not said:
        wrong["words"] = _("何を話したかを書いてください。")
    if met_on > clock.today():
        wrong["on"] = _("きょうまでの日を選んでください。")
    if wrong:
        raise Wrong(wrong)
    made = Contact.objects.create(
        plan=plan,
        about=about,
        firm=firm,
        met_on=met_on,
        words=said,
        noted_at=clock.now(),
        noted_by=by.actor_post or by.actor_name,
    )
    ledger.write("noted_contact", f"plans:{plan}", by=by, facts={"firm": firm, "met_on": met_on.isoformat()})
    return made
