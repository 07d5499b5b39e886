"""A share is rounded as the law of arithmetic at school has it, and a whole of nothing has none."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.figures.shares import Share


@pytest.mark.parametrize(
    ("count", "of", "said"),
    [(23, 32, "71.9%"), (18, 25, "72.0%"), (41, 57, "71.9%"), (16, 57, "28.1%"), (41, 529, "7.8%"), (1, 8, "12.5%")],
)
def test_the_printed_rates_of_the_documents(count, of, said):
    assert Share(count, of).text() == said


def test_a_whole_of_nothing_has_no_percentage():
    assert Share(0, 0).percent() is None
    assert Share(0, 0).text() == "—"


@pytest.mark.parametrize(("count", "of"), [(3, 2), (-1, 2)])
def test_more_than_all_is_no_share(count, of):
    with pytest.raises(ValueError, match="no share"):
        Share(count, of)


@given(st.integers(1, 10**9).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), st.integers(0, 4))
def test_it_is_half_up_and_never_off_by_more_than_half_a_step(pair, places):
    exact, step = Fraction(100 * pair[0], pair[1]), Fraction(1, 10**places)
    percent = Share(*pair).percent(places)
    assert percent is not None
    assert -step / 2 < Fraction(percent) - exact <= step / 2
    assert percent <= Decimal(100)
