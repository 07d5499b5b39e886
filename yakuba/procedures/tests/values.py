"""One or more fields of every kind, each with all the values it may take, for the property tests."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from yakuba.procedures.kinds import Field
from yakuba.procedures.tests.forms import TODAY, UPLOADS, field
from yakuba.toolbox import text

# 𠮷 is outside the first plane; 葛 with a variation selector (IVS) is two code points; the family is five.
RARE = [
    "𠮷野家",
    "葛\U000e0100飾",
    "辻\U000e0101",
    "👨‍👩‍👧",
    "🇯🇵",
    "か\u3099",
    "神",
    "①②",
    "ﾐﾎﾝ",
    "=1+1",
    "'x",
    "a;b",
    '"',
    "０",
]
ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40) | st.sampled_from(RARE)


def _is_kept(written: str) -> bool:
    return not text.UNPRINTABLE.search(written)


LINE = ANY.filter(_is_kept).map(str.strip).filter(bool)
LINES = st.lists(ANY.filter(_is_kept), min_size=1, max_size=5).map("\n".join).filter(lambda written: written.strip())
READING = st.text("アイカガパーァヴミホン・", min_size=1, max_size=20).map(lambda kana: f"ミ{kana}ン")
HOLDER = st.text("アイカガパーァヴミホンABC09()./", max_size=20).map(lambda name: f"ミ{name}")
# A year has four digits.
DAY = st.dates(date(1000, 1, 1)).map(str)
BIRTH = st.dates(TODAY.replace(year=TODAY.year - 130), TODAY).map(str)
DIGITS = "0123456789"
PERSON = {"family": LINE, "given": LINE}
READINGS = {"family_kana": READING, "given_kana": READING}
ADDRESS = st.fixed_dictionaries(
    {
        "postcode": st.text(DIGITS, min_size=7, max_size=7),
        **dict.fromkeys(("prefecture", "city", "town", "block"), LINE),
        "building": LINE | st.just(""),
    }
)
ACCOUNT = st.fixed_dictionaries(
    {
        "bank": LINE,
        "bank_code": st.text(DIGITS, min_size=4, max_size=4),
        "branch": LINE,
        "branch_code": st.text(DIGITS, min_size=3, max_size=3),
        "type": st.sampled_from(["ordinary", "current", "savings"]),
        "number": st.text(DIGITS, min_size=7, max_size=7),
        "holder_kana": HOLDER,
    }
)
COORDINATES = st.builds(
    lambda lat, lon: {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"},
    st.decimals(20, 46, places=6),
    st.decimals(122, 154, places=6),
) | st.just({"lat": "", "lon": ""})
PLACE = st.builds(lambda words, point: {"text": words} | point, LINE, COORDINATES)
WORDS = ["red", "blue", "green"]
COLOURS = ["red", {"value": "blue", "label": "あお"}, {"value": "green", "label": {"ja": "みどり", "en": "Green"}}]
CHOSEN = st.sets(st.sampled_from(WORDS), min_size=1, max_size=2).map(lambda one: [w for w in WORDS if w in one])
ENDS = {"low": "いいえ", "high": {"ja": "はい", "en": "Yes"}}
NAMES = ["waiting", "words", "案内"]
ROWS = [{"name": "waiting", "label": "待ち時間"}, {"name": "words", "label": {"ja": "説明", "en": "Words"}}, "案内"]
# At least one row is answered; which ones, is left to chance.
HALF = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(WORDS), min_size=1)


def only(chosen: Any) -> dict[str, Any]:
    return {"chosen": chosen}


WRITTEN = LINE.map(lambda written: {"chosen": "other", "other": written})
SEVERAL = st.builds(lambda chosen, written: {"chosen": [*chosen, "other"], "other": written}, CHOSEN, LINE)
FILES = st.lists(st.sampled_from(sorted(UPLOADS)), min_size=1, max_size=3, unique=True).map(
    lambda ids: [UPLOADS[one] for one in ids]
)
INSIDE = [
    {"name": "who", "kind": "person", "sex": True},
    {"name": "note", "kind": "long_text", "required": False},
    {"name": "colours", "kind": "choices", "options": COLOURS, "max": 2, "required": False},
    {"name": "day", "kind": "date", "required": False},
    {"name": "photos", "kind": "file", "required": False},
]
ITEM = st.fixed_dictionaries(
    {
        "who": st.fixed_dictionaries(
            PERSON | READINGS | {"birth_date": BIRTH, "sex": st.sampled_from(["female", "none"])}
        )
    },
    optional={"note": LINES, "colours": CHOSEN, "day": DAY, "photos": FILES},
)

KINDS: list[tuple[str, Field, st.SearchStrategy[Any]]] = [
    ("text", field("text"), LINE),
    ("text in kana", field("text", kana=True), READING),
    ("long_text", field("long_text"), LINES),
    ("number", field("number"), st.integers(-(10**15), 10**15)),
    ("number with decimals", field("number", decimals=2), st.decimals(-1000, 1000, places=2).map(lambda n: str(n + 0))),
    ("money", field("money"), st.integers(0, 10**15)),
    ("yes_no", field("yes_no"), st.booleans()),
    ("choice", field("choice", options=COLOURS), st.sampled_from(WORDS)),
    ("choices", field("choices", options=COLOURS, max=2), CHOSEN),
    ("choice with other", field("choice", options=COLOURS, other=True), st.sampled_from(WORDS).map(only) | WRITTEN),
    ("choices with other", field("choices", options=COLOURS, other=True, max=3), CHOSEN.map(only) | SEVERAL),
    ("scale", field("scale", **ENDS), st.integers(1, 5)),
    ("matrix", field("matrix", rows=ROWS, scale=ENDS), st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(1, 5)))),
    ("matrix of options, half empty", field("matrix", rows=ROWS, options=COLOURS, required=False), HALF),
    ("date", field("date"), DAY),
    ("time", field("time"), st.times().map(lambda time: f"{time:%H:%M}")),
    ("person", field("person"), st.fixed_dictionaries(PERSON | READINGS | {"birth_date": BIRTH})),
    ("person, the name alone", field("person", kana=False, birth_date=False), st.fixed_dictionaries(PERSON)),
    ("address", field("address"), ADDRESS),
    ("phone", field("phone"), st.from_regex(r"\A\+?[0-9](-?[0-9]){9,14}\Z")),
    ("email", field("email"), st.from_regex(r"\A[a-z]{1,10}@[a-z]{1,10}\.jp\Z")),
    ("bank_account", field("bank_account"), ACCOUNT),
    ("file", field("file"), FILES),
    ("place", field("place"), PLACE),
    ("consent", field("consent", text="同意しますか"), st.just(True)),
    ("group", field("group", fields=INSIDE), ITEM),
    ("group that repeats", field("group", repeat={"max": 3}, fields=INSIDE), st.lists(ITEM, min_size=1, max_size=3)),
]
