"""Comments that give their author away: a section, a committee, a post that few of the class have."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit

FEW = 3


def find(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """Each word of the groups that at most three people of the comment's class can have written."""
    members = around.class_sizes.get(piece.of, 0)
    for group in around.groups:
        may_be = min(group.size, members) if members else group.size
        start = folded.text.find(group.word)
        if start >= 0 and may_be <= FEW:
            said = _("書いた人が%(count)d人以内にしぼれます。ことばを置きかえてください。") % {"count": may_be}
            yield Hit(start, start + len(group.word), "stop", said, group.instead)
