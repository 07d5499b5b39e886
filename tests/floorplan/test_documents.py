"""Every setting, every kind of field and every verb of the ledger stands in docs/."""

import ast
import re
from collections.abc import Iterator

from docs import reference
from tests.floorplan.building import CODE, ROOT, calls, product, shown
from yakuba.procedures import compiling, loading
from yakuba.procedures.declaration import Declaration

DOCS = ROOT / "docs"
READERS = {"env_text", "env_flag", "env_number"}
# Setting a variable for Django or for a child process is no reading.
READS = re.compile(r"os\.getenv|os\.environ(?!\.setdefault|\.update|\[[^\]]+\]\s*=[^=])")


def settings_read(source: str) -> set[str]:
    """The environment variables that a settings file asks for."""
    return {
        str(call.args[0].value)
        for call in calls(ast.parse(source))
        if isinstance(call.func, ast.Name) and call.func.id in READERS
        if isinstance(call.args[0], ast.Constant)
    }


def verbs_written(source: str) -> Iterator[str]:
    """The verbs that a file writes into the ledger; one that is put together at run time shows as its code."""
    tree = ast.parse(source)
    named = {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("yakuba.ledger")
        for name in node.names
    }
    for call in calls(tree):
        writes = ast.unparse(call.func)
        # An act on a case gathers its lines and writes them at its end.
        says = writes.endswith(".says")
        if says or writes in ("ledger.write", "ledger.write_each") or (writes == "write" and "write" in named):
            verb = call.args[0]
            options = [verb.body, verb.orelse] if isinstance(verb, ast.IfExp) else [verb]
            for option in options:
                yield str(option.value) if isinstance(option, ast.Constant) else ast.unparse(option)


def kinds_declared() -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in (CODE / "procedures" / "kinds").glob("*.py"))
    return {kind for text in texts for kind in re.findall(r'kind: Literal\["(\w+)"\]', text)}


def missing(words: set[str], document: str) -> list[str]:
    """The words that the document does not name in code type."""
    return sorted(word for word in words if f"`{word}`" not in document)


def document(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_setting_is_explained() -> None:
    read = settings_read((CODE / "settings.py").read_text(encoding="utf-8"))
    assert len(read) > 5
    assert missing(read, document("operations.md")) == []


def test_the_environment_is_read_in_one_file() -> None:
    readers = {path for path in product() if READS.search(path.read_text(encoding="utf-8"))}
    # The demo settles its surroundings before there are settings.
    assert [shown(path) for path in sorted(readers - {CODE / "settings.py", CODE / "cli" / "demo.py"})] == []


def test_every_kind_of_field_is_explained() -> None:
    assert len(kinds_declared()) > 10
    assert missing(kinds_declared(), document("catalogue.md")) == []


def test_the_reference_says_what_the_program_checks() -> None:
    assert document("catalogue.md") == reference.page(), "run `make docs`"
    assert document("procedure.schema.json") == reference.schema(), "run `make docs`"


def test_the_shortest_procedure_in_the_reference_is_sound() -> None:
    [shortest] = re.findall(r"```yaml\n(.*?)```", document("catalogue.intro.md"), re.DOTALL)
    source = loading.read(shortest, "shortest/procedure.yaml")
    assert compiling.compile(source, loading.validate(source, Declaration)).declaration.section == "residents"


def test_every_verb_of_the_ledger_is_explained() -> None:
    written = {verb for path in product() for verb in verbs_written(path.read_text(encoding="utf-8"))}
    assert "filed" in written
    assert missing(written, document("glossary.md")) == []


def test_a_setting_without_a_word_in_the_manual_is_noticed() -> None:
    read = settings_read('COLOUR = env_text("YAKUBA_COLOUR", "blue")\nROOM = env_number("YAKUBA_ROOM", 4)\n')
    assert missing(read, "| `YAKUBA_ROOM` | how many rooms |") == ["YAKUBA_COLOUR"]


def test_a_verb_without_a_word_in_the_glossary_is_noticed() -> None:
    source = """
from yakuba.ledger import write
write("painted", "case:1", by=by)
ledger.write("filed" if new else "refiled", "case:1", by=by)
ledger.write(verb, "case:1", by=by)
act.says("polished", by=by)
log.write("not a line of the ledger")
"""
    assert missing(set(verbs_written(source)), "`filed`") == ["painted", "polished", "refiled", "verb"]


def test_a_second_reader_of_the_environment_is_noticed() -> None:
    assert READS.search('colour = os.environ.get("COLOUR")')
    assert READS.search('if os.environ["COLOUR"] == "blue":')
    assert not READS.search('os.environ["COLOUR"] = "blue"')
