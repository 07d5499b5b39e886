"""A backup taken while people file comes back row for row, and nothing else is taken for one."""

import threading
import zipfile
from contextlib import nullcontext

import pytest
from django.apps import apps
from django.db import connection, connections

from yakuba import ledger
from yakuba.cases import issuing
from yakuba.cases.models import Case, Paper
from yakuba.cases.tests.samples import QUICK, declare, file_form
from yakuba.cli import Stop, backup
from yakuba.ledger.models import Line
from yakuba.toolbox import append_only

pytestmark = pytest.mark.django_db(transaction=True)


def emptied():
    with append_only.lifted(connection), connection.cursor() as cursor, connection.constraint_checks_disabled():
        for model in backup._tables():
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')


def filing_while(act):
    """Another thread files all the time until `act` is through."""
    version, stop = declare(QUICK), threading.Event()
    file_form(version)
    issuing.work()

    def files():
        try:
            while not stop.is_set():
                file_form(version)
        finally:
            connections.close_all()

    thread = threading.Thread(target=files)
    thread.start()
    try:
        return act()
    finally:
        stop.set()
        thread.join()


def whole(path):
    """Brings the backup back and asks whether every case has its line and every line its case."""
    emptied()
    contents = backup.read(path)
    assert ledger.verify().broken is None
    filed = set(Line.objects.filter(verb="filed").values_list("thing", flat=True))
    assert filed == {case.ledger_key for case in Case.objects.all()}
    return contents


def test_taken_under_load_it_comes_back_whole_and_counting_goes_on(tmp_path):
    path = tmp_path / "hall.zip"
    written = filing_while(lambda: backup.write(path))
    assert written["tables"]["cases.Case"]["rows"] >= 1
    assert whole(path)["tables"] == written["tables"]
    assert Paper.objects.get().blob.content
    last = Case.objects.latest("pk")
    assert file_form(declare(QUICK, slug="after")).pk > last.pk
    with pytest.raises(Stop, match="空ではありません"):
        backup.read(path)


def test_planted_tables_read_at_different_moments_are_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "_one_moment", nullcontext)
    path, right, version = tmp_path / "hall.zip", backup._lines_of, declare(QUICK)
    first = next(model for model in apps.get_models() if model in (Line, Case))
    left = [first]

    def meanwhile(model):
        yield from right(model)
        if model in left:
            left.remove(model)
            file_form(version)

    monkeypatch.setattr(backup, "_lines_of", meanwhile)
    file_form(version)
    backup.write(path)
    with pytest.raises(AssertionError):
        whole(path)


@pytest.mark.parametrize("fault", ["cut", "altered", "another file", "not there"])
def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(tmp_path, fault):
    file_form(declare(QUICK))
    path = tmp_path / "hall.zip"
    backup.write(path)
    emptied()
    if fault == "cut":
        path.write_bytes(path.read_bytes()[:-2000])
    elif fault == "another file":
        path.write_bytes(b"hello")
    elif fault == "not there":
        path.unlink()
    else:
        altered = tmp_path / "altered.zip"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(altered, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name).replace("見本".encode("unicode_escape"), b"\\u507d\\u7269"))
        path = altered
    with pytest.raises(Stop):
        backup.read(path)
    assert not Case.objects.exists()
