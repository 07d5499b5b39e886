"""One function for each row of the table."""

import gzip
import json
import re
import statistics
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.test import Client

from bench import load
from bench.memory import memory
from bench.office import office
from bench.programme import programme
from bench.tabulation import tabulation
from tests.cast import Cast, assemble
from tests.stories.test_query_budgets import EXAMPLES, TWO_PAGES
from tests.stories.walking import fill_in, inputs
from yakuba.cases import issuing
from yakuba.cases.filing import Application, file
from yakuba.cases.models import Case
from yakuba.cases.snapshot import snapshot_of
from yakuba.ledger import Robot
from yakuba.procedures import loading, publishing
from yakuba.procedures.examples import Example, Examples
from yakuba.procedures.models import Procedure
from yakuba.procedures.review import review

Row = tuple[str, str, str, str]
SLUG = "residence-certificate"


def measure(*, only_the_office: bool = False) -> list[Row]:
    """Every row that there is by now, in the order of DESIGN §7; or only what the second engine is asked for."""
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    publishing.publish_all(settings.CATALOGUE, by=Robot("bench"))
    cast = assemble()
    table = []
    whole = (
        *(whole_application, filing_under_load, automatic_case, rule_set, page_weight, memory),
        *(office, programme, tabulation),
    )
    for row in (office,) if only_the_office else whole:
        print(f"{row.__doc__} …", flush=True)
        table += row(cast)
    return table


def whole_application(cast: Cast) -> list[Row]:
    """A whole application of two pages: open, fill in, confirm, file."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "two-pages"
        folder.mkdir()
        (folder / "procedure.yaml").write_text(TWO_PAGES, encoding="utf-8")
        (folder / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
        publishing.publish(folder, by=Robot("bench"))
    browser = signed_in(cast)
    counts, seconds = [], []
    for _round in range(25):
        queries = 0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*arguments)

        with connection.execute_wrapper(count):
            before = time.process_time()
            summary = fill_in(browser, "two-pages", [{}, {"reason": "ためし"}])
            browser.get(summary)
            browser.post(summary.replace("confirm", "file"))
            seconds.append(time.process_time() - before)
        counts.append(queries)
    most, cpu = max(counts[5:]), statistics.median(seconds[5:]) * 1000
    return [
        ("a whole application of two pages: SQL queries", f"{most}", "≤ 25", within(most <= 25)),
        ("a whole application of two pages: CPU, the browser's too", f"{cpu:.0f} ms", "≤ 40 ms", within(cpu <= 40)),
    ]


def filing_under_load(cast: Cast) -> list[Row]:
    """Filing under load, beside a bare view that inserts two rows."""
    bare, filing = load.compare(cast, SLUG)
    ratio = filing / bare
    said = f"{ratio:.2f} × ({filing:.0f}/s beside {bare:.0f}/s)"
    return [("filing under load, against a bare view of two inserts", said, "≥ 0.25 ×", within(ratio >= 0.25))]


def automatic_case(cast: Cast) -> list[Row]:
    """Automatic cases: filed, checked, decided, paper issued."""
    version = Procedure.objects.published().get(slug=SLUG).current
    assert version is not None
    answers = Case.objects.filter(version=version).latest("pk").answers
    snapshot = snapshot_of(cast.hana)

    def one(number: int) -> None:
        file(Application(version, answers, f"bench:{number}", cast.hana, snapshot), by=cast.hana)

    issuing.work(limit=1000)
    one(0)
    issuing.work()
    count = 100
    before, printed = time.process_time(), load.children_cpu()
    started = time.monotonic()
    for number in range(1, count + 1):
        one(number)
    while issuing.work():
        pass
    wall = time.monotonic() - started
    cpu = time.process_time() - before + load.children_cpu() - printed
    assert Case.objects.filter(submission_key__startswith="bench:", outcome="granted").count() == count + 1
    rate = count / cpu
    said = f"{rate:.0f} a second of CPU ({count / wall:.0f}/s by the clock)"
    return [("automatic case: filed → checked → paper issued", said, "≥ 50 a second a core", within(rate >= 50))]


def rule_set(cast: Cast) -> list[Row]:
    """A rule set on one case, with its explanation."""
    best, most = 0.0, 0
    for procedure in Procedure.objects.published():
        assert procedure.current is not None
        compiled = procedure.current.compiled
        # A value that rules read is an expression like theirs, and is worked out and explained with them.
        if len(compiled.decisions) + len(compiled.values) <= most:
            continue
        most = len(compiled.decisions) + len(compiled.values)
        example = _first_example(settings.CATALOGUE / procedure.slug / "examples.yaml")
        answers = json.loads(json.dumps(example.answers, default=str))
        rounds = 300

        def decide(compiled: Any = compiled, example: Any = example, answers: Any = answers) -> None:
            for finding in review(compiled, answers, example.snapshot, on=example.today).findings:
                tuple(finding.because)

        best = min(timeit.repeat(decide, timer=time.process_time, number=rounds, repeat=5)) / rounds * 1000 / most * 10
    said = f"{best:.2f} ms for 10 expressions (the largest set has {most})"
    return [("one rule set (10 rules) on one case, with explanation", said, "≤ 0.1 ms", within(best <= 0.1))]


def page_weight(cast: Cast) -> list[Row]:
    """The first form page with all its files, compressed."""
    browser = signed_in(cast)
    html = browser.get(browser.post(f"/apply/{SLUG}/").url).content
    assert inputs(html.decode()).names
    files = set(re.findall(r'(?:src|href)="/static/([^"]+\.(?:css|js|svg))"', html.decode()))
    sizes = [len(gzip.compress(html))]
    for name in files:
        found = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name))
        with open(str(found), "rb") as source:
            sizes.append(len(gzip.compress(source.read())))
    weight = sum(sizes) / 1000
    said = f"{weight:.1f} kB in {len(sizes)} files"
    return [("the resident's first form page, all files, compressed", said, "≤ 60 kB", within(weight <= 60))]


def _first_example(path: Path) -> Example:
    examples: Examples = loading.validate(loading.read(path.read_text(encoding="utf-8"), path.name), Examples)
    return examples.root[0]


def signed_in(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.hana, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def within(kept: bool) -> str:
    return "yes" if kept else "NO"
