"""考察 say すべて, ほとんど, 多く only of what the table shows; 石巻市's own sentences are tried."""

import pytest

from yakuba.figures import wording
from yakuba.figures.shares import Share
from yakuba.figures.tabulating import Row, Table

Q2 = "アンケートに回答した職員のすべてが、自らの所属においてDXに取り組まなければならないと回答している。"
Q1 = "アンケートに回答した職員のほとんどが、背景や理由への理解ができたと回答している。"


def table(yes, of, code="q2"):
    rows = [Row("true", "はい", Share(yes, of)), Row("false", "いいえ", Share(of - yes, of))]
    return Table(code, "問い", rows, of, max(of, 41))


@pytest.mark.parametrize(
    ("text", "yes", "fits"),
    [
        (Q2, 41, True),
        (Q2, 40, False),
        (Q1, 37, True),  # 90.2%
        (Q1, 36, False),  # 87.8%
        ("多くの職員が答えた。", 21, True),
        ("一部の職員が答えた（{q2.true}）。", 30, False),
        ("ごくわずかの職員（{q2.false}）。", 39, True),
    ],
)
def test_a_word_of_quantity_fits_its_figure_or_is_marked(text, yes, fits):
    found = wording.marks(text, [table(yes, 41)], "q2")
    assert [one.is_wrong for one in found] == ([] if fits else [True])


def test_nearly_all_is_measured_before_rounding():
    assert wording.marks("ほとんど（{q2.true}）", [table(8995, 10000)], "q2")  # 89.95%, which rounds to 90.0%
    assert not wording.marks("ほとんど（{q2.true}）", [table(9, 10)], "q2")


def test_without_numbers_nothing_can_be_checked_and_the_page_says_so():
    [mark] = wording.marks(Q1, [table(0, 0)], "q2")
    assert (mark.is_wrong, mark.say) == (False, "数値がないため、確かめられません。")


def test_a_cited_answer_carries_its_base():
    assert wording.said("{q2.true}が賛成。", [table(39, 41)]) == "95.1%（答えた41人のうち39人）が賛成。"


@pytest.mark.parametrize(
    "text",
    [
        "95.1%が賛成。",
        "９割が賛成",
        "九割の職員",
        "30パーセント",
        "５ポイント上がった",
        "三分の二",
        "３分の２",
        "10人中9人が賛成",
        "{q9.true}が賛成。",
    ],
)
def test_a_number_typed_by_hand_or_of_no_table_is_refused(text):
    assert wording.faults(text, [table(39, 41)])
    assert not wording.faults("{q2.true}が賛成。41人が、役割ごとに五分の休みの後で話した。", [table(39, 41)])


def test_half_is_a_word_of_its_own_unless_it_is_part_of_a_longer_one():
    assert [one.quote for one in wording.marks("半数が答えた。", [table(36, 41)], "q2")] == ["半数"]
    assert wording.marks("過半数が答え、半数以上が来た。", [table(36, 41)], "q2") == []


def test_a_small_part_without_a_figure_is_not_held_to_the_largest_answer():
    [mark] = wording.marks("一部の職員が答えた。", [table(40, 41)], "q2")
    assert (mark.quote, mark.is_wrong) == ("一部", False)


def test_what_a_reader_must_know_is_told():
    told = wording.warnings(table(4, 5), None, 57)
    assert any("16人" in one for one in told)  # 57 came, 41 answered
    assert any("答えた人が5人" in one for one in told)
    assert "前と比べることはできません" in told[0]
