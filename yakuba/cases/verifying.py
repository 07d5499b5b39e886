"""Whether a paper is genuine: asked by its check code or by the file itself."""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from yakuba.cases.models import Paper

Verdict = Literal["genuine", "altered", "withdrawn", "unknown"]
CODE = re.compile(rb"/verify/([A-Za-z0-9_-]{20,64})/")


@dataclass(frozen=True)
class Verified:
    """The answer to whoever holds the paper; `paper` only where it is known, and of it only what the paper shows."""

    verdict: Verdict
    paper: Paper | None = None


def by_code(code: str) -> Verified:
    """What the city says of the paper with this check code."""
    paper = Paper.objects.select_related("withdrawal").filter(code=code).first()
    if paper is None:
        return Verified("unknown")
    return Verified("withdrawn" if paper.is_withdrawn else "genuine", paper)


def by_file(content: bytes) -> Verified:
    """What the city says of this very file.

    The digest of the whole file decides, because a signature leaves a gap in which bits may be turned unseen.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    paper = Paper.objects.select_related("withdrawal").filter(blob_id=sha256).first()
    if paper is not None:
        return Verified("withdrawn" if paper.is_withdrawn else "genuine", paper)
    if found := CODE.search(content):
        named = by_code(found[1].decode())
        return Verified("altered", named.paper) if named.paper else named
    return Verified("unknown")
