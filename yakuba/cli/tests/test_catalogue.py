"""`yakuba check catalogue/*`: procedures are checked, what else lies there is passed over, what is missing is said."""

import argparse

import pytest

from yakuba.cli import Stop, catalogue


def called(*names):
    return argparse.Namespace(files=[str(name) for name in names])


@pytest.fixture
def shelf(tmp_path):
    for name in ("_taboos/1/edition.yaml", "_plans/mihon/plan.yaml", "dog/procedure.yaml", "empty/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    (tmp_path / "city.yaml").touch()
    return tmp_path


def test_folders_that_begin_with_a_line_are_no_procedures(shelf):
    names = [str(shelf / name) for name in ("_plans", "_taboos", "city.yaml", "dog", "_plans/mihon/plan.yaml")]
    assert [one.name for one in catalogue._folders(names)] == ["dog"]


def test_a_folder_without_a_procedure_is_said(shelf):
    with pytest.raises(Stop, match=r"procedure\.yaml がありません"):
        catalogue._folders([str(shelf / "empty")])


@pytest.mark.parametrize("name", ["_nothing", "nothing"])
def test_what_is_not_there_is_said(shelf, name):
    with pytest.raises(Stop, match="がありません"):
        catalogue._folders([str(shelf / name)])


def test_nothing_but_such_folders_is_said(shelf):
    with pytest.raises(Stop, match="一つもありません"):
        catalogue.check(called(shelf / "_taboos"))
