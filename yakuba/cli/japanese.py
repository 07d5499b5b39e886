"""What argparse says of its own, in Japanese: help and complaints are of one language."""

import argparse

WORDS = {
    "usage: ": "使い方: ",
    "positional arguments": "引数",
    "options": "オプション",
    "show this help message and exit": "この説明を表示して終わる",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "足りないもの：%s",
    "unrecognized arguments: %s": "知らない引数です：%s",
    "expected one argument": "値を一つ書いてください",
    "expected at least one argument": "値を一つ以上書いてください",
    "invalid %(type)s value: %(value)r": "%(value)r は使えません",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r はありません。あるもの：%(choices)s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s は、%(matches)s のどれかわかりません",
}


def speak() -> None:
    """From now on argparse looks its words up here; it has no other door for them than its own gettext."""
    argparse._ = lambda words: WORDS.get(words, words)  # type: ignore[attr-defined]
