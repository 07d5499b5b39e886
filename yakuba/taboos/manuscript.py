"""The next edition of the 御法度 as a policy to be published: what it says, why, and where it differs."""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from yakuba.publications import written
from yakuba.publications.document import Block, Document, Heading, Paragraph, Points, Table
from yakuba.publications.models import Kind
from yakuba.publications.publishing import Manuscript
from yakuba.taboos.models import Redraft
from yakuba.taboos.redrafting import as_edition, differences
from yakuba.toolbox.refused import Refused

NAME = "taboos"


@translation.override("ja")
def manuscript(draft: Redraft) -> Manuscript:
    """Raises Refused while it does not say why, or differs in nothing from the edition in force."""
    if not draft.why or not draft.decided_by:
        raise Refused(_("なぜ改めるか、だれが決めるかを書いてから凍結してください。"))
    if not differences(draft):
        raise Refused(_("いまの版とちがうところがありません。"))
    return written.manuscript(Kind.POLICY, NAME, document(draft))


def document(draft: Redraft) -> Document:
    """Everything a reader of the policy wants; the notes and the two questions as they hold."""
    edition = as_edition(draft)
    title = f"{edition.title.ja} 第{edition.number}版"
    return Document(title=title, facts=(("決めるところ", edition.decided_by),), blocks=tuple(_blocks(draft)))


def _blocks(draft: Redraft) -> Iterator[Block]:
    edition = as_edition(draft)
    yield Heading(1, "条文")
    rows = tuple((str(one.no), str(one.text.ja), str(one.hint.ja)) for one in edition.entries)
    yield Table("条文", ("番号", "条文", "会話の糸口"), rows)
    yield Heading(1, "判断に迷うときの二つの問い")
    yield Points(tuple(str(one.ja) for one in edition.questions), ordered=True)
    yield Heading(1, "改める理由")
    yield Paragraph(edition.why)
    yield Heading(1, "前の版とちがうところ")
    yield Points(tuple(differences(draft)))
    if edition.notes:
        yield Heading(1, "注")
        yield Points(tuple(str(one.ja) for one in edition.notes))
