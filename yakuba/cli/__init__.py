"""The operator's one command. `yakuba --help` lists what it does; every error says what to do."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from yakuba.cli import japanese


class Stop(Exception):
    """The command cannot go on; the sentence says why and what to do. Ends with status 1."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its status: 0 done, 1 something is wrong and was said, 2 the call was wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.settings")
    called = parser().parse_args(arguments)
    try:
        return call(called)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def call(called: argparse.Namespace) -> int:
    """Sets the house up for the command and runs it."""
    if called.command == "demo":
        # The demo settles its own surroundings before any setting is read.
        from yakuba.cli.demo import demo

        return demo(called)
    import django

    django.setup()
    from django.db import DatabaseError

    from yakuba.cli import (
        backup,
        catalogue,
        doctor,
        forms,
        report,
        residents,
        running,
        staff,
        standing,
        survey,
        token,
        verifying,
    )

    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "serve": running.serve,
        "work": running.work,
        "check": catalogue.check,
        "publish": catalogue.publish,
        "file": forms.file,
        "export": forms.export,
        "report": report.report,
        "residents": residents.residents,
        "verify": verifying.verify,
        "backup": backup.backup,
        "restore": backup.restore,
        "doctor": doctor.doctor,
        "staff": staff.staff,
        "survey": survey.survey,
        "token": token.token,
    }
    if called.command not in ("check", "doctor"):
        standing.need_database()
    try:
        return commands[called.command](called)
    except DatabaseError as error:
        raise standing.away(error) from error


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    japanese.speak()
    top = argparse.ArgumentParser(prog="yakuba", description="Yakuba（役場）を動かします。")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, words: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=words, description=words)

    demo = command("demo", "見本の市をつくって動かします。手紙は外に出さず、ページで読めます。")
    demo.add_argument("--port", type=int, default=8000, help="127.0.0.1 のポート（8000）")
    demo.add_argument("--fresh", action="store_true", help="いまの見本の市を捨てて、つくり直す")
    demo.add_argument("--no-serve", action="store_true", help="つくるだけで、動かさない")
    serve = command("serve", "ページを出します。")
    serve.add_argument("--port", type=int, default=8000, help="ポート（8000）")
    serve.add_argument("--bind", default="127.0.0.1", help="待ち受けるアドレス（127.0.0.1）")
    serve.add_argument("--workers", type=int, default=2, help="プロセスの数（2）")
    work = command("work", "紙を発行し、手紙を送り、台帳を封印します。止めるまで動きます。")
    work.add_argument("--once", action="store_true", help="いまあるものを片付けたら終わる")
    check = command("check", "手続きの誤りを、ファイル・行・直し方とともに示します。")
    check.add_argument("files", nargs="+", metavar="FILE", help="procedure.yaml か、そのフォルダー")
    publish = command("publish", "手続きを次の版として公開します。")
    publish.add_argument("folders", nargs="+", metavar="FOLDER")
    file = command("file", "記入済みの申請をまとめて受け付けます（CSV・XLSX・JSON）。")
    file.add_argument("procedure", metavar="PROCEDURE", help="手続きの名前。例：dx-lecture-survey")
    file.add_argument("file", metavar="FILE")
    file.add_argument(
        "--batch", metavar="NAME", help="まとまりの名前（ファイル名）。同じ名前の同じ行は、二度受け付けません"
    )
    export = command("export", "手続きの申請をすべて書き出します。")
    export.add_argument("procedure", metavar="PROCEDURE")
    export.add_argument("--output", "-o", metavar="FILE", help="書き出す先（標準出力）。.csv・.xlsx・.json")
    _residents(command("residents", "住民記録のファイルを、ちがいを見てから読み込みます。"))
    result = command("report", "催しの実施結果報告書を、受け付けた回答からつくります。")
    result.add_argument("report", metavar="REPORT", help="報告書の名前。例：ishinomaki-dx-lecture")
    result.add_argument("file", metavar="OUT", help="書き出す先。- は標準出力")
    result.add_argument("--format", choices=["pdf", "docx", "html", "json", "csv"], default="pdf", help="形（pdf）")
    result.add_argument("--answers", metavar="FILE", help="このファイルの回答から（CSV・XLSX・JSON）")
    command("verify", "台帳の全体をたしかめ、壊れている最初の行を示します。")
    saved = command("backup", "動かしたまま、すべてを一つのファイルに書き出します。鍵は入りません。")
    saved.add_argument("file", metavar="FILE", help="書き出す先。- は標準出力")
    back = command("restore", "空のデータベースに戻し、行の数と中身の指紋をくらべます。")
    back.add_argument("file", metavar="FILE", help="yakuba backup のファイル。- は標準入力")
    ill = command("doctor", "設定・時計・ディスク・メール・字・鍵・バックアップをたしかめ、直し方を示します。")
    ill.add_argument("--json", action="store_true", help="JSONで出す")
    _staff(command("staff", "職員を登録し、職に就け、異動させます。"))
    _survey(command("survey", "アンケートの対象に知らせ、紙で配る回答番号をつくります。"))
    _token(command("token", "機械がAPIを使うためのキーをつくり、止めます。"))
    return top


def _residents(register: argparse.ArgumentParser) -> None:
    acts = register.add_subparsers(dest="act", required=True, metavar="ACT")
    load = acts.add_parser("load", help="ファイル（CSV）を読み込む。何が変わるかを先に出す")
    load.add_argument("file", metavar="FILE")
    load.add_argument("--mapping", default="juki", metavar="NAME", help="catalogue/_register の並び（juki）")
    load.add_argument("--as-of", metavar="DATE", help="この日のファイル（きょう）。例：2026-11-01")
    load.add_argument("--rejected", metavar="FILE", help="受け付けない行を書く先（FILE.rejected.csv）")
    load.add_argument("--yes", action="store_true", help="聞かずに読み込む")


def _staff(staff: argparse.ArgumentParser) -> None:
    acts = staff.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help="きょう職に就いている人")
    register = acts.add_parser("register", help="アカウントをつくる")
    register.add_argument("email", metavar="EMAIL")
    register.add_argument("name", metavar="NAME")
    for name, words in (("appoint", "職に就ける"), ("release", "職を解く")):
        act = acts.add_parser(name, help=words)
        act.add_argument("email", metavar="EMAIL")
        act.add_argument("section", metavar="SECTION", help="課の符号。例：residents")
        act.add_argument("title", metavar="TITLE", help="職の名前。例：係員")
        act.add_argument("--on", metavar="DATE", help="この日から（きょう）。例：2027-04-01")
    away = acts.add_parser("away", help="不在を書く")
    away.add_argument("email", metavar="EMAIL")
    away.add_argument("begin", metavar="FROM", help="この日から")
    away.add_argument("until", metavar="UNTIL", help="この日の前の日まで")
    deputy = acts.add_parser("deputy", help="不在のときに代決する職を決める")
    for word, words in (("section", "課の符号"), ("title", "職の名前")):
        deputy.add_argument(word, metavar=word.upper(), help=words)
    for word, words in (("section", "代決する職の課"), ("title", "代決する職の名前")):
        deputy.add_argument(f"deputy_{word}", metavar=f"DEPUTY_{word.upper()}", help=words)
    deputy.add_argument("--on", metavar="DATE", help="この日から（きょう）")


def _survey(survey: argparse.ArgumentParser) -> None:
    acts = survey.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, words in (("invite", "きょうの対象の人が、一人一回、回答できるようにする"), ("count", "対象と回答の数")):
        acts.add_parser(name, help=words).add_argument("survey", metavar="SLUG")
    codes = acts.add_parser("codes", help="回答番号をつくる。一度だけ書き出します")
    codes.add_argument("survey", metavar="SLUG")
    codes.add_argument("count", type=int, metavar="COUNT", help="枚数")
    codes.add_argument("--output", "-o", required=True, metavar="FILE", help="書き出すCSV")


def _token(token: argparse.ArgumentParser) -> None:
    acts = token.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help="いま使えるキー")
    make = acts.add_parser("make", help="キーをつくる。一度だけ表示します")
    make.add_argument("email", metavar="EMAIL", help="このアカウントとして働く")
    make.add_argument("name", metavar="NAME", help="何のためのキーか")
    make.add_argument("--may", default="file,follow", metavar="WORDS", help="file,follow,inbox,decide から")
    make.add_argument("--procedure", action="append", metavar="SLUG", help="この手続きだけ（くり返せます）")
    make.add_argument("--section", action="append", metavar="SECTION", help="この課だけ（くり返せます）")
    make.add_argument("--days", type=int, default=90, help="有効な日数（90）")
    revoke = acts.add_parser("revoke", help="キーを止める")
    revoke.add_argument("key", type=int, metavar="KEY", help="キーの番号")
