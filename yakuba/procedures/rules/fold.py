"""Full-width and half-width become one before a rule is read; what stands between quotes stays as it was written."""

import keyword
import re
import unicodedata
from dataclasses import dataclass

from yakuba.procedures.rules.errors import RuleError

LONGEST = 2_000
DEEPEST_BRACKETS = 30

_INSTEAD = {
    "≧": ">=",
    "≦": "<=",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "×": "*",
    "−": "-",
    "、": ",",
    "“": '"',
    "”": '"',
    "‘": '"',
    "’": '"',
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
}
_QUOTES = {'"': '"', "'": "'", "＂": '"', "＇": "'"}
_LATER_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
_CLUSTER = re.compile(f".[{_LATER_MARKS}]*", re.DOTALL)
# NFKC turns 10² into 102 and ½ into 1⁄2: these would silently become other numbers.
_NOT_A_FOLD = ("<super>", "<sub>", "<fraction>", "<circle>")
_GROUPED_DIGITS = re.compile(r"[0-9],[0-9]{3}(?![0-9_])")


@dataclass(frozen=True)
class Folded:
    """The text that is parsed; `places` gives for each character where it stood in the rule as written, `code` is the
    same text with everything between quotes blanked."""

    text: str
    code: str
    places: tuple[int, ...]

    def column(self, index: int) -> int:
        """Where a character of the folded text stood in the rule as written, counted from 1."""
        return self.places[max(0, min(index, len(self.places) - 1))] + 1 if self.places else 0


def fold(text: str) -> Folded:
    """Fold a rule by NFKC outside of its quotes; signs that cannot be meant are refused with what to write instead."""
    if len(text) > LONGEST:
        raise RuleError(f"式が長すぎます({len(text)}文字)。", remedy=f"{LONGEST}文字までに分けてください。")
    out: list[str] = []
    code: list[str] = []
    places: list[int] = []
    # Python refuses an indented expression, and writers of YAML indent.
    position, quote = len(text) - len(text.lstrip()), ""
    while position < len(text):
        _refuse_invisible(text[position], position, inside=bool(quote))
        if quote or text[position] in _QUOTES:
            piece = _QUOTES.get(text[position], text[position])
            inside, step = bool(quote) and piece != quote, 1
            quote = quote if inside else ("" if quote else piece)
            piece = text[position] if inside else piece
        else:
            cluster = _CLUSTER.match(text, position)
            assert cluster is not None
            inside, step = False, len(cluster[0])
            piece = _outside(cluster[0], position)
        out.append(piece)
        code.append(" " * len(piece) if inside else piece)
        places.extend([position] * len(piece))
        position += step
    return _sound(Folded("".join(out), "".join(code), tuple(places)))


def _refuse_invisible(character: str, position: int, *, inside: bool) -> None:
    category = unicodedata.category(character)
    if character == "\\":
        raise RuleError("「\\」は使えません。", position + 1)
    white = not inside and character in "\n\r\t"
    if (category in ("Cc", "Cs") and not white) or (category == "Cf" and not inside):
        raise RuleError(f"見えない文字(U+{ord(character):04X})が入っています。", position + 1, "消してください。")


def _outside(cluster: str, position: int) -> str:
    sign = cluster[0]
    if sign in _INSTEAD:
        raise RuleError(f"「{sign}」は使えません。", position + 1, f"「{_INSTEAD[sign]}」と書いてください。")
    if sign == "÷":
        raise RuleError(
            "「÷」は使えません。", position + 1, "round_down(a, b) のように端数の処理を決めて書いてください。"
        )
    if sign in "#＃" or unicodedata.decomposition(sign).startswith(_NOT_A_FOLD):
        raise RuleError(f"「{sign}」は式の中では使えません。", position + 1)
    if sign.isspace():
        return " "
    return unicodedata.normalize("NFKC", cluster)


def _sound(folded: Folded) -> Folded:
    if not folded.text.strip():
        raise RuleError("式が空です。", remedy="条件か計算を書いてください。")
    if grouped := _GROUPED_DIGITS.search(folded.code):
        raise RuleError(
            "数に桁区切りのコンマは書けません。",
            folded.column(grouped.start() + 1),
            "15000 か 15_000 のように書いてください。二つの値なら、コンマの後を空けてください。",
        )
    depth = 0
    for index, character in enumerate(folded.code):
        depth += (character in "([{") - (character in ")]}")
        if depth > DEEPEST_BRACKETS:
            raise RuleError(
                "かっこが深すぎます。", folded.column(index), "途中の値に名前をつけて(values)分けてください。"
            )
    return folded


def name_fault(name: str) -> str:
    """Why a field or value may not have this name, as a Japanese sentence; empty when rules can use it."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"「{name}」は名前に使えません。文字・数字・「_」だけで、数字以外から始めてください。"
    if unicodedata.normalize("NFKC", name) != name:
        return (
            f"「{name}」は「{unicodedata.normalize('NFKC', name)}」と書いてください(全角英数字・半角カナは使えません)。"
        )
    return ""
