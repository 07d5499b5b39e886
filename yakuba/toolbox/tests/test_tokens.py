"""Secrets in links."""

import hashlib
import re

from yakuba.toolbox import tokens


def test_a_token_holds_256_bits_and_fits_into_a_url() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", tokens.new())


def test_no_two_tokens_are_alike() -> None:
    assert len({tokens.new() for _ in range(1000)}) == 1000


def test_only_the_digest_needs_to_be_kept() -> None:
    assert tokens.digest("HANA") == hashlib.sha256(b"HANA").hexdigest()


def test_a_broken_link_has_a_digest_too() -> None:
    assert len(tokens.digest("\udc80見本")) == 64
