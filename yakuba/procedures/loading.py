"""Reading a declaration's YAML: every fault with its line and what to write instead."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Location = tuple[int | str, ...]


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
    """YAML without the trap that reads `no`, `on` and `off` as booleans."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True)
class Source:
    """A YAML text as data, and the line on which each of its parts stands."""

    file: str
    content: Any
    lines: dict[Location, int]

    def fault(self, location: Location, message: str, remedy: str = "") -> Fault:
        while location and location not in self.lines:
            location = location[:-1]
        return Fault(self.file, self.lines.get(location, 1), message, remedy)


def read(text: str, file: str) -> Source:
    """The YAML text as data with lines. Raises Unsound where it is not YAML or says a key twice."""
    try:
        root = yaml.compose(text, Loader=_Loader)
        content = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unsound(
            [
                Fault(
                    file,
                    mark.line + 1 if mark else 1,
                    f"YAMLとして読めません（{error.problem}）。",
                    "字下げ・コロン・かぎかっこを確かめてください。「:」や「#」を含む文は引用符で囲みます。",
                )
            ]
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unsound(
            [Fault(file, 1, f"YAMLとして読めません（{error}）。", "使えない文字がないか確かめてください。")]
        ) from error
    lines: dict[Location, int] = {}
    doubled: list[Fault] = []
    _walk(root, (), lines, doubled, file)
    if doubled:
        raise Unsound(doubled)
    return Source(file, content, lines)


def _walk(node: yaml.Node | None, at: Location, lines: dict[Location, int], doubled: list[Fault], file: str) -> None:
    if node is None or at.__len__() > 30:
        return
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                doubled.append(
                    Fault(file, line, f"「{key.value}」が二度書かれています。", "どちらか一つを消してください。")
                )
            seen.add(key.value)
            lines[(*at, key.value)] = key.start_mark.line + 1
            _walk(value, (*at, key.value), lines, doubled, file)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*at, index), lines, doubled, file)


def validate(source: Source, model: type[BaseModel]) -> Any:
    """The data as `model`. Raises Unsound with a fault for everything that does not fit."""
    try:
        return model.model_validate(source.content)
    except ValidationError as error:
        raise Unsound(_explain(source, one) for one in error.errors(include_url=False)) from error


def _explain(source: Source, error: ErrorDetails) -> Fault:
    location = tuple(step for step in error["loc"] if _is_written(source, error["loc"], step))
    message, remedy = _in_words(error, location)
    return source.fault(location, message, remedy)


def _is_written(source: Source, whole: Location, step: int | str) -> bool:
    # pydantic puts the names of union members (`text`, `group`) among the keys.
    return isinstance(step, int) or any(step in known for known in source.lines) or step == whole[-1]


def _in_words(error: ErrorDetails, location: Location) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    name = next((str(step) for step in reversed(location) if isinstance(step, str)), "全体")
    if kind == "extra_forbidden":
        return f"「{name}」という項目はありません。", _did_you_mean(name)
    if kind == "missing":
        return (
            f"「{error['loc'][-1]}」がありません。",
            f"{error['loc'][-1]}: を書いてください。docs/catalogue.md に例があります。",
        )
    if kind in {"literal_error", "enum"}:
        return f"「{name}」に「{error['input']}」は書けません。", f"書けるもの：{context.get('expected', '')}"
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        tag = str(context.get("tag", ""))
        known = re.findall(r"'(\w+)'", str(context.get("expected_tags", "")))
        near = difflib.get_close_matches(tag, known, n=1)
        hint = (
            f"もしかして：{near[0]}"
            if near
            else f"使える種類：{', '.join(known) or 'docs/catalogue.md を見てください'}"
        )
        return (f"項目の種類「{tag}」はありません。" if tag else "項目に kind がありません。"), hint
    if kind == "value_error":
        return str(context.get("error", error["msg"])), ""
    return f"「{name}」の書き方がちがいます（{error['msg']}）。", _wanted(kind)


def _wanted(kind: str) -> str:
    shapes = {
        "string": "文字を書いてください。数や日付に見えるものは引用符で囲みます。",
        "int": "整数を書いてください。",
        "bool": "true か false を書いてください。",
        "tuple": "「- 」で始まる一覧で書いてください。",
        "list": "「- 」で始まる一覧で書いてください。",
        "dict": "「名前: 値」の組で書いてください。",
        "model": "「名前: 値」の組で書いてください。",
        "date": "2026-04-01 の形で書いてください。",
    }
    return next((words for start, words in shapes.items() if kind.startswith(start)), "")


def _did_you_mean(name: str) -> str:
    near = difflib.get_close_matches(name, sorted(_all_keys()), n=1)
    return (
        f"もしかして：{near[0]}"
        if near
        else "つづりを確かめるか、消してください。docs/catalogue.md に全部の項目があります。"
    )


def _all_keys() -> set[str]:
    from yakuba.procedures.declaration import json_schema

    schema = json_schema()
    models = [schema, *schema["$defs"].values()]
    return {key for model in models for key in model.get("properties", {})}
