"""Rows written by hand are the rows that Django would have written."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from yakuba.toolbox import clock, rows

pytestmark = pytest.mark.django_db


def kinds(*names: str) -> list[ContentType]:
    return [ContentType(app_label="rows", model=name) for name in names]


def test_new_rows_get_their_keys_in_their_order() -> None:
    [first] = one = kinds("一")
    rows.insert(one)
    several = kinds("二", "'; --", "%s {} \\")
    rows.insert(several)
    for row in [first, *several]:
        assert ContentType.objects.get(pk=row.pk).model == row.model
    assert not first._state.adding
    several[0].model = "别"
    several[0].save()
    assert ContentType.objects.filter(app_label="rows").count() == 4


def test_a_row_with_a_key_of_its_own_keeps_it() -> None:
    now = clock.now()
    rows.insert([Session(session_key="k" * 40, session_data="データ", expire_date=now)])
    kept = Session.objects.get()
    assert (kept.session_key, kept.session_data, kept.expire_date) == ("k" * 40, "データ", now)


def test_only_the_named_columns_of_that_row_change() -> None:
    [one, other] = two = kinds("一", "二")
    rows.insert(two)
    one.model, one.app_label = "三", "else"
    rows.update(one, ["model"])
    kept = ContentType.objects.filter(pk__in=[one.pk, other.pk]).order_by("pk")
    assert [(row.app_label, row.model) for row in kept] == [("rows", "三"), ("rows", "二")]


def test_what_the_database_refuses_stays_refused() -> None:
    rows.insert(kinds("一"))
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(kinds("一"))


def test_each_is_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        rows.insert(made := kinds("一", "二", "三"))
    with django_assert_num_queries(1):
        rows.update(made[0], ["model", "app_label"])
