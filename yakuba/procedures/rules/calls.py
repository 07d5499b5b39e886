"""Reading calls: the functions of the language and the quantifiers that go through a list."""

import ast
from typing import Any

from yakuba.procedures.rules.functions import DAYS, FUNCTIONS, KNOWN, QUANTIFIERS, REQUIRED, USAGES, Function, Parameter
from yakuba.procedures.rules.reading import Reader, Reading
from yakuba.procedures.rules.refusals import METHODS, did_you_mean
from yakuba.procedures.rules.tree import Attr, Call, Const, Logic, Name, Quantified, Tree
from yakuba.procedures.rules.types import BOOL, DATE, INT, NUMBER, TIME, ListOf, common

_LITERALS = ("date", "time")
# Each further level multiplies the work by the length of its list.
MOST_NESTED = 3


def _call(reading: Reading, node: ast.Call) -> Tree:
    if isinstance(node.func, ast.Attribute):
        remedy = METHODS.get(node.func.attr, "関数は 名前(値) の形で書いてください。")
        reading.refuse(node, f"「.{node.func.attr[:60]}(…)」は書けません。", remedy)
    if not isinstance(node.func, ast.Name):
        reading.refuse(node, "関数の名前が必要です。", "掛け算なら「*」を書いてください。")
    name = node.func.id
    for argument in (*node.args, *(keyword.value for keyword in node.keywords if keyword.arg is None)):
        if isinstance(argument, ast.Starred) or argument not in node.args:
            reading.refuse(argument, "「*」や「**」で広げることはできません。", "値を一つずつ書いてください。")
    if name in QUANTIFIERS:
        return _quantifier(reading, node, name)
    if name in KNOWN:
        return _known(reading, node)
    if name in DAYS:
        _bind(reading, node, name, ())
        return Call(name, (), type=DATE, **reading.place(node))
    if name not in FUNCTIONS:
        reading.refuse(node, f"「{name[:60]}」という関数はありません。", did_you_mean(name, USAGES))
    return _function(reading, node, name, FUNCTIONS[name])


def _function(reading: Reading, node: ast.Call, name: str, function: Function) -> Tree:
    args: list[Tree] = []
    for parameter, given in zip(function.parameters, _bind(reading, node, name, function.parameters), strict=True):
        if given is None:
            args.append(Call(parameter.default, (), type=DATE))
            continue
        tree = reading.read_value(given)
        if tree.type != parameter.type and not (parameter.type == NUMBER and tree.type == INT):
            wanted = parameter.type.words if parameter.type != NUMBER else INT.words
            message = f"{name} のここには{wanted}が必要ですが、「{tree.source}」は{tree.type.words}です。"
            reading.refuse(given, message, f"{function.usage} のように書いてください。")
        args.append(tree)
    call = Call(name, tuple(args), type=function.type, **reading.place(node))
    return _literal(reading, node, call) if name in _LITERALS else call


def _bind(reading: Reading, node: ast.Call, name: str, parameters: tuple[Parameter, ...]) -> list[ast.expr | None]:
    """What is written for each parameter; None where its default fills the gap."""
    usage = f"{USAGES[name]} のように書いてください。"
    names = [parameter.name for parameter in parameters]
    given: dict[str, ast.expr] = dict(zip(names, node.args, strict=False))
    if len(node.args) > len(names):
        reading.refuse(node, f"{name} に渡す値が多すぎます。", usage)
    for keyword in node.keywords:
        if keyword.arg not in names or keyword.arg in given:
            reading.refuse(keyword.value, f"{name} に「{(keyword.arg or '')[:60]}=」は書けません。", usage)
        given[keyword.arg] = keyword.value
    if any(parameter.default == REQUIRED and parameter.name not in given for parameter in parameters):
        reading.refuse(node, f"{name} に渡す値が足りません。", usage)
    return [given.get(parameter) for parameter in names]


def _literal(reading: Reading, node: ast.Call, call: Call) -> Tree:
    """`date(2026, 4, 1)` is a constant, and a day that does not exist is found at once."""
    if not all(isinstance(arg, Const) for arg in call.args):
        return call
    values: list[Any] = [arg.value for arg in call.args if isinstance(arg, Const)]
    try:
        return Const(FUNCTIONS[call.function].run(*values), type=call.type, **reading.place(node))
    except (ValueError, OverflowError):
        reading.refuse(node, f"「{call.source}」という{call.type.words}はありません。")


def _known(reading: Reading, node: ast.Call) -> Tree:
    if len(node.args) != 1 or node.keywords:
        reading.refuse(node, "known には項目を一つ渡します。", f"{KNOWN['known']} のように書いてください。")
    tree = reading.read(node.args[0])
    if not isinstance(tree, (Name, Attr)):
        reading.refuse(node.args[0], "known の中には項目の名前だけを書けます。")
    return Call("known", (tree,), type=BOOL, **reading.place(node))


def _quantifier(reading: Reading, node: ast.Call, kind: str) -> Tree:
    if node.keywords:
        reading.refuse(node, f"{kind} に「=」は書けません。", f"{QUANTIFIERS[kind]} のように書いてください。")
    if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
        return _over_list(reading, node, kind, node.args[0])
    if kind in ("min", "max") and len(node.args) >= 2:
        return _extreme(reading, node, kind)
    if kind == "count" and len(node.args) == 1:
        tree = reading.read(node.args[0])
        if isinstance(tree, (Name, Attr)) and isinstance(tree.type, ListOf):
            return Quantified(kind, Const(True, type=BOOL), "", tree, type=INT, **reading.place(node))
    reading.refuse(node, f"{kind} の中が読めません。", f"{QUANTIFIERS[kind]} のように書いてください。")


def _extreme(reading: Reading, node: ast.Call, kind: str) -> Tree:
    args = [reading.read_value(arg) for arg in node.args]
    type_ = args[0].type
    for arg, given in zip(args, node.args, strict=True):
        shared = common(type_, arg.type)
        if shared not in (INT, NUMBER, DATE, TIME):
            words = f"{type_.words}と{arg.type.words}" if shared is None else type_.words
            remedy = "数どうし、日付どうし、時刻どうしを並べてください。"
            reading.refuse(given, f"{words}から {kind} は選べません。", remedy)
        type_ = shared
    return Call(kind, tuple(args), type=type_, **reading.place(node))


def _over_list(reading: Reading, node: ast.Call, kind: str, generator: ast.GeneratorExp) -> Tree:
    first = generator.generators[0]
    usage = f"{QUANTIFIERS[kind]} のように書いてください。"
    if len(generator.generators) > 1:
        nested = f"{kind}({kind}(… for y in x.…) for x in …) と重ねてください。"
        reading.refuse(generator, "「for」は一つだけ書けます。", nested)
    if first.is_async or not isinstance(first.target, ast.Name):
        reading.refuse(first.target, "「for」の後には名前を一つ書きます。", usage)
    if len(reading.bound) >= MOST_NESTED:
        reading.refuse(
            generator, f"「for」の中の「for」は{MOST_NESTED}段までです。", "値に名前をつけて(values)分けてください。"
        )
    variable = first.target.id
    if variable in reading.bound or variable in reading.scope.names or variable in reading.scope.tables:
        reading.refuse(first.target, f"「{variable}」はすでに項目の名前です。", "「for」の後は別の名前にしてください。")
    over = reading.read(first.iter)
    if not isinstance(over, (Name, Attr)) or not isinstance(over.type, ListOf):
        remedy = "くり返しの項目か、複数選択の項目を書いてください。"
        reading.refuse(first.iter, f"「{over.source}」は一覧ではありません。", remedy)
    inside = reading.within(variable, over.type.element)
    where = _where(inside, first.ifs)
    body = _body(inside, kind, generator.elt, variable)
    type_ = {"sum": body.type, "min": body.type, "max": body.type, "count": INT}.get(kind, BOOL)
    return Quantified(kind, body, variable, over, where, type=type_, **reading.place(node))


def _where(inside: Reading, ifs: list[ast.expr]) -> Tree | None:
    conditions = tuple(inside.read_condition(each, "「if」の後") for each in ifs)
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return Logic("and", conditions, type=BOOL, **inside.span(ifs[0], ifs[-1]))


def _body(inside: Reading, kind: str, node: ast.expr, variable: str) -> Tree:
    """What is asked of each element; `count(c for c in …)` counts the elements themselves."""
    if kind == "count" and isinstance(node, ast.Name) and node.id == variable:
        return Const(True, type=BOOL)
    if kind in ("any", "all", "count"):
        return inside.read_condition(node, f"{kind} の中")
    tree = inside.read_value(node)
    if tree.type not in ((INT, NUMBER) if kind == "sum" else (INT, NUMBER, DATE, TIME)):
        remedy = "当てはまる数は count(条件 for x in 一覧) と書いてください。" if tree.type == BOOL else ""
        inside.refuse(node, f"{kind} の中には数が必要ですが、「{tree.source}」は{tree.type.words}です。", remedy)
    return tree


READERS: dict[type[ast.AST], Reader] = {ast.Call: _call}
