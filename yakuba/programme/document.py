"""A published plan as a document to be read from front to back: what stands where, the roadmap, every item's sheet."""

from collections.abc import Iterator
from typing import Any

from yakuba.figures.shares import Share
from yakuba.programme.models import WITHHELD, State
from yakuba.programme.plans import year_in_words
from yakuba.publications.differing import differences
from yakuba.publications.document import Bars, Block, Document, Heading, Note, Paragraph, Points, Roadmap, Table
from yakuba.publications.models import Edition, Leaf
from yakuba.toolbox import clock, dates


def document(edition: Edition) -> Document:
    """In Japanese, as the edition was frozen."""
    leaves = list(edition.leaves.order_by("place"))
    return Document(
        title=edition.title,
        subtitle=edition.number_in_words,
        facts=(
            ("現在", dates.wareki(clock.day_of(edition.frozen_at))),
            ("取組", f"{len(leaves)}件"),
            ("版のしるし（SHA-256）", " ".join(edition.digest[at : at + 16] for at in range(0, 64, 16))),
        ),
        blocks=tuple(_blocks(edition, leaves)),
    )


def _blocks(edition: Edition, leaves: list[Leaf]) -> Iterator[Block]:
    head = edition.head
    if head["source"]:
        yield Note(f"よその市が公表した計画を写したものです。出典：{head['source']}", "source")
    elif head["invented"]:
        yield Note("見本の市の計画です。取組も数字も架空です。")
    yield Heading(1, "いまどこまで進んでいるか")
    rows = tuple((str(State(state).label), Share(count, len(leaves))) for state, count in head["states"].items())
    yield Bars("状態ごとの取組の数", rows, f"載っている{len(leaves)}件のうち")
    if head["withheld"]:
        told = [(str(WITHHELD[reason]), str(count)) for reason, count in head["withheld"].items()]
        yield Table("公表していない文", ("理由", "件"), tuple(told))
    if head["unconfirmed"]:
        yield Paragraph(f"{head['unconfirmed']}件は、この時期の確認がまだです（「未確認」と書いてあります）。")
    yield from _changes(edition)
    yield Heading(1, "予定")
    years = range(head["first_year"], head["first_year"] + head["years"])
    planned = tuple((f"{leaf.key} {leaf.title}", tuple(_cell(leaf.values, year) for year in years)) for leaf in leaves)
    yield Roadmap("年度ごとの予定", tuple(year_in_words(year) for year in years), planned)
    yield from _sheets(edition, leaves)
    if head["taxonomy_source"]:
        yield Note(f"章立て：{head['taxonomy_source']}", "source")
    if head["national"]:
        yield Note(f"国の計画：{head['national']['source']}（{head['national']['edition']}）", "source")


def _changes(edition: Edition) -> Iterator[Block]:
    if edition.before is None:
        return
    yield Heading(1, f"{edition.before.number_in_words}から変わったこと")
    said = [f"{one.key} {one.title}：{words}" for one in differences(edition) for words in one.in_words()]
    yield Points(tuple(said)) if said else Paragraph("変わった取組はありません。")


def _sheets(edition: Edition, leaves: list[Leaf]) -> Iterator[Block]:
    """Chapter by chapter; the facts of each item as its sheet."""
    for slogan in edition.head["slogans"]:
        for chapter in slogan["chapters"]:
            mine = [leaf for leaf in leaves if leaf.values["chapter"] == chapter["code"]]
            if mine:
                yield Heading(1, chapter["title"])
            for leaf in mine:
                yield Heading(2, f"{leaf.key} {leaf.title}")
                facts = [*leaf.facts, *([("確認", leaf.values["seen"])] if not edition.head["source"] else [])]
                yield Table(f"取組{leaf.key}", ("項目", "内容"), tuple(facts))


def _cell(values: dict[str, Any], year: int) -> str:
    if values["schedule_lost"]:
        return "不明"
    return "、".join(one["words"] for one in values["stages"] if one["from"][0] <= year <= one["until"][0])
