"""Photographs as phones make them, with what they say of their maker; and their damaged relations."""

import io
import os
import struct
import zlib

from PIL import Image, ImageCms, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

PLACE = "SECRETPLACE"
COLOURS = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(size: tuple[int, int] = (48, 32), *, noise: bool = False) -> Image.Image:
    """White, with a red corner at the top left; or noise, which no format makes small."""
    if noise:
        return Image.frombytes("RGB", size, os.urandom(3 * size[0] * size[1]))
    made = Image.new("RGB", size, "white")
    made.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    return made


def notes(orientation: int = 1) -> Image.Exif:
    """Place, time and camera as a phone writes them."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = PLACE, orientation
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (IFDRational(38), IFDRational(26), IFDRational(3))
    exif.get_ifd(0x8769)[0x9003] = "2026:11:03 14:20:00"
    return exif


def photograph(format_: str = "JPEG", *, orientation: int = 1, noise: bool = False) -> bytes:
    """A whole photograph, with everything a phone and its owner leave in it."""
    made, out = picture(noise=noise), io.BytesIO()
    extra: dict[str, object] = {"exif": notes(orientation), "icc_profile": COLOURS}
    if format_ == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", PLACE)
        text.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{PLACE}</x:xmpmeta>")
        extra["pnginfo"] = text
    else:
        extra["xmp"] = f"<x:xmpmeta>{PLACE}</x:xmpmeta>".encode()
    if format_ == "JPEG":
        extra |= {"comment": PLACE, "quality": 92}
    made.save(out, format_, **extra)
    return out.getvalue()


def heic_like() -> bytes:
    """The tree of a HEIC file with its notes, from a writer of AVIF: the same boxes around another coding."""
    return photograph("AVIF").replace(b"ftypavif", b"ftypheic", 1)


def bomb(side: int = 20_000) -> bytes:
    """A PNG of 400 million pixels in a few hundred kB."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compressobj()
    body = b"".join(rows.compress(bytes(side // 8 + 1)) for _row in range(side)) + rows.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def clean() -> bytes:
    """A photograph in whose file is nothing but the picture, and that stays as it is when it is written anew."""
    out = io.BytesIO()
    Image.new("L", (16, 16), 200).save(out, "JPEG", quality=92)
    return out.getvalue()
