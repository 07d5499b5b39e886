"""Photographs, written anew: the picture, turned the right way, with its colours; nothing of where, when and with what.

A phone writes the place into a photograph to the metre. Writing the picture anew also leaves behind whatever was hung
on to the file: thumbnails of what was cut off, films, archives.
"""

import io
import struct
import zlib
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import get_sampling

from yakuba.toolbox import heic

# Unpacked, a pixel takes three bytes and a turned picture stands in memory twice.
MOST_PIXELS = 50_000_000
# What a damaged or hostile picture makes of the readers.
DAMAGED = (
    OSError, ValueError, TypeError, SyntaxError, LookupError, AttributeError, ArithmeticError, RuntimeError,
    MemoryError, EOFError, struct.error, zlib.error,
)  # fmt: skip
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# One at a time in a process: several large ones at once would be its whole memory.
_turn = Lock()


class Unusable(Exception):
    """The photograph cannot be taken. The message is a sentence for whoever sent it, and says the way out."""


def clean(content: bytes, media_type: str) -> bytes:
    """The photograph without anything but the picture; what is no photograph comes back as it is.

    Raises Unusable where the picture cannot be read or would fill the memory.
    """
    if media_type == "image/heic":
        try:
            return heic.without_notes(content)
        except heic.Unclear as unclear:
            raise Unusable(
                _("このHEICの写真からは、撮影場所の記録を消せません。JPEGとして保存したものを選んでください。")
            ) from unclear
    if media_type not in FORMATS:
        return content
    with _turn:
        try:
            return _written_anew(content, FORMATS[media_type])
        except Image.DecompressionBombError as error:
            raise _too_large() from error
        except DAMAGED as error:
            raise Unusable(
                _("写真として開けません。壊れているおそれがあります。撮り直すか、別の写真を選んでください。")
            ) from error


def _written_anew(content: bytes, format_: str) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(content), formats=[format_]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_large()
        picture.load()
        how = _as_it_was(picture, content, format_)
        ImageOps.exif_transpose(picture, in_place=True)
        # Writers look here for what they were not told.
        picture.info = {}
        picture.save(out, format_, **how)
    return out.getvalue()


def _as_it_was(picture: Any, content: bytes, format_: str) -> dict[str, Any]:
    """How to write the picture so that it looks as it did: its colours, and no coarser than it came."""
    how = {name: picture.info[name] for name in ("icc_profile", "transparency") if picture.info.get(name) is not None}
    if format_ == "JPEG":
        how |= {"qtables": picture.quantization, "subsampling": get_sampling(picture)}
        how |= {"progressive": True} if picture.info.get("progressive") else {}
    if format_ == "WEBP":
        how |= {"lossless": True} if b"VP8L" in content[:100] else {"quality": 90}
    return how


def _too_large() -> Unusable:
    return Unusable(
        _("写真が大きすぎます。%(most)s00万画素までの写真を選んでください。") % {"most": MOST_PIXELS // 1_000_000}
    )
