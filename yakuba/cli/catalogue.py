"""`yakuba check` and `yakuba publish`."""

import argparse
import sys
from pathlib import Path

from yakuba.cases.refused import Refused
from yakuba.cases.routes import open_tables
from yakuba.cli import Stop
from yakuba.ledger import Robot
from yakuba.procedures import publishing
from yakuba.procedures.loading import Unsound
from yakuba.procedures.models import Version

OPERATOR = Robot(name="yakuba publish", post="運用")


def check(called: argparse.Namespace) -> int:
    """Every fault of every file; status 1 where there is one."""
    count = 0
    for folder in _folders(called.files):
        try:
            checked = publishing.check_folder(folder)
        except Unsound as unsound:
            count += len(unsound.faults)
            for fault in unsound.faults:
                print(fault)
        else:
            print(f"{checked.slug}: よし（{checked.compiled.declaration.title.ja}）")
    if count:
        print(f"{count}か所を直してください。", file=sys.stderr)
    return 1 if count else 0


def publish(called: argparse.Namespace) -> int:
    """Publishes each folder that is sound; nothing of one that is not."""
    status = 0
    for folder in _folders(called.folders):
        try:
            version = publishing.publish(folder, by=OPERATOR)
        except Unsound as unsound:
            print(unsound, file=sys.stderr)
            status = 1
        else:
            print(f"{folder.name}: 第{version.number}版を公開しています。")
            _open_routes(version)
    return status


def _open_routes(version: Version) -> None:
    """The tables that its decisions go by, where the city does not keep them yet."""
    wanted = {step.decide.route for step in version.declaration.steps if step.decide}
    try:
        for code in open_tables(wanted, by=OPERATOR):
            print(f"決裁ルート {code} の表を取り込みました。これからは画面で直します。")
    except Refused as refused:
        raise Stop(f"{refused} routes.yaml を直すか、その課をつくってから、もう一度公開してください。") from refused


def _folders(names: list[str]) -> list[Path]:
    """The procedures meant; what else lies in a catalogue (city.yaml, _plans) is passed over when a glob names it."""
    found = []
    for name in names:
        path = Path(name)
        folder = path if path.is_dir() else path.parent
        if not path.exists():
            raise Stop(f"{name} がありません。procedure.yaml のあるフォルダーを指定してください。")
        if path.is_dir() and path.resolve().name.startswith("_"):
            continue
        if (folder / "procedure.yaml").exists() and (path.is_dir() or path.name == "procedure.yaml"):
            found.append(folder)
        elif path.is_dir():
            raise Stop(f"{name} に procedure.yaml がありません。")
    if not found:
        raise Stop("手続きが一つもありません。procedure.yaml のあるフォルダーを指定してください。")
    return found
