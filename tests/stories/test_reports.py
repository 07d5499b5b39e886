"""石巻市's result report comes out with its true numbers: on its page, as files, from the command line."""

import io
import re
from pathlib import Path

import docx
import pytest
from django.conf import settings
from pypdf import PdfReader

from tests.cast import LONG_AGO, Cast
from tests.stories.programme import decide, keepers
from tests.stories.walking import inputs
from yakuba.cases import bulk
from yakuba.cli import main
from yakuba.ledger import Robot
from yakuba.people.models import Holding, Post, Section, User
from yakuba.programme.tests.samples import KEEPER
from yakuba.publications import publishing
from yakuba.publications.models import Edition
from yakuba.toolbox import tables

SLUG = "ishinomaki-dx-lecture"
ANSWERS = Path(settings.CATALOGUE) / "dx-lecture-survey" / "answers.csv"
PAGE = f"/office/reports/{SLUG}/"


@pytest.fixture
def keeper(cast: Cast) -> User:
    """Somebody of DX推進課, whose survey it is."""
    section = Section.objects.create(code="dx", name="DX推進課", valid_from=LONG_AGO)
    post = Post.objects.create(section=section, title="係員", rank="clerk", valid_from=LONG_AGO)
    Holding.objects.create(user=cast.taro, post=post, valid_from=LONG_AGO)
    return cast.taro


@pytest.fixture
def answered(keeper, publish):
    """The published answers, filed as cases."""
    version = publish("dx-lecture-survey")
    rows = tables.read(ANSWERS)
    assert not [done for done in bulk.file_rows(version, rows, batch="t", by=Robot("tests", "")) if done.problems]
    return rows


def test_the_page_shows_it_and_offers_its_files(answered, keeper, sign_in, django_assert_max_num_queries):
    browser = sign_in(keeper)
    assert SLUG in browser.get("/office/reports/").content.decode()
    with django_assert_max_num_queries(20):
        shown = browser.get(PAGE).content.decode()
    for number in ("71.9%", "72.0%", "28.1%", "95.1%"):
        assert number in shown
    assert "決断" in shown
    assert re.findall(r'href="([^"]+)" download', shown) == [
        f"{PAGE}{kind}/" for kind in ("pdf", "docx", "html", "json", "csv")
    ]


@pytest.mark.parametrize("kind", ["pdf", "docx", "html", "json", "csv"])
def test_each_file_is_handed_out_and_runs_nowhere(answered, keeper, sign_in, kind):
    answer = sign_in(keeper).get(f"{PAGE}{kind}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{SLUG}.{kind}"'
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert re.fullmatch(r"press;dur=\d+", answer["Server-Timing"])
    words = _words(answer.content, kind)
    assert all(rate in words for rate in ("71.9%", "72.0%", "28.1%" if kind in ("pdf", "html", "json") else "71.9%"))
    for row in answered:
        assert _packed(row["q4"]) in words
        assert _packed(row["q5"]) in words


def _words(content: bytes, kind: str) -> str:
    """Without blanks: a PDF breaks its lines where it likes, and its pages hold heads and feet."""
    if kind == "pdf":
        pages = PdfReader(io.BytesIO(content)).pages
        text = "".join(re.sub(r"\n\d+ / \d+$|^DX推進に関する.*\n石巻市\n", "", one.extract_text()) for one in pages)
    elif kind == "docx":
        text = "".join(
            cell.text for table in docx.Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells
        )
    else:
        text = content.decode("utf-8-sig").replace('""', '"')
    return _packed(text)


def _packed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_report_is_for_the_programmes_section(answered, cast, sign_in):
    for path in ("/office/reports/", PAGE, f"{PAGE}pdf/"):
        assert sign_in(cast.ken).get(path).status_code == 404
        assert sign_in(cast.hana).get(path).status_code == 404
        assert sign_in(None).get(path).status_code == 302


def test_what_is_not_there_is_not_found(answered, keeper, sign_in):
    for path in ("/office/reports/nobody/", f"{PAGE}exe/", "/office/reports/nobody/pdf/"):
        assert sign_in(keeper).get(path).status_code == 404


def test_without_an_answer_the_page_says_so_and_invents_nothing(keeper, publish, sign_in):
    publish("dx-lecture-survey")
    shown = sign_in(keeper).get(PAGE)
    assert shown.status_code == 200
    words = shown.content.decode()
    assert "回答は、まだ一件も入っていません。" in words
    assert "%" not in words.replace("割合の合計は100%", "")


@pytest.mark.django_db
def test_the_command_writes_each_format(answered, tmp_path, capsys):
    for kind in ("pdf", "docx", "html", "json", "csv"):
        out = tmp_path / f"r.{kind}"
        assert main(["report", SLUG, "--format", kind, str(out)]) == 0
        assert out.stat().st_size > 10_000
    assert "回答41件から" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_command_gives_the_same_report_from_cases_and_from_the_file(answered, tmp_path):
    filed, given = tmp_path / "cases.json", tmp_path / "file.json"
    assert main(["report", SLUG, "--format", "json", str(filed)]) == 0
    assert main(["report", SLUG, "--format", "json", str(given), "--answers", str(ANSWERS)]) == 0
    assert filed.read_bytes() == given.read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["nobody", "x.pdf"], "あるもの：ishinomaki-dx-lecture"),
        ([SLUG, "x.pdf"], "回答がありません"),
        ([SLUG, "x.pdf", "--answers", "nowhere.csv"], "nowhere.csv が読めません"),
        ([SLUG, "/nowhere/x.json", "--format", "json", "--answers", str(ANSWERS)], "に書けません"),
    ],
    ids=["no report", "no answers", "no file", "no folder"],
)
def test_the_command_says_what_to_do(call, said, capsys):
    assert main(["report", *call]) == 1
    assert said in capsys.readouterr().err


def test_from_the_report_to_the_public_with_the_comments_that_name_nobody(cast, publish, sign_in):
    """Frozen, stopped at comments that give their author away, paraphrased, frozen anew, decided, published."""
    publish("publication")
    who = keepers(cast)
    version = publish("dx-lecture-survey")
    assert not [done for done in bulk.file_rows(version, tables.read(ANSWERS), batch="t", by=KEEPER) if done.problems]
    keeper, guest = sign_in(who.aoi), sign_in(None)
    place = f"/office/reports/{SLUG}/"
    assert keeper.post(f"{place}freeze/").status_code == 302
    first = Edition.objects.get()
    flagged = [one for one in first.open_findings if one["detector"] == "author"]
    assert len(flagged) > 5
    assert sign_in(cast.ken).get(f"{place}comments/").status_code == 404
    page = keeper.get(f"{place}comments/").content.decode()
    assert "ある行政委員会" in page
    assert keeper.post(f"{place}comments/", {"field": "q4", "of": "x", "number": "1", "words": "y"}).status_code == 404
    for form in re.findall(r"<form method=\"post\" novalidate>.*?</form>", page, re.DOTALL):
        assert keeper.post(f"{place}comments/", inputs(form).sent).status_code == 302
    publishing.give_up(first, "意見を言いかえるため。", by=who.aoi)
    keeper.post(f"{place}freeze/")
    second = Edition.objects.latest("number")
    assert [one for one in second.open_findings if one["detector"] == "author"] == []
    for one in second.open_findings:
        publishing.release(second, one["key"], "公表された報告書の文のとおり。", by=who.aoi)
    assert keeper.post(f"/office/programme/editions/{second.pk}/submit/").status_code == 302
    decide(second, who)
    assert keeper.post(f"/office/programme/editions/{second.pk}/publish/").status_code == 302
    address = f"/publications/report/{SLUG}/"
    shown = guest.get(address).content.decode()
    for said in ("71.9%", "72.0%", "ある行政委員会"):
        assert said in shown
    assert "「農業委員会」は" not in shown
    for kind in ("pdf", "docx", "html", "json", "csv"):
        answer = guest.get(f"{address}{second.number}/file.{kind}")
        assert answer.status_code == 200, kind
        assert "農業委員会".encode() not in answer.content
    assert guest.get("/publications/").status_code == 200
    assert guest.get(f"{address}{first.number}/").status_code == 404  # given up
    assert guest.get("/publications/plan/mihon/").status_code == 404
