"""Doors open downwards only: the contract in pyproject.toml is kept, and it bites."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.floorplan.building import CODE, ROOT

LINT = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the package in that folder against the contract."""
    return subprocess.run(
        [str(LINT), "--no-cache", "--config", str(folder / "pyproject.toml")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )


def copy_of_the_building(folder: Path) -> Path:
    shutil.copytree(CODE, folder / "yakuba", ignore=lambda at, names: [n for n in names if not is_code(Path(at) / n)])
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def is_code(path: Path) -> bool:
    return path.suffix == ".py" or (path.is_dir() and path.name not in {"static", "locale", "__pycache__"})


def test_doors_open_downwards_only() -> None:
    verdict = lint(ROOT)
    assert verdict.returncode == 0, verdict.stdout


def test_an_upward_door_is_noticed_even_inside_a_function(tmp_path: Path) -> None:
    folder = copy_of_the_building(tmp_path)
    with (folder / "yakuba/toolbox/clock.py").open("a", encoding="utf-8") as clock:
        clock.write("\n\ndef peek():\n    from yakuba import desks\n    return desks\n")
    verdict = lint(folder)
    assert verdict.returncode == 1
    assert "yakuba.toolbox.clock -> yakuba.desks" in verdict.stdout


def test_a_door_between_neighbours_is_noticed(tmp_path: Path) -> None:
    folder = copy_of_the_building(tmp_path)
    with (folder / "yakuba/mailroom/__init__.py").open("a", encoding="utf-8") as mailroom:
        mailroom.write("\nimport yakuba.procedures\n")
    assert "yakuba.mailroom -> yakuba.procedures" in lint(folder).stdout


def test_a_room_without_a_place_in_the_plan_is_noticed(tmp_path: Path) -> None:
    folder = copy_of_the_building(tmp_path)
    (folder / "yakuba/cellar.py").touch()
    verdict = lint(folder)
    assert verdict.returncode == 1
    assert "cellar" in verdict.stdout
