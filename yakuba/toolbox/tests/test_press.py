"""The press prints each person's paper from that person's values, whatever the template does."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from yakuba.toolbox import press
from yakuba.toolbox.tests.papers import CERTIFICATE, ENDLESS, NOTICE, SHORT, TICKETS, VALUES, short, text_of


def test_a_certificate_says_what_its_values_say():
    members = [["見本 はな", "世帯主", "平成8年4月1日"], ["見本 一郎", "子", "令和6年1月5日"]]
    text = text_of(press.pdf(CERTIFICATE, VALUES | {"members": members}))
    for said in ("住民票の写し", "第2026-000412号", "令和8年11月21日", "見本 一郎", "コーポ見本101号室", "みほん市長"):
        assert said in text
    assert "（公印省略）" in text
    assert "この証明書は https://mihon.example.lg.jp/verify/ で真偽をたしかめられます。" in text
    assert "7QK4-9MZ2-XN3P" in text


def test_a_notice_names_its_reader_the_sum_and_whom_to_ask():
    text = text_of(press.pdf(NOTICE, VALUES))
    for said in ("見本 はな", "様", "児童手当認定通知書", "記", "25,000円", "子育て支援課", "見本・無効"):
        assert said in text


def test_every_ticket_is_a_small_page_of_its_own():
    pdf = press.pdf(TICKETS, VALUES | {"items": [["たんす（幅1m未満）", 800], ["自転車", 400]]})
    pages = PdfReader(BytesIO(pdf)).pages
    assert [("たんす" in page.extract_text(), "自転車" in page.extract_text()) for page in pages] == [
        (True, False),
        (False, True),
    ]
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [105, 148]


def test_a_long_paper_counts_its_pages_and_repeats_its_number():
    pdf = press.pdf(CERTIFICATE, VALUES | {"members": [[f"見本 {i}", "子", "令和6年1月5日"] for i in range(40)]})
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) == 2
    assert "2/2" in pages[1].extract_text()
    assert "第2026-000412号" in pages[1].extract_text()


def test_the_same_values_give_the_same_bytes_even_from_another_child(own_press):
    first = press.pdf(NOTICE, VALUES)
    assert press.pdf(NOTICE, VALUES) == first
    own_press.child.kill()
    assert press.pdf(NOTICE, VALUES) == first
    assert press.pdf(NOTICE, VALUES | {"name": "見本 じろう"}) != first


def test_the_file_is_for_keeping_and_for_reading_aloud():
    pdf = press.pdf(NOTICE, VALUES)
    for mark in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "2026-11-21"):
        assert mark.encode() in pdf
    reader = PdfReader(BytesIO(pdf))
    assert str(reader.root_object["/Lang"]) == "ja-JP"
    assert reader.metadata is not None
    assert reader.metadata.title == "児童手当認定通知書"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-21", "令和8年11月21日"),
        ("2019-05-01", "令和元年5月1日"),
        ("2019-04-30", "平成31年4月30日"),
        ("1989-01-07", "昭和64年1月7日"),
        ("1926-12-24", "大正15年12月24日"),
        ("1912-07-29", "明治45年7月29日"),
        ("1873-01-01", "明治6年1月1日"),
        ("1872-12-31", "1872年12月31日"),
    ],
)
def test_a_paper_writes_dates_by_era(day, said):
    assert text_of(press.pdf(SHORT.replace("#v.text", "#wareki(v.day)"), {"day": day})).strip() == said


def test_a_paper_writes_money_in_groups_of_three():
    source = SHORT.replace("#v.text", '#v.sums.map(yen).join(" ")')
    assert text_of(press.pdf(source, {"sums": [0, 999, 1000, -1234567]})).strip() == "0円 999円 1,000円 −1,234,567円"


@pytest.mark.parametrize(
    "typed", ['#read("/etc/passwd") *太字* $x^2$', '#import "@preview/a:0.1.0"', "= 見出し // 注 {}\\"]
)
def test_values_are_printed_and_never_run(typed):
    assert short(typed) == typed


@pytest.mark.parametrize("path", ["/etc/passwd", "../press.py", "../../settings.py", str(press.HERE / "press.py")])
def test_a_template_reads_no_file_of_the_machine(path):
    with pytest.raises(press.Failed) as refusal:
        press.pdf(f'#set document(title: "x")\n#read("{path}")', {})
    assert refusal.value.line == 2
    assert str(press.HERE / "typst") not in str(refusal.value)


def test_a_template_imports_nothing_from_the_network():
    with pytest.raises(press.Failed, match="package"):
        press.pdf('#import "@preview/cetz:0.3.0"', {}, timeout=5)


def test_a_template_knows_no_clock():
    assert text_of(press.pdf(SHORT.replace("#v.text", "#datetime.today().display()"), {})).strip() == "1970-01-01"


def test_a_wrong_template_is_told_with_its_line():
    with pytest.raises(press.Failed, match="2行目") as refusal:
        press.pdf("\n#nonsense", {})
    assert "nonsense" in refusal.value.reason


def test_the_child_sees_no_secret(own_press, monkeypatch):
    monkeypatch.setenv("YAKUBA_SECRET_KEY", "very-secret")
    short("a")
    environment = Path(f"/proc/{own_press.child.process.pid}/environ")
    if not environment.exists():
        pytest.skip("this system does not show the environment of a process")
    assert b"very-secret" not in environment.read_bytes()


def test_a_template_without_end_is_stopped_and_leaves_nothing_behind(own_press):
    short("はじめ")
    stalled = own_press.child.process
    with pytest.raises(press.Stalled):
        press.pdf(ENDLESS, {}, timeout=0.2)
    assert stalled.returncode is not None
    assert short("つぎ") == "つぎ"


def test_a_child_that_died_while_idle_is_replaced(own_press):
    short("はじめ")
    own_press.child.process.kill()
    own_press.child.process.wait()
    assert short("つぎ") == "つぎ"


def test_a_template_that_eats_the_memory_costs_only_its_own_paper(own_press, monkeypatch):
    # A smaller limit than the real one, so that the test is quick.
    monkeypatch.setattr(press, "TYPESETTER", [*press.TYPESETTER[:-1], str(600 * 1024**2)])
    with pytest.raises(press.Failed, match="終わって"):
        press.pdf("#let a = range(100000000)", {})
    assert short("つぎ") == "つぎ"


def test_a_forked_worker_has_a_press_of_its_own(own_press):
    short("親")
    parents_child = own_press.child.process.pid
    # As if another thread were printing at that moment.
    with own_press.turn:
        worker = os.fork()
        if worker == 0:
            own_papers = all(short(f"子{i}", timeout=5) == f"子{i}" for i in range(5))
            child = press._press.child
            os._exit(0 if own_papers and child and child.process.pid != parents_child else 1)
    assert all(short(f"親{i}") == f"親{i}" for i in range(5))
    assert os.waitpid(worker, 0)[1] == 0
