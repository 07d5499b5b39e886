"""A declaration with its rules read: typed, ordered, and ready to decide one case."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.procedures import register, rules
from yakuba.procedures.declaration import Declaration, Page, Rule
from yakuba.procedures.kinds import Around, Field, GroupField
from yakuba.procedures.kinds.calculated import CalculatedField
from yakuba.procedures.loading import Fault, Location, Source, Unsound


@dataclass(frozen=True)
class Compiled:
    """What is needed to ask, check and decide; holds no case and may be shared by threads."""

    declaration: Declaration
    values: Mapping[str, rules.Rule]  # in an order in which each reads only those before it
    decisions: Sequence[tuple[Rule, rules.Rule, frozenset[str]]]
    conditions: Mapping[str, rules.Rule]  # of fields by dotted name, of pages as "page <number>"
    deciding: frozenset[str]  # the fields that conditions read

    def around(self, today: date, scope: Mapping[str, Any], uploads: Mapping[str, Any] | None = None) -> Around:
        return Around(
            today=today,
            uploads=uploads or {},
            scope=scope,
            conditions=self.conditions,
            deciding=self.deciding,
        )

    def scope(self, answers: Mapping[str, Any], snapshot: Mapping[str, Any]) -> dict[str, Any]:
        """The answers and the register snapshot as rules see them, without the computed values."""
        answered = {
            field.name: field.rule_value(answers[field.name])
            for field in self.declaration.fields()
            if field.is_asked and answers.get(field.name) is not None
        }
        return answered | register.rule_values(snapshot)

    def work_out(self, scope: dict[str, Any], *, on: date, filed_on: date | None = None) -> dict[str, Any]:
        """Adds the computed values to `scope`, in order, and gives those that came to something."""
        known = {}
        for name, rule in self.values.items():
            outcome = rule.evaluate(scope, on=on, filed_on=filed_on)
            scope[name] = outcome
            if not outcome.is_unknown:
                known[name] = scope[name] = outcome.value
        return known


def compile(source: Source, declaration: Declaration) -> Compiled:
    """Reads every expression of the declaration. Raises Unsound naming each fault with its line."""
    reader = _Reader(source, declaration)
    compiled = reader.read()
    if reader.faults:
        raise Unsound(reader.faults)
    return compiled


class _Reader:
    """Goes through one declaration once and collects what is wrong."""

    def __init__(self, source: Source, declaration: Declaration) -> None:
        self.source, self.declaration = source, declaration
        self.faults: list[Fault] = []
        self.deciding: set[str] = set()
        fields = {field.name: field.rule_type() for field in declaration.fields() if field.is_asked}
        self.scope = rules.Scope({**register.NAMES, **fields}, declaration.tables)

    def read(self) -> Compiled:
        self._check_names()
        values = self._values()
        conditions = dict(self._conditions())
        decisions = []
        for index, rule in enumerate(self.declaration.rules):
            if tree := self._parse(rule.expression, ("rules", index, rule.strength), rules.BOOL):
                decisions.append((rule, rules.compile(tree), rules.names_read(tree)))
        if self.declaration.tell_to:
            self._parse(self.declaration.tell_to.who, ("tell_to", "who"), rules.BOOL)
        self._check_references()
        return Compiled(self.declaration, values, decisions, conditions, frozenset(self.deciding))

    def _values(self) -> dict[str, rules.Rule]:
        expressions = self.declaration.values
        try:
            names = rules.order(dict(expressions))
        except rules.RuleError as error:
            self._fault(("values",), error)
            return {}
        compiled = {}
        for name in (name for name in names if name in expressions):
            if tree := self._parse(expressions[name], ("values", name)):
                self.scope = self.scope.plus(**{name: tree.type})
                compiled[name] = rules.compile(tree)
        return compiled

    def _conditions(self) -> Iterator[tuple[str, rules.Rule]]:
        before: set[str] = set(register.NAMES)
        for number, page in enumerate(self.declaration.pages):
            at: Location = ("pages", number)
            if page.ask_if and (rule := self._condition(page.ask_if, (*at, "ask_if"), self.scope, before)):
                yield f"page {number}", rule
            for index, field in enumerate(page.fields):
                here = (*at, "fields", index)
                if field.ask_if and (rule := self._condition(field.ask_if, (*here, "ask_if"), self.scope, before)):
                    yield field.name, rule
                if isinstance(field, GroupField):
                    yield from self._inner_conditions(field, here, before)
                before.add(field.name)

    def _inner_conditions(self, group: GroupField, at: Location, before: set[str]) -> Iterator[tuple[str, rules.Rule]]:
        scope = self.scope.plus(**{inner.name: inner.rule_type() for inner in group.fields if inner.is_asked})
        known = set(before)
        for index, inner in enumerate(group.fields):
            where = (*at, "fields", index, "ask_if")
            if inner.ask_if and (rule := self._condition(inner.ask_if, where, scope, known)):
                yield f"{group.name}.{inner.name}", rule
            known.add(inner.name)

    def _condition(self, text: str, at: Location, scope: rules.Scope, before: set[str]) -> rules.Rule | None:
        tree = self._parse(text, at, rules.BOOL, scope)
        if tree is None:
            return None
        read = {name.split(".")[0] for name in rules.names_read(tree)}
        if late := sorted(read - before):
            self.faults.append(
                self.source.fault(
                    at,
                    f"ask_if が、まだ聞いていない「{'、'.join(late)}」を読んでいます。",
                    "先に聞く項目だけを使うか、項目の順を入れかえてください。",
                )
            )
            return None
        self.deciding |= read
        return rules.compile(tree)

    def _parse(
        self, text: str, at: Location, wanted: rules.Type | None = None, scope: rules.Scope | None = None
    ) -> rules.Tree | None:
        try:
            tree = rules.parse(text, scope or self.scope)
        except rules.RuleError as error:
            self._fault(at, error)
            return None
        if wanted and tree.type != wanted:
            message = f"ここには{wanted.words}になる式を書きます。この式は{tree.type.words}です。"
            self.faults.append(
                self.source.fault(at, message, "比べる式（例：age(child.birth_date) < 3）にしてください。")
            )
            return None
        return tree

    def _fault(self, at: Location, error: rules.RuleError) -> None:
        place = f"（式の{error.column}文字目）" if error.column else ""
        self.faults.append(self.source.fault(at, f"{error.message}{place}", error.remedy))

    def _check_names(self) -> None:
        counted = Counter(field.name for field in self.declaration.fields())
        taken = {*counted, *register.NAMES}
        for number, page in enumerate(self.declaration.pages):
            self._check_page(page, number, counted, taken)
        for name in self.declaration.values:
            if name in taken:
                fault = self.source.fault(
                    ("values", name), f"「{name}」は項目の名前でもあります。", "別の名前にしてください。"
                )
                self.faults.append(fault)
        for name, count in Counter(rule.name for rule in self.declaration.rules).items():
            if count > 1:
                self.faults.append(
                    self.source.fault(("rules",), f"規則「{name}」が{count}つあります。", "名前を分けてください。")
                )

    def _check_page(self, page: Page, number: int, counted: Counter[str], taken: set[str]) -> None:
        for index, field in enumerate(page.fields):
            at: Location = ("pages", number, "fields", index, "name")
            if counted[field.name] > 1 or field.name in register.NAMES or not field.name.isidentifier():
                self.faults.append(
                    self.source.fault(
                        at,
                        f"項目の名前「{field.name}」は使えません。",
                        "ほかの項目と重ならず、文字か _ で始まり、空白や記号のない名前にしてください。",
                    )
                )
            inner = [one.name for one in field.fields] if isinstance(field, GroupField) else []
            if clash := sorted({name for name in inner if name in taken or inner.count(name) > 1}):
                remedy = "まとまりの中でも、ほかと重ならない名前にしてください。"
                self.faults.append(self.source.fault(at, f"「{'、'.join(clash)}」は二度使われています。", remedy))

    def _check_references(self) -> None:
        declared = self.declaration
        if declared.fee and declared.fee not in declared.values:
            self._unknown(("fee",), declared.fee, declared.values, "values")
        for number, page in enumerate(declared.pages):
            for index, field in enumerate(page.fields):
                if isinstance(field, CalculatedField) and field.value not in declared.values:
                    self._unknown(("pages", number, "fields", index, "value"), field.value, declared.values, "values")
        for index, step in enumerate(declared.steps):
            if step.issue and step.issue.paper not in declared.papers:
                self._unknown(("steps", index), step.issue.paper, declared.papers, "papers")
        for index, rule in enumerate(declared.rules):
            for name in rule.fields:
                if not has_path(declared, name):
                    self._unknown(("rules", index, "fields"), name, [f.name for f in declared.fields()], "pages")

    def _unknown(self, at: Location, name: str, known: Any, where: str) -> None:
        remedy = f"{where} にあるもの：{'、'.join(known) or 'まだ一つもありません'}"
        self.faults.append(self.source.fault(at, f"「{name}」は {where} にありません。", remedy))


def has_path(declaration: Declaration, path: str) -> bool:
    """Whether `account` or `children.address` names a field."""
    name, _dot, rest = path.partition(".")
    field: Field | None = next((one for one in declaration.fields() if one.name == name), None)
    if field is None or not rest:
        return field is not None
    return isinstance(field, GroupField) and any(inner.name == rest.split(".")[0] for inner in field.fields)
