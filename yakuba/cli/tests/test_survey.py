"""`yakuba survey`: the operator invites, draws numbers for paper, and sees how many have answered."""

from argparse import Namespace

import pytest

from yakuba.cases.models import Ticket
from yakuba.cases.tests.questionnaires import answered, survey
from yakuba.cli import Stop, parser
from yakuba.cli.survey import survey as call
from yakuba.toolbox import tables

pytestmark = pytest.mark.django_db


def run(*words):
    return call(parser().parse_args(["survey", *words]))


def test_everybody_is_invited_and_counted(cast, capsys):
    version = survey()
    answered(version, user=cast.hana)
    assert run("invite", "survey") == 0
    assert capsys.readouterr().out == "1人を新しく対象にしました。\n対象 2人　回答 0件　投票箱の中 1件\n"


def test_answer_numbers_are_written_once_to_a_file_that_was_not_there(tmp_path, capsys):
    version, path = survey(), tmp_path / "codes.csv"
    assert run("codes", "survey", "3", "--output", str(path)) == 0
    [first, *others] = [row["回答番号"] for row in tables.read(path.read_bytes(), "codes.csv")]
    assert (len(others), Ticket.objects.count()) == (2, 3)
    answered(version, code=first)
    with pytest.raises(Stop, match="もうあります"):
        run("codes", "survey", "3", "--output", str(path))
    assert Ticket.objects.count() == 3


def test_what_cannot_be_done_is_said_and_leaves_no_file(tmp_path):
    survey(audience="everyone")
    with pytest.raises(Stop, match="回答番号は要りません"):
        run("codes", "survey", "3", "--output", str(tmp_path / "codes.csv"))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Stop, match="ありません。あるもの：survey"):
        call(Namespace(survey="other", act="count"))
