"""Reading comparisons and membership."""

import ast
import re
from itertools import pairwise

from yakuba.procedures.rules.reading import Reader, Reading
from yakuba.procedures.rules.refusals import did_you_mean
from yakuba.procedures.rules.tree import Attr, Compare, Const, In, Logic, Name, Tree
from yakuba.procedures.rules.types import BOOL, TEXT, ListOf, Scalar, Type, common

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_WRITTEN_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


def _comparison(reading: Reading, node: ast.Compare) -> Tree:
    sides = [node.left, *node.comparators]
    for op in node.ops:
        if isinstance(op, (ast.Is, ast.IsNot)):
            reading.refuse_form(node, op)
        if isinstance(op, (ast.In, ast.NotIn)):
            if len(node.ops) > 1:
                reading.refuse(node, "「in」はほかの比較とつなげられません。", "and で分けてください。")
            return _membership(reading, node)
    trees = [reading.read_value(side) for side in sides]
    parts = tuple(
        _pair(reading, pair, _SIGNS[type(op)], trees[index : index + 2])
        for index, (op, pair) in enumerate(zip(node.ops, pairwise(sides), strict=True))
    )
    return parts[0] if len(parts) == 1 else Logic("and", parts, type=BOOL, **reading.place(node))


def _pair(reading: Reading, sides: tuple[ast.expr, ast.expr], op: str, trees: list[Tree]) -> Compare:
    left, right = trees
    if common(left.type, right.type) is None:
        message = f"{left.type.words}と{right.type.words}は比べられません。"
        reading.refuse(sides[0], message, _how_to_compare(left, right))
    if op not in ("==", "!=") and left.type in (TEXT, BOOL):
        reading.refuse(sides[0], f"{left.type.words}に大小はありません。", "「==」か「!=」で比べてください。")
    for value, other, side in ((left, right, sides[0]), (right, left, sides[1])):
        if isinstance(value, Const):
            _refuse_lacking_option(reading, side, value, other.type)
    if isinstance(left, Const) and not isinstance(right, Const):
        left, right, op = right, left, _TURNED[op]
    return Compare(op, left, right, type=BOOL, **reading.span(*sides))


def _how_to_compare(left: Tree, right: Tree) -> str:
    types = {left.type.code, right.type.code}
    texts = [side.value for side in (left, right) if isinstance(side, Const) and side.type == TEXT]
    if "date" in types and (texts and _WRITTEN_DATE.fullmatch(texts[0])):
        return f"日付は date({', '.join(str(int(part)) for part in texts[0].split('-'))}) と書いてください。"
    if "date" in types and types & {"int", "number"}:
        return "年齢なら age(日付)、年度なら fiscal_year(日付)、日数なら days_between(日付, 日付) を比べてください。"
    if "time" in types and texts:
        return "時刻は time(9, 30) のように書いてください。"
    if texts and types & {"int", "number"}:
        return '数は「"」で囲まずに書いてください。'
    if texts and "bool" in types:
        return "はい・いいえは True・False と書いてください。"
    return ""


def _refuse_lacking_option(reading: Reading, node: ast.expr, const: Const, type_: Type) -> None:
    options = type_.options if isinstance(type_, Scalar) else ()
    if options and const.value not in options:
        reading.refuse(node, f"選択肢に「{const.value[:60]}」はありません。", did_you_mean(const.value, options))


def _membership(reading: Reading, node: ast.Compare) -> Tree:
    item, among = reading.read_value(node.left), node.comparators[0]
    where = reading.place(node)
    if isinstance(among, (ast.Tuple, ast.List, ast.Set)):
        tree: Tree = In(item, _written_out(reading, among, item), type=BOOL, **where)
    else:
        tree = In(item, _list_field(reading, among, item), type=BOOL, **where)
    return Logic("not", (tree,), type=BOOL, **where) if isinstance(node.ops[0], ast.NotIn) else tree


def _written_out(reading: Reading, node: ast.Tuple | ast.List | ast.Set, item: Tree) -> tuple[Const, ...]:
    values = []
    for each in node.elts:
        value = reading.read(each)
        if not isinstance(value, Const):
            reading.refuse(each, "( )の中には値だけを並べられます。", "項目どうしは「==」と or で比べてください。")
        if common(value.type, item.type) is None:
            message = f"{item.type.words}と{value.type.words}は比べられません。"
            reading.refuse(each, message, _how_to_compare(item, value))
        _refuse_lacking_option(reading, each, value, item.type)
        values.append(value)
    if not values:
        reading.refuse(node, "( )の中に値がありません。")
    return tuple(values)


def _list_field(reading: Reading, node: ast.expr, item: Tree) -> Name | Attr:
    tree = reading.read(node)
    if isinstance(tree.type, ListOf) and isinstance(tree, (Name, Attr)):
        element = tree.type.element
        if common(element, item.type) is None or element.code in ("record", "list"):
            reading.refuse(node, f"「{tree.source}」の中身は{element.words}なので、{item.type.words}は探せません。")
        if isinstance(item, Const):
            _refuse_lacking_option(reading, node, item, element)
        return tree
    if tree.type == TEXT:
        remedy = "一つの値と比べるなら「==」、文字の一部を探すなら contains(文字, 部分) と書いてください。"
        reading.refuse(node, "「in」の後には値の並びか一覧が必要です。", remedy)
    reading.refuse(node, f"「in」の後に{tree.type.words}は書けません。", 'x in ("a", "b") のように書いてください。')


READERS: dict[type[ast.AST], Reader] = {ast.Compare: _comparison}
