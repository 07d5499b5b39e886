"""Which value comes first, and what a rule reads."""

from collections.abc import Iterator
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter

import pytest

from yakuba.procedures.rules import RuleError, graph, names_read, order, parse
from yakuba.procedures.rules.tests.child_benefit import SCOPE


def test_a_rule_tells_which_answers_it_reads() -> None:
    text = "any(age(c.child.birth_date) <= copies and any(i == note for i in c.illnesses) for c in children)"
    read = names_read(parse(text, SCOPE))
    assert read == {"children", "children.child.birth_date", "children.illnesses", "copies", "note"}
    assert names_read(parse("postage[delivery] > 0 and known(applicant)", SCOPE)) == {"delivery", "applicant"}
    assert names_read(parse("today() < date(2026, 4, 1)", SCOPE)) == frozenset()


def test_values_come_after_those_they_read() -> None:
    texts = {"total": "fee + postage_yen", "fee": "copies * 300", "postage_yen": "110 if fee > 0 else 0", "free": "1"}
    names = order(texts)
    assert sorted(names) == sorted(texts)
    assert names.index("fee") < names.index("postage_yen") < names.index("total")


def test_trees_are_put_in_order_too() -> None:
    scope = SCOPE.plus(total=SCOPE.names["copies"])
    trees = {"double": parse("total + total", scope), "total": parse("copies + 1", scope)}
    assert order(trees) == ["total", "double"]


def test_a_name_that_is_also_a_function_is_not_confused_with_it() -> None:
    assert order({"age": "age(applicant.birth_date)", "date": "fiscal_year(moved_on)"}) != []


@pytest.mark.parametrize(
    ("texts", "cycle"),
    [
        ({"a": "a + 1"}, "a → a"),
        ({"a": "b + 1", "b": "c * 2", "c": "sum(a for x in children)", "d": "a"}, "a → b → c → a"),
        ({"手数料": "合計 + 1", "合計": "手数料 * 2"}, "手数料 → 合計 → 手数料"),
    ],
)
def test_a_cycle_is_refused_and_spelt_out(texts: dict[str, str], cycle: str) -> None:
    with pytest.raises(RuleError) as wrong:
        order(texts)
    names = cycle.split(" → ")[:-1]
    turned = [names[start:] + names[: start + 1] for start in range(len(names))]
    assert any(" → ".join(each) in wrong.value.message for each in turned)


def test_planted_an_order_that_passes_over_a_cycle_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Careless(TopologicalSorter[str]):
        def static_order(self) -> Iterator[str]:
            with suppress(CycleError):
                yield from super().static_order()

    monkeypatch.setattr(graph, "TopologicalSorter", Careless)
    with pytest.raises(pytest.fail.Exception):
        test_a_cycle_is_refused_and_spelt_out({"a": "a + 1"}, "a → a")


def test_a_text_that_cannot_be_read_is_left_to_parse() -> None:
    assert set(order({"a": "b +", "b": "1"})) == {"a", "b"}
