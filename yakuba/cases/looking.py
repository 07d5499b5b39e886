"""Why somebody of the office opens a case: as the ledger keeps it, and as its applicant reads it."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yakuba import ledger, mailroom
from yakuba.cases.acts import written
from yakuba.cases.models import STAFF_STEPS, Case
from yakuba.cases.refused import Refused
from yakuba.ledger.models import Line
from yakuba.people.models import Holding, Post, User
from yakuba.procedures.city import city
from yakuba.toolbox import clock

REVIEW, DECISION, PROGRESS = "審査のため", "決裁のため", "経過の確認のため"
EXPORT = "一覧や書類の書き出しのため"
WHY = {
    REVIEW: gettext_lazy("審査のため"),
    DECISION: gettext_lazy("決裁のため"),
    PROGRESS: gettext_lazy("経過の確認のため"),
    EXPORT: gettext_lazy("一覧や書類の書き出しのため"),
}


# What somebody says who opens a case that is not on their desk.
AWAY = {
    "inquiry": gettext_lazy("申請した人からの問い合わせに答えるため"),
    "related": gettext_lazy("関係する申請を審査するため"),
    "handover": gettext_lazy("仕事の引き継ぎのため"),
    "audit": gettext_lazy("監査・統計のため"),
    "other": gettext_lazy("そのほか"),
}
HOUR = timedelta(hours=1)


def why_of(case: Case, user: User) -> str:
    """For the ledger, in Japanese whatever the clerk reads; the applicant's page translates it."""
    if case.may_decide(user):
        return DECISION
    return REVIEW if case.waits_for in STAFF_STEPS else PROGRESS


def is_on_desk(case: Case, user: User) -> bool:
    """Whether somebody's work has to do with it: it runs in their section, has come to them, or they drafted it."""
    if case.user_id == user.pk and case.declaration.is_for_staff:
        return True
    if not case.is_finished and (case.is_in_hands_of(user) or case.assignee_id == user.pk):
        return True
    return Case.objects.filter(pk=case.pk).for_the_hands_of(user).exists()


@transaction.atomic
def look_away(case: Case, *, by: User, why: str, words: str = "") -> None:
    """Somebody opens a case that is not on their desk: why, is kept, and the resident reads it.

    More than LOOKS_AN_HOUR different ones within an hour are told to the heads of their section, once an hour. Raises
    Refused without a reason.
    """
    words = ask_for_reason(why, words)
    # Whoever opens two at once is counted for both.
    User.objects.select_for_update().get(pk=by.pk)
    detail = {"words": words} if words else None
    ledger.write("opened", case.ledger_key, by=by, facts={"why": why, "away": True}, detail=detail)
    since = clock.now() - HOUR
    count = Line.objects.opened_away([by.actor_key]).filter(at__gt=since).order_by().values("thing").distinct().count()
    alarmed = Line.objects.about(by.actor_key).filter(verb="alarmed", at__gt=since).exists()
    if count > settings.LOOKS_AN_HOUR and not alarmed:
        ledger.write("alarmed", by.actor_key, by=ledger.Robot("見た記録の番人"), facts={"count": count})
        _tell_heads(by, count)


def ask_for_reason(why: str, words: str) -> str:
    """The words as they are kept. Raises Refused where no reason is given, or none in words for そのほか."""
    kept = written(words)
    if why not in AWAY or (why == "other" and not kept):
        raise Refused(_("この件を開く理由を選び、「そのほか」のときは書いてください。"))
    return kept


def _tell_heads(by: User, count: int) -> None:
    sections = [section.pk for section in by.sections_today]
    heads = Holding.objects.in_force_on(clock.today()).filter(post__section__in=sections, post__rank=Post.Rank.HEAD)
    for held in heads.exclude(user=by).select_related("user"):
        mailroom.post(
            "alarm",
            to=held.user.email,
            subject=_("【%(city)s】担当でない申請が多く開かれました") % {"city": city().name},
            body=_(
                "%(who)sさんが、この1時間に、担当でない申請を%(count)d件開きました。\n"
                "見た記録で、理由をたしかめてください。\n\n%(url)s\n"
            )
            % {"who": by.name, "count": count, "url": f"{settings.SITE_URL}/office/looks/"},
            about=by.actor_key,
        )


def why_in_words(why: str) -> str:
    """The reason that a line of the ledger gives, in the reader's language."""
    return str({**WHY, **AWAY}.get(why, why))
