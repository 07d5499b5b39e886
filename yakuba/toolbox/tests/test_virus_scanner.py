"""What a clamd says of bytes; and that one which hangs, dies or babbles says nothing of them."""

from pathlib import Path

import pytest

from yakuba.toolbox import virus_scanner
from yakuba.toolbox.tests.clamds import CLAMD, EICAR, VIRUS, own_clamd, real_clamd
from yakuba.toolbox.virus_scanner import Away, Failed, Scanner, Verdict

needs_clamd = pytest.mark.skipif(CLAMD is None, reason="clamd is not installed")
DRAWING = b"%PDF-1.7 a drawing " * 20_000


@needs_clamd
def test_a_real_clamd_finds_what_its_signatures_know(tmp_path: Path) -> None:
    with real_clamd(tmp_path, stream_max="1M") as address:
        scanner = Scanner(address)
        assert scanner.scan(DRAWING) == scanner.scan(b"") == Verdict()
        assert scanner.scan(EICAR).signature.startswith("Eicar-Test-Signature")
        assert scanner.scan(DRAWING + VIRUS).signature.startswith("Yakuba.Test")
        with pytest.raises(Failed, match="size limit exceeded"):
            scanner.scan(bytes(4_000_000))
        assert scanner.scan(DRAWING) == Verdict()
    with pytest.raises(Away):
        scanner.scan(DRAWING)


def test_the_protocol_carries_every_byte() -> None:
    with own_clamd() as clamd:
        scanner = Scanner(clamd.address)
        assert scanner.scan(DRAWING) == Verdict()
        assert scanner.scan(DRAWING + VIRUS) == Verdict("Yakuba.Test")
        assert clamd.seen == [DRAWING, DRAWING + VIRUS]


@pytest.mark.parametrize("answer", ["hang", "hang up", "hang up while being sent"])
def test_a_scanner_that_does_not_answer_is_away_and_nothing_is_clean(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(virus_scanner, "ANSWER_SECONDS", 0.2)
    with own_clamd(answer) as clamd, pytest.raises(Away):
        Scanner(clamd.address).scan(DRAWING * 20)


@pytest.mark.parametrize("answer", ["INSTREAM size limit exceeded. ERROR", "Can't open file ERROR", "NOT OK", "ok"])
def test_an_answer_that_is_no_verdict_is_none(answer: str) -> None:
    with own_clamd(answer) as clamd, pytest.raises(Failed):
        Scanner(clamd.address).scan(DRAWING)


@pytest.mark.parametrize("address", ["clamd", "clamd:", ":3310", "clamd:x", "./clamd.ctl"])
def test_an_address_that_is_none_is_said_at_once(address: str) -> None:
    with pytest.raises(ValueError, match="YAKUBA_CLAMD"):
        Scanner(address)
