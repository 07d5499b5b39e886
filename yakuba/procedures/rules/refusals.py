"""Forms of Python that are no part of the rule language, each with what to write instead."""

import ast
import difflib
import re
from collections.abc import Iterable

_GENERATE = "any(…)・all(…)・sum(…)・count(…)・min(…)・max(…) の中に「式 for x in 一覧」と書いてください。"
_DIVIDE = "round_down(a, b)(切捨て)、round_up(a, b)(切上げ)、round_half_up(a, b)(四捨五入)のどれかを書いてください。"
_AMONG = "値の並びは x in (a, b) の形でだけ書けます。"

FORMS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lambda: ("「lambda」は書けません。", ""),
    ast.NamedExpr: ("「:=」は書けません。", "等しいか比べるときは「==」と書いてください。"),
    ast.JoinedStr: ('「f"…"」は書けません。', '文字はそのまま "…" と書いてください。'),
    ast.FormattedValue: ('「f"…"」は書けません。', '文字はそのまま "…" と書いてください。'),
    ast.ListComp: ("「[… for …]」は書けません。", _GENERATE),
    ast.SetComp: ("「{… for …}」は書けません。", _GENERATE),
    ast.DictComp: ("「{…: … for …}」は書けません。", _GENERATE),
    ast.GeneratorExp: ("「… for …」はここには書けません。", _GENERATE),
    ast.Dict: ("「{…}」は書けません。", "表は宣言の tables に書き、fees[item] のように引いてください。"),
    ast.List: ("「[…]」はここには書けません。", _AMONG),
    ast.Set: ("「{…}」はここには書けません。", _AMONG),
    ast.Tuple: ("コンマで並べた値はここには書けません。", _AMONG),
    ast.Starred: ("「*」で広げることはできません。", ""),
    ast.Slice: ("「[:]」は書けません。", ""),
    ast.Await: ("「await」は書けません。", ""),
    ast.Yield: ("「yield」は書けません。", ""),
    ast.YieldFrom: ("「yield」は書けません。", ""),
    ast.Div: ("「/」は使えません。端数の処理が決まらないためです。", _DIVIDE),
    ast.FloorDiv: ("「//」は使えません。", _DIVIDE),
    ast.Mod: (
        "「%」は使えません。",
        "割合は round_down(x * 10, 100) のように、余りは x - round_down(x, n) * n と書いてください。",
    ),
    ast.Pow: ("「**」は使えません。", "掛け算「*」で書いてください。"),
    ast.MatMult: ("「@」は使えません。", ""),
    ast.LShift: ("「<<」は使えません。", "「<」か「<=」と書いてください。"),
    ast.RShift: ("「>>」は使えません。", "「>」か「>=」と書いてください。"),
    ast.BitAnd: ("「&」は使えません。", "「and」と書いてください。"),
    ast.BitOr: ("「|」は使えません。", "「or」と書いてください。"),
    ast.BitXor: ("「^」は使えません。", ""),
    ast.Invert: ("「~」は使えません。", "「not」と書いてください。"),
    ast.Is: ("「is」は使えません。", "「==」と書くか、答えがあるかどうかは known(x) と書いてください。"),
    ast.IsNot: ("「is not」は使えません。", "「!=」と書くか、答えがあるかどうかは known(x) と書いてください。"),
}

METHODS = {
    "startswith": "starts_with(文字, はじめ) と書いてください。",
    "count": "count(x for x in 一覧) と書いてください。",
}

_SLIPS = (
    (r"(?<![=!<>:])=(?!=)", "等しいか比べるときは「==」と書いてください。"),
    (r"=<", "「<=」と書いてください。"),
    (r"=>", "「>=」と書いてください。"),
    (r"<>", "「!=」と書いてください。"),
    (r"&&|\bAND\b|かつ", "「かつ」は and と書いてください。"),
    (r"\|\||\bOR\b|または", "「または」は or と書いてください。"),
    (r"!(?!=)|\bNOT\b", "打ち消しは not と書いてください。"),
    (r"\bif\b(?!.*\belse\b)", "「値 if 条件 else ほかの値」のように else まで書いてください。"),
    (r"^\s*(import|def|class|return|del|while|for|with|try|raise|assert|global|print)\b", "式だけを書けます。"),
)


def slip(code: str) -> tuple[int, str]:
    """The likeliest reason why a text is no expression: where it stands (-1: not known) and what to write instead."""
    for pattern, remedy in _SLIPS:
        if found := re.search(pattern, code):
            return found.start(), remedy
    if any(code.count(left) != code.count(right) for left, right in ("()", "[]", "{}")):
        return -1, "かっこの数が合っているか確かめてください。"
    if code.count('"') % 2 or code.count("'") % 2:
        return -1, '文字は "…" で囲んでください。'
    return -1, "つづりと記号を確かめてください。"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """「もしかして: …」 for a name that nobody knows, or else the names there are."""
    names = [str(each) for each in known]
    lower = {each.lower(): each for each in names}
    close = [lower[name.lower()]] if name.lower() in lower else difflib.get_close_matches(name[:60], names, n=3)
    if close:
        return f"もしかして: {'、'.join(close)}"
    if not names:
        return ""
    return f"使えるのは: {'、'.join(names[:8])}{' など' if len(names) > 8 else ''}"
