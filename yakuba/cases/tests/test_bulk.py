"""Many forms from a file come in through the same door as one from a page, and out again without loss."""

import io
import json

import pytest
from django.conf import settings
from openpyxl import load_workbook

from yakuba.cases import bulk, correcting, issuing
from yakuba.cases.models import Case
from yakuba.cases.tests.samples import NO_STEPS, QUICK, WHOLE, declare, file_form
from yakuba.ledger import Robot
from yakuba.toolbox import clock, tables

pytestmark = pytest.mark.django_db
OPERATOR = Robot("yakuba file", "運用")
SURVEY = "dx-lecture-survey"
ANSWERS = settings.CATALOGUE / SURVEY / "answers.csv"
HEADER = "applicant.family,applicant.given,people,with_dog,dog_name,note\r\n"


def take_in(version, content, name="forms.csv"):
    rows = bulk.rows_in(content, name)
    return list(bulk.file_rows(version, rows, batch=name, by=OPERATOR))


def exported(procedure, suffix):
    if suffix == ".json":
        content = bulk.as_json(procedure).encode()
    else:
        columns, rows = bulk.rows_of(procedure)
        content = (tables.write_csv if suffix == ".csv" else tables.write_xlsx)(rows, columns)
    return bulk.rows_in(content, f"export{suffix}")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json"])
def test_the_published_survey_comes_out_as_it_went_in(publish, suffix):
    version, content = publish(SURVEY), ANSWERS.read_bytes()
    given = tables.read(content, "answers.csv")
    assert (len(given), sum(bool(row[name]) for row in given for name in ("q4", "q5"))) == (41, 82)
    done = take_in(version, content, "answers.csv")
    assert [one.problems for one in done] == [()] * 41
    cases = Case.objects.order_by("pk")
    assert [one.receipt for one in done] == [case.receipt for case in cases]
    assert {case.outcome for case in cases} == {"granted"}
    back = exported(version.procedure, suffix)
    assert [{name: row[name] for name in row if name in given[0]} for row in back] == given
    assert [row[bulk.RECEIPT] for row in back] == [one.receipt for one in done]


def test_the_same_file_twice_gives_the_same_receipts(publish):
    version, content = publish(SURVEY), ANSWERS.read_bytes()
    first, second = take_in(version, content), take_in(version, content)
    assert [one.receipt for one in first] == [one.receipt for one in second]
    assert Case.objects.count() == 41


def test_a_corrected_file_files_only_what_is_new_and_alike_rows_are_two_people():
    version, row = declare(NO_STEPS), "見本,はな,2,いいえ,,"
    first = take_in(version, (HEADER + "\r\n".join([row, "見本,純,百,いいえ,,", row])).encode())
    assert [bool(one.receipt) for one in first] == [True, False, True]
    assert first[0].receipt != first[2].receipt
    again = take_in(version, (HEADER + "\r\n".join(["見本,純,3,いいえ,,", row, row])).encode())
    assert [one.is_known for one in again] == [False, True, True]
    assert [one.receipt for one in again[1:]] == [first[0].receipt, first[2].receipt]
    assert take_in(version, (HEADER + row).encode(), "next-month.csv")[0].is_known is False


def test_planted_a_key_by_the_place_in_the_file_files_corrected_rows_twice(monkeypatch):
    places = iter(range(100))
    monkeypatch.setattr(bulk, "_digest", lambda _words: f"{next(places)}")
    with pytest.raises(AssertionError):
        test_a_corrected_file_files_only_what_is_new_and_alike_rows_are_two_people()


def test_the_same_file_for_another_procedure_is_filed_there_too():
    content = f"{HEADER}見本,はな,2,いいえ,,\r\n".encode()
    permit, other = declare(NO_STEPS), declare(NO_STEPS, slug="other")
    [first], [second] = take_in(permit, content), take_in(other, content)
    assert first.receipt != second.receipt
    assert Case.objects.get(pk=int(second.receipt.split("-")[1])).version == other


def test_each_refused_row_says_why_and_stops_no_other():
    rows = ["見本,はな,2,いいえ,,", "見本,はな,百,いいえ,,", ",,2,はい,,", "見本,純,3,いいえ,,運動会"]
    done = take_in(declare(NO_STEPS), (HEADER + "\r\n".join(rows)).encode())
    assert [bool(one.receipt) for one in done] == [True, False, False, True]
    assert [problem.split("：")[0] for problem in done[1].problems] == ["人数"]
    assert [problem.split("：")[0] for problem in done[2].problems] == ["applicant（applicant.family）", "犬の名前"]
    assert Case.objects.count() == 2


def test_what_is_not_asked_is_refused_and_not_dropped():
    unknown = take_in(declare(NO_STEPS), "applicant.family,colour\r\n見本,赤\r\n".encode())
    assert unknown[0].problems == ("colour：「colour」という列はありません。",)
    hidden = json.dumps([{"applicant": {"family": "見本", "given": "はな"}, "people": 2, "dog_name": "ポチ"}])
    [refused] = take_in(declare(NO_STEPS), hidden.encode(), "forms.json")
    assert refused.problems[0].startswith("犬の名前：")
    assert not Case.objects.exists()


def test_values_from_json_go_through_the_same_checks():
    forms = [
        {"applicant": {"family": "見本", "given": "はな"}, "people": 2, "with_dog": True, "dog_name": "ポチ"},
        {"applicant": {"family": "見本"}, "people": 2},
        {"applicant": "見本 はな", "people": 2, "with_dog": False},
        {"applicant": {"family": "見本", "given": "はな"}, "people": 2, "plan": [{"id": "../../etc/passwd"}]},
    ]
    done = take_in(declare(NO_STEPS), json.dumps(forms).encode(), "forms.json")
    assert [bool(one.receipt) for one in done] == [True, False, False, False]
    assert Case.objects.get().answers == forms[0]


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": 1}', b"[1]", b"\xff\xfe[", b"[" * 100_000])
def test_what_is_no_table_is_said_in_a_sentence(content):
    with pytest.raises(tables.Unreadable):
        bulk.rows_in(content, "forms.json")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json"])
def test_every_case_comes_out_and_could_come_in_again(cast, suffix):
    version = declare(NO_STEPS)
    file_form(version, with_dog=True, dog_name="ポチ", on=clock.today().isoformat())
    file_form(version, note="二行\n目", people=99)
    first = {case.pk: case.answers for case in Case.objects.all()}
    rows = exported(version.procedure, suffix)
    done = list(bulk.file_rows(version, rows, batch="again", by=OPERATOR))
    assert [one.problems for one in done] == [(), ()]
    again = Case.objects.exclude(pk__in=first).order_by("pk")
    assert [case.answers for case in again] == [first[pk] for pk in sorted(first)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("evil", ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)", "'=1", "＝1+1", "\t=1", "0012"])
def test_nothing_that_comes_out_is_a_formula_and_nothing_is_lost(evil, suffix):
    version = declare(NO_STEPS)
    file_form(version, note=evil)
    columns, rows = bulk.rows_of(version.procedure)
    if suffix == ".csv":
        written = tables.write_csv(rows, columns).decode("utf-8-sig")
        assert all(not cell.lstrip('"').startswith(("=", "+", "-", "@", "\t")) for cell in written.split(","))
    else:
        sheet = load_workbook(io.BytesIO(tables.write_xlsx(rows, columns))).worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert exported(version.procedure, suffix)[0]["note"] == Case.objects.get().answers["note"]


def test_what_became_of_a_case_comes_out_with_it(cast):
    version = declare(QUICK)
    file_form(version)
    issuing.work()
    doubted = file_form(version, people=50)
    correcting.send_back(doubted, by=cast.ken, items={"people": "数"})
    rows = exported(version.procedure, ".csv")
    assert [row[bulk.OUTCOME] for row in rows] == ["granted", "applicant"]
    assert rows[0][bulk.FILED_AT].endswith("+09:00")


def test_each_version_is_read_once(django_assert_max_num_queries):
    for head_paper in ("1", "2"):
        version = declare(WHOLE, paper=head_paper)
        for _case in range(3):
            file_form(version)
    with django_assert_max_num_queries(2):
        _columns, rows = bulk.rows_of(version.procedure)
    assert len(rows) == 6
