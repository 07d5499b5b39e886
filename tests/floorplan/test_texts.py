"""What no file of the project may hold: inline style or script, a foreign host, a registry, one machine's paths."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.floorplan.building import CODE, ROOT, files, is_test, shown

# A strict Content-Security-Policy lets none of these through; data for a script goes through json_script.
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/json)|\son[a-z]+\s*=\s*[\"']|javascript:",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://[^\s\"'<>)}、。）」]+|(?<=[\"'(])//[\w.-]+\.\w+[^\s\"'<>)]*")
# Nothing is fetched from these: names of formats, ourselves, examples, and the law that a page quotes.
KNOWN_HOSTS = {
    "www.w3.org",
    "127.0.0.1",
    "localhost",
    "example.com",
    "example.org",
    "example.jp",
    "example.lg.jp",
    "laws.e-gov.go.jp",
    "elaws.e-gov.go.jp",
    "json-schema.org",
    "schemas.openxmlformats.org",
}
# By their words, so that this file names none either.
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|yarnpkg|jsdelivr|unpkg|deb\.debian|registry|mirror)[\w.-]*"
    r"|--(?:extra-)?index-url|--find-links|--trusted-host|\"resolved\":",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.:/<>\-~}])/(?:work|root|tmp|home)/[\w.]")


def found_in(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        for match in pattern.finditer(line):
            yield number, match[0].strip()


def foreign_hosts(text: str) -> Iterator[tuple[int, str]]:
    for number, address in found_in(ADDRESS, text):
        host = urlsplit(address).netloc.rsplit("@")[-1].split(":")[0]
        # `http://{host}` and the like are filled in at run time.
        if host not in KNOWN_HOSTS and re.match(r"\w", host):
            yield number, address


def readable(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Each file that is text, with it."""
    for path in paths:
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def our_templates() -> list[Path]:
    return [path for path in files(".html", ".txt", under=CODE) if "templates" in path.parts]


def test_templates_hold_no_style_and_no_script() -> None:
    texts = readable(our_templates())
    assert [f"{shown(p)}:{line} {word}" for p, text in texts for line, word in found_in(INLINE, text)] == []


def test_pages_and_code_name_no_foreign_host() -> None:
    ours = [p for p in files(".html", ".css", ".js", ".svg", ".py", under=CODE) if not is_test(p)]
    assert [f"{shown(p)}:{line} {url}" for p, text in readable(ours) for line, url in foreign_hosts(text)] == []


def test_no_file_names_a_package_registry() -> None:
    rest = [path for path in files() if path != Path(__file__)]
    assert [
        f"{shown(p)}:{line} {word}"
        for p, text in readable(rest)
        for line, word in found_in(REGISTRY, text)
        if not names_an_option_of_make_lock(p, word)
    ] == []


def names_an_option_of_make_lock(path: Path, word: str) -> bool:
    """`make lock` says that the lists shall hold no addresses, in uv's own words."""
    return path == ROOT / "Makefile" and word in {"--no-emit-index-url", "--no-emit-find-links"}


def test_no_file_holds_a_path_of_one_machine() -> None:
    rest = [path for path in files() if path != Path(__file__)]
    assert [f"{shown(p)}:{line} {at}" for p, text in readable(rest) for line, at in found_in(MACHINE_PATH, text)] == []


@pytest.mark.parametrize(
    "markup",
    [
        "<style>p{}</style>",
        '<p style="color:red">',
        "<script>alert(1)</script>",
        '<a href="#" onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_style_and_script_are_noticed(markup: str) -> None:
    assert list(found_in(INLINE, markup))


def test_a_script_file_and_data_for_it_may_stand() -> None:
    assert not list(found_in(INLINE, '<script src="/static/a.js" defer></script><script type="application/json">'))


@pytest.mark.parametrize(
    "text",
    ['src="//cdn.example.net/a.js"', "url(https://fonts.example.net/f)", "https://user@evil.example.net/"],
)
def test_a_foreign_host_is_noticed(text: str) -> None:
    assert list(foreign_hosts(text))


def test_a_law_and_a_namespace_may_be_named() -> None:
    assert not list(foreign_hosts('xmlns="http://www.w3.org/2000/svg" https://laws.e-gov.go.jp/law/405AC0000000088'))


@pytest.mark.parametrize("text", ["https://" + "pypi" + ".example/simple", "--index-url x", '"resolved": "…"'])
def test_a_registry_is_noticed(text: str) -> None:
    assert list(found_in(REGISTRY, text))


@pytest.mark.parametrize("text", ["open('/tmp/x')", "cd /work/main", "PATH=/root/bin"])
def test_a_path_of_one_machine_is_noticed(text: str) -> None:
    assert list(found_in(MACHINE_PATH, text))


def test_an_address_that_looks_like_such_a_path_may_stand() -> None:
    assert not list(found_in(MACHINE_PATH, "http://127.0.0.1/work/x {{ site }}/home/a docs/tmp/a"))
