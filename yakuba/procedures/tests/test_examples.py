"""The examples of a procedure are run before it is published, and each kind of wrong expectation is noticed."""

from pathlib import Path

import pytest

from yakuba.procedures.loading import Unsound
from yakuba.procedures.publishing import check_folder
from yakuba.procedures.tests.dogs import EXAMPLES, PROCEDURE, TAG, write


def complaints(folder: Path, old: str, new: str) -> list[str]:
    """What is said when `old` stands as `new` in the examples."""
    assert old in EXAMPLES
    with pytest.raises(Unsound) as refused:
        check_folder(write(folder, examples=EXAMPLES.replace(old, new, 1)))
    assert {fault.file for fault in refused.value.faults} == {"dogs/examples.yaml"}
    assert all(fault.remedy for fault in refused.value.faults)
    return [f"{fault.line}: {fault.message}" for fault in refused.value.faults]


FIRST, SECOND, THIRD = (
    "1: 例「注射の済んだ犬を登録する」：",
    "13: 例「生まれたばかりで注射もまだ」：",
    "24: 例「名前がない」：",
)
WRONG = {
    "a value": ("fee_yen: 3110", "fee_yen: 3000", [f"{FIRST}fee_yen は 3000 のはずが 3110 でした。"]),
    "a value that does not exist": (
        "{dog_count: 1,",
        "{dogs: 1,",
        [f"{FIRST}dogs は 1 のはずが 求められない でした。"],
    ),
    "a finding": (
        "予防注射: doubt",
        "予防注射: clear",
        [f"{SECOND}規則「予防注射」は clear のはずが doubt でした（dogs[0].vaccinated → いいえ、any("],
    ),
    "a finding that nobody expected": (
        ", 予防注射: doubt",
        "",
        [f"{SECOND}規則「予防注射」は met・clear のはずが doubt でした（"],
    ),
    "a finding of a rule that does not exist": (
        "予防注射: doubt",
        "予防注射: doubt, 体重: met",
        [f"{SECOND}規則「体重」はありません。"],
    ),
    "where it stops": (
        "stops_at: end",
        "stops_at: review",
        [f"{FIRST}「review」で止まるはずが「end」で止まりました。"],
    ),
    "what the paper says": ("鑑札, ポチ", "鑑札, タロ", [f"{FIRST}紙に「タロ」がありません。"]),
    "a sentence": (
        "calledを入力してください",
        "名前がありません",
        [f"{THIRD}「dogs」に「名前がありません」と出るはずが「calledを入力してください。」と出ました。"],
    ),
    "a refusal that does not come": (
        "refused: {dogs:",
        "refused: {home: ない, dogs:",
        [f"{THIRD}「home」は受け付けられないはずですが、受け付けられました。"],
    ),
    "a refusal that nobody expected": (
        "delivery: post",
        "delivery: pots",
        [
            f"{FIRST}「delivery」が受け付けられません（「pots」は選べません。次から選んでください：counter、post）。",
            f"{FIRST}「delivery」が受け付けられません",
        ],
    ),
    "an answer that was not asked": (
        "home: null",
        "email: hana@example.jp",
        [f"{SECOND}「home」が受け付けられません（この項目は、いまの答えでは聞かれていません。）。"],
    ),
    "an answer to no field": ("delivery: post", "delivery: post\n    admin: x", None),
    "no paper": ("    paper: [鑑札, ポチ, 3110 円]\n", "", ["1: 発行する紙を確かめる例がありません。"]),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_expectation_is_noticed(tmp_path: Path, old: str, new: str, said: list[str] | None) -> None:
    found = complaints(tmp_path / "dogs", old, new)
    for sentence in said or [f"{FIRST}「admin」が受け付けられません（「admin」という項目はありません。）。"]:
        assert any(one.startswith(sentence) for one in found), found


def test_a_rule_that_never_finds_anything_is_noticed(tmp_path: Path) -> None:
    pup = "vaccinated: false}\n  expect:\n    findings: {生後91日以上: not_met, 予防注射: doubt}"
    grown = "vaccinated: true, vaccinated_on: 2026-11-20}\n  expect:\n    findings: {生後91日以上: not_met}"
    assert complaints(tmp_path / "dogs", pup, grown) == ["1: 規則「予防注射」が何かを見つける例がありません。"]


def test_a_rule_that_always_finds_something_is_noticed(tmp_path: Path) -> None:
    always = PROCEDURE.replace("any(not d.vaccinated for d in dogs)", "dog_count >= 1")
    examples = EXAMPLES.replace("values: {dog_count", "findings: {予防注射: doubt}\n    values: {dog_count")
    examples = examples.replace("stops_at: end", "stops_at: review")
    with pytest.raises(Unsound) as refused:
        check_folder(write(tmp_path / "dogs", procedure=always, examples=examples))
    assert [fault.message for fault in refused.value.faults] == ["規則「予防注射」が何も見つけない例がありません。"]


def test_a_paper_that_cannot_be_printed_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(Unsound, match=r"例「注射の済んだ犬を登録する」：紙「鑑札」が印刷できません") as refused:
        check_folder(write(tmp_path / "dogs", tag=f"{TAG}\n#v.answers.cats\n"))
    assert [fault.line for fault in refused.value.faults] == [1]


def test_a_register_of_another_shape_is_noticed(tmp_path: Path) -> None:
    known = "  today: 2026-11-21\n  register: {me: {family: 見本}}\n"
    assert complaints(tmp_path / "dogs", "  today: 2026-11-21\n", known)[0] == "3: 「address」がありません。"


def test_an_example_reads_the_register(tmp_path: Path) -> None:
    rule = """\
rules:
  - name: 世帯主の届出
    doubt: me.relation != "世帯主"
    say: 世帯主でない人の届出です。
"""
    entry = (
        "{family: 見本, given: はな, family_kana: ミホン, given_kana: ハナ, birth_date: 1990-05-06, relation: 妻, "
        "address: {postcode: '9860822', prefecture: 宮城県, city: 石巻市, town: 中央, block: 1-2}}"
    )
    known = f"  today: 2026-11-21\n  register: {{me: &me {entry}, household: [*me]}}\n"
    examples = EXAMPLES.replace("  today: 2026-11-21\n", known, 1)
    examples = examples.replace("    values: {dog", "    findings: {世帯主の届出: doubt}\n    values: {dog")
    examples = examples.replace("stops_at: end", "stops_at: review")
    examples = examples.replace("予防注射: doubt", "予防注射: doubt, 世帯主の届出: needs")
    procedure = PROCEDURE.replace("rules:\n", rule)
    with pytest.raises(Unsound) as refused:
        check_folder(write(tmp_path / "dogs", procedure=procedure, examples=examples))
    assert [fault.message for fault in refused.value.faults] == ["規則「世帯主の届出」が何も見つけない例がありません。"]
