"""Whoever holds two editions of the same survey and subtracts finds nobody."""

from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.figures import differencing
from yakuba.figures.shares import Share
from yakuba.figures.suppressing import LIMIT, hidden
from yakuba.figures.tabulating import Cross, Row, Table


def cross_of(counts, classes=None):
    classes = classes or [f"c{at}" for at in range(len(counts[0]))]
    totals = [sum(row[at] for row in counts) for at in range(len(classes))]
    rows = [Row(str(at), str(at), Share(sum(row), sum(totals))) for at, row in enumerate(counts)]
    return Cross(Table("q", "問い", rows, sum(totals), sum(totals)), classes, counts, totals)


def edition(counts, classes=None):
    cross = cross_of(counts, classes)
    return differencing.told([cross.table], [hidden(cross)])


def gives_away(before, after):
    return differencing.gives_away([edition(one) for one in before], [cross_of(after).table])


def test_one_answer_more_gives_its_author_away_with_or_without_classes():
    assert "1人しか変わっていません" in gives_away([[[10], [8]]], [[11], [8]])
    assert "1人しか変わっていません" in gives_away([[[10, 9], [8, 7]]], [[10, 9], [9, 7]])
    assert gives_away([[[10], [8]]], [[10], [8]]) == ""
    assert gives_away([[[10], [8]]], [[14], [9]]) == ""


def test_one_answer_put_in_place_of_another_is_found_though_no_total_moves():
    assert "答えだけが変わっています" in gives_away([[[10], [8]]], [[11], [7]])


def test_every_edition_before_is_looked_at_not_the_newest_alone():
    first, second = [[10], [8]], [[20], [8]]
    assert gives_away([second, first], [[11], [8]])


def test_a_class_that_has_gained_one_is_not_shown_again_while_the_rest_of_the_edition_is():
    after = cross_of([[10, 20], [8, 30], [6, 21]])
    before = edition([[10, 15], [8, 20], [5, 16]])
    assert differencing.kept_apart([before], after).is_withheld
    assert not differencing.kept_apart([edition([[7, 15], [5, 20], [3, 16]])], after).is_withheld


def test_cells_that_have_moved_by_one_are_hidden_the_second_time():
    before, after = [[10, 15, 12], [8, 20, 14], [6, 16, 9]], cross_of([[11, 18, 16], [10, 22, 19], [12, 22, 9]])
    kept = differencing.kept_apart([edition(before)], after)
    assert not kept.is_withheld
    assert kept.cells[0][0] is None
    assert hidden(after).cells[0][0] == 11  # planted: looked at alone it would be shown


def test_a_class_that_there_was_not_before_had_nobody():
    before = edition([[10, 20], [8, 30]], ["a", "b"])
    assert differencing.kept_apart([before], cross_of([[10, 20, 1], [8, 30, 1]], ["a", "b", "無回答"])).is_withheld


ROWS = st.lists(st.lists(st.integers(3, 12), min_size=3, max_size=3), min_size=3, max_size=3)
STEPS = st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=3, max_size=3)


@given(ROWS, STEPS)
@settings(max_examples=150, deadline=None)
def test_no_shown_cell_less_one_shown_before_is_a_small_number(old, more):
    new = [[a + b for a, b in zip(one, other, strict=True)] for one, other in zip(old, more, strict=True)]
    first = edition(old)
    kept = differencing.kept_apart([first], cross_of(new))
    if kept.is_withheld:
        return
    for r, cells in enumerate(kept.cells):
        for name, cell in zip(kept.cross.classes, cells, strict=True):
            was = first["crosses"]["q"]["cells"][str(r)][name]
            assert cell is None or was is None or not 0 < cell - was < LIMIT
