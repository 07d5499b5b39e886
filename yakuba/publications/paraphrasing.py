"""言いかえ: what is published instead of a comment that gives its author away; what was written stays inside."""

from django.db import models, transaction
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.ledger import Actor
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import clean

LONGEST = 4000


class Paraphrase(models.Model):
    """For one comment of one report; said anew, the newest words hold, and the ledger knows that there were others."""

    name = models.SlugField()
    field = models.CharField(max_length=60)
    of = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    words = models.TextField()
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "field", "of", "number"], name="publications_paraphrase_once"),
            models.CheckConstraint(condition=~models.Q(words=""), name="publications_paraphrase_says_something"),
        ]


def paraphrases(name: str) -> dict[tuple[str, str, int], str]:
    """By question, class and number, as a report takes them."""
    return {(one.field, one.of, one.number): one.words for one in Paraphrase.objects.filter(name=name)}


@transaction.atomic
def paraphrase(name: str, field: str, of: str, number: int, words: str, *, by: Actor) -> Paraphrase:
    """Put other words in the place of a comment, from the next edition on. Raises Refused, Unprintable."""
    words = clean(words).strip()
    if not words or len(words) > LONGEST:
        raise Refused(_("言いかえのことばを、%(most)d文字までで書いてください。") % {"most": LONGEST})
    said = {"words": words, "said_at": clock.now(), "said_by": by.actor_post or by.actor_name}
    made, _is_new = Paraphrase.objects.update_or_create(name=name, field=field, of=of, number=number, defaults=said)
    ledger.write("paraphrased", f"report:{name}", by=by, facts={"field": field, "of": of, "number": number})
    return made
