"""The one door by which a procedure reaches residents: files and the screen both go through `publish`."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from yakuba import ledger
from yakuba.procedures import examples, loading
from yakuba.procedures.city import letters
from yakuba.procedures.compiled import Compiled
from yakuba.procedures.compiling import compile as compile_declaration
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.letters import missing_words, unknown_letters, unknown_words
from yakuba.procedures.loading import Fault, Source, Unsound
from yakuba.procedures.models import Procedure, Version
from yakuba.toolbox import clock

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


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
    folder = folder.resolve()
    source = loading.open_file(folder / "procedure.yaml")
    try:
        declaration = loading.validate(source, Declaration)
    except Unsound as unsound:
        # The rest can only be held against a whole declaration; these two can be read without.
        raise Unsound([*_slug_faults(folder.name), *unsound.faults, *_faults_of_examples(folder)]) from unsound
    papers = {path.name: loading.read_text(path) for path in sorted(folder.glob("*.typ"))}
    faults = [*_slug_faults(folder.name), *_missing_files(folder.name, declaration, papers, source)]
    faults += unknown_letters(source, declaration, letters())
    faults += unknown_words(source, declaration.letters, declaration.values, ("letters",))
    faults += missing_words(source, declaration.letters, ("letters",))
    try:
        compiled = compile_declaration(source, declaration)
    except Unsound as unsound:
        raise Unsound([*faults, *unsound.faults]) from unsound
    try:
        example_source = loading.open_file(folder / "examples.yaml")
        written = loading.validate(example_source, examples.Examples)
    except Unsound as unsound:
        raise Unsound([*faults, *unsound.faults]) from unsound
    if not faults:
        faults += examples.run(compiled, papers, written, example_source)
    if faults:
        raise Unsound(faults)
    return Checked(folder.name, source.text, compiled, papers)


def publish(folder: Path, *, by: ledger.Actor) -> Version:
    """Puts the procedure in `folder` before the public as its next version; the same text twice is one version.

    Raises Unsound where the folder is not sound: nothing of it is published then.
    """
    return put_out(check_folder(folder), by=by)


@transaction.atomic
def put_out(checked: Checked, *, by: ledger.Actor) -> Version:
    """The checked folder as the version that new cases are filed under."""
    procedure = _hold(checked.slug)
    latest = procedure.versions.order_by("-number").first()
    if latest and latest.sha256 == checked.sha256:
        if procedure.is_published:
            return latest
        version = latest
    else:
        version = Version.objects.create(
            procedure=procedure,
            number=latest.number + 1 if latest else 1,
            section=checked.compiled.declaration.section,
            declaration_text=checked.text,
            papers=checked.papers,
            sha256=checked.sha256,
        )
    procedure.current, procedure.withdrawn_at = version, None
    declared = checked.compiled.declaration
    procedure.is_survey = declared.survey is not None
    procedure.is_for_staff = declared.is_for_staff or (
        declared.survey is not None and not declared.survey.is_for_public
    )
    procedure.save(update_fields=["current", "withdrawn_at", "is_for_staff", "is_survey"])
    facts = {"version": version.number, "sha256": version.sha256}
    ledger.write("published", procedure.ledger_key, by=by, facts=facts)
    return version


@transaction.atomic
def withdraw(procedure: Procedure, *, by: ledger.Actor) -> Procedure:
    """Nobody can begin it any more; cases already filed go on under their version."""
    procedure = _hold(procedure.slug)
    if procedure.withdrawn_at is None:
        procedure.withdrawn_at = clock.now()
        procedure.save(update_fields=["withdrawn_at"])
        ledger.write("withdrawn", procedure.ledger_key, by=by)
    return procedure


def folders(catalogue: Path) -> list[Path]:
    """The procedures of a catalogue, in order of their names. A name that begins with _ holds something else."""
    return sorted(path.parent for path in catalogue.glob("*/procedure.yaml") if not path.parent.name.startswith("_"))


def publish_all(
    catalogue: Path, *, by: ledger.Actor, told: Callable[[str], None] = lambda _slug: None
) -> list[Version]:
    """Every folder of the catalogue; `told` hears each slug as it is done."""
    versions = []
    for folder in folders(catalogue):
        versions.append(publish(folder, by=by))
        told(folder.name)
    return versions


def _hold(slug: str) -> Procedure:
    """The procedure's row, made where it is new and locked: two who publish at once take one number each."""
    Procedure.objects.get_or_create(slug=slug)
    return Procedure.objects.select_for_update().get(slug=slug)


def _slug_faults(name: str) -> Iterator[Fault]:
    if not SLUG.fullmatch(name):
        remedy = "半角の小文字・数字・- だけの、60文字までの名前にしてください。ページのアドレスになります。"
        yield Fault(f"{name}/procedure.yaml", 1, f"フォルダーの名前「{name}」は使えません。", remedy)


def _faults_of_examples(folder: Path) -> list[Fault]:
    try:
        loading.validate(loading.open_file(folder / "examples.yaml"), examples.Examples)
    except Unsound as unsound:
        return unsound.faults
    return []


def _missing_files(slug: str, declaration: Declaration, papers: dict[str, str], source: Source) -> Iterator[Fault]:
    for name, paper in declaration.papers.items():
        if paper.file not in papers:
            remedy = f"{slug}/{paper.file} を置いてください。"
            yield source.fault(("papers", name, "file"), f"ひな型 {paper.file} がありません。", remedy)
