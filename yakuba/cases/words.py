"""Where a case stands, in the words its applicant and the office read."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yakuba.cases.models import Case
from yakuba.toolbox import clock, dates

TONES = {"granted": "ok", "declined": "bad", "applicant": "look"}


def state(case: Case) -> str:
    """In one word."""
    words = {
        "machine": _("手続き中"),
        "review": _("審査中"),
        "decide": _("決定の準備中"),
        "issue": _("発行の準備中"),
        "enforce": _("施行の準備中"),
        "applicant": _("補正待ち"),
        "granted": _("完了"),
        "declined": _("お受けできませんでした"),
        "withdrawn": _("取り下げ"),
        "scrapped": _("廃案"),
    }
    return words[case.waits_for or case.outcome]


def tone(case: Case) -> str:
    """The colour of that word: ok, look, bad or none."""
    return TONES.get(case.waits_for or case.outcome, "")


def promise(case: Case) -> str:
    """What an applicant came for: when it should be finished, or how it ended; whom to call where we are late."""
    said = _sentence(case)
    section = case.section_row if case.is_overdue and case.waits_for != "applicant" else None
    if section is None or not section.phone:
        return said
    return _("%(sentence)sお急ぎのときは、%(section)s（電話 %(phone)s）へご連絡ください。") % {
        "sentence": said,
        "section": section.title,
        "phone": section.phone,
    }


def asked_until(day: date) -> str:
    """Until when a correction is asked for; after that day it is still welcome."""
    words = {"day": dates.with_weekday(day)}
    if day < clock.today():
        return _("期限（%(day)s）は過ぎていますが、まだ出せます。") % words
    return _("%(day)sまでにお願いします。") % words


def _sentence(case: Case) -> str:
    sentences = {
        "granted": _("手続きは終わりました。"),
        "declined": _("お受けできませんでした。理由と、不服があるときの方法を下に書いています。"),
        "withdrawn": _("この申請は取り下げられました。"),
        "scrapped": _("この起案は廃案になりました。"),
        "applicant": _("補正をお願いしています。それまで期限は止まっています。"),
        "machine": _("自動で手続きを進めています。まもなく終わります。"),
    }
    if known := sentences.get(case.waits_for or case.outcome):
        return known
    if case.due_on and case.is_overdue:
        return _("%(day)sまでのお約束でしたが、まだ終わっていません。お待たせして申し訳ありません。") % {
            "day": dates.with_weekday(case.due_on)
        }
    if case.due_on:
        return _("%(day)sまでに結果をお知らせします。") % {"day": dates.with_weekday(case.due_on)}
    return _("担当課がたしかめています。")


def row(case: Case) -> dict[str, Any]:
    """One line of a list of one's own cases."""
    return {
        "url": f"/cases/{case.receipt}/",
        "title": case.declaration.title,
        "state": state(case),
        "tone": tone(case),
        "receipt": case.receipt,
        "sentence": "" if case.is_finished else _sentence(case),
        "when": case.filed_at,
    }
