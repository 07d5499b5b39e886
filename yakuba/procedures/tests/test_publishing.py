"""The one door to the public: versions are numbered, never changed, and an unsound folder changes nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from yakuba import ledger
from yakuba.ledger.models import Line
from yakuba.procedures import publishing
from yakuba.procedures.loading import Unsound
from yakuba.procedures.models import Procedure, Version
from yakuba.procedures.publishing import check_folder, folders, publish, put_out, withdraw
from yakuba.procedures.tests.dogs import EXAMPLES, PROCEDURE, TAG, write
from yakuba.toolbox.tests.together import together

KEN = ledger.Robot("見本 けん", "環境課 係員")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "dogs")


def with_days(days: int) -> str:
    return PROCEDURE.replace("standard_days: 7", f"standard_days: {days}")


@pytest.mark.django_db
def test_a_published_procedure_can_be_applied_for(folder: Path) -> None:
    version = publish(folder, by=KEN)
    assert (version.number, version.section, version.papers) == (1, "environment", {"tag.typ": TAG})
    assert version.declaration.title.ja == "犬の登録"
    assert list(Procedure.objects.published()) == [version.procedure]
    [line] = Line.objects.about("procedure:dogs")
    assert (line.verb, line.actor_name, line.facts) == (
        "published",
        "見本 けん",
        {"version": 1, "sha256": version.sha256},
    )


@pytest.mark.django_db
def test_the_same_text_twice_is_one_version(folder: Path) -> None:
    assert publish(folder, by=KEN) == publish(folder, by=KEN)
    assert Version.objects.count() == 1
    assert Line.objects.about("procedure:dogs").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("changed", [{"procedure": with_days(9)}, {"tag": f"{TAG}\n終わり"}], ids=["text", "paper"])
def test_a_change_is_the_next_version_and_the_old_one_stays(folder: Path, changed: dict[str, str]) -> None:
    first = publish(folder, by=KEN)
    second = publish(write(folder, **changed), by=KEN)
    assert (first.number, second.number) == (1, 2)
    assert Procedure.objects.get(slug="dogs").current == second
    assert Version.objects.get(pk=first.pk).declaration.standard_days == 7


@pytest.mark.django_db
def test_going_back_to_an_old_text_is_a_new_version(folder: Path) -> None:
    numbers = [publish(write(folder, procedure=with_days(days)), by=KEN).number for days in (7, 8, 7)]
    assert numbers == [1, 2, 3]


@pytest.mark.django_db
def test_a_withdrawn_procedure_can_not_be_begun_and_comes_back_as_it_was(folder: Path) -> None:
    version = publish(folder, by=KEN)
    procedure = withdraw(version.procedure, by=KEN)
    assert not procedure.is_published
    assert not Procedure.objects.published().exists()
    assert withdraw(procedure, by=KEN).withdrawn_at == procedure.withdrawn_at
    assert publish(folder, by=KEN) == version
    assert Procedure.objects.published().exists()
    assert [line.verb for line in Line.objects.about("procedure:dogs")] == ["published", "withdrawn", "published"]


def test_a_fault_in_the_declaration_hides_no_other_that_can_be_read_without_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "Dogs", procedure=with_days(-1), examples="nonsense: 1")
    with pytest.raises(Unsound) as unsound:
        check_folder(folder)
    said = str(unsound.value)
    assert "standard_days" in said
    assert "「Dogs」は使えません" in said
    assert "Dogs/examples.yaml" in said


@pytest.mark.django_db
def test_an_unsound_folder_changes_nothing(folder: Path) -> None:
    version = publish(folder, by=KEN)
    with pytest.raises(Unsound):
        publish(write(folder, examples=EXAMPLES.replace("fee_yen: 3110", "fee_yen: 1")), by=KEN)
    assert Procedure.objects.get(slug="dogs").current == version
    assert Version.objects.count() == 1
    assert Line.objects.about("procedure:dogs").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE procedures_version SET section = 'x'", "DELETE FROM procedures_version"])
def test_the_database_refuses_to_change_a_version(folder: Path, change: str) -> None:
    version = publish(folder, by=KEN)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Version.objects.get() == version


@pytest.mark.django_db
def test_two_versions_of_one_number_are_refused(folder: Path) -> None:
    version = publish(folder, by=KEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(procedure=version.procedure, number=1, section="x", sha256="x", declaration_text="")


@pytest.fixture
def eight(tmp_path: Path) -> list[publishing.Checked]:
    """Eight sound editions of one procedure."""
    return [check_folder(write(tmp_path / str(days) / "dogs", procedure=with_days(days))) for days in range(1, 9)]


def rush(checked: list[publishing.Checked]) -> list[int]:
    """All of them published at once; the numbers they got."""
    return sorted(version.number for version in together(len(checked), lambda one: put_out(checked[one], by=KEN)))


@pytest.mark.django_db(transaction=True)
def test_published_at_once_each_version_has_its_number(eight: list[publishing.Checked]) -> None:
    assert rush(eight) == list(range(1, 9))
    last = Version.objects.get(number=8)
    assert Procedure.objects.get(slug="dogs").current == last
    assert Line.objects.about("procedure:dogs").count() == 8
    assert ledger.verify().broken is None


@pytest.mark.django_db(transaction=True)
def test_the_same_text_published_at_once_is_one_version(eight: list[publishing.Checked]) -> None:
    assert rush(eight[:1] * 8) == [1] * 8
    assert Version.objects.count() == 1


def unlocked(slug: str) -> Procedure:
    return Procedure.objects.get(slug=slug)


@pytest.mark.django_db(transaction=True)
def test_publishing_without_the_lock_would_be_noticed(
    eight: list[publishing.Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_out(eight[0], by=KEN)
    monkeypatch.setattr(publishing, "_hold", unlocked)
    work: Any = publishing.put_out
    if connection.vendor == "sqlite":
        # There the transaction itself is the lock: without it each statement stands alone.
        monkeypatch.setattr(publishing.ledger, "write", lambda *args, **facts: None)
        work = publishing.put_out.__wrapped__  # type: ignore[attr-defined]
    with pytest.raises((IntegrityError, OperationalError)):
        together(7, lambda one: work(eight[one + 1], by=KEN))


def test_folders_of_a_catalogue_are_those_with_a_declaration(tmp_path: Path) -> None:
    for name in ("cats", "dogs"):
        write(tmp_path / name)
    (tmp_path / "notes").mkdir()
    (tmp_path / "city.yaml").write_text("")
    assert [folder.name for folder in folders(tmp_path)] == ["cats", "dogs"]


@pytest.mark.django_db
def test_a_catalogue_is_published_folder_by_folder(tmp_path: Path) -> None:
    write(tmp_path / "dogs")
    write(tmp_path / "cats", procedure=with_days(3))
    told: list[str] = []
    assert [version.number for version in publishing.publish_all(tmp_path, by=KEN, told=told.append)] == [1, 1]
    assert told == ["cats", "dogs"]
    assert Procedure.objects.published().count() == 2


@pytest.mark.django_db
def test_a_version_is_read_once_in_a_process(folder: Path) -> None:
    version = publish(folder, by=KEN)
    assert Version.objects.get(pk=version.pk).compiled is version.compiled
