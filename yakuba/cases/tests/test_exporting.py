"""Many cases leave the system for a reason, to one person, whole, with nobody else's among them, and for a time."""

import hashlib
import io
import json
import time
import zipfile
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from yakuba.cases import bulk, exporting, issuing, looking, making
from yakuba.cases.exporting import Wanted
from yakuba.cases.models import Case, Export, ExportPiece
from yakuba.cases.refused import Refused
from yakuba.cases.tests import oracle
from yakuba.cases.tests.samples import HEAD, QUICK, WHOLE, declare, file_form
from yakuba.ledger.models import Line
from yakuba.people.models import Holding
from yakuba.toolbox import clock, tables
from yakuba.toolbox.tests.papers import text_of
from yakuba.toolbox.tests.together import together

pytestmark = pytest.mark.django_db
SECTIONS = {"residents": "ken", "environment": "taro", "child-support": "mio"}


def made(maker=None):
    """Everything that waits is made."""
    maker = maker or making.Maker()
    while maker.work():
        pass


def content_of(export, user=None):
    return b"".join(exporting.fetch(export, by=user or export.user))


def tokens_in(export):
    """Whose tokens stand in the file."""
    content = content_of(export)
    if export.form != "zip":
        return oracle._tokens(str(tables.read(content, f"a.{export.form}")).split())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return oracle._tokens(text_of(archive.read(name)) for name in archive.namelist())


@pytest.fixture
def permits(cast):
    """Six cases of Ken's section."""
    version = declare(WHOLE)
    for number in range(6):
        file_form(version, token=oracle.token(number), note="=1+1" if number == 3 else "")
    return partial(Wanted, "residents", version.procedure)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_of_what_was_asked_for_is_made_and_recorded(cast, permits, form):
    export = exporting.ask(permits(form), by=cast.ken, reason="月次の集計")
    assert (export.state, export.count, export.post) == ("waiting", 6, "市民課 係員")
    with pytest.raises(Refused, match="まだできていない"):
        content_of(export)
    made()
    export.refresh_from_db()
    content = content_of(export)
    assert (export.state, export.done, export.size) == ("ready", 6, len(content))
    assert hashlib.sha256(content).hexdigest() == export.sha256
    rows = tables.read(content, export.file_name)
    assert [row[bulk.RECEIPT] for row in rows] == [case.receipt for case in Case.objects.order_by("pk")]
    assert rows[3]["note"] == "=1+1"
    lines = Line.objects.about(export.ledger_key)
    assert [line.verb for line in lines] == ["export_asked", "export_made", "export_fetched"]
    assert json.loads(lines[0].detail.text) == {"reason": "月次の集計"}
    for case in Case.objects.all():
        [look] = Line.objects.opened(case.ledger_key)
        assert (look.actor_key, look.actor_post, look.facts["why"]) == (
            cast.ken.actor_key,
            "市民課 係員",
            looking.EXPORT,
        )
    assert oracle.unsound() == []


def test_period_and_outcome_narrow_it_and_what_is_erased_is_not_in_it(cast, permits):
    first, second, *_rest = Case.objects.order_by("pk")
    Case.objects.filter(pk=first.pk).update(filed_at=clock.now() - timedelta(days=40))
    issuing.work()
    deciding_withdraws(second)
    today = clock.today()
    ask = partial(exporting.ask, by=cast.ken, reason="集計")
    assert ask(permits("csv", since=today)).count == 5
    assert ask(permits("csv", until=today - timedelta(days=30))).count == 1
    assert ask(permits("csv", outcome="withdrawn")).count == 1
    assert ask(permits("csv", outcome="open")).count == 5
    with pytest.raises(Refused, match="条件にあう申請はありません"):
        ask(permits("csv", outcome="granted"))
    Case.objects.filter(pk=second.pk).update(erased_at=clock.now())
    whole = ask(permits("csv"))
    made()
    assert oracle.token(1) not in tokens_in(whole)


def deciding_withdraws(case):
    case.waits_for, case.outcome, case.finished_at = "", "withdrawn", clock.now()
    case.save(update_fields=["waits_for", "outcome", "finished_at"])


def test_only_its_section_asks_and_only_with_a_reason(cast, permits):
    with pytest.raises(Refused, match="担当課の職員だけ"):
        exporting.ask(permits("csv"), by=cast.taro, reason="見たい")
    with pytest.raises(Refused, match="何のために"):
        exporting.ask(permits("csv"), by=cast.ken, reason=" ")
    assert not Export.objects.exists()


def test_many_cases_wait_for_a_head_who_did_not_ask(cast, permits, settings):
    settings.EXPORT_RELEASE_ABOVE = 5
    export = exporting.ask(permits("csv"), by=cast.ken, reason="全件の確認")
    own = exporting.ask(permits("csv"), by=cast.rie, reason="全件の確認")
    assert [export.state, own.state] == ["held", "held"]
    made()
    for wrong in ((export, cast.ken), (export, cast.nao), (own, cast.rie)):
        with pytest.raises(Refused):
            exporting.release(wrong[0], by=wrong[1])
    exporting.release(export, by=cast.rie)
    with pytest.raises(Refused):
        exporting.release(export, by=cast.rie)
    made()
    assert len(tokens_in(export)) == 6
    verbs = [line.verb for line in Line.objects.about(export.ledger_key)]
    assert verbs == ["export_asked", "export_released", "export_made", "export_fetched"]
    own.refresh_from_db()
    assert (own.state, own.pieces.count()) == ("held", 0)


def test_nobody_else_fetches_it_and_nobody_after_a_transfer(cast, permits):
    export = exporting.ask(permits("csv"), by=cast.ken, reason="集計")
    made()
    for other in (cast.rie, cast.taro, cast.hana):
        with pytest.raises(Refused):
            content_of(export, other)
    Holding.objects.filter(user=cast.ken).update(valid_until=clock.today())
    cast.ken.forget_posts()
    with pytest.raises(Refused):
        content_of(export, cast.ken)


def test_after_its_time_it_is_erased_and_that_it_was_stays(cast, permits):
    export = exporting.ask(permits("csv"), by=cast.ken, reason="集計")
    made()
    assert ExportPiece.objects.exists()
    export.refresh_from_db()
    with clock.at(export.expires_at + timedelta(seconds=1)), pytest.raises(Refused, match="期限が過ぎて"):
        content_of(export)
    with clock.at(export.expires_at + exporting.GRACE + timedelta(seconds=1)):
        making.Maker().work()
    assert not ExportPiece.objects.exists()
    export.refresh_from_db()
    assert (export.state, export.reason) == ("expired", "集計")
    assert Line.objects.about(export.ledger_key).latest("number").verb == "export_expired"


@pytest.fixture
def small_steps(monkeypatch):
    monkeypatch.setattr(making, "CASES_AT_ONCE", dict.fromkeys(("csv", "xlsx", "zip"), 2))
    monkeypatch.setattr(making, "PIECE", 1)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_a_dead_worker_left_another_makes_whole(cast, permits, small_steps, form):
    export = exporting.ask(permits(form), by=cast.ken, reason="集計")
    dead = making.Maker()
    while not Export.objects.get(pk=export.pk).done:
        dead.work()
    assert export.pieces.exists()
    with pytest.raises(Refused):
        content_of(export)
    assert making.Maker().work() == 0
    with clock.at(clock.now() + making.LEASE + timedelta(seconds=1)):
        other = making.Maker()
        other.work()
        # The first was not dead after all, only slow: whatever it still does counts for nothing.
        made(dead)
        assert Export.objects.get(pk=export.pk).state == "waiting"
        made(other)
    export.refresh_from_db()
    content = content_of(export)
    assert (len(content), hashlib.sha256(content).hexdigest()) == (export.size, export.sha256)
    assert len(tables.read(content, f"a.{form}")) == 6
    assert Line.objects.filter(verb="opened").count() == 6


def test_planted_a_worker_that_asks_nobody_is_noticed(cast, permits, small_steps, monkeypatch):
    monkeypatch.setattr(making, "_ours", lambda export: Export.objects.filter(pk=export.pk))
    with pytest.raises(AssertionError):
        test_what_a_dead_worker_left_another_makes_whole(cast, permits, None, "csv")


def test_an_answer_that_comes_in_the_middle_begins_the_table_anew(cast, permits, small_steps):
    export, maker = exporting.ask(permits("csv"), by=cast.ken, reason="集計"), making.Maker()
    while not Export.objects.get(pk=export.pk).done:
        maker.work()
    last = Case.objects.latest("pk")
    last.answers |= {"dog_name": "ポチ"}
    last.save(update_fields=["answers"])
    made(maker)
    export.refresh_from_db()
    assert (export.attempt, export.state) == (2, "ready")
    assert tables.read(content_of(export), "a.csv")[-1]["dog_name"] == "ポチ"


def test_what_fits_into_no_cell_is_said_and_what_fails_again_and_again_is_given_up(cast, permits, monkeypatch):
    Case.objects.update(answers={"note": "長" * 40_000})
    export = exporting.ask(permits("xlsx"), by=cast.ken, reason="集計")
    made()
    export.refresh_from_db()
    assert (export.state, export.pieces.count()) == ("failed", 0)
    assert "CSVで出力" in export.problem
    other = exporting.ask(permits("csv"), by=cast.ken, reason="集計")
    monkeypatch.setattr(bulk, "row_of", lambda case: 1 // 0)
    for hour in range(making.MOST_ATTEMPTS + 1):
        with clock.at(clock.now() + timedelta(hours=hour)):
            made()
    other.refresh_from_db()
    assert (other.state, other.attempt) == ("failed", making.MOST_ATTEMPTS)
    assert Line.objects.about(other.ledger_key).latest("number").verb == "export_failed"


def asked_by_a_crowd(cast, count=100):
    """A hundred exports of three sections, asked for and made by eight at once; the complaints about what came out."""
    wanted: dict[int, Any] = {}
    own: dict[int, set[str]] = {}
    for number, section in enumerate(SECTIONS):
        head = HEAD.replace("section: residents", f"section: {section}").replace("series: 見", f"series: {section}")
        for slug in ("one", "two"):
            version = declare(QUICK, slug=f"{section}-{slug}", head=head)
            tokens = {oracle.token(100 * number + 10 * len(own) + one) for one in range(2)}
            for token in tokens:
                file_form(version, token=token)
            wanted[len(own)] = (getattr(cast, SECTIONS[section]), Wanted(section, version.procedure, ""))
            own[version.procedure_id] = tokens
    while issuing.work():
        pass

    def work(number):
        for turn in range(number, count, 8):
            user, one = wanted[turn % len(wanted)]
            form = ("csv", "xlsx", "zip")[turn // len(wanted) % 3]
            exporting.ask(Wanted(one.section, one.procedure, form), by=user, reason="検査")
        made()

    together(8, work)
    made()
    exports = list(Export.objects.select_related("user", "procedure"))
    found = [f"{len(exports)} exports"] if len(exports) != count else []
    for export in exports:
        seen = tokens_in(export)
        if seen != own[export.procedure_id]:
            found.append(f"{export.procedure} as {export.form} holds {seen}")
    return found + oracle.unsound()


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_exports_at_once_each_holds_its_own_and_nothing_else(cast):
    assert asked_by_a_crowd(cast) == []


@pytest.mark.django_db(transaction=True)
def test_planted_rows_shared_by_all_are_noticed(cast, monkeypatch):
    shared: dict[int, Any] = {}
    right = bulk.row_of
    monkeypatch.setattr(bulk, "row_of", lambda case: shared.setdefault(int(time.time() * 5), right(case)))
    assert any("holds" in complaint for complaint in asked_by_a_crowd(cast, 9))


@pytest.mark.django_db(transaction=True)
def test_planted_cases_of_every_section_are_noticed(cast, monkeypatch):
    everybodys = Case.objects.select_related("version__procedure").order_by("pk")
    monkeypatch.setattr(making, "_chunks", lambda export, numbers: iter([list(everybodys.all())]))
    assert any("holds" in complaint for complaint in asked_by_a_crowd(cast, 9))
