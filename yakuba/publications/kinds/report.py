"""実施結果報告書: what an event was for, who came, what they answered, and what became of it.

Every count is counted and every percentage worked out here. What the city thought of its results is quoted as the
city's own; where its numbers were never published, the report says so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from yakuba.figures.shares import Share
from yakuba.publications.document import (
    Bars,
    Block,
    Comments,
    Document,
    Heading,
    Note,
    Paragraph,
    Points,
    Table,
)
from yakuba.publications.kinds.answers import Answer, of_class
from yakuba.publications.kinds.event import Layer, Material, Question
from yakuba.publications.kinds.wishes import NO_SYSTEM, STATES, Wish, Wishes
from yakuba.toolbox import dates

SUBJECTIVE = (
    "自由記述は、書かれたとおりに載せています。所属や仕事の内容から、書いた人がわかることがあります。"
    "公表する前に一件ずつ確かめ、必要なものは言い換えます。"
)
EXCERPT = 36
# Fewer people than this could be told apart by their counts.
FEWEST = 3


def document(material: Material) -> Document:
    """From why the event was held to what became of what people wished for."""
    report = material.report
    parts: tuple[Iterable[Block], ...] = (
        _event(material),
        _survey(material),
        *(_question(material, question) for question in report.questions),
        (Heading(1, "実施結果のまとめ"), Points(report.conclusions, ordered=True), Note(report.source, "source")),
        _layers(report.layers, 1, "職員階層別の取組ポイント（講演資料抜粋）"),
        _became(material, material.wishes) if material.wishes and material.answers else (),
    )
    facts = (
        ("実施した市", report.city),
        ("講師", f"{report.lecturer.name}（{report.lecturer.post}）"),
        ("回答を数えた日", dates.wareki(material.as_of)),
        ("出典", report.source),
    )
    return Document(report.title, "", facts, tuple(block for part in parts for block in part))


def _event(material: Material) -> Iterator[Block]:
    report = material.report
    yield Heading(1, "講演会の概要")
    yield Heading(2, "背景及び目的")
    yield from map(Paragraph, report.background)
    yield Heading(2, "参加対象")
    yield Table("部ごとの対象", ("部", "対象"), tuple((one.name, one.audience) for one in report.sessions))
    yield Heading(2, "講師")
    yield Paragraph(f"{report.lecturer.name}（{report.lecturer.reading}）\n{report.lecturer.post}")
    yield from _layers(report.layers, 2, f"講演の概要「{report.talk}」")
    yield Heading(2, "講演会の様子")
    yield Note(report.scene, "missing")


def _layers(layers: Iterable[Layer], level: int, title: str) -> Iterator[Block]:
    yield Heading(level, title)
    for layer in layers:
        yield Heading(level + 1, layer.title)
        yield Points(layer.points)


def _survey(material: Material) -> Iterator[Block]:
    yield Heading(1, "アンケートの結果")
    yield Heading(2, "アンケートの目的")
    yield Points(material.report.aims)
    yield Heading(2, "出席者数と回答の状況")
    if not material.answers:
        yield Note("回答は、まだ一件も入っていません。", "missing")
        return
    counts = [
        (one.name, one.attended, len(of_class(material.answers, one.staff_class))) for one in material.report.sessions
    ]
    everybody, answered = sum(came for _name, came, _said in counts), sum(said for _name, _came, said in counts)
    counts.append(("全体", everybody, answered))
    yield Table(
        "部ごとの出席者数と回答率",
        ("部", "出席者", "回答者", "回答率"),
        tuple((name, f"{came}人", f"{said}人", _rate(said, came)) for name, came, said in counts),
        note="回答率は、出席者のうち回答した人の割合。小数第2位を四捨五入。",
    )
    if answered < everybody:
        silent = Share(everybody - answered, everybody)
        yield Note(
            f"出席した{everybody}人のうち、回答しなかった{silent.count}人（{silent.text()}）の考えは、この結果に入っていません。"
            "講演の前の回答がないため、講演の前と後はくらべられません。"
        )
    if strangers := len(material.answers) - answered:
        yield Note(f"どの部の対象でもない区分の回答が{strangers}件あり、数えていません。")


def _rate(answered: int, attended: int) -> str:
    """A dash where more answered than came: then one of the two counts is wrong, and no percentage is true."""
    return Share(answered, attended).text() if answered <= attended else "—"


def _question(material: Material, question: Question) -> Iterator[Block]:
    yield Heading(2, f"{question.code}　{question.text}")
    yield from _counted(material, question) if question.options else _listed(material, question)
    if question.city_says:
        yield Heading(3, f"【考察】（{material.report.city}による）")
        for words in question.city_says:
            yield Note(words, "quote")
    if question.options and question.city_says and len(_answered(material, question)) < len(material.answers):
        yield Note("この考察のもとになった数が公表されていないため、この報告書では、たしかめることができません。")


def _counted(material: Material, question: Question) -> Iterator[Block]:
    answered = _answered(material, question)
    if 0 < len(answered) < FEWEST:
        yield Note(f"この問いに答えた人が{FEWEST}人より少ないため、数を載せません。", "missing")
        return
    if not answered:
        if not question.options_are_ours:
            yield Points(tuple(question.options.values()))
        yield Note(material.report.no_data, "missing")
        return
    chosen = Counter(value for one in answered for value in set(one.chosen(question.field)))
    several = (
        f"（{question.most}つまで選べるため、割合の合計は100%をこえることがあります）" if question.most > 1 else ""
    )
    yield Bars(
        f"{question.code}の回答",
        tuple((label, Share(chosen[value], len(answered))) for value, label in question.options.items()),
        base=f"この問いに答えた{len(answered)}人{several}",
    )


def _answered(material: Material, question: Question) -> list[Answer]:
    return [one for one in material.answers if one.chosen(question.field)]


def _listed(material: Material, question: Question) -> Iterator[Block]:
    replaced = sum(key[0] == question.field for key in material.paraphrases)
    yield Note(SUBJECTIVE + (f"この版では{replaced}件を言い換えています。" if replaced else ""))
    for session in material.report.sessions:
        said = [one for one in of_class(material.answers, session.staff_class) if one.words(question.field)]
        items = tuple((one.number, _words(material, question.field, one)) for one in said)
        yield Comments(f"{question.code} 回答詳細【{session.staff_class}】（{len(items)}件）", items)


def _words(material: Material, name: str, answer: Answer) -> str:
    """What was written, or what stands for it in public."""
    instead = material.paraphrases.get((name, answer.staff_class, answer.number))
    return f"（言い換え）{instead}" if instead else answer.words(name)


def _became(material: Material, wishes: Wishes) -> Iterator[Block]:
    """Each wish with where it leads; counted by how far that is."""
    linked, listed = Share(wishes.linked, len(wishes.wishes)), material.report.questions[-1]
    states = Counter(map(wishes.state_of, wishes.wishes))
    yield Heading(1, "書かれた取組は、いまどうなったか")
    yield Paragraph(
        f"{listed.code}に書かれた{linked.of}件のうち{linked.count}件（{linked.text()}）は、"
        "役場のシステムのどれかにつながります。"
        f"残りの{linked.of - linked.count}件は「これから検討する」という回答です。"
    )
    yield Bars(
        "書かれた取組の、いまのようす",
        tuple((state, Share(states[state], linked.of)) for state in (*STATES.values(), NO_SYSTEM)),
        base=f"{listed.code}に書かれた{linked.of}件。一件がいくつかのシステムにつながるときは、いちばん進んだものを数えます",
    )
    yield Note(
        "「できる」は Yakuba にその画面があるという意味で、石巻市で使われているという意味ではありません。"
        "「まだないもの」を並べて書いたものは、一部だけができます。［ ］の数は、チェックリストの番号です。"
    )
    for session in material.report.sessions:
        own = [wish for wish in wishes.wishes if wish.staff_class == session.staff_class]
        yield Heading(2, session.staff_class)
        yield Table(
            f"書かれた取組のゆくえ【{session.staff_class}】",
            ("NO", "書かれた取組", "いま", "つながるシステムと、その場所"),
            tuple(_trail(material, wishes, wish, listed.field) for wish in own),
        )


def _trail(material: Material, wishes: Wishes, wish: Wish, name: str) -> tuple[str, ...]:
    said = next((one for one in of_class(material.answers, wish.staff_class) if one.number == wish.number), None)
    words = _words(material, name, said) if said else "—"
    shown = words if len(words) <= EXCERPT else f"{words[:EXCERPT]}…"
    return (str(wish.number), shown, wishes.state_of(wish), wishes.trail(wish))
