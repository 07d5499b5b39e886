"""A survey is counted of people, never of crosses; what is small is hidden and cannot be worked out again."""

from itertools import product
from math import prod
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.figures import suppressing, tabulating
from yakuba.figures.agreement import agreement, keywords
from yakuba.figures.shares import Share
from yakuba.figures.suppressing import LIMIT, bounds, hidden
from yakuba.figures.tabulating import Cross, Row, Table


@pytest.fixture
def declared(publish, cast):
    return publish("counter-survey").declaration


MOST_GUESSES = 50_000
ANSWERS = [
    {"age": "20s", "ways": ["counter", "online"], "overall": 4, "counter": {"waiting": 5, "words": 4}},
    {"age": "20s", "ways": ["online"], "overall": 5, "wishes": {"chosen": ["hours", "other"], "other": "駅😀𠮷"}},
    {"age": "70s", "ways": ["counter"], "counter": {"waiting": 2}},
    {"age": "70s"},
]


def table(declared, code, answers=ANSWERS):
    return next(one for one in tabulating.tables(declared, answers) if one.code == code)


def test_percentages_are_of_the_people_who_answered_and_say_so(declared):
    ways = table(declared, "ways")
    assert ways.row("counter").share == Share(2, 3)
    assert ways.several
    assert "答えた3人のうち（回答者4人、無回答1人）" in ways.base
    assert "100%をこえる" in ways.base
    assert sum(row.share.count for row in ways.rows) == 4  # more crosses than people


def test_a_matrix_is_a_table_for_each_row_and_half_empty_ones_count_where_they_answered(declared):
    assert table(declared, "counter.waiting").answered == 2
    assert table(declared, "counter.words").answered == 1
    assert table(declared, "counter.signs").answered == 0
    assert table(declared, "counter.signs").rows[0].share.text() == "—"  # nothing to divide by


def test_what_was_written_beside_other_is_kept_as_it_was_typed(declared):
    wishes = table(declared, "wishes")
    assert wishes.others == ("駅😀𠮷",)
    assert wishes.row("other").share == Share(1, 1)


def test_a_survey_nobody_has_answered_has_no_percentages(declared):
    assert {row.share.text() for one in tabulating.tables(declared, []) for row in one.rows} == {"—"}


def test_rounded_parts_that_do_not_make_a_hundred_are_said_so():
    rows = [Row(str(at), str(at), Share(1, 3)) for at in range(3)]
    assert not Table("q", "q", rows, 3, 3).adds_up
    assert Table("q", "q", [Row("1", "1", Share(3, 3))], 3, 3).adds_up


def test_a_class_of_one_person_is_hidden_in_every_cross_table(declared):
    answers = [{"age": "20s", "overall": 4}] + [{"age": "70s", "overall": 1 + n % 5} for n in range(40)]
    for cross in tabulating.crosses(declared, answers):
        at = list(cross.classes).index("20代")
        if cross.totals[at]:
            assert {row[at] for row in hidden(cross).cells} == {None}, cross.table.code


def test_who_did_not_say_their_class_has_a_column_of_their_own(declared):
    """Without it the plain table less the classes would be theirs."""
    answers = [{"overall": 5}] + [{"age": "70s", "overall": 1 + n % 5} for n in range(40)]
    cross = next(one for one in tabulating.crosses(declared, answers) if one.table.code == "overall")
    assert (cross.classes[-1], cross.totals[-1]) == ("無回答", 1)
    assert {row[-1] for row in hidden(cross).cells} == {None}
    whole = table(declared, "overall", answers)
    assert [row.share for row in cross.table.rows] == [row.share for row in whole.rows]
    assert "無回答" not in tabulating.crosses(declared, answers[1:])[0].classes


def cross_of(counts, several=False):
    classes = [f"c{at}" for at in range(len(counts[0]))]
    totals = [sum(row[at] for row in counts) for at in range(len(classes))]
    rows = [Row(str(at), str(at), Share(sum(row), max(1, sum(totals)))) for at, row in enumerate(counts)]
    made = Table("q", "q", rows, sum(totals), sum(totals), several)
    return Cross(made, classes, counts, totals)


TABLES = st.integers(2, 4).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 9), min_size=wide, max_size=wide), min_size=2, max_size=4)
)


def solutions(cross, cells):
    """Everything that a table with these totals may be: the attacker tries them all."""
    places = [(r, c) for r, row in enumerate(cells) for c, cell in enumerate(row) if cell is None]
    rows = [sum(row) for row in cross.counts]
    for guess in product(*(range(min(rows[r], cross.totals[c]) + 1) for r, c in places)):
        filled = [list(row) for row in cells]
        for (r, c), value in zip(places, guess, strict=True):
            filled[r][c] = value
        if [sum(row) for row in filled] == rows and [sum(column) for column in zip(*filled, strict=True)] == list(
            cross.totals
        ):
            yield dict(zip(places, guess, strict=True))


@given(st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=2, max_size=3))
@settings(max_examples=40, deadline=None)
def test_an_attacker_who_knows_every_total_finds_no_small_number(counts):
    cross = cross_of(counts)
    kept = hidden(cross)
    cells = kept.cells
    places = [(r, c) for r, row in enumerate(cells) for c, cell in enumerate(row) if cell is None]
    guesses = prod(min(sum(counts[r]), cross.totals[c]) + 1 for r, c in places)
    if guesses > MOST_GUESSES or kept.is_withheld:
        return
    found = list(solutions(cross, cells))
    for r, c in places:
        if 0 < counts[r][c] < LIMIT:
            assert len({one[r, c] for one in found}) > 1, (counts, cells)


@given(TABLES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_is_shown_is_true_and_no_small_number_is_shown(counts, several):
    cross = cross_of(counts, several)
    for row, cells in zip(counts, hidden(cross).cells, strict=True):
        for count, cell in zip(row, cells, strict=True):
            assert cell is None or (cell == count and not 0 < cell < LIMIT)


@given(TABLES)
@settings(max_examples=100, deadline=None)
def test_bounds_hold_the_truth(counts):
    cross = cross_of(counts)
    cells = hidden(cross).cells
    for (r, c), (least, most) in bounds(cross, cells).items():
        assert least <= counts[r][c] <= most


def test_planted_without_the_second_hiding_a_subtraction_gives_it_back(monkeypatch):
    cross = cross_of([[2, 12, 11], [18, 20, 21]])
    monkeypatch.setattr(suppressing, "_weak_line", lambda *_all: [])
    assert bounds(cross, hidden(cross).cells)[0, 0] == (2, 2)
    monkeypatch.undo()
    assert bounds(cross, hidden(cross).cells)[0, 0] != (2, 2)


def test_two_people_who_sort_comments_agree_beyond_chance():
    """Fifty comments, 35 of them alike: 0.70 seen, 0.50 by chance (Cohen's own kind of table)."""
    one = dict(enumerate("y" * 25 + "n" * 25))
    other = dict(enumerate("y" * 20 + "n" * 5 + "y" * 10 + "n" * 15))
    found = agreement(one, other)
    assert (found.alike, str(found.kappa), len(found.differing)) == (Share(35, 50), "0.40", 15)
    assert agreement({1: "a"}, {1: "a"}).kappa is None  # chance alone would do it
    assert agreement({}, {}).alike.text() == "—"


def test_words_that_a_group_of_comments_has_are_proposed():
    luck = Random(1)
    mine = [f"庁内の押印を{luck.choice(('なくす', 'やめる', '減らす'))}" for _ in range(6)] + ["押印の廃止"]
    rest = ["庁内の研修をする", "庁内で話す", "庁内の予約"] * 4
    words = [word for word, _count in keywords(mine, rest)]
    assert "押印" in words
    assert "庁内" not in words
