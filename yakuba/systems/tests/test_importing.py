"""A table of the register: taken in whole or not at all, whatever has happened since it was looked at."""

import inspect

import pytest

from yakuba.ledger.models import Line
from yakuba.systems import importing, registering
from yakuba.systems.models import System
from yakuba.systems.tests.samples import KEEPER, system_of
from yakuba.toolbox.refused import Refused

HEAD = "符号,名前,働き,担当課,製品"


def lines_of(*rows):
    found = importing.preview(importing.rows_of("\n".join((HEAD, *rows)).encode(), "systems.csv"))
    assert not found.faults, found.faults
    return found.lines


def test_if_one_row_cannot_be_taken_in_any_more_none_is(cast):
    lines = lines_of("first,一つ目,予約,市民課,", "second,二つ目,予約,市民課,")
    system_of(cast.residents, code="second")
    before = Line.objects.count()
    with pytest.raises(Refused, match="3行目"):
        importing.load_register(lines, by=KEEPER)
    assert list(System.objects.values_list("code", flat=True)) == ["second"]
    assert Line.objects.count() == before


def test_planted_rows_taken_in_one_by_one_are_noticed(cast, monkeypatch):
    """The planted weakness: without the transaction around them all, the first row stays."""
    monkeypatch.setattr(importing, "load_register", inspect.unwrap(importing.load_register))
    with pytest.raises(AssertionError):
        test_if_one_row_cannot_be_taken_in_any_more_none_is(cast)


def test_a_revision_in_between_is_not_overwritten_by_what_the_row_did_not_say(cast):
    system_of(cast.residents, vendor="前の事業者")
    lines = lines_of("forms,別の名前,予約,市民課,別の品")
    registering.revise_system(System.objects.get(), {"vendor": "次の事業者"}, seen=1, by=KEEPER)
    assert importing.load_register(lines, by=KEEPER) == 1
    kept = System.objects.get()
    assert (kept.name, kept.product, kept.vendor) == ("別の名前", "別の品", "次の事業者")


def test_a_row_says_at_once_everything_that_is_wrong_with_it(db):
    found = importing.preview(importing.rows_of(f"{HEAD}\nＡ,,,,\n".encode(), "systems.csv"))
    assert [one.number for one in found.faults] == [2]
    for words in ("符号は", "名前を", "働きを", "課を"):
        assert words in found.faults[0].sentence


def test_a_table_without_its_columns_says_which(db):
    found = importing.preview(importing.rows_of("符号,なまえ\na,b\n".encode(), "systems.csv"))
    assert found.faults[0].sentence == "列「名前」「働き」「担当課」がありません。"
