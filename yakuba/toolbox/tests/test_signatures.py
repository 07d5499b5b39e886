"""The city's signature: made with the configured key, broken by any change, and clear about a key that will not do."""

import hashlib
import random
import re
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from yakuba.toolbox import clock, press, signatures
from yakuba.toolbox.tests.papers import SHORT


@pytest.fixture
def paper() -> bytes:
    return press.pdf(SHORT, {"text": "見本"})


@pytest.fixture
def key(tmp_path: Path, settings) -> Path:
    path = tmp_path / "demo.p12"
    signatures.make_demo_key(path, "合言葉")
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(path), "合言葉"
    return path


def flipped(signed: bytes, position: int, bit: int) -> bytes:
    return signed[:position] + bytes([signed[position] ^ 1 << bit]) + signed[position + 1 :]


def covered(signed: bytes) -> tuple[range, range]:
    """The two stretches of the file before and after the gap that holds the signature itself."""
    found = re.search(rb"/ByteRange\s*\[(\d+) (\d+) (\d+) (\d+)", signed)
    assert found
    start, length, rest, rest_length = map(int, found.groups())
    return range(start, start + length), range(rest, rest + rest_length)


def accepted_after_flips(signed: bytes, positions: list[int]) -> int:
    flips = random.Random(7)
    return sum(signatures.check(flipped(signed, position, flips.randrange(8))).is_genuine for position in positions)


def test_without_a_key_a_paper_stays_as_it_is(paper, settings):
    settings.SIGNING_KEY = ""
    assert signatures.sign(paper) == paper
    assert signatures.check(paper) == signatures.Check()


def test_a_signed_paper_is_genuine_and_says_by_whom(paper, key):
    signed = signatures.sign(paper)
    check = signatures.check(signed)
    assert check.is_genuine
    assert check.signer == "デモ用・無効 DEMO NOT VALID みほん市"
    assert signed.startswith(paper)
    assert b"/ETSI.CAdES.detached" in signed


def test_no_changed_bit_under_the_signature_is_accepted(paper, key):
    signed = signatures.sign(paper)
    before, after = covered(signed)
    assert accepted_after_flips(signed, random.Random(1).sample([*before, *after], 200)) == 0


def test_planted_a_check_that_reads_only_whether_there_is_a_signature_is_noticed(paper, key, monkeypatch):
    signed = signatures.sign(paper)
    before, _after = covered(signed)
    monkeypatch.setattr(signatures.Check, "is_genuine", property(lambda check: check.signed and check.ours))
    assert accepted_after_flips(signed, random.Random(1).sample([*before], 20)) > 0


def test_a_changed_bit_in_the_gap_of_the_signature_changes_the_digest_of_the_file(paper, key):
    signed = signatures.sign(paper)
    before, after = covered(signed)
    gap = range(before.stop, after.start)
    whole = hashlib.sha256(signed).digest()
    # The check alone does not see these: the last bytes of the gap are only padding.
    assert signatures.check(flipped(signed, gap.stop - 2, 0)).is_genuine
    assert all(hashlib.sha256(flipped(signed, position, 0)).digest() != whole for position in gap[::50])


def test_something_added_behind_the_signature_is_not_genuine(paper, key):
    check = signatures.check(signatures.sign(paper) + b"\n% more")
    assert (check.intact, check.whole, check.is_genuine) == (True, False, False)


def test_a_stranger_with_the_same_name_is_not_the_city(paper, key, tmp_path, settings):
    signatures.make_demo_key(tmp_path / "stranger.p12")
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(tmp_path / "stranger.p12"), ""
    forged = signatures.sign(paper)
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(key), "合言葉"
    check = signatures.check(forged)
    assert (check.intact, check.whole, check.ours, check.is_genuine) == (True, True, False, False)


@pytest.mark.parametrize(
    "content", [b"", b"no PDF", b"%PDF-1.7\n" * 100, b"%PDF-1.7\ntrailer << /Root 1 0 R >>\n%%EOF"]
)
def test_a_file_that_is_no_paper_is_not_genuine(content, key):
    assert not signatures.check(content).is_genuine


def test_a_wrong_password_is_told_plainly(paper, key, settings):
    settings.SIGNING_PASSWORD = "ちがう"
    with pytest.raises(signatures.KeyProblem, match="YAKUBA_SIGNING_PASSWORD"):
        signatures.sign(paper)


def test_a_missing_key_file_is_told_plainly(paper, key):
    key.unlink()
    with pytest.raises(signatures.KeyProblem, match="読めません"):
        signatures.sign(paper)


def test_a_file_without_certificate_is_told_plainly(paper, key):
    private = ec.generate_private_key(ec.SECP256R1())
    key.write_bytes(pkcs12.serialize_key_and_certificates(b"x", private, None, None, NoEncryption()))
    with pytest.raises(signatures.KeyProblem):
        signatures.sign(paper)


def test_an_expired_key_signs_nothing(paper, key):
    with clock.at(clock.now() + timedelta(days=11 * 366)), pytest.raises(signatures.KeyProblem, match="有効期限"):
        signatures.sign(paper)


def test_a_key_of_the_future_signs_nothing(paper, key):
    with clock.at(clock.now() - timedelta(days=4 * 366)), pytest.raises(signatures.KeyProblem, match="から有効"):
        signatures.sign(paper)


def test_the_sample_town_signs_its_past_year(paper, key):
    with clock.at(clock.now() - timedelta(days=370)):
        signed = signatures.sign(paper)
    assert signatures.check(signed).is_genuine


def test_the_key_is_readable_by_its_owner_only(key):
    assert key.stat().st_mode & 0o077 == 0
