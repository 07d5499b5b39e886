"""What a page may ask of the database, and what a whole application may: the budgets of the design, asserted."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.stories import forms
from tests.stories.walking import filed, fill_in, inputs
from yakuba.cases.models import Case
from yakuba.ledger import Robot
from yakuba.procedures import publishing

PAGE = 15
# Whether a route passes whoever looks, their desk and notes, the same person's other cases.
OFFICE = 19
# From 「申請をはじめる」 to the receipt: seven requests, each with its session and what it is about. SQLite counts its
# BEGIN as well.
WHOLE = 25 + (connection.vendor == "sqlite")
SLUG = "residence-certificate"
DOG = "dog-registration"


@pytest.fixture
def hana(cast, publish, sign_in) -> Client:
    for slug in (SLUG, DOG, "city-course", "bulky-waste"):
        publish(slug)
    browser = sign_in(cast.hana)
    browser.get("/")  # The first page of a session moves its end along.
    return browser


def test_each_page_keeps_to_its_budget(cast, hana, sign_in, django_assert_max_num_queries):
    summary = fill_in(hana, DOG, forms.dog())
    filed(hana, DOG, forms.dog())
    case = Case.objects.get()
    taro = sign_in(cast.taro)
    taro.get("/office/")
    pages = {
        hana: [
            "/",
            "/procedures/?q=犬",
            f"/procedures/{DOG}/",
            *(summary.replace("confirm", part) for part in ("1", "2", "4", "confirm")),
            "/cases/",
            f"/cases/{case.receipt}/",
        ],
        taro: ["/office/", "/office/?tab=others&q=犬", f"/office/cases/{case.receipt}/"],
    }
    for browser, addresses in pages.items():
        for address in addresses:
            with django_assert_max_num_queries(PAGE if browser is hana else OFFICE):
                assert browser.get(address).status_code == 200, address


def test_a_list_asks_no_more_the_longer_it_is(cast, hana, sign_in):
    taro = sign_in(cast.taro)
    taro.get("/office/")

    def asked(browser: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    counts = []
    for _again in range(2):
        for _each in range(2):
            filed(hana, DOG, forms.dog())
        counts.append([asked(hana, "/cases/"), asked(hana, "/"), asked(taro, "/office/")])
    assert counts[0] == counts[1]


def test_the_home_page_counts_a_year_of_cases_once_in_a_while(hana):
    caches["process"].clear()
    counts = []
    for _each in range(2):
        with CaptureQueriesContext(connection) as asked:
            hana.get("/")
        counts.append(sum("GROUP BY" in one["sql"] and "filed_at" in one["sql"] for one in asked))
    assert counts == [1, 0]


TWO_PAGES = """
title: 二枚の申請
section: residents
basis: みほん市の要綱
sign_in: required
standard_days: 3
pages:
  - title: 一枚目
    fields: [{name: applicant, kind: person, prefill: me}]
  - title: 二枚目
    fields: [{name: reason, kind: text}]
rules:
  - {name: 理由, doubt: reason == "急ぎ", say: 急いでいます。, basis: 要綱 第1条}
steps:
  - check: rules
  - review: {by: clerk}
measures: {paper_minutes: 10, paper_visits: 1}
"""
EXAMPLES = """
- name: 一つ
  today: 2026-11-21
  answers: &one
    applicant: {family: 見本, given: はな, family_kana: ミホン, given_kana: ハナ, birth_date: 1990-04-02}
    reason: ためし
  expect: {stops_at: review}
- name: 急ぎ
  today: 2026-11-21
  answers: {<<: *one, reason: 急ぎ}
  expect: {findings: {理由: doubt}}
"""


@pytest.mark.django_db(transaction=True)
def test_a_whole_application_of_two_pages_keeps_to_its_budget(cast, sign_in, tmp_path: Path):
    folder = tmp_path / "two-pages"
    folder.mkdir()
    (folder / "procedure.yaml").write_text(TWO_PAGES, encoding="utf-8")
    (folder / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    publishing.put_out(publishing.check_folder(folder), by=Robot("tests", ""))
    browser = sign_in(cast.hana)
    browser.get("/")
    spent: dict[str, int] = {}

    def asks(what: str, act: Callable[..., Any]) -> Any:
        count = 0

        def each(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*arguments)

        with connection.execute_wrapper(each):
            answer = act()
        spent[what] = count
        return answer

    address = asks("begin", partial(browser.post, "/apply/two-pages/"))["Location"]
    for number, typed in enumerate(({}, {"reason": "ためし"}), start=1):
        shown = asks(f"page {number}", partial(browser.get, address))
        sent = inputs(shown.content.decode()).sent | typed
        address = asks(f"page {number} sent", partial(browser.post, address, sent))["Location"]
    assert address.endswith("/confirm/")
    asks("confirm", partial(browser.get, address))
    asks("file", partial(browser.post, address.replace("confirm", "file")))
    assert Case.objects.get().waits_for == "review"
    assert sum(spent.values()) <= WHOLE, list(spent.items())
