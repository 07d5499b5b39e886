"""`yakuba residents load`: what a file would change is shown first, and changed only when somebody says so."""

import argparse
import sys
from datetime import date
from pathlib import Path

from yakuba.cli import Stop
from yakuba.ledger import Robot
from yakuba.procedures.loading import Unsound
from yakuba.residents import comparing, loading, mapping, reading
from yakuba.residents.comparing import Preview
from yakuba.toolbox import clock, dates, tables
from yakuba.toolbox.refused import Refused

OPERATOR = Robot(name="yakuba residents", post="運用")


def residents(called: argparse.Namespace) -> int:
    """Status 1 where rows were rejected; they are in the file beside it, each with its reason."""
    path = Path(called.file)
    declared = _declared(called.mapping)
    as_of = _day(called.as_of)
    try:
        if missing := reading.missing_columns(path, declared):
            raise Stop(f"{path.name} に、見出し「{'」「'.join(missing)}」がありません。")
        total = _lines(path)
        preview = comparing.preview(path, declared, as_of, _Bar("くらべています", total).on)
        rejected = Path(called.rejected or path.with_suffix(".rejected.csv"))
        _show(preview, rejected)
        if preview.rejected:
            _write(preview, rejected)
        if not called.yes and not _agreed():
            print("読み込みませんでした。何も変わっていません。")
            return 1
        done = loading.load(path, called.mapping, declared, as_of, by=OPERATOR, told=_Bar("読み込んでいます", total).on)
    except (reading.Unreadable, Refused) as error:
        raise Stop(f"{path.name}：{error}") from error
    print(f"読み込みました：{sum(done.counts.values())}行（受け付けなかった行 {done.counts.get('rejected', 0)}）")
    return 1 if done.counts.get("rejected") else 0


def _declared(name: str) -> mapping.Mapping:
    try:
        return mapping.mapping(name)
    except KeyError as error:
        raise Stop(f"並び「{name}」はありません。あるもの：{'、'.join(mapping.names()) or 'なし'}") from error
    except Unsound as error:
        raise Stop(str(error)) from error


def _day(said: str | None) -> date:
    try:
        return dates.parse(said) if said else clock.today()
    except dates.NotADate as error:
        raise Stop(f"--as-of {said}：{error}") from error


def _show(preview: Preview, rejected: Path) -> None:
    print()
    for kind, words in comparing.WORDS.items():
        print(f"  {preview.counts[kind]:>9,}  {words}")
        for one in preview.shown.get(kind, [])[:5]:
            print(f"             {one}")
    print(f"  {preview.absent:>9,}  登録にあって、このファイルにない人（何もしません）")
    print(f"  {len(preview.rejected):>9,}  受け付けない行" + (f" → {rejected}" if preview.rejected else ""))
    if preview.notes.padded:
        print(f"  先頭の0を補った番号：{preview.notes.padded:,}")
    if preview.notes.private_use:
        signs = " ".join(f"U+{ord(one):04X}" for one in preview.notes.private_use[:20])
        print(f"  外字（そのまま残します）：{signs}")


def _write(preview: Preview, path: Path) -> None:
    columns = ["行", "理由", *dict.fromkeys(name for one in preview.rejected for name in one.cells)]
    rows = [{"行": one.line, "理由": one.why, **one.cells} for one in preview.rejected]
    path.write_bytes(tables.write_csv(rows, columns))


def _agreed() -> bool:
    if not sys.stdin.isatty():
        print("\n--yes を付けると、読み込みます。")
        return False
    return input("\n読み込みますか。 [y/N] ").strip().lower() in ("y", "yes", "はい")


def _lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError as error:
        raise Stop(f"{path} が読めません（{error.strerror}）。") from error


class _Bar:
    """A progress bar for a terminal; silent where the output is not one."""

    def __init__(self, words: str, total: int) -> None:
        self.words, self.total, self.done = words, max(1, total), 0

    def on(self, count: int) -> None:
        self.done += count
        if sys.stderr.isatty():
            full = min(30, 30 * self.done // self.total)
            end = "\n" if self.done >= self.total - 1 else ""
            line = f"\r  {self.words} [{'#' * full}{'.' * (30 - full)}] {self.done:,}/{self.total:,}"
            print(line, end=end, file=sys.stderr, flush=True)
