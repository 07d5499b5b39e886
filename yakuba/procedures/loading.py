"""Reading a declaration's YAML: every fault with its line and what to write instead."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from yakuba.procedures import mending

Location = tuple[int | str, ...]
M = TypeVar("M", bound=BaseModel)

# Far above any real procedure; below what would hold up a worker.
MOST_CHARACTERS = 500_000
MOST_PARTS = 100_000
DEEPEST = 30


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend: where, what is wrong, and what to write instead."""

    file: str
    line: int
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" + (f"\n    → {self.remedy}" if self.remedy else "")


class Unsound(Exception):
    """The declaration cannot be published; `faults` say why."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


class _Loader(yaml.SafeLoader):
    """YAML without the trap that reads `no`, `on` and `off` as booleans, and with a line for every fault."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            # A day such as 2026-02-30, or a tag that its text does not fit: YAML's own words would say nothing.
            problem = f"「{str(node.value)[:40]}」は{mending.TAGS.get(node.tag, '値')}として読めません"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from error


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True)
class Source:
    """A YAML text as data, and the line on which each of its parts stands."""

    file: str
    text: str
    content: Any
    lines: dict[Location, int]

    def fault(self, location: Location, message: str, remedy: str = "") -> Fault:
        """A fault at a part of the text; where that part was not written, at what it would stand in."""
        while location and location not in self.lines:
            location = location[:-1]
        return Fault(self.file, self.lines.get(location, 1), message, remedy)


def open_file(path: Path) -> Source:
    """A file of the catalogue. Raises Unsound where it is missing or cannot be read."""
    return read(read_text(path), _shown(path))


def read_text(path: Path) -> str:
    """The text of a file of the catalogue. Raises Unsound."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        remedy = f"{path.name} を置いてください。"
        raise Unsound([Fault(_shown(path), 1, "ファイルがありません。", remedy)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Unsound([Fault(_shown(path), line, "UTF-8で読めません。", "UTF-8で保存し直してください。")]) from error
    except OSError as error:
        fault = Fault(_shown(path), 1, f"ファイルを開けません（{error.strerror}）。", "種類と権限を確かめてください。")
        raise Unsound([fault]) from error


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def read(text: str, file: str) -> Source:
    """The YAML text as data with lines. Raises Unsound where it is not YAML or says a key twice."""
    if len(text) > MOST_CHARACTERS:
        raise Unsound([Fault(file, 1, f"ファイルが大きすぎます（{len(text):,}文字）。", "手続きを分けてください。")])
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        # First the keys, as they were written: constructing puts merged ones (<<) among them.
        parts = _Parts(file)
        parts.note(root, ())
        content = loader.construct_document(root) if root and not parts.faults else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem, remedy = mending.not_yaml(f"{error.context or ''} {error.problem or ''}".strip())
        raise Unsound([Fault(file, mark.line + 1 if mark else 1, problem, remedy)]) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        message = f"使えない文字（U+{error.character:04X}）が入っています。"
        raise Unsound([Fault(file, line, message, "その文字を消してください。")]) from error
    except RecursionError as error:
        raise Unsound([Fault(file, 1, "入れ子が深すぎます。", "字下げとかっこを確かめてください。")]) from error
    if parts.faults:
        raise Unsound(parts.faults)
    return Source(file, text, content, parts.lines)


@dataclass
class _Parts:
    """The lines of all parts, and what is wrong with their keys."""

    file: str
    lines: dict[Location, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    count: int = 0

    def note(self, node: yaml.Node | None, at: Location) -> None:
        self.count += 1
        if self.count > MOST_PARTS:
            # A few lines of anchors and aliases can stand for billions of parts.
            self.faults = [Fault(self.file, 1, "部分が多すぎます。", "*で呼び出す数を減らしてください。")]
        if node is None or len(at) > DEEPEST or self.count > MOST_PARTS:
            return
        self.lines.setdefault(at, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self.note(value, (*at, index))
        elif isinstance(node, yaml.MappingNode):
            self._note_keys(node, at)

    def _note_keys(self, node: yaml.MappingNode, at: Location) -> None:
        seen: set[str] = set()
        for key, value in node.value:
            word, line = str(key.value), key.start_mark.line + 1
            if word in seen:
                message = f"「{word}」が二度書かれています。"
                self.faults.append(Fault(self.file, line, message, "どちらか一つを消してください。"))
            seen.add(word)
            self.lines[(*at, word)] = line
            self.note(value, (*at, word))


def validate(source: Source, model: type[M]) -> M:
    """The data as `model`. Raises Unsound with a fault for everything that does not fit."""
    try:
        return model.model_validate(source.content)
    except ValidationError as error:
        said: dict[Location, list[mending.Mend]] = {}
        errors = error.errors(include_url=False)
        for one in errors:
            if one["type"] == "too_short" and any(_is_below(other["loc"], one["loc"]) for other in errors):
                continue  # pydantic does not count what has a fault itself
            at = _written(source, one["loc"], is_missing=one["type"] == "missing")
            said.setdefault(at, []).append(mending.mend(one, at, model))
        raise Unsound(source.fault(at, *mending.joined(mends)) for at, mends in said.items()) from error


def _is_below(location: Location, above: Location) -> bool:
    return len(location) > len(above) and location[: len(above)] == above


def _written(source: Source, location: Location, *, is_missing: bool) -> Location:
    """The place in the text: pydantic puts the members of unions (`text`, `bool`) among the keys."""
    at: Location = ()
    for step in location:
        # A key such as 2026 is a number to pydantic and a word in the text.
        known = [(*at, one) for one in (step, str(step)) if (*at, one) in source.lines]
        at = known[0] if known else at
    return (*at, location[-1]) if is_missing else at


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """「もしかして：…」, or else what could be written."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"もしかして：{near[0]}"
    return f"書けるもの：{'、'.join(names)}" if names else "まだ一つもありません。"
