"""How a browser without JavaScript walks through a form: it reads the page and posts what stands there."""

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Inputs(HTMLParser):
    """What a browser would send of a page's form, before anything is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "option" and self._select and ("selected" in found or not self.sent.get(self._select)):
            self.sent[self._select] = [found.get("value") or ""]
        if tag not in ("input", "textarea", "select") or not name:
            return
        if not name.startswith("_"):
            self.names.add(name)
        kind = found.get("type") or "text"
        if kind in ("radio", "checkbox") and "checked" not in found:
            return
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
        elif kind not in ("file", "submit"):
            self.sent.setdefault(name, []).append(found.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent.setdefault(self._area, []).append(data)
            self._area = ""


def inputs(html: str) -> Inputs:
    page = Inputs()
    page.feed(html)
    return page


def fill_in(browser: Client, slug: str, pages: list[dict[str, Any]]) -> str:
    """Begins a procedure and sends each page as it stands with `pages` typed over it; returns the last address."""
    address = browser.post(f"/apply/{slug}/")["Location"]
    for typed in pages:
        address = send(browser, address, typed)
    return address


def send(browser: Client, address: str, typed: dict[str, Any]) -> str:
    """Sends one page; returns where it leads."""
    shown = browser.get(address)
    assert shown.status_code == 200, (address, shown.status_code)
    page = inputs(shown.content.decode())
    missing = {name for name in typed if not name.startswith("_")} - page.names
    assert not missing, f"the page does not ask {missing}: {sorted(page.names)}"
    answer = browser.post(address, page.sent | typed)
    assert answer.status_code == 302, (address, answer.status_code)
    leads_to = str(answer["Location"])
    if is_itself(leads_to, address):
        raise AssertionError((address, wrongs(browser.get(leads_to).content.decode())))
    return leads_to


def is_itself(leads_to: str, address: str) -> bool:
    """Whether a page that was sent came back, because it cannot go on yet."""
    return leads_to.partition("?")[0] == address.partition("?")[0] and ("wrong" in leads_to or "more=" in leads_to)


def is_asked_to_sign_in(answer: Any) -> bool:
    """What a visitor without an account is told of a page that may be an account's: nothing, but to sign in."""
    return answer.status_code == 302 and str(answer["Location"]).startswith("/account/login/")


def refused(browser: Client, address: str, typed: dict[str, Any]) -> str:
    """Sends just this to a page that cannot take it; returns the page it comes back to, by its own address."""
    answer = browser.post(address, typed)
    assert answer.status_code == 302, (address, answer.status_code)
    assert is_itself(answer["Location"], address), answer["Location"]
    shown = browser.get(answer["Location"])
    assert shown.status_code == 200
    return str(shown.content.decode())


def wrongs(html: str) -> list[str]:
    """The sentences beside the fields."""
    return re.findall(r"<p[^>]*>＊([^<]*)<", html)


def filed(browser: Client, slug: str, pages: list[dict[str, Any]]) -> str:
    """The whole way from the guide to the receipt; returns the address of the receipt page."""
    summary = fill_in(browser, slug, pages)
    assert browser.get(summary).status_code == 200
    return str(browser.post(summary.replace("confirm", "file"))["Location"])


def said_why(browser: Client, receipt: str) -> None:
    """Somebody of the office says why they open what is not on their desk; from then on it opens."""
    browser.post(f"/office/cases/{receipt}/why/", {"why": "inquiry"})
