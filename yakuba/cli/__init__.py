"""The operator's one command. `yakuba --help` lists what it does; every error says what to do."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence


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
    from yakuba.cli import catalogue, forms, running, verifying

    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "serve": running.serve,
        "work": running.work,
        "check": catalogue.check,
        "publish": catalogue.publish,
        "file": forms.file,
        "export": forms.export,
        "verify": verifying.verify,
    }
    return commands[called.command](called)


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="yakuba", description="Yakuba, the digital city hall.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, words: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=words, description=words)

    demo = command("demo", "Set up the sample town and serve it, with letters shown on a page.")
    demo.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (8000)")
    demo.add_argument("--fresh", action="store_true", help="forget the town that is there and build it anew")
    demo.add_argument("--no-serve", action="store_true", help="set up only")
    serve = command("serve", "Serve the pages.")
    serve.add_argument("--port", type=int, default=8000, help="port (8000)")
    serve.add_argument("--bind", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--workers", type=int, default=2, help="processes (2)")
    work = command("work", "Print papers, send letters, seal the ledger; runs until it is stopped.")
    work.add_argument("--once", action="store_true", help="do what waits now, then end")
    check = command("check", "Say what is wrong with procedures: file, line, remedy.")
    check.add_argument("files", nargs="+", metavar="FILE", help="procedure.yaml or its folder")
    publish = command("publish", "Put procedures before the public as their next version.")
    publish.add_argument("folders", nargs="+", metavar="FOLDER")
    file = command("file", "File many filled-in forms from CSV, XLSX or JSON.")
    file.add_argument("procedure", metavar="PROCEDURE", help="its slug, such as dx-lecture-survey")
    file.add_argument("file", metavar="FILE")
    export = command("export", "Write out all cases of a procedure.")
    export.add_argument("procedure", metavar="PROCEDURE")
    export.add_argument("--output", "-o", metavar="FILE", help="where to (standard output); .csv, .xlsx or .json")
    command("verify", "Check the whole ledger and name its first broken line.")
    return top
