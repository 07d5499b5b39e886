"""Of a photograph the picture is kept, the right way up and in its colours; nothing of where, when and with what."""

import io
import struct

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat, PngImagePlugin

from yakuba.toolbox import heic, pictures
from yakuba.toolbox.tests.photographs import COLOURS, PLACE, bomb, heic_like, photograph, picture

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def told(content: bytes) -> list[str]:
    """What a photograph still says beside the picture."""
    with Image.open(io.BytesIO(content)) as opened:
        opened.load()
        found = [f"exif {tag}" for tag in opened.getexif()]
        found += [
            name for name in ("exif", "xmp", "comment", "XML:com.adobe.xmp", "photoshop") if opened.info.get(name)
        ]
    return found + (["the token"] if PLACE.encode() in content else [])


def far_apart(one: bytes, other: bytes) -> float:
    """By how much the pixels of two pictures differ on average, out of 255."""
    with Image.open(io.BytesIO(one)) as left, Image.open(io.BytesIO(other)) as right:
        return max(ImageStat.Stat(ImageChops.difference(left.convert("RGB"), right.convert("RGB"))).mean)


@pytest.mark.parametrize("format_", TYPES)
def test_a_photograph_says_no_more_than_what_is_seen(format_: str) -> None:
    sent = photograph(format_)
    assert "the token" in told(sent)
    assert "exif 34853" in told(sent)
    kept = pictures.clean(sent + b"PK\x03\x04 hung on", TYPES[format_])
    assert told(kept) == []
    assert b"PK\x03\x04" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert opened.format == format_
        assert opened.info["icc_profile"] == COLOURS
    assert far_apart(kept, sent) <= {"JPEG": 2, "PNG": 0, "WEBP": 4}[format_]
    assert pictures.clean(kept, TYPES[format_]) == kept or format_ != "PNG"


@pytest.mark.parametrize("format_", TYPES)
@pytest.mark.parametrize(("orientation", "corner"), [(3, "bottom right"), (6, "top right"), (8, "bottom left")])
def test_it_is_turned_the_way_it_was_meant_before_it_forgets_how(format_: str, orientation: int, corner: str) -> None:
    kept = pictures.clean(photograph(format_, orientation=orientation), TYPES[format_])
    with Image.open(io.BytesIO(kept)) as opened:
        assert opened.size == ((48, 32) if orientation == 3 else (32, 48))
        across, down = (0 if "left" in corner else opened.width - 1), (0 if "top" in corner else opened.height - 1)
        seen = opened.convert("RGB").crop((across, down, across + 1, down + 1)).tobytes()
    assert (seen[0] > 200, seen[1] < 60) == (True, True)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_stays_what_it_was(mode: str) -> None:
    made, out = picture().convert("L" if mode == "I;16" else mode).convert(mode), io.BytesIO()
    format_ = "JPEG" if mode == "CMYK" else "PNG"
    made.save(out, format_)
    with Image.open(io.BytesIO(pictures.clean(out.getvalue(), TYPES[format_]))) as opened:
        assert opened.mode == mode
        assert opened.size == made.size


def test_a_papers_bytes_stay_as_they_are() -> None:
    assert pictures.clean(b"%PDF-1.4", "application/pdf") == b"%PDF-1.4"


def test_a_picture_that_would_fill_the_memory_is_not_unpacked() -> None:
    small = bomb()
    assert len(small) < 300_000
    with pytest.raises(pictures.Unusable, match="5000万画素まで"):
        pictures.clean(small, "image/png")


def test_a_text_that_would_fill_the_memory_is_not_unpacked() -> None:
    text, out = PngImagePlugin.PngInfo(), io.BytesIO()
    text.add_text("Comment", "x" * 20_000_000, zip=True)
    picture().save(out, "PNG", pnginfo=text)
    with pytest.raises(pictures.Unusable, match="写真として開けません"):
        pictures.clean(out.getvalue(), "image/png")


@pytest.mark.parametrize("format_", TYPES)
def test_half_a_photograph_is_said_to_be_none(format_: str) -> None:
    whole = photograph(format_, noise=True)
    with pytest.raises(pictures.Unusable, match="撮り直す"):
        pictures.clean(whole[: len(whole) // 2], TYPES[format_])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*TYPES, "HEIC"]), st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=6))))
@example("JPEG", [(2, b"\xff\xe1\xff\xff")])
@example("HEIC", [(0, b"\0\0\0\1")])
def test_whatever_is_broken_in_it_is_a_sentence_or_a_picture(format_: str, changes: list[tuple[int, bytes]]) -> None:
    content = bytearray(heic_like() if format_ == "HEIC" else photograph(format_))
    for at, change in changes:
        place = at % len(content)
        content[place : place + len(change)] = change
    try:
        kept = pictures.clean(bytes(content), TYPES.get(format_, "image/heic"))
    except pictures.Unusable:
        return
    assert kept


def test_a_heic_keeps_its_picture_and_forgets_the_rest() -> None:
    sent = heic_like()
    assert PLACE.encode() in sent
    hung_on = struct.pack(">I", 8 + 16 + len(PLACE)) + b"uuid" + b"0123456789abcdef" + PLACE.encode()
    kept = pictures.clean(sent + hung_on, "image/heic")
    assert len(kept) == len(sent + hung_on)
    assert PLACE.encode() not in kept
    assert b"2026:11:03" not in kept
    readable = kept.replace(b"ftypheic", b"ftypavif", 1)
    with Image.open(io.BytesIO(readable)) as opened:
        assert not dict(opened.getexif())
    assert far_apart(readable, photograph("AVIF")) == 0


@pytest.mark.parametrize(
    "content",
    [
        b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic",
        heic_like().replace(b"meta", b"mota", 1),
        heic_like().replace(b"iloc", b"ilac", 1),
        heic_like()[:200],
    ],
)
def test_a_heic_whose_notes_cannot_be_found_is_to_be_sent_as_jpeg(content: bytes) -> None:
    with pytest.raises(pictures.Unusable, match="JPEGとして保存"):
        pictures.clean(content, "image/heic")


def test_planted_notes_that_are_passed_on_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = pictures._as_it_was
    monkeypatch.setattr(
        pictures, "_as_it_was", lambda picture, *rest: right(picture, *rest) | {"exif": picture.info["exif"]}
    )
    assert told(pictures.clean(photograph(), "image/jpeg")) != []
    monkeypatch.setattr(heic, "NOTES", {b"Exif"})
    assert PLACE.encode() in pictures.clean(heic_like(), "image/heic")
