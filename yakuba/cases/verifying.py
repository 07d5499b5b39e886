"""Whether a paper is genuine: asked by its check code or by the file itself."""

import hashlib
import io
import logging
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from pypdf import PdfReader

from yakuba.cases.models import Paper

Verdict = Literal["genuine", "altered", "withdrawn", "unknown"]
CODE = re.compile(r"[A-Za-z0-9_-]{20,64}")
NAMED = re.compile(rf"/verify/({CODE.pattern})")
# What keyboards and copies put where a code has its hyphen.
HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc", "-"))
PAGES = 5  # a paper names its code on the first

log = logging.getLogger("yakuba")


@dataclass(frozen=True)
class Verified:
    """The answer to whoever holds the paper; `paper` only where it is known, and of it only what the paper shows."""

    verdict: Verdict
    paper: Paper | None = None


def by_code(code: str) -> Verified:
    """What the city says of the paper with this check code, however its digits were typed."""
    code = "".join(unicodedata.normalize("NFKC", code).split()).translate(HYPHENS)
    if not CODE.fullmatch(code):
        return Verified("unknown")
    paper = Paper.objects.select_related("withdrawal").filter(code=code).first()
    if paper is None:
        return Verified("unknown")
    return Verified("withdrawn" if paper.is_withdrawn else "genuine", paper)


def is_pdf(content: bytes) -> bool:
    """Whether a file is a PDF at all; readers allow something before its head."""
    return b"%PDF-" in content[:1024]


def by_file(content: bytes) -> Verified:
    """What the city says of this very file.

    The digest of the whole file decides, because a signature leaves a gap in which bits may be turned unseen.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    paper = Paper.objects.select_related("withdrawal").filter(blob_id=sha256).first()
    if paper is not None:
        return Verified("withdrawn" if paper.is_withdrawn else "genuine", paper)
    paper = next((named.paper for named in map(by_code, codes_in(content)) if named.paper), None)
    return Verified("altered", paper) if paper else Verified("unknown")


def codes_in(content: bytes) -> list[str]:
    """The check codes that a PDF names, in its text or its links; none where it cannot be read."""
    try:
        pages = PdfReader(io.BytesIO(content)).pages[:PAGES]
        texts = [page.extract_text() for page in pages]
        texts += [
            str(note.get_object().get("/A", {}).get("/URI", "")) for page in pages for note in page.annotations or []
        ]
    except Exception as error:  # whatever a stranger's file does to the reader, it is a file we cannot read
        log.info("A file handed in for checking could not be read: %s", type(error).__name__)
        return []
    return list(dict.fromkeys(code for text in texts for code in NAMED.findall("".join(text.split()))))
