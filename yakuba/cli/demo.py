"""`yakuba demo`: the sample town, set up and served with one command."""

import argparse
import os
import secrets
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from yakuba.cli import Stop
from yakuba.cli.ports import is_free


def demo(called: argparse.Namespace) -> int:
    """Settles the demo's surroundings, builds the town where there is none, and serves it."""
    if not called.no_serve and not is_free(called.port):
        raise Stop(
            f"ポート {called.port} はもう使われています。別の番号で試してください：make demo PORT={called.port + 10}"
        )
    place = _surroundings(called.port, fresh=called.fresh)
    import django

    django.setup()
    if not (place / "built").exists():
        _build(place)
    if called.no_serve:
        return 0
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    _welcome(called.port)
    return _serve(called.port)


def _surroundings(port: int, *, fresh: bool) -> Path:
    """The demo's own folder, keys and database, whatever the surroundings say; a town for each port."""
    root = Path(os.environ.get("YAKUBA_DATA", Path(__file__).resolve().parents[2] / "var"))
    place = root / f"demo-{port}"
    if fresh:
        shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, exist_ok=True)
    secret = place / "secret"
    if not secret.exists():
        secret.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        secret.chmod(0o600)
    os.environ |= {
        "YAKUBA_DEMO": "1",
        "YAKUBA_DATA": str(place),
        "DATABASE_URL": f"sqlite:///{place / 'town.sqlite3'}",
        "YAKUBA_SECRET_KEY_FILE": str(secret),
        "YAKUBA_SITE_URL": f"http://127.0.0.1:{port}",
        "YAKUBA_SIGNING_KEY": str(place / "demo-key.p12"),
        "YAKUBA_SIGNING_PASSWORD": "demo",
        "YAKUBA_SMTP_URL": "",
    }
    return place


def _build(place: Path) -> None:
    """Database, key, catalogue, town, a year: each step says what it does."""
    from django.conf import settings
    from django.core.management import call_command

    from yakuba.cases.routes import open_tables
    from yakuba.ledger import Robot
    from yakuba.procedures import publishing
    from yakuba.sample import answers, inquiries, learning, meetings, plan, systems, taboos, town, year
    from yakuba.toolbox import clock, signatures

    started = time.monotonic()
    for left_over in place.glob("town.sqlite3*"):
        left_over.unlink()
    print("みほん市（見本の市）をつくります。人も住所もすべて架空です。")
    _step("データベース", lambda: call_command("migrate", verbosity=0))
    _step(
        "署名の鍵（デモ用・無効）",
        lambda: signatures.make_demo_key(place / "demo-key.p12", password=os.environ["YAKUBA_SIGNING_PASSWORD"]),
    )
    _step("庁舎と職員", lambda: town.build_hall(clock.today()))
    _step("住民200人", lambda: town.build_town(clock.today()))
    _step("決裁ルートの表", lambda: open_tables(by=Robot("yakuba demo", "運用")))
    folders = publishing.folders(settings.CATALOGUE)
    with _Bar("手続き", len(folders)) as bar:
        publishing.publish_all(settings.CATALOGUE, by=Robot("yakuba demo", "運用"), told=lambda _slug: bar.on())
    with _Bar("この一年の申請", year.CASES) as bar:
        year.play(settings.CATALOGUE, lambda _count: bar.on())
    _step("石巻市の公開アンケート 41件", lambda: _file_survey(settings.CATALOGUE / "dx-lecture-survey" / "answers.csv"))
    _step("報告書の公表", lambda: plan.publish_report("ishinomaki-dx-lecture"))
    _step("情報システムと契約（架空）", lambda: systems.build_systems(clock.today()))
    _step("御法度の会話と試行の記録（架空）", lambda: taboos.build_taboos(clock.today()))
    _step("講演会・研修・市民講座（架空のものをふくみます）", lambda: learning.build_learning(clock.today()))
    _step("会議と会議録（架空）", lambda: meetings.build_meetings(clock.today()))
    _step("会議録の公表", plan.publish_minutes)
    _step("庁内照会（架空）", lambda: inquiries.build_inquiries(clock.today()))
    _step("窓口アンケート 200件（架空）", lambda: answers.build_answers(clock.today()))
    (place / "built").touch()
    print(f"できました（{time.monotonic() - started:.0f}秒）。")


def _file_survey(answers: Path) -> None:
    """The real answers that the catalogue carries with their source, through the same door as `yakuba file`."""
    from yakuba.cases import bulk
    from yakuba.ledger import Robot
    from yakuba.procedures.models import Procedure
    from yakuba.toolbox import tables

    content = answers.read_bytes()
    version = Procedure.objects.published().get(slug=answers.parent.name).current
    assert version is not None
    rows = tables.read(content, answers.name)
    refused = [done for done in bulk.file_rows(version, rows, batch=answers.name, by=Robot("demo")) if done.problems]
    if refused:
        raise Stop(f"{answers.name}：{refused[0].number}行目が受け付けられません。{refused[0].problems}")


def _welcome(port: int) -> None:
    from yakuba.people.models import Holding, Resident
    from yakuba.toolbox import clock

    today = clock.today()
    seen_first = Holding.objects.in_force_on(today).filter(post__section__code__in=["residents", "child-support"])
    held = seen_first.select_related("user", "post__section").order_by("post__section_id", "pk")[:4]
    residents = Resident.objects.valid_on(today).filter(user__isnull=False).order_by("pk")[:3]
    print(f"\n  http://127.0.0.1:{port}/          市民のページ")
    print(f"  http://127.0.0.1:{port}/demo/     ワンクリックでログイン（デモだけ）")
    print(f"  http://127.0.0.1:{port}/office/   執務室\n")
    print("  ログインできる人：" + "、".join(f"{one}（市民）" for one in residents))
    print("  　　　　　　　　　" + "、".join(f"{one.user}（{one.post}）" for one in held))
    print("\n  止めるには Ctrl-C\n", flush=True)


def _serve(port: int) -> int:
    """The pages in a child, the worker here; both end together."""
    import subprocess

    from yakuba.cli.running import gunicorn_arguments, loop

    called = argparse.Namespace(bind="127.0.0.1", port=port, workers=2)
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "--log-level", "warning", *gunicorn_arguments(called)])
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def watch() -> None:
        server.wait()
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
    try:
        loop(stop)
    except KeyboardInterrupt:
        pass
    finally:
        server.terminate()
        server.wait(timeout=10)
    return 0


def _step(words: str, act: Callable[[], object]) -> None:
    print(f"  {words} …", end="", flush=True)
    act()
    print(" できました")


class _Bar:
    """A progress bar for a terminal; a line for each tenth where the output is not one."""

    def __init__(self, words: str, total: int) -> None:
        self.words, self.total, self.done = words, total, 0

    def __enter__(self) -> "_Bar":
        return self

    def on(self) -> None:
        self.done += 1
        if sys.stdout.isatty():
            full = 30 * self.done // self.total
            print(f"\r  {self.words} [{'#' * full}{'.' * (30 - full)}] {self.done}/{self.total}", end="", flush=True)

    def __exit__(self, *_: object) -> None:
        print(f"\r  {self.words} {self.done}/{self.total} できました" + " " * 30)
