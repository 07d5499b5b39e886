"""Files that people send: what they are is read from their bytes, and only papers and photographs are taken."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from yakuba.toolbox import pdfs, pictures

MEGABYTE = 1024**2
LONGEST_NAME = 100
# Most file systems count bytes, not characters.
LONGEST_NAME_BYTES = 240


class Refused(Exception):
    """The file is not taken. The message is a sentence for whoever sent it, and says what can be sent."""


@dataclass(frozen=True)
class Upload:
    """A kind of file that is taken: its media type, its extension without the dot, its name for people."""

    type: str
    extension: str
    title: str
    also: tuple[str, ...] = ()


PDF = Upload("application/pdf", "pdf", "PDF")
JPEG = Upload("image/jpeg", "jpg", "JPEG", ("jpeg", "jpe", "jfif"))
PNG = Upload("image/png", "png", "PNG")
WEBP = Upload("image/webp", "webp", "WebP")
HEIC = Upload("image/heic", "heic", "HEIC", ("heif", "hif"))
# The marks of a HEIF picture coded as HEVC; others in the same wrapper are films and AVIF.
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}

OFFICE_PARTS = (b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"

# が in two characters, as some systems name files. Normalising all would change characters of names.
DECOMPOSED = re.compile(r"\w[\u0300-\u036f\u3099\u309a]+")
# Windows keeps these for devices, whatever follows the dot.
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
# What a file system or a shell would read otherwise.
SIGNS = re.compile(r'[<>:"|?*]')


def kind_of(content: bytes, name: str, *, limit: int) -> Upload:
    """What the file is, by its bytes; its name may have no ending, but not a wrong one. `limit` is in bytes.

    Raises Refused.
    """
    if not content:
        raise Refused(_("ファイルが空です。中身のあるファイルを選んでください。"))
    if len(content) > limit:
        raise Refused(
            _("ファイルが大きすぎます。%(most)s MBまでのファイルを選んでください。")
            % {"most": f"{limit / MEGABYTE:.3g}"}
        )
    found = _by_bytes(content)
    if found is None:
        raise Refused(f"{_why_not(content)}{_what_is_taken()}")
    ending = _ending(name)
    if ending and ending not in (found.extension, *found.also):
        raise Refused(
            _(
                "名前は「.%(ending)s」で終わりますが、中身は%(title)sです。名前の終わりを「.%(right)s」になおしてください。"
            )
            % {"ending": re.sub(r"\W", "", ending)[:10], "title": found.title, "right": found.extension}
        )
    if found is PDF:
        _look_into(content)
    return found


def cleaned(content: bytes, upload: Upload) -> bytes:
    """What is kept of the file: of a photograph the picture, without place, time and camera. Raises Refused."""
    try:
        return pictures.clean(content, upload.type)
    except pictures.Unusable as unusable:
        raise Refused(str(unusable)) from unusable


def safe_name(name: str, upload: Upload) -> str:
    """The name under which the file may be handed out: no path, nothing invisible, at most 100 characters.

    Its ending is the one of the content, not the one that was sent.
    """
    last = re.split(r"[/\\]", DECOMPOSED.sub(lambda found: unicodedata.normalize("NFC", found[0]), name))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    seen = SIGNS.sub("_", re.sub(r"\s+", " ", seen)).strip(" .")
    if _ending(seen) in (upload.extension, *upload.also):
        seen = seen.rpartition(".")[0].rstrip(" .")
    if RESERVED.fullmatch(seen):
        seen = f"_{seen}"
    ending = f".{upload.extension}"
    seen = seen[: LONGEST_NAME - len(ending)]
    while len(f"{seen}{ending}".encode()) > LONGEST_NAME_BYTES:
        seen = seen[:-1]
    return f"{seen.rstrip(' .') or 'file'}{ending}"


def _by_bytes(content: bytes) -> Upload | None:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    return HEIC if content[4:8] == b"ftyp" and _brands(content) & HEIC_BRANDS else None


def _brands(content: bytes) -> set[bytes]:
    """What an ISO media file says it is: its own brand and those it agrees with (ISO/IEC 14496-12)."""
    size = min(int.from_bytes(content[:4], "big"), 256)
    return {content[8:12], *(content[at : at + 4] for at in range(16, size, 4))}


def _ending(name: str) -> str:
    """The ending of the name in small letters. The numbers of a date (2026.11.21) are none."""
    ending = PurePath(name.replace("\\", "/")).suffix[1:].strip().lower()
    return "" if ending.isdigit() else ending


def _look_into(content: bytes) -> None:
    match pdfs.finding(content):
        case "acts":
            why = _("このPDFには、自動で動くしくみや別のファイルが入っているため、受け取れません。")
        case "locked":
            why = _("このPDFは、パスワードなどで保護されているため、受け取れません。")
        case "unclear":
            why = _("このPDFは、中身を確かめられないため、受け取れません。")
        case _:
            return
    raise Refused(f"{why}{_('印刷の画面で「PDFとして保存」したものか、紙に印刷して写した写真を選んでください。')}")


def _why_not(content: bytes) -> str:
    if content.startswith(OLD_OFFICE) or (content.startswith(ZIP) and any(part in content for part in OFFICE_PARTS)):
        return _("WordやExcelなどのファイルは受け取れません。PDFとして保存したものを選んでください。")
    if content.startswith(ZIP):
        return _("まとめたファイル（ZIP）は受け取れません。中のファイルを1つずつ選んでください。")
    return _("この種類のファイルは受け取れません。")


def _what_is_taken() -> str:
    return _("受け取れるのは、PDFと、写真（JPEG、PNG、HEIC、WebP）です。")
