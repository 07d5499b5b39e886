"""`yakuba file` and `yakuba export`."""

import argparse
import sys
from pathlib import Path

from yakuba.cases import bulk
from yakuba.cli import Stop
from yakuba.ledger import Robot
from yakuba.procedures.models import Procedure
from yakuba.toolbox import tables

OPERATOR = Robot(name="yakuba file", post="運用")


def file(called: argparse.Namespace) -> int:
    """Files each row; each refused row is named with its reason. Status 1 where one was refused.

    The corrected file under the same name files only what is new. Under another name it could as well be another file:
    where it has rows that were filed before, nothing is filed until --batch says which it is.
    """
    procedure = _procedure(called.procedure)
    if not procedure.is_published or procedure.current is None:
        raise Stop(f"{procedure.slug} は、いま受け付けていません。yakuba publish で公開してください。")
    path = Path(called.file)
    try:
        content = path.read_bytes()
        rows = bulk.rows_in(content, path.name)
    except OSError as error:
        raise Stop(f"{path} が読めません（{error.strerror}）。") from error
    except tables.Unreadable as error:
        raise Stop(f"{path}：{error}") from error
    batch = called.batch or path.name
    if not called.batch and (alike := bulk.known_elsewhere(procedure.current, rows, batch=batch)):
        raise Stop(
            f"{alike}行は、別の名前のファイルで受け付けたものと同じ内容です。まだ何も受け付けていません。"
            f"直したファイルなら --batch に前のファイルの名前を、別の申請なら --batch {path.name} を付けてください。"
        )
    refused = known = 0
    for done in bulk.file_rows(procedure.current, rows, batch=batch, by=OPERATOR):
        refused += bool(done.problems)
        known += done.is_known
        if done.problems:
            print(f"{done.number}行目：受け付けられません。{' / '.join(done.problems)}")
        else:
            print(f"{done.number}行目：{'もう受け付けています。' if done.is_known else ''}受付番号 {done.receipt}")
    before = f"{known}件は前に受け付けたもので、" if known else ""
    print(f"{len(rows) - refused - known}件を受け付け、{before}{refused}件を受け付けませんでした。", file=sys.stderr)
    return 1 if refused else 0


def export(called: argparse.Namespace) -> int:
    """All cases of a procedure as CSV (UTF-8 with BOM, safe in a spreadsheet), XLSX or JSON."""
    procedure = _procedure(called.procedure)
    output = Path(called.output) if called.output else None
    suffix = output.suffix.lower() if output else ".csv"
    if suffix == ".json":
        content = bulk.as_json(procedure).encode()
    elif suffix in (".csv", ".xlsx"):
        columns, rows = bulk.rows_of(procedure)
        content = tables.write_csv(rows, columns) if suffix == ".csv" else tables.write_xlsx(rows, columns)
    else:
        raise Stop(f"「{suffix}」では書き出せません。.csv、.xlsx、.json のどれかにしてください。")
    try:
        if output:
            output.write_bytes(content)
        else:
            sys.stdout.buffer.write(content)
    except OSError as error:
        raise Stop(f"{output or '標準出力'} に書けません（{error.strerror}）。") from error
    return 0


def _procedure(slug: str) -> Procedure:
    found = Procedure.objects.select_related("current").filter(slug=slug).first()
    if found is None:
        known = "、".join(Procedure.objects.order_by("slug").values_list("slug", flat=True)) or "まだ一つもありません"
        raise Stop(f"手続き「{slug}」はありません。あるもの：{known}")
    return found
