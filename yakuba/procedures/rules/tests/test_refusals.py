"""What a clerk reads who wrote something that is no rule: what is wrong, where, and what to write instead."""

import pytest

from yakuba.procedures.rules import RuleError, Scope, parse
from yakuba.procedures.rules.tests.child_benefit import SCOPE


def refusal(text: str, scope: Scope = SCOPE) -> RuleError:
    with pytest.raises(RuleError) as wrong:
        parse(text, scope)
    return wrong.value


@pytest.mark.parametrize(
    ("text", "column", "message", "remedy"),
    [
        ("copies > 1 and agred", 16, "「agred」という項目はありません。", "もしかして: agreed"),
        ("世帯収得 > 1", 1, "「世帯収得」という項目はありません。", "もしかして: 世帯所得"),
        ("AGREED", 1, "「AGREED」という項目はありません。", "もしかして: agreed"),
        ("true", 1, "「true」という項目はありません。", "もしかして: True"),
        ("zzzz", 1, "「zzzz」という項目はありません。", "使えるのは: applicant、"),
        ("applicant.birthday", 1, "「applicant」に「birthday」という項目はありません。", "もしかして: birth_date"),
        (
            "any(c.chld.kana == 'a' for c in children)",
            5,
            "「c」に「chld」という項目はありません。",
            "もしかして: child",
        ),
        ("aeg(moved_on)", 1, "「aeg」という関数はありません。", "もしかして: age"),
        ("delivery == 'posts'", 13, "選択肢に「posts」はありません。", "もしかして: post"),
        ("delivery in ('post', 'conter')", 22, "選択肢に「conter」はありません。", "もしかして: counter"),
        ("'male' in wishes", 11, "選択肢に「male」はありません。", "もしかして: mail"),
        ("postage['pst']", 1, "表「postage」に「pst」がありません。", "もしかして: post"),
    ],
)
def test_a_misspelt_name_is_met_with_the_likely_one(text: str, column: int, message: str, remedy: str) -> None:
    wrong = refusal(text)
    assert (wrong.message, wrong.column) == (message, column)
    assert wrong.remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("moved_on < 18", "日付と数は比べられません。", "age(日付)"),
        ("moved_on < '2026-4-1'", "日付と文字は比べられません。", "date(2026, 4, 1)"),
        ("visit_at < '9:00'", "時刻と文字は比べられません。", "time(9, 30)"),
        ("copies == '3'", "数と文字は比べられません。", "囲まずに"),
        ("agreed == 'yes'", "はい・いいえと文字は比べられません。", "True・False"),
        ("copies in ('1', '2')", "数と文字は比べられません。", "囲まずに"),
        ("note < 'a'", "文字に大小はありません。", "「==」"),
        ("agreed > False", "はい・いいえに大小はありません。", "「==」"),
        ("copies + note", "「+」は数にだけ使えますが、「note」は文字です。", ""),
        ("moved_on + 30", "「+」は数にだけ使えますが、「moved_on」は日付です。", "add_days"),
        ("agreed + agreed", "「+」は数にだけ使えますが、「agreed」ははい・いいえです。", "count("),
        ("-note", "符号は数にだけ使えますが、「note」は文字です。", ""),
        ("copies and agreed", "「and」の両側には条件が必要ですが、「copies」は数です。", "比べて"),
        ("not note", "「not」の後には条件が必要ですが、「note」は文字です。", "比べて"),
        ("1 if copies else 2", "「if」の後には条件が必要ですが、「copies」は数です。", "比べて"),
        ("1 if agreed else 'a'", "「if」の値は数、「else」の値は文字です。", "同じ種類"),
        ("age(copies)", "age のここには日付が必要ですが、「copies」は数です。", "age(生年月日, on=基準日)"),
        ("age(moved_on, 3)", "age のここには日付が必要ですが、「3」は数です。", "age(生年月日, on=基準日)"),
        ("add_days(moved_on, rate)", "add_days のここには数が必要ですが、「rate」は小数のある数です。", "add_days("),
        ("len(children)", "「children」は一覧です。", "一つずつ"),
        ("applicant", "「applicant」は項目の組です。", "applicant.family"),
        ("applicant == applicant", "「applicant」は項目の組です。", "applicant.family"),
        ("children.child", "「children」は一覧なので「.」で中を指せません。", "for x in children"),
        ("moved_on.year", "「moved_on」は日付なので、「.year」はありません。", "関数"),
        ("today().year", "「.」は項目の名前にだけ続けられます。", ""),
        ("postage", "「postage」は表です。", "postage[項目]"),
        ("age", "「age」は関数です。", "age(生年月日, on=基準日)"),
        ("postage[copies]", "表「postage」は文字で引きますが、「copies」は数です。", ""),
        ("children[0]", "「[ ]」で引けるのは宣言した表だけです。", "postage"),
        ("copies in 3", "「in」の後に数は書けません。", "in ("),
        ("note in ('a')", "「in」の後には値の並びか一覧が必要です。", "contains("),
        ("copies in wishes", "「wishes」の中身は文字なので、数は探せません。", ""),
        ("note in children", "「children」の中身は項目の組なので、文字は探せません。", ""),
        ("note in (delivery,)", "( )の中には値だけを並べられます。", "or"),
        ("note in ()", "( )の中に値がありません。", ""),
        ("1 < copies in (1, 2)", "「in」はほかの比較とつなげられません。", "and"),
        (
            "sum(c.lives_together for c in children)",
            "sum の中には数が必要ですが、「c.lives_together」ははい・いいえです。",
            "count(",
        ),
        ("any(c.child.kana for c in children)", "any の中には条件が必要ですが、「c.child.kana」は文字です。", "比べて"),
        ("count(c.child.kana for c in children)", "count の中には条件が必要ですが、「c.child.kana」は文字です。", ""),
        ("min(copies, moved_on)", "数と日付から min は選べません。", "数どうし"),
        ("max(note, delivery)", "文字から max は選べません。", "数どうし"),
        ("any(x for x in applicant)", "「applicant」は一覧ではありません。", "くり返し"),
        ("any(True for x in copies)", "「copies」は一覧ではありません。", "くり返し"),
        ("any(copies > 1 for copies in children)", "「copies」はすでに項目の名前です。", "別の名前"),
        ("any(any(True for c in c.illnesses) for c in children)", "「c」はすでに項目の名前です。", "別の名前"),
        ("any(True for c in children for i in c.illnesses)", "「for」は一つだけ書けます。", "any(any("),
        (
            "any(any(any(any(True for d in children) for c in children) for b in children) for a in children)",
            "「for」の中の「for」は3段までです。",
            "名前をつけて",
        ),
        ("any(True for c, d in children)", "「for」の後には名前を一つ書きます。", "any("),
        ("any(True async for c in children)", "「for」の後には名前を一つ書きます。", "any("),
        ("any(children)", "any の中が読めません。", "any(条件 for x in 一覧)"),
        ("sum([1, 2])", "sum の中が読めません。", "sum(金額 for x in 一覧)"),
        ("min(copies)", "min の中が読めません。", "min(a, b)"),
        ("any(True for c in children, key=1)", "式として読めません。", ""),
        ("min(1, 2, key=3)", "min に「=」は書けません。", "min(a, b)"),
        ("known(copies + 1)", "known の中には項目の名前だけを書けます。", ""),
        ("known()", "known には項目を一つ渡します。", "known(項目)"),
        ("age()", "age に渡す値が足りません。", "age(生年月日, on=基準日)"),
        ("age(moved_on, moved_on, moved_on)", "age に渡す値が多すぎます。", "age(生年月日, on=基準日)"),
        ("age(moved_on, at=today())", "age に「at=」は書けません。", "age(生年月日, on=基準日)"),
        ("today(moved_on)", "today に渡す値が多すぎます。", "today()"),
        ("date(2026, 2, 30)", "「date(2026, 2, 30)」という日付はありません。", ""),
        ("time(24, 0)", "「time(24, 0)」という時刻はありません。", ""),
        ("9223372036854775808", "数が大きすぎます。", "9223372036854775807"),
        ("007", "式として読めません。", ""),
        ("00", "数「00」は読めません。", "15000"),
        ("0x1F", "数「0x1F」は読めません。", "15000"),
        ("1e5", "数「1e5」は読めません。", "15000"),
        ("15,000 + copies", "数に桁区切りのコンマは書けません。", "15_000"),
        ("min(1,500, copies)", "数に桁区切りのコンマは書けません。", "空けて"),
        ("copies + 1, 2", "コンマで並べた値はここには書けません。", "in ("),
    ],
)
def test_what_does_not_fit_together_is_named_in_plain_words(text: str, message: str, remedy: str) -> None:
    wrong = refusal(text)
    assert wrong.message == message
    assert remedy in wrong.remedy


@pytest.mark.parametrize(
    ("text", "sign", "remedy"),
    [
        ("copies / 2", "「/」", "round_down(a, b)"),
        ("copies // 2", "「//」", "round_down(a, b)"),
        ("copies % 2", "「%」", "round_down"),
        ("copies ** 2", "「**」", "「*」"),
        ("agreed & agreed", "「&」", "「and」"),
        ("agreed | agreed", "「|」", "「or」"),
        ("~agreed", "「~」", "「not」"),
        ("copies is None", "「is」", "known(x)"),
        ("copies == None", "「None」", "known(x)"),
        ("lambda: 1", "「lambda」", ""),
        ("(x := 1)", "「:=」", "「==」"),
        ("f'{copies}'", '「f"…"」', '"…"'),
        ("[c for c in children]", "「[… for …]」", "any(…)"),
        ("any([c.lives_together for c in children])", "any の中", "any(条件 for x in 一覧)"),
        ("{c for c in children}", "「{… for …}」", "any(…)"),
        ("{c: 1 for c in children}", "「{…: … for …}」", "any(…)"),
        ("(c for c in children)", "「… for …」", "any(…)"),
        ("{**applicant}", "「{…}」", "tables"),
        ("[copies]", "「[…]」", "in ("),
        ("age(*children)", "「*」", "一つずつ"),
        ("age(**applicant)", "「*」や「**」", "一つずつ"),
        ("note.startswith('a')", "「.startswith(…)」", "starts_with("),
        ("note.upper()", "「.upper(…)」", "名前(値)"),
        ("3(copies)", "関数の名前", "「*」"),
        ("b'a'", "この書き方の値", ""),
        ("...", "この書き方の値", ""),
        ("1j", "この書き方の値", ""),
        ("copies ≧ 3", "「≧」", "「>=」"),
        ("copies ≠ 3", "「≠」", "「!=」"),
        ("copies × 3", "「×」", "「*」"),
        ("copies ÷ 3", "「÷」", "round_down"),
        ("note == “a”", "「“」", '「"」'),
        ("note == 「a」", "「「」", '「"」'),
        ("min(copies、3)", "「、」", "「,」"),
        ("copies − 1", "「−」", "「-」"),
        ("copies > 10²", "「²」", ""),
        ("copies > ½", "「½」", ""),
        ("copies > ①", "「①」", ""),
        ("copies # 枚数", "「#」", ""),
        ("note == 'a\\n'", "「\\」", ""),
        ("copies\u200b > 1", "U+200B", "消して"),
        ("copies\x00", "U+0000", "消して"),
        ("note == '\x00'", "U+0000", "消して"),
        ("note == '\ud800'", "U+D800", "消して"),
    ],
)
def test_what_is_no_part_of_the_language_comes_with_what_to_write_instead(text: str, sign: str, remedy: str) -> None:
    wrong = refusal(text)
    assert sign in wrong.message
    assert remedy in wrong.remedy


@pytest.mark.parametrize(
    ("text", "column", "remedy"),
    [
        ("copies = 3", 8, "「==」"),
        ("copies =< 3", 8, "「==」"),
        ("copies > 1 && agreed", 12, "and"),
        ("copies > 1 かつ agreed", 12, "and"),
        ("copies > 1 OR agreed", 12, "or"),
        ("! agreed", 1, "not"),
        ("1 if agreed", 3, "else"),
        ("import os", 1, "式だけ"),
        ("(copies > 1", 1, "かっこの数"),
        ("note == 'a", 9, "囲んで"),
        ("copies >", 8, "つづり"),
        ("", 0, "条件か計算"),
        (" \n\u3000", 0, "条件か計算"),
    ],
)
def test_a_slip_of_the_pen_is_guessed(text: str, column: int, remedy: str) -> None:
    wrong = refusal(text)
    assert remedy in wrong.remedy
    assert wrong.column == column


@pytest.mark.parametrize(
    "text",
    [
        "copies + " * 200 + "copies",
        "copies in (" + "1, " * 600 + "1)",
        "(" * 31 + "copies" + ")" * 31,
        "not " * 60 + "agreed",
        "1 if agreed else " * 60 + "2",
    ],
)
def test_too_deep_and_too_many_is_refused_with_advice(text: str) -> None:
    wrong = refusal(text)
    assert "すぎます" in wrong.message
    assert "名前をつけて" in wrong.remedy


def test_too_long_is_refused_with_the_limit() -> None:
    assert refusal("1" * 2001).message == "式が長すぎます(2001文字)。"
    assert "2000文字" in refusal("1" * 2001).remedy


def test_a_choice_that_the_table_forgot_is_found_when_the_rule_is_read() -> None:
    scope = Scope(SCOPE.names, {"postage": {"counter": 0}})
    assert refusal("postage[delivery]", scope).message == "表「postage」に「post」がありません。"
    assert refusal("fees['a']", Scope({})).remedy == "この宣言に表(tables)はありません。"


def test_the_complaint_reads_as_one_line() -> None:
    assert str(refusal("1 + agred")) == "5文字目: 「agred」という項目はありません。もしかして: agreed"
    assert str(refusal("")) == "式が空です。条件か計算を書いてください。"
