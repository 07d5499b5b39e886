"""Every folder in the catalogue is sound: its declaration, its papers, and every example in it."""

import shutil
from pathlib import Path

import pytest

from tests.floorplan.building import ROOT
from yakuba.procedures.loading import Unsound
from yakuba.procedures.publishing import check_folder

FOLDERS = sorted(path for path in (ROOT / "catalogue").iterdir() if path.is_dir() and not path.name.startswith("_"))
ONE = ROOT / "catalogue" / "residence-certificate"


def test_the_catalogue_is_not_empty() -> None:
    assert FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_folder_is_sound(folder: Path) -> None:
    check_folder(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_holds_no_code(folder: Path) -> None:
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} <= {".yaml", ".typ", ".csv", ".json", ".md"}


def copy_of(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to / folder.name))


def test_a_missing_file_is_noticed(tmp_path: Path) -> None:
    for name in ("procedure.yaml", "examples.yaml"):
        folder = copy_of(ONE, tmp_path / name)
        (folder / name).unlink()
        with pytest.raises(Unsound, match=name):
            check_folder(folder)


def test_a_key_that_means_nothing_is_noticed_with_its_line(tmp_path: Path) -> None:
    folder = copy_of(ONE, tmp_path)
    with (folder / "procedure.yaml").open("a", encoding="utf-8") as declaration:
        declaration.write("\nstandrad_days: 3\n")
    lines = (folder / "procedure.yaml").read_text(encoding="utf-8").splitlines()
    with pytest.raises(Unsound) as refused:
        check_folder(folder)
    assert any(fault.line == len(lines) and "standrad_days" in str(fault) for fault in refused.value.faults)
