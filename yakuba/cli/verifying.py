"""`yakuba verify`."""

import argparse
import sys

from yakuba import ledger


def verify(called: argparse.Namespace) -> int:
    """Reads the whole ledger; status 1 where a line is broken."""
    verdict = ledger.verify(progress=_progress if sys.stderr.isatty() else None)
    print(f"{verdict.things}件・{verdict.lines}行・封印{verdict.roots}日分をたしかめました。")
    if verdict.broken is None:
        print("台帳は書きかえられていません。")
        return 0
    print(f"壊れています：{verdict.broken}", file=sys.stderr)
    return 1


def _progress(lines: int) -> None:
    print(f"\r{lines:,}行", end="", file=sys.stderr)
