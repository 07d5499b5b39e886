"""`yakuba backup` and `yakuba restore`: the whole database in one file that either database takes back.

A zip with one file of lines for each table and a list of contents: how many rows, and a digest over them. Papers and
what residents sent along are in the database, so they are in it too; keys are named, not copied.
"""

import argparse
import base64
import hashlib
import json
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from yakuba.cases.models import Case
from yakuba.cli import Stop
from yakuba.toolbox import clock

CONTENTS = "contents.json"
# Made by `migrate` itself, or of no use anywhere else.
LEFT_OUT = {"contenttypes.ContentType", "auth.Permission", "sessions.Session"}
AT_ONCE = 100
Told = Callable[[str], None]


def backup(called: argparse.Namespace) -> int:
    """Writes everything as it is at one moment, while the hall goes on working; `-` writes to the standard output."""
    to_output = called.file == "-"
    target = Path(called.file)
    if not to_output and target.exists():
        raise Stop(f"{target} はもうあります。上書きはしません。別の名前にしてください。")
    with tempfile.TemporaryDirectory(prefix="yakuba-backup-") as place:
        made = Path(place) / "backup.zip"
        contents = write(made, told=_say)
        if to_output:
            with made.open("rb") as content:
                shutil.copyfileobj(content, sys.stdout.buffer)
        else:
            # Under another name first: what has the right name is whole.
            part = target.with_name(f"{target.name}.part")
            shutil.move(made, part)
            part.replace(target)
    rows = sum(table["rows"] for table in contents["tables"].values())
    print(f"{len(contents['tables'])}の表・{rows:,}行を書き出しました。", file=sys.stderr)
    for key in contents["keys"]:
        print(f"鍵は入っていません。別に保管してください：{key}", file=sys.stderr)
    return 0


def restore(called: argparse.Namespace) -> int:
    """Takes a backup back into an empty database of the same version, and compares every count and digest."""
    with tempfile.TemporaryDirectory(prefix="yakuba-restore-") as place:
        source = Path(called.file)
        if called.file == "-":
            source = Path(place) / "backup.zip"
            with source.open("wb") as content:
                shutil.copyfileobj(sys.stdin.buffer, content)
        contents = read(source, told=_say)
    rows = sum(table["rows"] for table in contents["tables"].values())
    print(f"{len(contents['tables'])}の表・{rows:,}行を戻しました。行の数も中身の指紋も、すべて一致しています。")
    print("つぎに yakuba verify で台帳をたしかめてください。検索の索引は yakuba work がつくり直します。")
    return 0


def write(target: Path, *, told: Told = lambda _words: None) -> dict[str, Any]:
    """The backup as a file; returns its list of contents."""
    contents: dict[str, Any] = {
        "made_at": clock.now().isoformat(),
        "engine": connection.vendor,
        "migrations": _migrations(),
        "keys": _keys(),
        "tables": {},
    }
    with _one_moment(), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for model in _tables():
            told(model._meta.label)
            digest, rows = hashlib.sha256(), 0
            with archive.open(f"{model._meta.label}.jsonl", "w", force_zip64=True) as lines:
                for line in _lines_of(model):
                    lines.write(line)
                    digest.update(line)
                    rows += 1
            contents["tables"][model._meta.label] = {"rows": rows, "sha256": digest.hexdigest()}
        archive.writestr(CONTENTS, json.dumps(contents, ensure_ascii=False, indent=1))
    return contents


def read(source: Path, *, told: Told = lambda _words: None) -> dict[str, Any]:
    """Fills the empty database. Raises Stop, and leaves it empty, where anything is not as the backup says."""
    try:
        with zipfile.ZipFile(source) as archive:
            contents: dict[str, Any] = json.loads(archive.read(CONTENTS))
            _ask_whether_it_fits(contents)
            with transaction.atomic():
                for model in _tables():
                    told(model._meta.label)
                    _fill(model, archive)
                _compare(contents)
                _go_on_counting()
                # The index of the search is not copied; the worker makes it anew.
                Case.objects.update(is_findable=False)
    except OSError as error:
        raise Stop(f"{source} が読めません（{error.strerror or error}）。") from error
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise Stop(f"{source} は、yakuba backup のファイルではないか、途中で切れています。") from error
    return contents


def _ask_whether_it_fits(contents: dict[str, Any]) -> None:
    if set(contents["migrations"]) != set(_migrations()):
        raise Stop("バックアップと、いまのプログラムの版がちがいます。同じ版で戻してから、新しい版に移ってください。")
    for model in _tables():
        if model._base_manager.exists():
            raise Stop(f"データベースが空ではありません（{model._meta.db_table}）。空のデータベースに戻してください。")


def _fill(model: type[models.Model], archive: zipfile.ZipFile) -> None:
    fields = model._meta.concrete_fields
    batch = []
    with archive.open(f"{model._meta.label}.jsonl") as lines:
        for line in lines:
            values = json.loads(line)
            given = {field.attname: _value(field, value) for field, value in zip(fields, values, strict=True)}
            batch.append(model(**given))
            if len(batch) >= AT_ONCE:
                model._base_manager.bulk_create(batch)
                batch = []
    if batch:
        model._base_manager.bulk_create(batch)


def _compare(contents: dict[str, Any]) -> None:
    for model in _tables():
        digest, rows = hashlib.sha256(), 0
        for line in _lines_of(model):
            digest.update(line)
            rows += 1
        if contents["tables"][model._meta.label] != {"rows": rows, "sha256": digest.hexdigest()}:
            raise Stop(f"{model._meta.label} が、バックアップの目録と合いません。ファイルが書きかえられています。")


def _go_on_counting() -> None:
    """The next number of each table follows the last one that came back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _tables()):
            cursor.execute(statement)


@contextmanager
def _one_moment() -> Iterator[None]:
    """One snapshot of the whole database; others go on writing. SQLite's begins with its first read (WAL)."""
    begin = {"postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", "sqlite": "BEGIN DEFERRED"}
    with connection.cursor() as cursor:
        cursor.execute(begin[connection.vendor])
        cursor.execute("SELECT count(*) FROM django_migrations")
        try:
            yield
        finally:
            cursor.execute("COMMIT")


def _lines_of(model: type[models.Model]) -> Iterator[bytes]:
    """Each row as a line of JSON, in the order of its key; the same on both databases."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield json.dumps([_plain(value) for value in row], ensure_ascii=True, sort_keys=True).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime):
        return value.astimezone(clock.now().tzinfo).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    # A JSON column keeps what it holds; everything else is read as a form would be.
    return value if isinstance(field, models.JSONField) or value is None else field.to_python(value)


def _tables() -> list[type[models.Model]]:
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return [model for model in found if model._meta.label not in LEFT_OUT and not model._meta.proxy]


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _keys() -> list[str]:
    named = {"YAKUBA_SECRET_KEY": "" if settings.SECRET_KEY_IS_RANDOM else "（設定あり）"}
    named["YAKUBA_SIGNING_KEY"] = settings.SIGNING_KEY
    return [f"{name} {value}".strip() for name, value in named.items() if value]


def _say(label: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{label:<40}", end="", file=sys.stderr, flush=True)
