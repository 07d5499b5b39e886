"""The one door by which a procedure reaches residents: files and the screen both go through `publish`."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from yakuba import ledger
from yakuba.procedures import examples, loading
from yakuba.procedures.city import letters
from yakuba.procedures.compiled import Compiled
from yakuba.procedures.compiled import compile as compile_declaration
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.loading import Fault, Unsound
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import clock


@dataclass(frozen=True)
class Checked:
    """A folder of the catalogue that is sound."""

    slug: str
    text: str
    compiled: Compiled
    papers: dict[str, str]

    @property
    def sha256(self) -> str:
        whole = json.dumps([self.text, self.papers], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()


def check_folder(folder: Path) -> Checked:
    """Reads `folder` and runs its examples. Raises Unsound with every fault: file, line, remedy."""
    text = _read(folder / "procedure.yaml")
    source = loading.read(text, f"{folder.name}/procedure.yaml")
    declaration: Declaration = loading.validate(source, Declaration)
    compiled = compile_declaration(source, declaration)
    papers = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.typ"))}
    checked = Checked(folder.name, text, compiled, papers)
    if faults := [*_missing_files(checked, source), *_unknown_letters(declaration, source)]:
        raise Unsound(faults)
    example_source = loading.read(_read(folder / "examples.yaml"), f"{folder.name}/examples.yaml")
    written: examples.Examples = loading.validate(example_source, examples.Examples)
    if faults := list(examples.run(compiled, papers, written, example_source)):
        raise Unsound(faults)
    return checked


def publish(folder: Path, *, by: ledger.Actor) -> Version:
    """Puts the procedure in `folder` before the public as its next version; the same text twice is one version.

    Raises Unsound where the folder is not sound: nothing of it is published then.
    """
    return put_out(check_folder(folder), by=by)


@transaction.atomic
def put_out(checked: Checked, *, by: ledger.Actor) -> Version:
    """The checked folder as the version that new cases are filed under."""
    Procedure.objects.get_or_create(slug=checked.slug)
    procedure = Procedure.objects.select_for_update().get(slug=checked.slug)
    latest = procedure.versions.order_by("-number").first()
    if latest and latest.sha256 == checked.sha256 and procedure.is_published:
        return latest
    version = Version.objects.create(
        procedure=procedure,
        number=latest.number + 1 if latest else 1,
        section=checked.compiled.declaration.section,
        declaration_text=checked.text,
        papers=checked.papers,
        sha256=checked.sha256,
    )
    procedure.current, procedure.withdrawn_at = version, None
    procedure.save(update_fields=["current", "withdrawn_at"])
    facts = {"version": version.number, "sha256": version.sha256}
    ledger.write("published", procedure.ledger_key, by=by, facts=facts)
    return version


@transaction.atomic
def withdraw(procedure: Procedure, *, by: ledger.Actor) -> Procedure:
    """Nobody can begin it any more; cases already filed go on under their version."""
    procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
    procedure.withdrawn_at = clock.now()
    procedure.save(update_fields=["withdrawn_at"])
    ledger.write("withdrawn", procedure.ledger_key, by=by)
    return procedure


def folders(catalogue: Path) -> list[Path]:
    """The procedures of a catalogue, in order of their names."""
    return sorted(path.parent for path in catalogue.glob("*/procedure.yaml"))


def publish_all(
    catalogue: Path, *, by: ledger.Actor, told: Callable[[str], None] = lambda _slug: None
) -> list[Version]:
    """Every folder of the catalogue; `told` hears each slug as it is done."""
    versions = []
    for folder in folders(catalogue):
        versions.append(publish(folder, by=by))
        told(folder.name)
    return versions


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        fault = Fault(f"{path.parent.name}/{path.name}", 1, "ファイルがありません。", f"{path.name} を置いてください。")
        raise Unsound([fault]) from error
    except UnicodeDecodeError as error:
        fault = Fault(f"{path.parent.name}/{path.name}", 1, "UTF-8で読めません。", "UTF-8で保存し直してください。")
        raise Unsound([fault]) from error


def _missing_files(checked: Checked, source: loading.Source) -> list[Fault]:
    return [
        source.fault(
            ("papers", name), f"ひな型 {paper.file} がありません。", f"{checked.slug}/{paper.file} を置いてください。"
        )
        for name, paper in checked.compiled.declaration.papers.items()
        if paper.file not in checked.papers
    ]


def _unknown_letters(declaration: Declaration, source: loading.Source) -> list[Fault]:
    known = {**letters(), **declaration.letters}
    wanted = [(("steps", number), step.tell.letter) for number, step in enumerate(declaration.steps) if step.tell]
    if declaration.tell_to:
        wanted.append((("tell_to", 0), declaration.tell_to.letter))
    return [
        source.fault(at, f"手紙「{name}」がありません。", f"letters に書くか、次から選んでください：{'、'.join(known)}")
        for at, name in wanted
        if name not in known
    ]
