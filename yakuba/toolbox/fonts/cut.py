"""Cuts the paper fonts of this folder from the fonts named in README.md; needs fontTools, which Yakuba itself does not.

python cut.py FOLDER_WITH_THE_ORIGINALS
"""

import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-not-found]
from fontTools.ttLib import TTFont  # type: ignore[import-not-found]

HERE = Path(__file__).parent
SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
LATIN = {*range(0x20, 0x7F), *range(0xA0, 0x250)}


def variants(font: TTFont) -> set[tuple[int, int]]:
    """The variation sequences the font draws, as (character, selector)."""
    table = next(t for t in font["cmap"].tables if t.format == 14)
    return {(character, selector) for selector, pairs in table.uvsDict.items() for character, _ in pairs}


def rare(main: TTFont, noto: TTFont) -> set[int]:
    """What the main face lacks: JIS X 0213, ideographs beyond the first plane, name variants, Latin for names."""
    has, could = set(main.getBestCmap()), set(noto.getBestCmap())
    rows = [bytes([a, b]) for a in range(0xA1, 0xFF) for b in range(0xA1, 0xFF)]
    jis = {ord(c) for row in rows for plane in (b"", b"\x8f") for c in (plane + row).decode("euc_jis_2004", "ignore")}
    names = {c for c in could if c >= 0x20000 or 0xF900 <= c < 0xFB00 or c < 0x1100 or 0x1E00 <= c < 0x2100}
    missing = variants(noto) - variants(main)
    return (((jis & could) | names) - has) | {code for pair in missing for code in pair}


def cut(font: TTFont, target: str, characters: set[int] | None = None, family: str = "") -> None:
    """Saves the font without hinting: whole under its own name, or some characters under a name of ours."""
    features = [] if characters else ["*"]
    options = subset.Options(hinting=False, layout_features=features, notdef_outline=True, name_IDs=["*"])
    options.drop_tables += ["DSIG", "meta"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters or SELECTORS | set(font.getBestCmap()))
    cutter.subset(font)
    for record in font["name"].names if family else ():
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = family.replace(" ", "") if record.nameID == 6 else family
    if family and "CFF " in font:
        font["CFF "].cff.fontNames = [family.replace(" ", "")]
        font["CFF "].cff.topDictIndex[0].FamilyName = font["CFF "].cff.topDictIndex[0].FullName = family
    font.save(HERE / target)


def main(originals: Path) -> None:
    def read(name: str, number: int = -1) -> TTFont:
        return TTFont(next(originals.rglob(name)), fontNumber=number, recalcTimestamp=False)

    noto = read("NotoSerifCJK-Regular.ttc", 0)
    cut(noto, "YakubaRareMincho.otf", rare(read("BIZUDMincho-Regular.ttf"), noto), "Yakuba Rare Mincho")
    cut(read("BIZUDMincho-Regular.ttf"), "BIZUDMincho-Regular.ttf")
    cut(read("BIZUDGothic-Bold.ttf"), "BIZUDGothic-Bold.ttf")
    cut(read("BIZUDPMincho-Regular.ttf"), "YakubaLatinMincho.ttf", LATIN, "Yakuba Latin Mincho")
    cut(read("BIZUDPGothic-Bold.ttf"), "YakubaLatinGothic.ttf", LATIN, "Yakuba Latin Gothic")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
