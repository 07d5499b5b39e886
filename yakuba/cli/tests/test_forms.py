"""`yakuba file`: a corrected file adds what is new, under whatever name it comes; nothing is filed twice or lost."""

from argparse import Namespace

import pytest

from yakuba.cases import bulk
from yakuba.cases.models import Case
from yakuba.cases.tests.samples import NO_STEPS, declare
from yakuba.cases.tests.test_bulk import HEADER
from yakuba.cli import Stop, forms

pytestmark = pytest.mark.django_db


def call(content, path, **options):
    path.write_bytes(content)
    return forms.file(Namespace(**{"procedure": "permit", "file": str(path), "batch": None} | options))


def test_a_corrected_file_under_a_new_name_waits_until_it_is_said_whose_correction_it_is(tmp_path, capsys):
    declare(NO_STEPS)
    good, bad, right = "見本,はな,2,いいえ,,", "見本,純,百,いいえ,,", "見本,純,3,いいえ,,"
    first, second = tmp_path / "forms.csv", tmp_path / "forms-2.csv"
    assert call((HEADER + good + "\r\n" + bad).encode(), first) == 1
    with pytest.raises(Stop, match=r"1行は、別の名前のファイルで.*--batch forms-2.csv"):
        call((HEADER + good + "\r\n" + right).encode(), second)
    assert Case.objects.count() == 1
    assert call((HEADER + good + "\r\n" + right).encode(), second, batch="forms.csv") == 0
    assert Case.objects.count() == 2
    assert "1件を受け付け、1件は前に受け付けたもので、0件を受け付けませんでした" in capsys.readouterr().err
    # Last month's people with the same answers are others; from then on the name is known.
    assert call((HEADER + good).encode(), second, batch="forms-2.csv") == 0
    assert call((HEADER + good).encode(), second) == 0
    assert Case.objects.count() == 3


def test_planted_a_renamed_file_that_is_taken_as_it_comes_is_noticed(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(bulk, "known_elsewhere", lambda *_given, **_more: 0)
    with pytest.raises(pytest.fail.Exception):
        test_a_corrected_file_under_a_new_name_waits_until_it_is_said_whose_correction_it_is(tmp_path, capsys)
