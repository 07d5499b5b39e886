"""From the form to the paper and out again no character is lost, whatever a name or a text is made of."""

import re

import pytest

from yakuba.cases import bulk, drafting, filing, issuing
from yakuba.cases.models import Case
from yakuba.cases.tests.samples import QUICK, declare
from yakuba.cases.tests.test_bulk import exported
from yakuba.ledger import GUEST
from yakuba.toolbox import glyphs, tables
from yakuba.toolbox.tests.papers import text_of

pytestmark = pytest.mark.django_db
IVS = "葛\U000e0101飾 辻\U000e0100"
RARE = "𠮷野家 髙﨑 神 邉"
EMOJI = "😀👨‍👩‍👧 🇯🇵"
LONG = ("石巻市の窓口で、申請書を何度も書かずに済むようにしたい。" * 150)[:3500]


def carried_through(note, given="はな"):
    """One form by its pages: typed, kept, filed, printed."""
    draft = drafting.begin(declare(QUICK).procedure, user=None)
    draft = drafting.keep(draft, 0, {"applicant.family": ["見本"], "applicant.given": [given]}).draft
    kept = drafting.keep(draft, 1, {"people": ["2"], "with_dog": ["no"], "note": [note]})
    assert not kept.errors
    case = filing.file_draft(draft.pk, by=GUEST).case
    assert issuing.work() == 1
    return Case.objects.get(pk=case.pk)


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json"])
def test_every_character_comes_out_as_it_was_typed(suffix):
    note = f"{LONG}\n{IVS}\n{RARE}\n{EMOJI}\nＡ①㈱ｶﾅ～〜−"
    case = carried_through(note, given=IVS)
    assert case.answers["note"] == note
    [row] = exported(case.version.procedure, suffix)
    applicant = row["applicant"]["given"] if suffix == ".json" else row["applicant.given"]
    assert (row["note"], applicant) == (note, IVS)


def test_on_paper_each_character_has_a_glyph_or_a_visible_mark():
    case = carried_through(f"{RARE}\n{EMOJI}\n{IVS}", given="𠮷子")
    paper = case.papers.get()
    printed = squeezed(text_of(bytes(paper.blob.content)))
    assert "𠮷子" in printed
    for character in "野家髙﨑":
        assert character in printed
    for sign in paper.replaced:
        assert squeezed(glyphs.mark(sign)) in printed
    assert "😀" in paper.replaced
    fitted = glyphs.fit(f"{RARE}\n{EMOJI}\n{IVS}")
    assert set(fitted.replaced) <= set(paper.replaced)


def test_a_long_text_is_whole_on_paper():
    case = carried_through(LONG)
    assert LONG in squeezed(text_of(bytes(case.papers.get().blob.content)))


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\ud83d", "\u202e"])
def test_what_is_no_character_is_refused_at_its_field_and_the_rest_stays(sign):
    draft = drafting.begin(declare(QUICK).procedure, user=None)
    kept = drafting.keep(draft, 1, {"people": ["2"], "with_dog": ["no"], "note": [f"うん{sign}どうかい"]})
    assert list(kept.errors) == ["note"]
    assert f"U+{ord(sign):04X}" in kept.errors["note"][""][0]
    draft.refresh_from_db()
    assert draft.answers == {"people": 2, "with_dog": False}
    assert "どうかい" in draft.typed["1"]["note"][0]


def test_what_is_no_character_is_refused_from_a_file_too():
    header = "applicant.family,applicant.given,people,with_dog,note"
    content = f"{header}\r\n見本,はな,2,いいえ,うん\x07どうかい\r\n".encode()
    [done] = bulk.file_rows(declare(QUICK), tables.read(content, "a.csv"), batch="a", by=GUEST)
    assert "U+0007" in "".join(done.problems)


def test_more_than_the_limit_is_refused_with_the_count_and_kept():
    draft = drafting.begin(declare(QUICK).procedure, user=None)
    kept = drafting.keep(draft, 1, {"people": ["2"], "with_dog": ["no"], "note": ["長" * 4001]})
    assert "4000" in kept.errors["note"][""][0].replace(",", "")
    draft.refresh_from_db()
    assert draft.typed["1"]["note"] == ["長" * 4001]
