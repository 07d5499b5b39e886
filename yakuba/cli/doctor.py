"""`yakuba doctor`: what an operator would look at, each with what to do about it."""

import argparse
import json
import shutil
import smtplib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection

from yakuba import ledger
from yakuba.cases.models import Case
from yakuba.cli import Stop, standing
from yakuba.mailroom.models import FAILED, WAITING, Letter
from yakuba.toolbox import backups, clock, glyphs, signatures

Grade = Literal["良", "注意", "不良"]
GIGABYTE = 1024**3


class Found(NamedTuple):
    """One thing that was looked at; `remedy` is empty where all is well."""

    what: str
    grade: Grade
    said: str
    remedy: str = ""


def doctor(called: argparse.Namespace) -> int:
    """Looks at everything; status 1 where something is wrong."""
    found = list(examine())
    if called.json:
        print(json.dumps([one._asdict() for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one.grade:<2}　{one.what}：{one.said}" + (f"\n　　→ {one.remedy}" if one.remedy else ""))
    return 1 if any(one.grade == "不良" for one in found) else 0


def examine() -> Iterator[Found]:
    """Every look in its turn; without a database only those that need none."""
    yield _keys()
    yield _signing()
    yield _font()
    yield _disk()
    yield _backups()
    yield _mail()
    try:
        standing.need_database()
    except Stop as stop:
        yield Found("データベース", "不良", str(stop), "docs/operations.md の「はじめに」を見てください。")
        return
    looks: list[Callable[[], Found]] = [_durable, _clock, _letters, _work, _seal]
    for look in looks:
        try:
            yield look()
        except DatabaseError as error:
            yield Found("データベース", "不良", str(standing.away(error)), "データベースの記録を見てください。")


def _keys() -> Found:
    if settings.SECRET_KEY_IS_RANDOM and not settings.DEMO:
        return Found(
            "秘密の鍵",
            "不良",
            "YAKUBA_SECRET_KEY がありません",
            "決めてください。ないと、再起動のたびに全員が外れます。",
        )
    return Found("秘密の鍵", "良", "決まっています")


def _signing() -> Found:
    if not settings.SIGNING_KEY:
        return Found(
            "署名の鍵", "注意", "ありません。紙は署名なしで出ます", "YAKUBA_SIGNING_KEY に PKCS#12 を指定してください。"
        )
    try:
        until = signatures.valid_until()
    except signatures.KeyProblem as problem:
        return Found("署名の鍵", "不良", str(problem), "鍵の場所と YAKUBA_SIGNING_PASSWORD を確かめてください。")
    left = (until - clock.now()).days
    grade: Grade = "不良" if left < 0 else "注意" if left < 60 else "良"
    return Found(
        "署名の鍵", grade, f"{until:%Y-%m-%d} まで使えます", "新しい鍵を用意してください。" if left < 60 else ""
    )


def _font() -> Found:
    missing = glyphs.fit("見本市𠮷野髙﨑").replaced
    if missing:
        return Found("紙の字", "不良", f"出せない字があります：{''.join(missing)}", "入れ直してください（fonts/）。")
    return Found("紙の字", "良", "そろっています")


def _disk() -> Found:
    place = settings.DATA if Path(settings.DATA).exists() else settings.ROOT
    free = shutil.disk_usage(place).free
    grade: Grade = "不良" if free < GIGABYTE else "注意" if free < 5 * GIGABYTE else "良"
    return Found(
        "ディスク", grade, f"空き {free / GIGABYTE:.1f} GB", "空きを増やしてください。" if grade != "良" else ""
    )


def _backups() -> Found:
    place = settings.BACKUPS
    if not place:
        return Found(
            "バックアップ",
            "注意",
            "YAKUBA_BACKUPS（置き場所）がありません",
            "置き場所を決め、毎日 yakuba backup を動かしてください。",
        )
    made = backups.last_made(place)
    if made is None:
        return Found("バックアップ", "不良", f"{place} に一つもありません", "yakuba backup を動かしてください。")
    age = datetime.now(UTC) - made
    is_old = age > timedelta(days=2)
    said = f"いちばん新しいものは {age.days}日{age.seconds // 3600}時間前"
    return Found(
        "バックアップ", "不良" if is_old else "良", said, "毎日動いているかを確かめてください。" if is_old else ""
    )


def _mail() -> Found:
    if settings.DEMO:
        return Found("メール", "良", "デモなので、外には出しません")
    if not settings.SMTP_URL:
        return Found(
            "メール", "不良", "YAKUBA_SMTP_URL がありません", "手紙は出ずに待っています。送る先を決めてください。"
        )
    parts = urlsplit(settings.SMTP_URL)
    try:
        with smtplib.SMTP(parts.hostname or "", parts.port or 25, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Found(
            "メール",
            "不良",
            f"{parts.hostname} につながりません（{error}）",
            "相手の機械と、あいだの網を見てください。",
        )
    return Found("メール", "良", f"{parts.hostname} が答えました")


def _durable() -> Found:
    """Whether what was acknowledged is on the disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            full = cursor.execute("PRAGMA synchronous").fetchone()[0] >= 2
            said = f"SQLite journal_mode={mode} synchronous={'FULL' if full else 'それより弱い'}"
        else:
            shown = []
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute(f"SHOW {name}")
                shown.append((name, cursor.fetchone()[0]))
            full = all(value != "off" for _name, value in shown)
            said = "PostgreSQL " + " ".join(f"{name}={value}" for name, value in shown)
    if full:
        return Found("書き込み", "良", said)
    return Found("書き込み", "不良", said, "停電のときに受け付けた申請を失います。on に戻してください。")


def _clock() -> Found:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return Found("時計", "良", f"{clock.now():%Y-%m-%d %H:%M}（時計は一つです）")
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - datetime.now(UTC)).total_seconds())
    if apart > 2:
        return Found(
            "時計", "不良", f"データベースと{apart:.0f}秒ちがいます", "両方の機械の時計を合わせてください（NTP）。"
        )
    return Found("時計", "良", "データベースと合っています")


def _letters() -> Found:
    old = clock.now() - timedelta(hours=1)
    waiting = Letter.objects.filter(state=WAITING, posted_at__lt=old).count()
    failed = Letter.objects.filter(state=FAILED, posted_at__gte=clock.now() - timedelta(days=7)).count()
    grade: Grade = "注意" if waiting or failed else "良"
    said = f"1時間より前から待つもの {waiting}通、この7日に届けられなかったもの {failed}通"
    return Found("手紙", grade, said, "yakuba work が動いているかと、宛先を見てください。" if waiting or failed else "")


def _work() -> Found:
    late = Case.objects.ready(clock.now() - timedelta(minutes=10)).count()
    if late:
        return Found(
            "自動の仕事", "不良", f"10分より前から待つ件が{late}件あります", "yakuba work を動かしてください。"
        )
    return Found("自動の仕事", "良", "待たせているものはありません")


def _seal() -> Found:
    yesterday = clock.today() - timedelta(days=1)
    if ledger.is_sealed(yesterday):
        return Found("台帳の封印", "良", f"{yesterday:%Y-%m-%d} まで封印されています")
    return Found(
        "台帳の封印",
        "注意",
        f"{yesterday:%Y-%m-%d} の封印がありません",
        "yakuba work が毎日動いているかを見てください。",
    )
