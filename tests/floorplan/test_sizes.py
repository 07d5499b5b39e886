"""No file and no function grows past what one person reads at one sitting, and none has a name that says nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.floorplan.building import CODE, files, is_migration, is_test, product, shown

LONGEST = {".py": 300, ".html": 120, ".css": 200, ".js": 150}
LONGEST_FUNCTION = 50
# What one stylesheet per component is joined into, so that a page fetches one.
JOINED = {"hall.css"}

SAYS_NOTHING = {
    "services",
    "selectors",
    "utils",
    "helpers",
    "common",
    "misc",
    "core",
    "manager",
    "managers",
    "handler",
    "handlers",
    "processor",
    "base",
    "data",
    "info",
    "tmp",
}


def too_long(path: Path) -> str | None:
    """The complaint about a file that should have been split, if there is one."""
    limit = LONGEST[path.suffix]
    count = len(path.read_text(encoding="utf-8").splitlines())
    return f"{shown(path)} has {count} lines; split it before {limit}" if count > limit else None


def long_functions(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            count = node.end_lineno - node.lineno + 1
            if count > LONGEST_FUNCTION:
                yield f"{node.name} has {count} lines"


def empty_names(path: Path, source: str) -> Iterator[str]:
    """Files, folders and classes whose name could stand on any of them."""
    inside = path.relative_to(CODE) if path.is_relative_to(CODE) else path
    for part in (*inside.parts[:-1], path.stem):
        if part.lower() in SAYS_NOTHING:
            yield f"{shown(path)}: '{part}'"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name.lower() in SAYS_NOTHING:
            yield f"{shown(path)}: class {node.name}"


def test_no_file_grows_too_long() -> None:
    measured = [p for p in files(*LONGEST, under=CODE) if not is_test(p) and not is_migration(p)]
    measured = [p for p in measured if p.name not in JOINED]
    assert [complaint for path in measured if (complaint := too_long(path))] == []


def test_no_function_grows_too_long() -> None:
    found = [p for p in files(".py") if not is_migration(p)]
    assert [f"{shown(p)}: {each}" for p in found for each in long_functions(p.read_text(encoding="utf-8"))] == []


def test_every_name_says_something() -> None:
    assert [each for p in product() for each in empty_names(p, p.read_text(encoding="utf-8"))] == []


def test_a_file_that_is_too_long_is_noticed(tmp_path: Path) -> None:
    for suffix, limit in LONGEST.items():
        path = tmp_path / f"moves{suffix}"
        path.write_text("\n" * limit)
        assert too_long(path) is None
        path.write_text("\n" * (limit + 1))
        assert too_long(path) == f"moves{suffix} has {limit + 1} lines; split it before {limit}"


def test_a_function_that_is_too_long_is_noticed() -> None:
    source = "class Case:\n    def decide(self):\n" + "        pass\n" * LONGEST_FUNCTION
    assert list(long_functions(source)) == [f"decide has {LONGEST_FUNCTION + 1} lines"]


def test_an_empty_name_is_noticed() -> None:
    assert len(list(empty_names(CODE / "cases" / "services.py", ""))) == 1
    assert len(list(empty_names(CODE / "utils" / "dates.py", "class Manager: pass"))) == 2
