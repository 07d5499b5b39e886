"""What the rules look at: the project's own files, its Python syntax trees and its URLs."""

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "yakuba"
NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__"}


def files(*endings: str, under: Path = ROOT) -> list[Path]:
    """The project's files with these endings: what git tracks or would; in an unpacked archive, what lies there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", str(under)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [path for path in under.rglob("*") if not NOT_OURS.intersection(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file() and (not endings or path.name.endswith(endings)))


def is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name == "conftest.py"


def is_migration(path: Path) -> bool:
    return "migrations" in path.parts


def product() -> list[Path]:
    """The Python files that run at the office: neither tests nor migrations."""
    return [path for path in files(".py", under=CODE) if not is_test(path) and not is_migration(path)]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


class Page(NamedTuple):
    """One URL: its route as written, its name, and the view behind it."""

    route: str
    name: str | None
    view: Callable[..., Any]

    @property
    def is_account_page(self) -> bool:
        """One of django-allauth's own; they are listed by name, so that a new one is looked at."""
        return self.view.__module__.startswith("allauth.") and self.route.startswith("account/")

    @property
    def is_api(self) -> bool:
        """One of the API's: who may ask is said by its operations, and tried by `test_api_doors`."""
        return self.route.startswith("api/")


def pages(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[Page]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, route)
        else:
            yield Page(route, pattern.name, pattern.callback)
