"""The results of a survey as a document: each question with its base and 考察, by class where that names nobody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from yakuba.cases import surveys
from yakuba.figures import differencing, tabulating, wording
from yakuba.figures.models import Consideration
from yakuba.figures.shares import Share
from yakuba.figures.suppressing import Hidden
from yakuba.figures.tabulating import Table as Counted
from yakuba.procedures.city import city
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.models import Procedure
from yakuba.publications import written
from yakuba.publications.document import Bars, Block, Document, Heading, Note, Paragraph, Table
from yakuba.publications.models import Edition, Kind
from yakuba.publications.publishing import Manuscript
from yakuba.toolbox import clock, dates
from yakuba.toolbox.refused import Refused

HIDDEN = "＊"
FEWEST = 10


def name_of(survey: Procedure) -> str:
    return f"survey-{survey.slug}"


@translation.override("ja")
def manuscript(survey: Procedure, attended: int | None = None) -> Manuscript:
    """As it would be published now. Raises Refused where it would name somebody, alone or beside the one before."""
    assert survey.current is not None  # who asks has found it published
    declared, answers = survey.current.declaration, list(surveys.answers(survey))
    if len(answers) < FEWEST:
        raise Refused(_("回答が%(few)d件に満たないため、公表できません。") % {"few": FEWEST})
    tables, limit = tabulating.tables(declared, answers), city().smallest_cell
    before = [one.head["told"] for one in Edition.objects.of(Kind.REPORT, name_of(survey)).published()]
    if why := differencing.gives_away(before, tables, limit):
        raise Refused(why)
    crosses = [differencing.kept_apart(before, one, limit) for one in tabulating.crosses(declared, answers)]
    ready = written.manuscript(Kind.REPORT, name_of(survey), document(survey, attended, tables, crosses))
    return replace(ready, head={**ready.head, "told": differencing.told(tables, crosses)})


def document(survey: Procedure, attended: int | None, tables: Sequence[Counted], crosses: Sequence[Hidden]) -> Document:
    """Every question in the order of the form; `attended`, where it is the questionnaire of an event."""
    assert survey.current is not None  # manuscript() has read it
    declared = survey.current.declaration
    invited, answered = surveys.counts(survey).invited, max((one.asked for one in tables), default=0)
    facts = [("集計した日", dates.wareki(clock.today())), ("回答", f"{answered}人")]
    if invited and answered <= invited:
        share = Share(answered, invited)
        facts.insert(1, ("対象", f"{invited}人（回答率 {share.text()}）"))
    if attended is not None and answered <= attended:
        facts.append(("出席", f"{attended}人（回答率 {Share(answered, attended).text()}）"))
    if declared.is_anonymous:
        facts.append(("無記名", "だれの回答かは、市にも分かりません。"))
    return Document(
        title=f"{declared.title.ja} 集計結果",
        facts=tuple(facts),
        blocks=tuple(_blocks(survey, declared, tables, {one.cross.table.code: one for one in crosses})),
    )


def _blocks(
    survey: Procedure, declared: Declaration, tables: Sequence[Counted], crosses: Mapping[str, Hidden]
) -> Iterator[Block]:
    said = dict(Consideration.objects.filter(survey=survey).values_list("question", "words"))
    aims = declared.survey.aims if declared.survey else {}
    for table in tables:
        yield Heading(1, table.title)
        if aim := aims.get(table.code.partition(".")[0]):
            yield Paragraph(f"ねらい：{aim.ja}")
        yield Bars(table.title, tuple((row.label, row.share) for row in table.rows), table.base)
        if not table.adds_up:
            yield Note("端数処理のため、合計は100%になりません。")
        if words := said.get(table.code):
            yield Note(wording.said(words, tables), "quote")
        if table.code in crosses:
            yield from _by_class(crosses[table.code])


def _by_class(kept: Hidden) -> Iterator[Block]:
    if kept.is_withheld:
        yield Note("区分ごとの表は、人数が少なく、だれの答えか分かるおそれがあるため、載せません。")
        return
    cross = kept.cross
    head = ("答え", *cross.classes)
    yield Table(f"{cross.table.title}（区分ごと）", head, tuple(_rows(kept)), _note(kept))


def _rows(kept: Hidden) -> Iterator[tuple[str, ...]]:
    for row, cells in zip(kept.cross.table.rows, kept.cells, strict=True):
        yield (row.label, *(HIDDEN if cell is None else str(cell) for cell in cells))
    yield ("答えた人", *map(str, kept.cross.totals))


def _note(kept: Hidden) -> str:
    if not kept.count:
        return ""
    few = city().smallest_cell
    return f"{HIDDEN}は、{few}人未満の数と、引き算でそれが分かってしまう数です（{kept.count}か所）。"
