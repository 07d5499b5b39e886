"""From a checked declaration to rules that can decide: every expression read, every name followed."""

import re
from collections.abc import Iterator

from yakuba.procedures import register, rules
from yakuba.procedures.compiled import Compiled, Decision
from yakuba.procedures.declaration import Declaration, Rule
from yakuba.procedures.kinds import GroupField
from yakuba.procedures.loading import Fault, Location, Source, Unsound
from yakuba.procedures.naming import name_faults, order_faults, reference_faults
from yakuba.procedures.surveys import survey_faults


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
        self.answers_behind: dict[str, frozenset[str]] = {}
        fields = {field.name: field.rule_type() for field in declaration.fields() if field.is_asked}
        self.scope = rules.Scope({**register.NAMES, **fields}, declaration.tables)

    def read(self) -> Compiled:
        self.faults += name_faults(self.source, self.declaration)
        if self.faults:
            # Two things of one name: whatever is said about either would confuse.
            raise Unsound(self.faults)
        values = self._values()
        conditions = dict(self._conditions())
        decisions = list(self._decisions())
        if self.declaration.tell_to:
            self._parse(self.declaration.tell_to.who, ("tell_to", "who"), rules.BOOL)
        self.faults += order_faults(self.source, self.declaration)
        self.faults += reference_faults(self.source, self.declaration, self.scope.names)
        compiled = Compiled(self.declaration, values, decisions, conditions, frozenset(self.deciding))
        self.faults += survey_faults(self.source, self.declaration, reads_register=compiled.reads_register)
        return compiled

    def _values(self) -> dict[str, rules.Rule]:
        expressions = self.declaration.values
        try:
            names = rules.order(dict(expressions))
        except rules.RuleError as error:
            self._fault(("values",), error)
            return {}
        compiled: dict[str, rules.Rule] = {}
        for name in names:
            tree = self._parse(expressions[name], ("values", name))
            if tree is not None:
                self.scope = self.scope.plus(**{name: tree.type})
                compiled[name] = rules.compile(tree)
                self.answers_behind[name] = self._behind(tree)
        return compiled

    def _behind(self, tree: rules.Tree) -> frozenset[str]:
        """The answers that an expression reads, by way of values too; `me` and `household` count as answers."""
        read = {name.partition(".")[0] for name in rules.names_read(tree)}
        return frozenset().union(*(self.answers_behind.get(name, {name}) for name in read))

    def _decisions(self) -> Iterator[Decision]:
        for index, rule in enumerate(self.declaration.rules):
            tree = self._parse(rule.expression, ("rules", index, rule.strength), rules.BOOL)
            if tree is not None:
                yield self._decision(rule, tree)

    def _decision(self, rule: Rule, tree: rules.Tree) -> Decision:
        # A correction is asked for by whole fields: children.supports marks the children.
        marked = rule.fields or sorted(self._behind(tree) - register.NAMES.keys())
        return Decision(
            rule=rule,
            ready=rules.compile(tree),
            reads=frozenset(name.partition(".")[0] for name in rules.names_read(tree)),
            sentence=rule.sentence.model_dump(),
            basis=rule.basis or self.declaration.basis,
            fields=tuple(dict.fromkeys(name.partition(".")[0] for name in marked)),
        )

    def _conditions(self) -> Iterator[tuple[str, rules.Rule]]:
        before: set[str] = set(register.NAMES)
        for number, page in enumerate(self.declaration.pages):
            at: Location = ("pages", number)
            yield from self._condition(page.ask_if, at, f"page {number}", before)
            for index, field in enumerate(page.fields):
                here = (*at, "fields", index)
                yield from self._condition(field.ask_if, here, field.name, before)
                if isinstance(field, GroupField):
                    yield from self._inner_conditions(field, here, before)
                before.add(field.name)

    def _inner_conditions(self, group: GroupField, at: Location, before: set[str]) -> Iterator[tuple[str, rules.Rule]]:
        outer, known = self.scope, set(before)
        self.scope = outer.plus(**{inner.name: inner.rule_type() for inner in group.fields if inner.is_asked})
        for index, inner in enumerate(group.fields):
            yield from self._condition(inner.ask_if, (*at, "fields", index), f"{group.name}.{inner.name}", known)
            known.add(inner.name)
        self.scope = outer

    def _condition(
        self, text: str | None, at: Location, name: str, before: set[str]
    ) -> Iterator[tuple[str, rules.Rule]]:
        tree = self._parse(text, (*at, "ask_if"), rules.BOOL) if text is not None else None
        if tree is None:
            return
        read = self._behind(tree)
        if late := sorted(read - before):
            message = f"ask_if が、まだ聞いていない「{'、'.join(late)}」を読んでいます。"
            remedy = "先に聞く項目だけを使うか、項目の順を入れかえてください。"
            self.faults.append(self.source.fault((*at, "ask_if"), message, remedy))
        self.deciding |= read
        yield name, rules.compile(tree)

    def _parse(self, text: str, at: Location, wanted: rules.Type | None = None) -> rules.Tree | None:
        try:
            tree = rules.parse(text, self.scope)
        except rules.RuleError as error:
            if not self._reads_faulty(text):
                self._fault(at, error)
            return None
        if wanted and tree.type != wanted:
            message = f"ここには{wanted.words}になる式を書きます。この式は{tree.type.words}です。"
            remedy = "比べる式（例：age(child.birth_date) < 3）にしてください。"
            self.faults.append(self.source.fault(at, message, remedy))
            return None
        return tree

    def _reads_faulty(self, text: str) -> bool:
        """Whether the expression names a value that has a fault itself: mending that one comes first."""
        faulty = self.declaration.values.keys() - self.scope.names.keys()
        return bool(self.faults) and any(re.search(rf"\b{re.escape(name)}\b", text) for name in faulty)

    def _fault(self, at: Location, error: rules.RuleError) -> None:
        place = f"（式の{error.column}文字目）" if error.column else ""
        self.faults.append(self.source.fault(at, f"{error.message}{place}", error.remedy))
