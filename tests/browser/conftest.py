"""A real Chromium before a real server: what scripts do, and what axe finds."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.cast import Cast, assemble
from yakuba.people.models import User

# Playwright keeps an event loop in this thread; the tests use rows from it all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# Found by axe but decided by the design system: none so far.
ALLOWED: set[str] = set()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def open_as(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """A page of somebody's own browser: `open_as(cast.hana, viewport=PHONE)`; None is a guest."""
    contexts: list[BrowserContext] = []

    def opened(user: User | None, **options: Any) -> Page:
        options.setdefault("viewport", PHONE)
        context = chromium.new_context(base_url=live_server.url, locale="ja-JP", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        if user is not None:
            value = str(session_of(user).session_key)
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def session_of(user: User) -> SessionStore:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session


def check_page(page: Page) -> None:
    """Nothing for axe to find (WCAG 2.2 A and AA), and nothing that a narrow screen must scroll sideways for."""
    options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    found = Axe().run(page, options=options).response["violations"]
    problems = [
        f"{one['id']}: {one['help']} — {one['nodes'][0]['html'][:200]}" for one in found if one["id"] not in ALLOWED
    ]
    assert not problems, f"{page.url}\n" + "\n".join(problems)
    width, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= window, f"{page.url} is {width} px wide in a window of {window} px"
