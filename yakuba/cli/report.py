"""`yakuba report`: a result report as a file, from the answers that were filed or from a file of answers."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from yakuba.cli import Stop
from yakuba.procedures.loading import Unsound
from yakuba.publications.kinds import answers, event
from yakuba.publications.kinds import report as result
from yakuba.publications.kinds.answers import Answer
from yakuba.publications.pressing import formats
from yakuba.toolbox import clock, press, tables


def report(called: argparse.Namespace) -> int:
    """Builds the report and writes it; says on the error output how long that took."""
    try:
        declared, wishes = event.report(called.report), event.wishes(called.report)
    except KeyError as error:
        known = "、".join(event.slugs()) or "まだ一つもありません"
        raise Stop(f"報告書「{called.report}」はありません。あるもの：{known}") from error
    except Unsound as unsound:
        raise Stop(str(unsound)) from unsound
    material = event.Material(declared, _answers(called, declared.survey), clock.today(), wishes)
    started = time.perf_counter()
    try:
        content = formats.press(result.document(material), called.format, city=declared.city, day=material.as_of)
    except (press.Failed, press.Stalled) as error:
        raise Stop(str(error)) from error
    _write(content, called.file)
    took = time.perf_counter() - started
    print(f"回答{len(material.answers)}件から {called.file} を書き出しました（{took:.2f}秒）。", file=sys.stderr)
    return 0


def _answers(called: argparse.Namespace, survey: str) -> Sequence[Answer]:
    if not called.answers:
        found = answers.filed(survey)
        if not found:
            raise Stop(f"手続き「{survey}」の回答がありません。yakuba file で入れるか、--answers で渡してください。")
        return found
    try:
        return answers.numbered(tables.read(Path(called.answers)))
    except OSError as error:
        raise Stop(f"{called.answers} が読めません（{error.strerror}）。") from error
    except tables.Unreadable as error:
        raise Stop(f"{called.answers}：{error}") from error


def _write(content: bytes, name: str) -> None:
    try:
        if name == "-":
            sys.stdout.buffer.write(content)
        else:
            Path(name).write_bytes(content)
    except OSError as error:
        raise Stop(f"{name} に書けません（{error.strerror}）。") from error
