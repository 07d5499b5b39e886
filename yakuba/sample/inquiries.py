"""One inquiry of the DX section, half answered. Invented."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from yakuba.collecting import inquiring
from yakuba.collecting.inquiring import Question
from yakuba.people.models import Holding, Section
from yakuba.toolbox import clock

KEY = UUID("5a3f1c6e-0b1d-4c57-9a54-2f6f0f6b8f10")
WORDS = "来年度に入れ替える予定の端末（パソコン・タブレット）は何台ですか。用途も書いてください。（架空）"
ANSWERS = (("12", "窓口の端末。うち3台はタブレット。"), ("5", "外回り用。"))


def build_inquiries(today: date) -> None:
    """Asked of every section five days ago; two have answered with a number, one has nothing to report."""
    dx = Section.objects.get(code="dx")
    keeper = Holding.objects.get(post__section=dx, post__rank="clerk").user
    others = Section.objects.valid_on(today).exclude(parent=None).exclude(pk=dx.pk).order_by("pk")
    with clock.at(datetime.combine(today - timedelta(days=5), time(9), clock.now().tzinfo)):
        question = Question(KEY, "端末の入れ替え台数", WORDS, today + timedelta(days=9), "台")
        asked = inquiring.inquire(dx, question, list(others), by=keeper)
    for place, target in enumerate(asked.targets.select_related("round", "section").order_by("pk")[:3]):
        user = Holding.objects.in_force_on(today).filter(post__section=target.section).order_by("pk")[0].user
        if place < len(ANSWERS):
            number, words = ANSWERS[place]
            inquiring.answer(target, words, number, by=user)
        else:
            inquiring.answer(target, "", nothing=True, by=user)
