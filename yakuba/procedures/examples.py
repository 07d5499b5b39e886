"""The filled-in forms that a procedure brings along, and whether it does with them what they say."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, RootModel
from pydantic import Field as Option
from pypdf import PdfReader

from yakuba.procedures import routes
from yakuba.procedures.compiled import Compiled
from yakuba.procedures.declaration import Declaration, Declared
from yakuba.procedures.filling import Filler
from yakuba.procedures.loading import Fault, Source
from yakuba.procedures.printing import Content, Stamp, paper_values
from yakuba.procedures.review import Reviewed, as_json, review
from yakuba.toolbox import press

SILENT = {"met", "clear"}


class Expected(Declared):
    """What the example must lead to; rules that are not named must find nothing."""

    refused: dict[str, str] = Option(default_factory=dict, description="受け付けられない項目と、その下に出る文の一部。")
    findings: dict[str, Literal["met", "not_met", "clear", "doubt", "needs"]] = Option(
        default_factory=dict, description="規則の名前と結果。書かない規則は、何も見つけないこと。"
    )
    values: dict[str, int | str | bool | date] = Option(default_factory=dict, description="values の名前と値。")
    route: tuple[str, ...] = Option((), description="決裁ルート。例：回議 起案課 係長。順に、すべて書く。")
    stops_at: Literal["review", "decide", "issue", "enforce", "end"] | None = Option(
        None, description="人を待つ最初の手順。end は、人の手を待たずに終わること。"
    )
    paper: tuple[str, ...] = Option((), description="発行される紙に書かれていること。")


class Address(Declared):
    """An address as the register holds it."""

    postcode: str = Option(pattern="^[0-9]{7}$", description="7けたの数字。引用符で囲む。")
    prefecture: str
    city: str
    town: str
    block: str
    building: str = ""


class Entry(Declared):
    """A resident as the register holds them."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    birth_date: date
    relation: str = Option(description="続柄。世帯主・妻・子など。")
    moved_in_on: date | None = Option(None, description="住民となった日。")
    address: Address


class Register(Declared):
    """What the city knows of the applicant on that day."""

    me: Entry = Option(description="申請する人。")
    household: tuple[Entry, ...] = Option(description="同じ世帯の人。申請する人も入れる。")


class Example(Declared):
    """One filled-in form and what must come of it."""

    model_config = ConfigDict(populate_by_name=True)

    name: str = Option(min_length=1, description="どんな例か、一文で。")
    today: date = Option(description="申請した日。")
    register_: Register | None = Option(None, alias="register", description="住民登録。なければログインしていない人。")
    answers: dict[str, Any] = Option(description="答え。null は答えないこと。ファイルは {name: …} の一覧。")
    expect: Expected = Option(description="そうなるはずのこと。")

    @property
    def snapshot(self) -> dict[str, Any]:
        return self.register_.model_dump(mode="json") if self.register_ else {}


class Examples(RootModel[tuple[Example, ...]]):
    """examples.yaml: they are run by `yakuba check`, by the tests, and before every publication."""


def run(compiled: Compiled, papers: dict[str, str], examples: Examples, source: Source) -> Iterator[Fault]:
    """A fault for everything that came out otherwise than an example says."""
    seen: dict[str, set[str]] = {rule.name: set() for rule in compiled.declaration.rules}
    if any(step.issue for step in compiled.declaration.steps) and not any(one.expect.paper for one in examples.root):
        yield source.fault(
            (), "発行する紙を確かめる例がありません。", "expect の paper に、紙に書かれることを書いてください。"
        )
    for index, example in enumerate(examples.root):
        for problem in _run_one(compiled, papers, example, seen):
            yield source.fault((index,), f"例「{example.name}」：{problem}", "規則か例のどちらかを直してください。")
    for name, results in seen.items():
        if not results & SILENT or not results - SILENT:
            wanted = "が何かを見つける例" if results & SILENT else "が何も見つけない例"
            yield source.fault((), f"規則「{name}」{wanted}がありません。", "両方の例を書いてください。")


def _run_one(compiled: Compiled, papers: dict[str, str], example: Example, seen: dict[str, set[str]]) -> Iterator[str]:
    expect = example.expect
    uploads = {name: {"id": name, "name": name} for name in _file_names(example.answers)}
    filler = Filler(compiled, example.today, example.snapshot, uploads)
    answers, errors = filler.check(_with_ids(example.answers), strict=True)
    yield from _compare_errors(errors, expect.refused)
    if errors:
        return
    reviewed = review(compiled, answers, example.snapshot, on=example.today)
    for finding in reviewed.findings:
        seen[finding.rule].add(finding.result)
    yield from _compare_findings(reviewed, expect)
    if expect.stops_at:
        word = stops_at(compiled.declaration, reviewed, bool(filler.missing_later(answers)))
        if word != expect.stops_at:
            yield f"「{expect.stops_at}」で止まるはずが「{word}」で止まりました。"
    if expect.route:
        led = [str(line) for line in route_of(compiled.declaration, answers, reviewed, example.today)]
        if led != list(expect.route):
            yield f"決裁ルートは「{'、'.join(expect.route)}」のはずが「{'、'.join(led)}」でした。"
    if expect.paper:
        content = Content(answers, reviewed.values, example.snapshot)
        yield from _compare_paper(compiled.declaration, papers, content, example)


def stops_at(declaration: Declaration, reviewed: Reviewed, is_incomplete: bool) -> str:
    """The first step that waits for a person, or `end`."""
    may_pass = declaration.automatic and reviewed.is_without_doubt and not is_incomplete
    return next((step.word for step in declaration.steps if step.waits(may_pass=may_pass)), "end")


def route_of(
    declaration: Declaration, answers: dict[str, Any], reviewed: Reviewed, on: date
) -> list[routes.DeclaredLine]:
    """The lines of routes.yaml that lead this form, by the first step that decides."""
    decide = next((step.decide for step in declaration.steps if step.decide), None)
    if decide is None or decide.route not in routes.tables():
        return []
    kind, amount = routes.kind_and_amount(decide, {**answers, **reviewed.values})
    return routes.led_by(routes.tables()[decide.route].lines, kind, amount, on)


def _compare_errors(errors: dict[str, dict[str, list[str]]], refused: dict[str, str]) -> Iterator[str]:
    for name, parts in errors.items():
        said = "、".join(sentence for sentences in parts.values() for sentence in sentences)
        if name not in refused:
            yield f"「{name}」が受け付けられません（{said}）。"
        elif refused[name] not in said:
            yield f"「{name}」に「{refused[name]}」と出るはずが「{said}」と出ました。"
    for name in refused.keys() - errors.keys():
        yield f"「{name}」は受け付けられないはずですが、受け付けられました。"


def _compare_findings(reviewed: Reviewed, expect: Expected) -> Iterator[str]:
    for finding in reviewed.findings:
        wanted = expect.findings.get(finding.rule)
        if wanted != finding.result if wanted else finding.is_open:
            why = "、".join(finding.because) or "、".join(finding.missing)
            yield f"規則「{finding.rule}」は {wanted or 'met・clear'} のはずが {finding.result} でした（{why}）。"
    for name in expect.findings.keys() - {finding.rule for finding in reviewed.findings}:
        yield f"規則「{name}」はありません。"
    for name, value in expect.values.items():
        if name not in reviewed.values or reviewed.values[name] != as_json(value):
            yield f"{name} は {value} のはずが {reviewed.values.get(name, '求められない')} でした。"


def _compare_paper(
    declaration: Declaration, papers: dict[str, str], content: Content, example: Example
) -> Iterator[str]:
    texts = []
    for step in declaration.steps:
        if step.issue:
            paper = declaration.papers[step.issue.paper]
            stamp = Stamp("見本第1号", example.today, "0" * 22, "2026-00001", example.today, declaration.section)
            try:
                printed = press.printed(papers[paper.file], paper_values(declaration, paper, content, stamp))
            except (press.Failed, press.Stalled) as error:
                yield f"紙「{paper.title}」が印刷できません（{error}）。"
                return
            texts += [page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages]
    whole = "".join("".join(texts).split())
    for wanted in example.expect.paper:
        if "".join(wanted.split()) not in whole:
            yield f"紙に「{wanted}」がありません。"


def _file_names(answers: Any) -> set[str]:
    """Every `{name: …}` that stands for an upload, at any depth."""
    if isinstance(answers, list):
        return {name for one in answers for name in _file_names(one)}
    if not isinstance(answers, dict):
        return set()
    if set(answers) == {"name"}:
        return {answers["name"]}
    return {name for one in answers.values() for name in _file_names(one)}


def _with_ids(answers: Any) -> Any:
    if isinstance(answers, list):
        return [_with_ids(one) for one in answers]
    if not isinstance(answers, dict):
        return answers.isoformat() if isinstance(answers, date) else answers
    if set(answers) == {"name"}:
        return {"id": answers["name"], "name": answers["name"]}
    return {key: _with_ids(one) for key, one in answers.items()}
