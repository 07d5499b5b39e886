"""The index behind the office's search: two characters at a time, so that 転入 and はな are found like any longer word.

A case is indexed by the worker, in its next round after it was filed or corrected: filing itself does not wait for it.
Each pair of characters is kept as its code points, so that nothing in a question is syntax to any database.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from yakuba.cases.models import Case, CaseQuerySet
from yakuba.toolbox import kana

AT_ONCE = 200
_LIKE = re.compile(r"[\\%_]")
MOST = 1000
_SECTION = "s"  # before the code of a section; pairs of characters are hexadecimal
LONGEST = 20_000  # characters of one case; what comes after is found by nothing but its beginning


def index_new(*, limit: int = AT_ONCE) -> int:
    """Indexes what was filed or corrected since; returns how many. Any number of workers may call this at once."""
    with transaction.atomic():
        waiting = Case.objects.filter(is_findable=False, erased_at=None).select_related("version").order_by("pk")
        cases = list(waiting.select_for_update(of=("self",), skip_locked=True)[:limit])
        if not cases:
            return 0
        forget(case.pk for case in cases)
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT[connection.vendor], [(case.pk, tokens_of(case)) for case in cases])
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(is_findable=True)
    return len(cases)


def found(
    cases: CaseQuerySet, query: str, *, newest_of: Collection[str] = (), titled: Collection[str] = ()
) -> CaseQuerySet:
    """Of those cases the ones that answer a question of the office: names, readings, receipt numbers, titles, answers.

    What the worker has not indexed yet is found by its applicant's name and by its procedure, one of `titled`. One list
    of keys, so that the database begins with the few that answer and not with the many that may be seen. With
    `newest_of`, of these sections alone the MOST newest: a word that half of all cases hold is answered as fast as one
    that few do.
    """
    asked = ["SELECT id FROM cases_case WHERE NOT is_findable AND applicant_name LIKE %s"]
    given: list[Any] = [f"%{_LIKE.sub(_escaped, query)}%"]
    if connection.vendor == "sqlite":
        asked[0] += " ESCAPE '\\'"
    if wanted := matching(query):
        places = (f"{_SECTION}{_code(code)}" for code in newest_of)
        within = f"{_AND[connection.vendor]}({_OR[connection.vendor].join(places)})" if newest_of else ""
        asked.append(NEWEST[connection.vendor] if newest_of else FOUND[connection.vendor])
        given += [f"{wanted}{within}", MOST] if newest_of else [wanted]
    keys = Q(pk__in=RawSQL(" UNION ".join(asked), given))
    also = list(Case.objects.receipt(query).values_list("pk", flat=True))
    if titled:
        fresh = Case.objects.filter(is_findable=False, version__procedure__slug__in=titled)
        also += fresh.values_list("pk", flat=True)[:MOST]
    return cases.filter(keys | Q(pk__in=also)) if also else cases.filter(keys)


def _escaped(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"


def forget(keys: Iterable[int]) -> None:
    """Takes cases out of the index, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.executemany(_DELETE[connection.vendor], [(key,) for key in keys])


def tokens_of(case: Case) -> str:
    """Everything by which a case is found: name, reading, receipt number, every answer."""
    named = [case.applicant_name, case.applicant_name.replace(" ", ""), case.receipt, case.declaration.title.ja]
    text = kana.fold("\n".join([*named, *_texts(case.answers)])[:LONGEST])
    found = {pair for line in text.split() for pair in pairs(line)}
    return " ".join([f"{_SECTION}{_code(case.section)}", *sorted(found)])


def matching(query: str) -> str:
    """The question as the database's index takes it; empty where nothing can be asked."""
    wanted: dict[str, None] = {}
    for word in kana.fold(query).split():
        if len(word) == 1:
            wanted[f"{_code(word)}{_PREFIX[connection.vendor]}"] = None
        else:
            wanted |= dict.fromkeys(pairs(word)[:-1])
    return _AND[connection.vendor].join(wanted)


def pairs(word: str) -> list[str]:
    """Every two neighbours, and the last character alone, so that a single one is found as a beginning."""
    return [_code(word[at : at + 2]) for at in range(len(word))]


def _code(characters: str) -> str:
    return "".join(f"{ord(one):05x}" for one in characters)


def _texts(answers: Any) -> Iterator[str]:
    if isinstance(answers, str):
        yield answers
    elif isinstance(answers, dict):
        # A file is found by its name, not by its digest.
        inner = [answers["name"]] if "sha256" in answers else answers.values()
        yield from (text for one in inner for text in _texts(one))
        if "family" in answers:
            # People type 見本はな as well as 見本 はな.
            yield "".join(str(answers.get(part, "")) for part in ("family", "given"))
            yield "".join(str(answers.get(part, "")) for part in ("family_kana", "given_kana"))
    elif isinstance(answers, list):
        yield from (text for one in answers for text in _texts(one))
    elif isinstance(answers, int) and not isinstance(answers, bool):
        yield str(answers)


_INSERT = {
    "sqlite": "INSERT INTO cases_found (rowid, tokens) VALUES (%s, %s)",
    "postgresql": "INSERT INTO cases_found (case_id, tokens) VALUES (%s, to_tsvector('simple', %s))",
}
_DELETE = {
    "sqlite": "DELETE FROM cases_found WHERE rowid = %s",
    "postgresql": "DELETE FROM cases_found WHERE case_id = %s",
}
_AND = {"sqlite": " AND ", "postgresql": " & "}
_OR = {"sqlite": " OR ", "postgresql": " | "}
_PREFIX = {"sqlite": "*", "postgresql": ":*"}
FOUND = {
    "sqlite": "SELECT rowid FROM cases_found WHERE cases_found MATCH %s",
    "postgresql": "SELECT case_id FROM cases_found WHERE tokens @@ to_tsquery('simple', %s)",
}
NEWEST = {
    "sqlite": f"SELECT * FROM ({FOUND['sqlite']} ORDER BY rowid DESC LIMIT %s)",
    "postgresql": f"(SELECT case_id FROM ({FOUND['postgresql']} ORDER BY case_id DESC LIMIT %s) AS newest)",
}
