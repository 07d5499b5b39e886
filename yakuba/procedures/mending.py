"""What the machine complains of, said to the person who writes the declaration, with what to write instead."""

import difflib
import re
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic_core import ErrorDetails

MANUAL = "docs/catalogue.md に全部の項目があります。"
TAGS = {
    "tag:yaml.org,2002:timestamp": "日付",
    "tag:yaml.org,2002:int": "整数",
    "tag:yaml.org,2002:float": "小数",
    "tag:yaml.org,2002:bool": "true か false",
}
# By how pydantic names its complaints, the longer beginnings first.
SHAPES = {
    "string_too_short": ("空のままです", "文字を書いてください。"),
    "string_too_long": ("{max_length}文字より長くなっています", "短くしてください。"),
    "string_pattern_mismatch": ("使えない文字が入っています", "{pattern} に合う文字だけで書いてください。"),
    "string": ("文字ではありません", "文字を書いてください。数や日付に見えるものは引用符で囲みます。"),
    "int": ("整数ではありません", "整数を書いてください。"),
    "bool": (" true でも false でもありません", "true か false を書いてください。"),
    "date": ("日付ではありません", "2026-04-01 の形で書いてください。"),
    "greater_than_equal": ("小さすぎます", "{ge} 以上にしてください。"),
    "less_than_equal": ("大きすぎます", "{le} 以下にしてください。"),
    "too_short": ("足りません", "{min_length}つ以上書いてください。"),
    "too_long": ("多すぎます", "{max_length}つまでにしてください。"),
    "tuple": ("一覧ではありません", "「- 」で始まる一覧で書いてください。"),
    "list": ("一覧ではありません", "「- 」で始まる一覧で書いてください。"),
    "dict": ("「名前: 値」の組ではありません", "「名前: 値」の組で書いてください。"),
    "model": ("「名前: 値」の組ではありません", "「名前: 値」の組で書いてください。"),
    "invalid_key": ("名前が文字ではありません", "名前を引用符で囲んでください。"),
    "recursion_loop": ("自分自身を含んでいます", "*で自分を呼び出さないでください。"),
}


class Mend(NamedTuple):
    """What is wrong and what to write instead."""

    message: str
    remedy: str


def mend(error: ErrorDetails, at: tuple[int | str, ...], model: type[BaseModel]) -> Mend:
    """One complaint of pydantic about the part at `at`."""
    kind, context = error["type"], error.get("ctx", {})
    name = next((str(step) for step in reversed(at) if isinstance(step, str)), "ファイル全体")
    if kind == "extra_forbidden":
        return Mend(f"「{name}」という項目はありません。", _did_you_mean(name, _keys_beside(error["loc"], model)))
    if kind == "missing":
        return Mend(f"「{name}」がありません。", f"「{name}:」を書いてください。{MANUAL}")
    if kind == "literal_error":
        return Mend(f"「{name}」に「{_short(error['input'])}」は書けません。", _instead(error["input"], context))
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return _kind(context)
    if kind == "value_error":
        return Mend(str(context.get("error", error["msg"])), "")
    wrong, remedy = next(
        (words for start, words in SHAPES.items() if kind.startswith(start)), ("書き方がちがいます", MANUAL)
    )
    known = {word: str(value) for word, value in context.items()}
    return Mend(f"「{name}」が{_fill(wrong, known)}。", _fill(remedy, known))


def joined(mends: list[Mend]) -> Mend:
    """Where several things may stand, pydantic complains once for each of them."""
    if len(mends) == 1:
        return mends[0]
    remedies = dict.fromkeys(one.remedy for one in mends if one.remedy)
    return Mend(mends[0].message, " または、".join(remedies))


def not_yaml(problem: str) -> Mend:
    """PyYAML's complaint; only what is written by us is worth reading."""
    if "\\t" in problem:
        return Mend("字下げにタブが使われています。", "タブを空白（2文字ずつ）に直してください。")
    if problem.endswith("読めません"):
        return Mend(f"{problem}。", "値を直すか、文字のときは引用符で囲んでください。")
    if "undefined alias" in problem:
        return Mend("*で呼び出した名前がありません。", "先に &名前 を付けたところを確かめてください。")
    if "single document" in problem:
        return Mend("「---」で分けた二つ目の文書があります。", "一つのファイルに一つだけ書いてください。")
    return Mend(
        "YAMLとして読めません。",
        "この行か前の行の、字下げ・コロン・かっこを確かめてください。「: 」や「 #」を含む文は引用符で囲みます。",
    )


def _short(value: Any) -> str:
    return str(value)[:40]


def _fill(text: str, words: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], "決められた数"), text)


def _instead(value: Any, context: dict[str, Any]) -> str:
    options = re.findall(r"'([^']*)'", str(context.get("expected", "")))
    near = difflib.get_close_matches(str(value), options, n=1)
    return f"もしかして：{near[0]}" if near else f"書けるもの：{'、'.join(options)}"


def _kind(context: dict[str, Any]) -> Mend:
    tags = re.findall(r"'(\w+)'", str(context.get("expected_tags", "")))
    if "tag" not in context:
        return Mend(
            "項目に kind がありません。",
            "「kind: text」のように種類を書いてください。docs/catalogue.md に一覧があります。",
        )
    near = difflib.get_close_matches(str(context["tag"]), tags, n=1)
    remedy = f"もしかして：{near[0]}" if near else f"使える種類：{'、'.join(tags)}"
    return Mend(f"項目の種類「{_short(context['tag'])}」はありません。", remedy)


def _did_you_mean(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"もしかして：{near[0]}"
    return f"ここに書けるもの：{'、'.join(known)}" if known else f"つづりを確かめるか、消してください。{MANUAL}"


def _keys_beside(location: tuple[int | str, ...], model: type[BaseModel]) -> list[str]:
    """The keys that may stand where an unknown one was found, followed along the JSON Schema."""
    whole = model.model_json_schema(by_alias=True)
    places = [whole]
    for step in location[:-1]:
        places = [inner for place in places for inner in _below(place, step, whole)]
    found = [key for place in places for one in _resolved(place, whole) for key in one.get("properties", {})]
    return list(dict.fromkeys(found))


def _resolved(schema: dict[str, Any], whole: dict[str, Any]) -> list[dict[str, Any]]:
    """What a schema may stand for, its references followed."""
    if "$ref" in schema:
        return _resolved(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return [one for option in options for one in _resolved(option, whole)]
    return [schema]


def _below(schema: dict[str, Any], step: int | str, whole: dict[str, Any]) -> list[dict[str, Any]]:
    options = _resolved(schema, whole)
    if isinstance(step, int):
        return [one["items"] for one in options if isinstance(one.get("items"), dict)]
    tagged = [one for one in options if one.get("properties", {}).get("kind", {}).get("const") == step]
    named = [one["properties"][step] for one in options if step in one.get("properties", {})]
    others = [one["additionalProperties"] for one in options if isinstance(one.get("additionalProperties"), dict)]
    return tagged or named or others
