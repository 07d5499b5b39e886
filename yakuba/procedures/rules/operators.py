"""Reading names, constants, comparisons, logic and arithmetic, with their types."""

import ast
import re
from decimal import Decimal

from yakuba.procedures.rules.functions import USAGES
from yakuba.procedures.rules.reading import Reader, Reading
from yakuba.procedures.rules.refusals import did_you_mean
from yakuba.procedures.rules.tree import Arith, Attr, Const, IfElse, Logic, Lookup, Name, Tree, path
from yakuba.procedures.rules.types import BOOL, DATE, INT, LARGEST, NUMBER, TEXT, ListOf, Record, common

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_PLAIN_NUMBER = re.compile(r"(0|[1-9][0-9_]*)(\.[0-9]{1,10})?")


def _constant(reading: Reading, node: ast.Constant) -> Tree:
    value = node.value
    if isinstance(value, bool):
        return Const(value, type=BOOL, **reading.place(node))
    if isinstance(value, str):
        return Const(value, type=TEXT, **reading.place(node))
    if isinstance(value, (int, float)):
        return _number(reading, node)
    if value is None:
        reading.refuse(node, "「None」は書けません。", "答えがあるかどうかは known(x) と書いてください。")
    reading.refuse(node, "この書き方の値は使えません。")


def _number(reading: Reading, node: ast.Constant) -> Const:
    where = reading.place(node)
    if not _PLAIN_NUMBER.fullmatch(where["source"]):
        reading.refuse(node, f"数「{where['source'][:30]}」は読めません。", "15000 や 0.1 のように書いてください。")
    value = Decimal(where["source"].replace("_", ""))
    if value > LARGEST:
        reading.refuse(node, "数が大きすぎます。", f"{LARGEST} までの数を使ってください。")
    whole = isinstance(node.value, int)
    return Const(int(value) if whole else value, type=INT if whole else NUMBER, **where)


def _name(reading: Reading, node: ast.Name) -> Tree:
    scope, name = reading.scope, node.id
    if name in reading.bound:
        return Name(name, True, type=reading.bound[name], **reading.place(node))
    if name in scope.names:
        return Name(name, type=scope.names[name], **reading.place(node))
    if name in scope.tables:
        reading.refuse(node, f"「{name}」は表です。", f"{name}[項目] のように引いてください。")
    if name in USAGES:
        reading.refuse(node, f"「{name}」は関数です。", f"{USAGES[name]} のように書いてください。")
    known = [*reading.bound, *scope.names, "True", "False"]
    reading.refuse(node, f"「{name[:60]}」という項目はありません。", did_you_mean(name, known))


def _attribute(reading: Reading, node: ast.Attribute) -> Tree:
    of = reading.read(node.value)
    if not isinstance(of, (Name, Attr)):
        reading.refuse(node, "「.」は項目の名前にだけ続けられます。")
    if isinstance(of.type, ListOf):
        listing = ".".join(path(of))
        remedy = f"any(x.{node.attr[:60]} … for x in {listing}) のように、一つずつ使ってください。"
        reading.refuse(node, f"「{listing}」は一覧なので「.」で中を指せません。", remedy)
    if not isinstance(of.type, Record):
        words = f"「{of.source}」は{of.type.words}なので、「.{node.attr[:60]}」はありません。"
        reading.refuse(node, words, "関数で書いてください。" if of.type == DATE else "")
    if node.attr not in of.type.attributes:
        message = f"「{of.source}」に「{node.attr[:60]}」という項目はありません。"
        reading.refuse(node, message, did_you_mean(node.attr, of.type.attributes))
    return Attr(of, node.attr, type=of.type.attributes[node.attr], **reading.place(node))


def _lookup(reading: Reading, node: ast.Subscript) -> Tree:
    tables = reading.scope.tables
    if not isinstance(node.value, ast.Name) or node.value.id not in tables:
        names = f"表の名前: {'、'.join(tables)}" if tables else "この宣言に表(tables)はありません。"
        reading.refuse(node, "「[ ]」で引けるのは宣言した表だけです。", names)
    name, key = node.value.id, reading.read_value(node.slice)
    if key.type != TEXT:
        reading.refuse(node, f"表「{name}」は文字で引きますが、「{key.source}」は{key.type.words}です。")
    options = (key.value,) if isinstance(key, Const) else getattr(key.type, "options", ())
    if lacking := [option for option in options if option not in tables[name]]:
        remedy = did_you_mean(lacking[0], tables[name])
        reading.refuse(node, f"表「{name}」に「{'」「'.join(lacking[:5])}」がありません。", remedy)
    return Lookup(name, tables[name], key, type=INT, **reading.place(node))


def _logic(reading: Reading, node: ast.BoolOp) -> Tree:
    op = "and" if isinstance(node.op, ast.And) else "or"
    operands = tuple(reading.read_condition(value, f"「{op}」の両側") for value in node.values)
    return Logic(op, operands, type=BOOL, **reading.place(node))


def _unary(reading: Reading, node: ast.UnaryOp) -> Tree:
    where = reading.place(node)
    if isinstance(node.op, ast.Not):
        return Logic("not", (reading.read_condition(node.operand, "「not」の後"),), type=BOOL, **where)
    if isinstance(node.op, ast.Invert):
        reading.refuse_form(node, node.op)
    operand = _read_number(reading, node.operand, "符号")
    if isinstance(node.op, ast.UAdd):
        return operand
    if isinstance(operand, Const):
        return Const(-operand.value, type=operand.type, **where)
    return Arith("-", Const(0, type=INT), operand, type=operand.type, **where)


def _read_number(reading: Reading, node: ast.expr, sign: str) -> Tree:
    tree = reading.read_value(node)
    if tree.type in (INT, NUMBER):
        return tree
    remedy = ""
    if tree.type == DATE:
        remedy = "日付は add_days(日付, 日数)、add_months、add_years、days_between(はじめ, 終わり) で計算してください。"
    if tree.type == BOOL:
        remedy = "当てはまる数は count(条件 for x in 一覧) と書いてください。"
    reading.refuse(node, f"{sign}は数にだけ使えますが、「{tree.source}」は{tree.type.words}です。", remedy)


def _arithmetic(reading: Reading, node: ast.BinOp) -> Tree:
    op = _ARITHMETIC.get(type(node.op))
    if op is None:
        reading.refuse_form(node, node.op)
    left, right = (_read_number(reading, side, f"「{op}」") for side in (node.left, node.right))
    type_ = INT if left.type == right.type == INT else NUMBER
    return Arith(op, left, right, type=type_, **reading.place(node))


def _if_else(reading: Reading, node: ast.IfExp) -> Tree:
    test = reading.read_condition(node.test, "「if」の後")
    then, otherwise = reading.read_value(node.body), reading.read_value(node.orelse)
    type_ = common(then.type, otherwise.type)
    if type_ is None:
        reading.refuse(
            node,
            f"「if」の値は{then.type.words}、「else」の値は{otherwise.type.words}です。",
            "どちらも同じ種類の値にしてください。",
        )
    return IfElse(test, then, otherwise, type=type_, **reading.place(node))


READERS: dict[type[ast.AST], Reader] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _lookup,
    ast.BoolOp: _logic,
    ast.UnaryOp: _unary,
    ast.BinOp: _arithmetic,
    ast.IfExp: _if_else,
}
