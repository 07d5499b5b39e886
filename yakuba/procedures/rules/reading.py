"""Where the reader of a rule stands: the names in sight, how deep it is, and how it complains."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from yakuba.procedures.rules.errors import RuleError
from yakuba.procedures.rules.fold import Folded
from yakuba.procedures.rules.refusals import FORMS
from yakuba.procedures.rules.tree import Tree
from yakuba.procedures.rules.types import BOOL, ListOf, Record, Scope, Type

DEEPEST = 40
MOST_NODES = 400

Reader = Callable[["Reading", Any], Tree]


@dataclass(frozen=True)
class Reading:
    """One rule being read. `readers` gives for each form of Python that is allowed the function that reads it."""

    folded: Folded
    scope: Scope
    readers: Mapping[type[ast.AST], Reader]
    bound: Mapping[str, Type] = field(default_factory=dict)
    depth: int = 0
    # One list for the whole rule: every form read adds to it.
    counted: list[ast.AST] = field(default_factory=list)

    def read(self, node: ast.expr) -> Tree:
        """The typed tree of one form, or its refusal."""
        self.counted.append(node)
        if self.depth >= DEEPEST or len(self.counted) > MOST_NODES:
            self.refuse(node, "式が複雑すぎます。", "途中の値に名前をつけて(values)分けてください。")
        reader = self.readers.get(type(node))
        if reader is None:
            self.refuse_form(node, node)
        return reader(replace(self, depth=self.depth + 1), node)

    def read_value(self, node: ast.expr) -> Tree:
        """The same for a place where a single value is needed."""
        tree = self.read(node)
        if isinstance(tree.type, ListOf):
            self.refuse(node, f"「{tree.source}」は一覧です。", "any(… for x in …) などの中で一つずつ使ってください。")
        if isinstance(tree.type, Record):
            names = "、".join(f"{tree.source}.{name}" for name in list(tree.type.attributes)[:5])
            self.refuse(node, f"「{tree.source}」は項目の組です。", f"{names} などの項目を指してください。")
        return tree

    def read_condition(self, node: ast.expr, where: str) -> Tree:
        """The same for a place where a condition is needed; `where` names the place."""
        tree = self.read_value(node)
        if tree.type != BOOL:
            remedy = "「==」や「<」などで比べて、はい・いいえで答えの出る式にしてください。"
            self.refuse(node, f"{where}には条件が必要ですが、「{tree.source}」は{tree.type.words}です。", remedy)
        return tree

    def within(self, variable: str, element: Type) -> "Reading":
        """The reading inside a quantifier, where the variable stands for an element."""
        return replace(self, bound={**self.bound, variable: element})

    def span(self, first: ast.expr, last: ast.expr) -> dict[str, Any]:
        """Where the text from one form to another stands, for a node's `source`, `column` and `start`."""
        start, end = self._index(first.lineno, first.col_offset), self._index(last.end_lineno, last.end_col_offset)
        return {"source": self.folded.text[start:end], "column": self.folded.column(start), "start": start}

    def place(self, node: ast.expr) -> dict[str, Any]:
        return self.span(node, node)

    def refuse(self, node: ast.expr, message: str, remedy: str = "") -> NoReturn:
        """Stop reading, with the place of a form."""
        raise RuleError(message, self.place(node)["column"], remedy)

    def refuse_form(self, node: ast.expr, form: ast.AST) -> NoReturn:
        """Stop reading at a form of Python that is no part of the language."""
        message, remedy = FORMS.get(type(form), ("この書き方は使えません。", ""))
        self.refuse(node, message, remedy)

    def _index(self, line: int | None, offset: int | None) -> int:
        # ast counts bytes of UTF-8; the folded text is always a single line.
        encoded = self.folded.text.encode()
        return len(encoded[: offset or 0].decode(errors="ignore")) if line == 1 else len(self.folded.text)
