"""`yakuba survey`: tickets for the audience, answer numbers for paper, and how many have answered."""

import argparse
import sys
from pathlib import Path

from yakuba.cases import surveys
from yakuba.cli import Stop
from yakuba.ledger import Robot
from yakuba.procedures.models import Procedure
from yakuba.toolbox import tables
from yakuba.toolbox.refused import Refused

OPERATOR = Robot(name="yakuba survey", post="運用")
CODE = "回答番号"


def survey(called: argparse.Namespace) -> int:
    found = Procedure.objects.published().surveys().filter(slug=called.survey).first()
    if found is None:
        known = "、".join(Procedure.objects.published().surveys().values_list("slug", flat=True)) or "一つもありません"
        raise Stop(f"公開中のアンケート「{called.survey}」はありません。あるもの：{known}")
    try:
        return ACTS[called.act](called, found)
    except Refused as refused:
        raise Stop(str(refused)) from refused


def _invite(_called: argparse.Namespace, found: Procedure) -> int:
    print(f"{surveys.invite(found, by=OPERATOR)}人を新しく対象にしました。")
    return _count(_called, found)


def _codes(called: argparse.Namespace, found: Procedure) -> int:
    """Written once, to a file that is not there yet; only digests are kept."""
    path = Path(called.output)
    try:
        with path.open("xb") as output:
            codes = surveys.draw_codes(found, called.count, by=OPERATOR)
            output.write(tables.write_csv([{CODE: code} for code in codes], [CODE]))
    except FileExistsError as error:
        raise Stop(f"{path} はもうあります。別の名前にしてください。") from error
    except OSError as error:
        raise Stop(f"{path} に書けません（{error.strerror}）。") from error
    except Refused:
        path.unlink()
        raise
    print(f"{called.count}枚の回答番号を {path} に書きました。もう一度は見られません。", file=sys.stderr)
    return 0


def _count(_called: argparse.Namespace, found: Procedure) -> int:
    counts = surveys.counts(found)
    invited = "だれでも" if counts.invited is None else f"{counts.invited}人"
    print(f"対象 {invited}　回答 {counts.answered}件　投票箱の中 {counts.in_box}件")
    return 0


ACTS = {"invite": _invite, "codes": _codes, "count": _count}
