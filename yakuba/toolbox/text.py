"""What people type: refused where a machine could not keep it, and otherwise never changed."""

import re
import unicodedata

from django.utils.translation import gettext as _

# Controls but tab and line end; half characters; the marks that turn the direction of what follows, by which a
# name reads otherwise than it is; code points that stand for no character.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
# A character with what belongs to it: two letters of a flag; voicing marks, variation selectors, skin tones; figures
# joined by U+200D.
CLUSTER = re.compile(
    r"(?s)(?:[\U0001F1E6-\U0001F1FF]{2}|.)"
    r"(?:[\u3099\u309A\uFE00-\uFE0F\U000E0100-\U000E01EF\U0001F3FB-\U0001F3FF\u20E3]|\u200D.)*"
)
# Second code points of signs that JIS X 0213 has, as some keyboards type them.
TWINS = frozenset("¥‾￠￡￢∑")


class Unprintable(ValueError):
    """The text holds something that is no character. The message is a sentence for the person who typed it."""


def clean(raw: str) -> str:
    """The text with every line end as one newline, and not one other character changed. Raises Unprintable."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if found := UNPRINTABLE.search(text):
        raise Unprintable(
            _("%(place)d文字目に、目に見えない記号（U+%(code)04X）が入っています。消してから入力してください。")
            % {"place": found.start() + 1, "code": ord(found[0])}
        )
    return text


def outside_jisx0213(text: str) -> list[str]:
    """The characters outside JIS X 0213:2004, each once, in order: a hint for the office, never a refusal.

    Other systems may not be able to keep them (文字環境導入実践ガイドブック). A character with a variation selector
    is one of them, even if it is inside without: 辻 followed by U+E0101 comes back as these two together.
    """
    found = (cluster for cluster in CLUSTER.findall(text) if not _is_inside(cluster))
    return list(dict.fromkeys(found))


def _is_inside(cluster: str) -> bool:
    # か + ゛, as some systems write が. Alone, normalising would make 礼 (U+FA18) another character.
    whole = unicodedata.normalize("NFC", cluster) if len(cluster) > 1 else cluster
    try:
        whole.encode("euc_jis_2004")
    except UnicodeEncodeError:
        return whole in TWINS
    return True
