"""公表: freeze, look over, let through with a reason, put on its route, publish; and what is found wrong afterwards."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from yakuba import ledger
from yakuba.cases import filing
from yakuba.cases.models import Case
from yakuba.ledger import Actor
from yakuba.people.models import User
from yakuba.procedures.filling import Filler
from yakuba.procedures.models import Procedure
from yakuba.publications.differing import differences
from yakuba.publications.models import Edition, Erratum, Leaf, Pressing, State, digest_of
from yakuba.toolbox import clock
from yakuba.toolbox.refused import Refused
from yakuba.toolbox.text import clean

PROCEDURE = "publication"
LONGEST = 3900
Press = Callable[[Edition], Mapping[str, bytes]]


@dataclass(frozen=True)
class Page:
    """One part as it is to be published: facts in words (label, text), and the same as values for machines."""

    key: str
    title: str
    facts: Sequence[tuple[str, str]]
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def content(self) -> dict[str, Any]:
        return {"title": self.title, "facts": [list(one) for one in self.facts], "values": dict(self.values)}


@dataclass(frozen=True)
class Manuscript:
    """What is to become an edition: which publication, its parts, what holds of the whole, what the gate found."""

    kind: str
    name: str
    title: str
    pages: Sequence[Page]
    head: Mapping[str, Any] = field(default_factory=dict)
    findings: Sequence[Mapping[str, Any]] = ()


@transaction.atomic
def freeze(manuscript: Manuscript, *, by: Actor) -> Edition:
    """The next edition, as it stands this moment; what is changed afterwards goes into a later one.

    Raises Refused where nothing is in it, or another edition of it is still on its way.
    """
    if not manuscript.pages:
        raise Refused(_("載せるものが、まだひとつもありません。"))
    last = Edition.objects.of(manuscript.kind, manuscript.name).first()
    number = last.number + 1 if last else 1
    content = [page.content for page in manuscript.pages]
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                kind=manuscript.kind,
                name=manuscript.name,
                number=number,
                title=manuscript.title,
                frozen_at=clock.now(),
                frozen_by=by.actor_post or by.actor_name,
                head=dict(manuscript.head),
                digest=digest_of([dict(manuscript.head), content]),
                findings=[dict(one) for one in manuscript.findings],
            )
    except IntegrityError as error:
        raise Refused(_("公表していない版が、もう一つあります。先に公表するか、取りやめてください。")) from error
    Leaf.objects.bulk_create(
        Leaf(edition=edition, key=page.key, place=place, content=said, digest=digest_of(said))
        for place, (page, said) in enumerate(zip(manuscript.pages, content, strict=True))
    )
    facts = {"digest": edition.digest, "pages": len(content), "findings": len(edition.findings)}
    ledger.write("froze_edition", edition.ledger_key, by=by, facts=facts)
    return edition


@transaction.atomic
def release(edition: Edition, finding: str, why: str, *, by: Actor) -> Edition:
    """Let a finding of the gate through, with the reason, which the decider reads. Raises Refused, Unprintable."""
    edition, why = _hold(edition, State.FROZEN), clean(why).strip()
    if finding not in {one["key"] for one in edition.findings}:
        raise Refused(_("この指摘は、もうありません。"))
    if not why or len(why) > 500:
        raise Refused(_("公表してよい理由を、500文字までで書いてください。"))
    edition.released = {**edition.released, finding: why}
    edition.save(update_fields=["released"])
    ledger.write("released_finding", edition.ledger_key, by=by, facts={"finding": finding, "why": why})
    return edition


@transaction.atomic
def submit(edition: Edition, *, by: User, place: str = "") -> Case:
    """決裁に回す: a 起案 with the edition's digest, on the route of its kind.

    Raises Refused while the gate stops at something, or where the procedure 公表の伺い is not published.
    """
    edition = _hold(edition, State.FROZEN)
    if edition.open_findings:
        raise Refused(
            _("検査で止まっているものが%(count)d件あります。取組を直して凍結し直すか、理由を付けて通してください。")
            % {"count": len(edition.open_findings)}
        )
    procedure = Procedure.objects.published().filter(slug=PROCEDURE).first()
    if procedure is None or procedure.current is None:
        raise Refused(_("「公表の伺い」の手続きが公開されていません。"))
    answers, errors = Filler(procedure.current.compiled, clock.today()).check(_draft_of(edition, place))
    if errors:
        raise Refused(" ".join(str(one) for one in errors.values()))
    filed = filing.file(filing.Application(procedure.current, answers, edition.ledger_key, by), by=by)
    edition.case, edition.state = filed.case, State.DECIDING
    edition.save(update_fields=["case", "state"])
    ledger.write("submitted_edition", edition.ledger_key, by=by, facts={"case": filed.case.receipt})
    return filed.case


def publish(edition: Edition, press: Press, *, by: Actor) -> Edition:
    """公表する: pressed in every format, and open to all from this moment on.

    Raises Refused where it is not decided, or what was decided is not what is there.
    """
    _ask_whether_decided(edition)
    # Before the transaction: pressing takes seconds, and nobody shall wait for them.
    return _publish(edition, press(edition), by)


@transaction.atomic
def _publish(edition: Edition, pressed: Mapping[str, bytes], by: Actor) -> Edition:
    edition = _hold(edition, State.DECIDING)
    _ask_whether_decided(edition)
    Pressing.objects.bulk_create(
        Pressing(edition=edition, format=name, content=content, sha256=_sha256(content))
        for name, content in sorted(pressed.items())
    )
    edition.state, edition.published_at = State.PUBLISHED, clock.now()
    edition.save(update_fields=["state", "published_at"])
    facts = {"digest": edition.digest, **{name: _sha256(content) for name, content in sorted(pressed.items())}}
    ledger.write("published_edition", edition.ledger_key, by=by, facts=facts)
    return edition


@transaction.atomic
def give_up(edition: Edition, why: str, *, by: Actor) -> Edition:
    """取りやめる: an edition that is not going to be published, with the reason; the next one takes another number.

    Raises Refused where it is published, or still on the desk of a decider.
    """
    edition, why = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk), clean(why).strip()
    if edition.state not in (State.FROZEN, State.DECIDING):
        raise Refused(_("この版は、もう公表したか、取りやめています。"))
    if not why:
        raise Refused(_("取りやめる理由を書いてください。"))
    if edition.case and not edition.case.is_finished:
        raise Refused(_("決裁の途中です。先に起案を取り下げるか、決裁を待ってください。"))
    edition.state, edition.given_up_why = State.GIVEN_UP, why
    edition.save(update_fields=["state", "given_up_why"])
    ledger.write("gave_up_edition", edition.ledger_key, by=by, facts={"why": why})
    return edition


@transaction.atomic
def correct(edition: Edition, *, wrong: str, right: str, why: str, key: str = "", by: Actor) -> Erratum:
    """正誤表に載せる: the edition stays as it was, and says beside itself what is wrong. Raises Refused."""
    edition = _hold(edition, State.PUBLISHED)
    said = {"wrong": clean(wrong).strip(), "right": clean(right).strip(), "why": clean(why).strip()}
    if not all(said.values()):
        raise Refused(_("どこが誤りで、正しくはどうか、なぜ誤ったかを書いてください。"))
    if clean(key) and not edition.leaves.filter(key=key).exists():
        raise Refused(_("この版に、その項目はありません。"))
    made = Erratum.objects.create(
        edition=edition, key=key, told_at=clock.now(), told_by=by.actor_post or by.actor_name, **said
    )
    ledger.write("corrected_edition", edition.ledger_key, by=by, facts={"key": key, **said})
    return made


def is_sound(edition: Edition) -> bool:
    """Whether what is kept of an edition still is what was frozen."""
    content = [leaf.content for leaf in edition.leaves.order_by("place")]
    return digest_of([edition.head, content]) == edition.digest


def _ask_whether_decided(edition: Edition) -> None:
    """Raises Refused."""
    case = edition.case
    if case is None or case.outcome != "granted":
        raise Refused(_("この版は、まだ決裁が済んでいません。"))
    if case.answers.get("digest") != edition.digest or not is_sound(edition):
        raise Refused(_("決裁を受けた内容と、いまの版がちがいます。公表できません。管理者に知らせてください。"))


@translation.override("ja")
def _draft_of(edition: Edition, place: str) -> dict[str, Any]:
    changes = [f"{one.title}：{said}" for one in differences(edition) for said in one.in_words()]
    quotes = {one["key"]: one for one in edition.findings}
    released = [f"{quotes[key]['where']}「{quotes[key]['quote']}」：{why}" for key, why in edition.released.items()]
    return {
        "subject": str(edition)[:150],
        "kind": edition.kind,
        "digest": edition.digest,
        "place": place or "/office/editions/",
        "changes": "\n".join(changes)[:LONGEST],
        "released": "\n".join(released)[:LONGEST],
    }


def _hold(edition: Edition, state: str) -> Edition:
    edition = Edition.objects.select_for_update(of=("self",)).select_related("case__version").get(pk=edition.pk)
    if edition.state != state:
        raise Refused(_("この版は、いま「%(state)s」です。") % {"state": State(edition.state).label})
    return edition


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
