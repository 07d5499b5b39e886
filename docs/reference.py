"""Writes docs/catalogue.md and docs/procedure.schema.json from the classes that check a declaration: `make docs`."""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.settings")
django.setup()

from yakuba.procedures import register, rules  # noqa: E402
from yakuba.procedures.declaration import json_schema  # noqa: E402
from yakuba.procedures.examples import Examples  # noqa: E402
from yakuba.procedures.kinds import Field  # noqa: E402
from yakuba.procedures.routes import DeclaredTable  # noqa: E402
from yakuba.procedures.rules.functions import USAGES  # noqa: E402
from yakuba.procedures.rules.outcome import shown  # noqa: E402

DOCS = Path(__file__).resolve().parent
PAGE, SCHEMA = DOCS / "catalogue.md", DOCS / "procedure.schema.json"
INTRODUCTION = DOCS / "catalogue.intro.md"

# Every kind by the name that a clerk would give it. A kind that is missing here stops the page.
KINDS = {
    "text": "一行の文字",
    "long_text": "長い文章",
    "number": "数",
    "money": "金額（円）",
    "yes_no": "はい・いいえ",
    "choice": "一つ選ぶ",
    "choices": "いくつか選ぶ",
    "scale": "段階（5段階など）",
    "matrix": "表（いくつかのことを同じものさしで聞く）",
    "date": "日付（和暦・西暦）",
    "time": "時刻",
    "person": "人（氏名・フリガナ・生年月日）",
    "address": "住所",
    "phone": "電話番号",
    "email": "メールアドレス",
    "bank_account": "口座",
    "file": "ファイル",
    "place": "場所（住所の文字と緯度・経度）",
    "consent": "同意",
    "guide": "説明の文（何も聞かない）",
    "group": "項目のまとまり（くり返せる）",
    "calculated": "計算した値（何も聞かない）",
}
PARTS = {
    "Guide": "guide — 手続きの案内",
    "Page": "pages — 申請のページ",
    "Option": "options — 選べるもの",
    "Ends": "scale — 段階の両端",
    "Row": "rows — 表の行",
    "Repeat": "repeat — くり返し",
    "Rule": "rules — 規則",
    "Step": "steps — 手順",
    "Review": "review — 職員の審査",
    "Decide": "decide — 決裁",
    "Issue": "issue — 発行",
    "Enforce": "enforce — 施行",
    "Tell": "tell — お知らせ",
    "Paper": "papers — 証明書・通知書",
    "Letter": "letters — 手紙",
    "TellTo": "tell_to — 知らせる相手",
    "Ladder": "ladder — 業務の見直しの提案",
    "Survey": "survey — アンケート",
    "Among": "audience — 答える職員をしぼる",
    "Measures": "measures — いまの紙の手続きの手間",
}
EXAMPLE_PARTS = {
    "Expected": "expect — そうなるはずのこと",
    "Register": "register — 住民登録",
    "Entry": "me・household — 登録されている人",
    "Address": "address — 登録されている住所",
}
ROUTE_PARTS = {"DeclaredLine": "lines — 表の行"}
# What each function is for, and one example of it. A function that is missing here stops the page.
FUNCTION_WORDS = {
    "age": (
        "満年齢（年齢計算ニ関する法律：誕生日の前日に一つ増える）。on を書かなければ今日",
        "age(date(2008, 4, 1), on=date(2026, 3, 31))",
    ),
    "year": ("暦の年", "year(date(2026, 3, 31))"),
    "month": ("暦の月", "month(date(2026, 3, 31))"),
    "fiscal_year": ("年度。日付を書かなければ今日の年度", "fiscal_year(date(2026, 3, 31))"),
    "fiscal_year_start": ("年度の初日", "fiscal_year_start()"),
    "fiscal_year_end": ("年度の末日", "fiscal_year_end()"),
    "days_between": ("何日後か。前なら負の数", "days_between(date(2026, 11, 1), today())"),
    "add_days": ("何日後の日", "add_days(today(), 10)"),
    "add_months": ("何か月後の日。その月にない日は末日", "add_months(date(2026, 1, 31), 1)"),
    "add_years": ("何年後の日。2月29日は28日になる", "add_years(date(2024, 2, 29), 1)"),
    "date": ("書いた日付", "date(2026, 4, 1)"),
    "time": ("書いた時刻", "time(9, 30)"),
    "len": ("文字数", "len('みほん市')"),
    "starts_with": ("その言葉で始まるか", "starts_with('みほん市中央', 'みほん市')"),
    "contains": ("その言葉を含むか", "contains('みほん市中央', '中央')"),
    "same_kana": (
        "同じ読みか。全角と半角、ひらがなとカタカナ、小さいカナ、空白のちがいは見ない",
        "same_kana('ﾐﾎﾝ ﾊﾅ', 'みほん　はな')",
    ),
    "round_down": ("割って切り捨て", "round_down(1000, 3)"),
    "round_up": ("割って切り上げ", "round_up(1000, 3)"),
    "round_half_up": ("割って四捨五入", "round_half_up(1000, 3)"),
    "floor_to": ("その単位に満たない端数を切り捨て", "floor_to(1234, 100)"),
    "today": ("規則を見る日", "today()"),
    "filed_on": ("申請した日", "filed_on()"),
    "any": ("一つでも真か", "any(c.age < 6 for c in children)"),
    "all": ("すべて真か。一つもなければ真", "all(c.age < 6 for c in children)"),
    "sum": ("合計。if で絞れる", "sum(c.fee for c in children if c.age < 6)"),
    "count": ("真になる数。count(children) は件数", "count(c.age < 6 for c in children)"),
    "min": ("いちばん小さいもの", "min(c.age for c in children)"),
    "max": ("いちばん大きいもの", "max(0, 3 - count(children))"),
    "known": ("答えがあるか", "all(known(c.note) for c in children)"),
}
EXAMPLE_DAY = date(2026, 11, 21)
EXAMPLE_SCOPE = rules.Scope(
    {"children": rules.ListOf(rules.Record({"age": rules.INT, "fee": rules.INT, "note": rules.TEXT}))}
)
EXAMPLE_ANSWERS = {"children": [{"age": 3, "fee": 300, "note": "卵"}, {"age": 7, "fee": 500}]}
TYPES = {"string": "文字", "integer": "整数", "number": "数", "boolean": "true・false", "null": ""}
Schema = dict[str, Any]


def kind_of(schema: Schema) -> str:
    """The type of a key, as a clerk would say it."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return "文" if name == "Text" else {**PARTS, **EXAMPLE_PARTS, **ROUTE_PARTS}[name].split(" — ")[0]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        if "discriminator" in schema:
            return "項目"
        return " か ".join(dict.fromkeys(filter(None, map(kind_of, options))))
    if "const" in schema or "enum" in schema:
        return "・".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("format") in {"date", "time"}:
        return {"date": "日付", "time": "時刻"}[schema["format"]]
    if schema.get("type") == "array":
        return f"{kind_of(schema.get('items', {}))}の一覧"
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return f"名前ごとの{kind_of(inner)}" if isinstance(inner, dict) else "表"
    return TYPES.get(schema.get("type", ""), "値")


def when_left_out(key: str, schema: Schema, required: Iterable[str]) -> str:
    if key in required:
        return "**必須**"
    value = schema.get("default")
    return "—" if value in (None, "", [], {}) else f"`{json.dumps(value, ensure_ascii=False)}`"


def table(schema: Schema, leave_out: Iterable[str] = ()) -> Iterator[str]:
    """One line for each key of a part of the declaration."""
    rows = {key: each for key, each in schema.get("properties", {}).items() if key not in leave_out}
    if not rows:
        yield "ほかに書くことはありません。"
        return
    yield "| 書くこと | 形 | 書かないと | 意味 |"
    yield "|---|---|---|---|"
    for key, each in rows.items():
        meaning = each.get("description", "").replace("|", "\\|").replace("\n", " ")
        yield f"| `{key}` | {kind_of(each)} | {when_left_out(key, each, schema.get('required', []))} | {meaning} |"


def read_by_rules(name: str) -> str:
    """What a rule may read of a field of this kind."""
    if name == "matrix":
        return "規則からは `x.行の名前` と読みます。"
    records = (one for one in Field.__subclasses__() if name in {"person", "address", "bank_account", "place"})
    declared = next((one for one in records if one.model_fields["kind"].default == name), None)
    seen = declared.model_construct(name="x", kind=name).rule_type() if declared else None
    if not isinstance(seen, rules.Record):
        return ""
    return "規則からは " + "、".join(f"`x.{word}`" for word in seen.attributes) + " と読みます。"


def kinds(definitions: dict[str, Schema]) -> Iterator[str]:
    fields = {each["properties"]["kind"]["const"]: each for name, each in definitions.items() if name.endswith("Field")}
    shared = list(fields["email"]["properties"])
    yield from ("## 項目に共通のこと", "", *table(fields["email"], ["kind"]), "", "## 項目の種類", "")
    for name in fields:
        if name not in KINDS:
            raise SystemExit(f"docs/reference.py: KINDS にない種類です：{name}")
    for name, title in KINDS.items():
        yield from (f"### `{name}` — {title}", "")
        own = [key for key in fields[name]["properties"] if key not in shared]
        if own:
            yield from table(fields[name], shared)
        if seen := read_by_rules(name):
            yield from ("", seen) if own else (seen,)
        if not own and not seen:
            yield "共通のことのほかに、書くことはありません。"
        yield ""


def result(expression: str) -> str:
    """What an example comes to: worked out, not written down."""
    outcome = rules.compile(rules.parse(expression, EXAMPLE_SCOPE)).evaluate(EXAMPLE_ANSWERS, on=EXAMPLE_DAY)
    return shown(outcome.value)


def language() -> Iterator[str]:
    yield from ("## 規則の言葉", "", "次の例では、今日は2026年11月21日、`children` には2人の子がいます")
    yield from ("（3歳で手数料300円、7歳で手数料500円。2人目の `note` には答えがありません）。", "")
    yield from ("| 書き方 | 意味 | 例 | 結果 |", "|---|---|---|---|")
    for name, usage in USAGES.items():
        meaning, expression = FUNCTION_WORDS[name]
        yield f"| `{usage}` | {meaning} | `{expression}` | {result(expression)} |"
    yield from ("", "### 市の登録から読むこと", "")
    own = "、".join(f"`{word}`" for word in register.RESIDENT.attributes if word != "address")
    address = "、".join(f"`address.{word}`" for word in register.RESIDENT_ADDRESS.attributes)
    yield "ログインして本人と確かめられた人の申請では、`me`（本人）と `household`（同じ世帯の人の一覧）を読めます。"
    yield from (f"一人一人に {own}、{address} があります。", "そうでない人の申請では「まだ分からない」になります。", "")


def definition(name: str, schema: Schema) -> Schema:
    """The part itself; one that may be written as a bare text is told by its longer form."""
    found: Schema = schema["$defs"][name]
    return next((one for one in found.get("anyOf", []) if one.get("type") == "object"), found)


def page() -> str:
    """The whole reference page."""
    schema, examples, routes = json_schema(), Examples.model_json_schema(), DeclaredTable.model_json_schema()
    lines = [INTRODUCTION.read_text(encoding="utf-8"), "## procedure.yaml", "", *table(schema), ""]
    for name, title in PARTS.items():
        lines += [f"### {title}", "", *table(definition(name, schema)), ""]
    lines += [*kinds(schema["$defs"]), *language(), "## examples.yaml", ""]
    lines += ["一つ一つが次の形の例です。`yakuba check` と公開のときに、すべて実行されます。", ""]
    lines += [*table(examples["$defs"]["Example"]), ""]
    for name, title in EXAMPLE_PARTS.items():
        lines += [f"### {title}", "", *table(examples["$defs"][name]), ""]
    lines += ["## routes.yaml", "", "表の名前（`decide` の `route` に書くもの）ごとに、次の形で書きます。", ""]
    lines += [*table(routes), ""]
    for name, title in ROUTE_PARTS.items():
        lines += [f"### {title}", "", *table(routes["$defs"][name]), ""]
    return "\n".join(lines).rstrip() + "\n"


def schema() -> str:
    """The JSON Schema by which an editor completes a procedure.yaml."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")
