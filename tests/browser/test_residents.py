"""What residents do with scripts, without them, and by keyboard; axe looks at every page on the way."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, check_page
from tests.cast import Cast
from yakuba.cases import issuing
from yakuba.cases.models import Case, Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLUG = "residence-certificate"
NEXT = ".acts > button.button:not(.plain):not(.text)"


def go_on(page: Page) -> None:
    page.locator(NEXT).first.click()
    page.wait_for_load_state()


def file_for_the_certificate(page: Page, look: Callable[[Page], None]) -> None:
    """From the guide to the receipt."""
    page.goto(f"/procedures/{SLUG}/")
    look(page)
    page.get_by_role("button", name="申請をはじめる").click()
    look(page)
    page.locator("input[name=whose][value=all]").check()
    go_on(page)
    go_on(page)
    look(page)
    expect(page.locator(".error").first).to_be_visible()
    for name in ("relation", "domicile", "my_number"):
        page.locator(f"input[name={name}][value=no]").check()
    page.locator("input[name=copies]").fill("2")
    go_on(page)
    page.locator("input[name=phone]").fill("090-0000-0000")
    go_on(page)
    look(page)
    page.get_by_role("button", name="この内容で申請する").click()
    expect(page.get_by_role("heading", name="申請を受け付けました")).to_be_visible()
    look(page)


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": PHONE},
        {"viewport": DESK, "color_scheme": "dark"},
        {"viewport": PHONE, "java_script_enabled": False},
    ],
    ids=["phone", "desk in the dark", "phone without scripts"],
)
def test_the_whole_way_is_open_to_everybody(cast: Cast, publish: Any, open_as: Any, options: dict[str, Any]) -> None:
    publish(SLUG)
    page = open_as(cast.hana, **options)
    scripts = options.get("java_script_enabled", True)
    look: Callable[[Page], None] = check_page if scripts else lambda page: None
    file_for_the_certificate(page, look)
    issuing.work()
    case = Case.objects.get()
    page.goto(f"/cases/{case.receipt}/")
    expect(page.get_by_text("手続きは終わりました")).to_be_visible()
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_a_question_that_depends_on_an_answer_comes_without_leaving_the_page(
    cast: Cast, publish: Any, open_as: Any
) -> None:
    publish(SLUG)
    page = open_as(cast.hana)
    page.goto(f"/procedures/{SLUG}/")
    page.get_by_role("button", name="申請をはじめる").click()
    address = page.url
    expect(page.locator("[data-field=members]")).to_have_count(0)
    page.locator("input[name=whose][value=some]").check()
    expect(page.locator("[data-field=members]")).to_be_visible()
    page.get_by_role("button", name="もう1件追加する").click()
    expect(page.locator("[data-field=members] .item")).to_have_count(2)
    check_page(page)
    page.locator("input[name=whose][value=all]").check()
    expect(page.locator("[data-field=members]")).to_have_count(0)
    assert page.url == address


def test_what_was_typed_is_still_there_when_the_line_was_cut(cast: Cast, publish: Any, open_as: Any) -> None:
    publish(SLUG)
    page = open_as(cast.hana)
    page.goto(f"/procedures/{SLUG}/")
    page.get_by_role("button", name="申請をはじめる").click()
    page.wait_for_load_state()  # until then the script that keeps what was typed may not have come
    page.locator("input[name=whose][value=all]").check()
    page.context.set_offline(True)
    page.locator(NEXT).first.click()
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(page.locator("input[name=whose][value=all]")).to_be_checked()
    page.context.set_offline(False)
    go_on(page)
    assert Draft.objects.get().answers["whose"] == "all"


def test_the_errors_are_met_first_by_keyboard(cast: Cast, publish: Any, open_as: Any) -> None:
    publish(SLUG)
    page = open_as(cast.hana)
    page.goto(f"/procedures/{SLUG}/")
    page.get_by_role("button", name="申請をはじめる").click()
    go_on(page)
    expect(page.locator("#wrongs-title")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "whose"


def test_back_after_an_error_shows_the_form_again(cast: Cast, publish: Any, open_as: Any) -> None:
    publish(SLUG)
    page = open_as(cast.hana)
    page.goto(f"/procedures/{SLUG}/")
    page.get_by_role("button", name="申請をはじめる").click()
    go_on(page)
    expect(page.locator("#wrongs-title")).to_be_visible()
    page.locator("input[name=whose][value=all]").check()
    go_on(page)
    expect(page.locator("input[name=copies]")).to_be_visible()
    page.go_back()
    expect(page.locator("input[name=whose][value=all]")).to_be_checked()
    expect(page.locator("#wrongs-title")).to_have_count(0)
