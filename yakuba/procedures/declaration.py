"""A procedure as the catalogue declares it; `docs/catalogue.md` is generated from these classes."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Tag, model_validator
from pydantic import Field as Option

from yakuba.procedures.kinds import AnyField, Field, GroupField
from yakuba.procedures.wording import Text

# 行政手続等の棚卸調査のライフイベント（個人）, as far as a city hall meets them.
LIFE_EVENTS = Literal[
    "pregnancy", "birth", "childcare", "moving-in", "moving-out", "work", "marriage", "car", "housing", "care",
    "health", "tax", "pension", "bereavement", "disaster", "pets", "waste", "learning", "opinion",
]  # fmt: skip

# The ranks of `people.hall.Post`.
RANK = Literal["clerk", "lead", "head", "director", "vice-mayor", "mayor"]


class Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Guide(Declared):
    """What a resident reads before starting."""

    who: Text = Option(description="申請できる人。")
    bring: tuple[Text, ...] = Option((), description="用意するもの。")
    fee: Text | None = Option(None, description="手数料。なければ無料と出す。")
    takes: Text | None = Option(None, description="結果が出るまで。なければ standard_days から出す。")
    minutes: int = Option(ge=1, le=120, description="入力にかかる分数の目安。")
    notes: tuple[Text, ...] = Option((), description="知っておいてもらうこと。")
    law_url: str | None = Option(None, pattern=r"^https://", description="根拠法令のページ。")


class Page(Declared):
    title: Text = Option(description="ページの見出し。")
    intro: Text | None = Option(None, description="見出しの下の文。")
    ask_if: str | None = Option(None, description="この式が真のときだけこのページを出す。")
    fields: tuple[AnyField, ...] = Option(min_length=1, description="聞くこと。一つ以上。")


class Rule(Declared):
    """`require`: a legal condition, not met means refused. `doubt`: true means that a person must look."""

    name: str = Option(min_length=1, max_length=60, description="規則の名前。台帳と所見に出る。")
    require: str | None = Option(None, description="法の条件。偽なら不交付・却下の理由になる。")
    otherwise: Text | None = Option(None, description="条件を満たさないときの理由。条文を書く。")
    doubt: str | None = Option(None, description="真なら人がたしかめる。")
    say: Text | None = Option(None, description="たしかめてほしいこと。")
    basis: str | None = Option(None, description="根拠条文。なければ手続きの basis。")
    fields: tuple[str, ...] = Option((), description="補正を求めるときに印を付ける項目。なければ式が読む項目。")

    @model_validator(mode="after")
    def _one_strength(self) -> "Rule":
        if (self.require is None) == (self.doubt is None):
            raise ValueError("require か doubt のどちらか一つを書いてください。")
        if self.require is not None and self.otherwise is None:
            raise ValueError("require には otherwise（満たさないときの理由）が要ります。")
        if self.doubt is not None and self.say is None:
            raise ValueError("doubt には say（たしかめてほしいこと）が要ります。")
        return self

    @property
    def strength(self) -> Literal["require", "doubt"]:
        return "require" if self.require is not None else "doubt"

    @property
    def expression(self) -> str:
        return self.require or self.doubt or ""

    @property
    def sentence(self) -> Text:
        """What is said when the rule fires."""
        said = self.otherwise or self.say
        assert said is not None  # kept by _one_strength
        return said


class Review(Declared):
    by: Literal["clerk"] = Option("clerk", description="担当課の職員。")


class Decide(Declared):
    route: str = Option(
        "section-head",
        pattern=r"^[a-z0-9-]+$",
        description="routes.yaml の表の名前。section-head は担当課の課長。起案した本人は決裁できない。",
    )
    kind: str | None = Option(None, description="起案の種類になる項目か values の名前。")
    amount: str | None = Option(None, description="金額（円）になる項目か values の名前。")
    effective: str | None = Option(None, description="効力日になる日付の項目。なければ決裁の日。")


class Issue(Declared):
    paper: str = Option(description="papers に書いた名前。")
    by: Literal["clerk"] | None = Option(None, description="clerk なら、職員が「発行する」を押すまで待つ。")


class Enforce(Declared):
    """施行: the decided thing goes out under a document number."""

    series: str = Option("", max_length=40, description="文書番号の記号。なければ課の名前。")


class Tell(Declared):
    letter: str = Option(description="letters か catalogue/letters.yaml に書いた名前。")


class Step(Declared):
    """One step of the way; exactly one of its words is written."""

    check: Literal["rules"] | None = Option(None, description="自動の審査。")
    review: Review | None = Option(None, description="職員の審査。疑いのない automatic の手続きでは飛ばす。")
    decide: Decide | None = Option(None, description="決裁。")
    issue: Issue | None = Option(None, description="証明書・通知書の発行。")
    enforce: Enforce | None = Option(None, description="施行。文書番号と廃棄予定の日が付く。")
    tell: Tell | None = Option(None, description="お知らせを送る。")

    @model_validator(mode="after")
    def _one_word(self) -> "Step":
        if len(self.model_fields_set) != 1:
            raise ValueError(
                "一つの手順には check・review・decide・issue・enforce・tell のどれか一つだけを書いてください。"
            )
        return self

    @property
    def word(self) -> str:
        return next(iter(self.model_fields_set))

    def waits(self, *, may_pass: bool) -> bool:
        """Whether the way stops here for a person; `may_pass`: automatic, and no rule left a doubt."""
        if self.review or self.decide:
            return not may_pass
        if self.enforce:
            return True
        return self.issue is not None and self.issue.by is not None


class Paper(Declared):
    """A paper that a case earns. `series` shares one run of numbers among procedures."""

    title: Text = Option(description="紙の表題。")
    file: str = Option("paper.typ", pattern=r"^[a-z0-9_-]+\.typ$", description="ひな型のファイル。")
    series: str = Option("", max_length=40, description="文書番号の記号。なければ市の既定。")


class Letter(Declared):
    """A letter's words; `{…}` may name one of `letters.WORDS` or a value."""

    subject: Text = Option(description="件名。")
    body: Text = Option(
        description="本文。{receipt}・{title}・{applicant}・{url}・{due_on}・{reason}・{criteria}・{appeal}・{city}が使える。"
    )


class TellTo(Declared):
    """Whom the city should tell of this procedure (used by the population run of a later release)."""

    who: str = Option(description="この式が真になる住民。")
    letter: str = Option(description="送る手紙の名前。")


class Ladder(Declared):
    """見直しの提案: which question names the work that was looked at anew, and which one the rung it is to reach."""

    work: str = Option(description="仕事の名前を聞く項目。")
    level: str = Option(description="見直しの水準を聞く項目（choice）。")


class Among(Declared):
    """Those who hold a post today: in one of the sections, of one of the ranks; where both are written, both."""

    sections: tuple[str, ...] = Option((), description="課の符号。この課の職員。")
    posts: tuple[RANK, ...] = Option((), description="職の段階。この職の職員。")

    @model_validator(mode="after")
    def _somebody(self) -> "Among":
        if not self.sections and not self.posts:
            raise ValueError("audience には sections（課の符号）か posts（職の段階）を書いてください。")
        return self


# Told apart by what was written, so that a fault is said about that and not about the other.
Audience = Annotated[
    Annotated[Literal["residents", "staff", "everyone"], Tag("word")] | Annotated[Among, Tag("among")],
    Discriminator(lambda given: "among" if isinstance(given, dict | Among) else "word"),
]


class Survey(Declared):
    """A survey: nobody decides about it. Who may answer, until when, and what each question is for."""

    audience: Audience = Option(
        description="答える人。residents（住民）と staff（職員）は一人一回、everyone はだれでも。"
        "課や職にしぼるときは組で書く。"
    )
    anonymous: bool = Option(False, description="無記名。だれの回答か、あとからつなげられる記録をいっさい持たない。")
    opens_on: date | None = Option(None, description="受付を始める日。")
    closes_on: date | None = Option(None, description="受付の最後の日。")
    aims: dict[str, Text] = Option(default_factory=dict, description="設問の名前ごとの、ねらい。どの設問にも書く。")
    classes: str | None = Option(None, description="クロス集計に使う項目（choice）。ねらいは要らない。")
    comments: tuple[str, ...] = Option((), description="自由記述の項目（text か long_text）。")

    @property
    def is_for_public(self) -> bool:
        return self.audience in ("residents", "everyone")


class Measures(Declared):
    """Today's burden on paper, for the comparison."""

    paper_minutes: int = Option(ge=0, description="紙に書く分数。")
    paper_visits: int = Option(ge=0, description="窓口に来る回数。")


class Declaration(Declared):
    title: Text = Option(description="手続きの名前。")
    reading: str = Option("", description="題名の読み（ひらがな）。検索に使う。")
    words: tuple[str, ...] = Option((), description="さがすときに使われる言葉。")
    summary: Text | None = Option(None, description="一文の説明。")
    section: str = Option(pattern=r"^[a-z0-9-]+$", description="担当課の符号。")
    basis: str = Option(description="根拠となる法令・条例と条。")
    life_events: tuple[LIFE_EVENTS, ...] = Option((), description="どんなときの手続きか。")
    applicant: Literal["anyone", "resident", "parent", "owner", "business", "staff"] = Option(
        "anyone", description="申請できる人。"
    )
    lands_at: Literal["section", "drafter"] = Option(
        "section", description="どの課の件になるか。drafter は、起案した職員の課（applicant: staff のとき）。"
    )
    sign_in: Literal["none", "optional", "required"] = Option("optional", description="ログインが要るか。")
    standard_days: int = Option(0, ge=0, le=365, description="標準処理期間（日）。補正を待つ間は止まる。")
    retention_years: int = Option(5, ge=0, le=100, description="保存年限。")
    open_from: date | None = Option(None, description="受付を始める日。")
    open_until: date | None = Option(None, description="受付の最後の日。")
    automatic: bool = Option(False, description="疑いがなければ人の手を待たずに終わる。")
    guide: Guide | None = Option(None, description="申請の前に読む案内。")
    pages: tuple[Page, ...] = Option(min_length=1, description="申請のページ。上から順に聞く。")
    tables: dict[str, dict[str, int]] = Option(
        default_factory=dict, description="規則が引く表。fees[item] のように使う。"
    )
    values: dict[str, str] = Option(default_factory=dict, description="名前と式。規則と紙と手紙から使える。")
    fee: str | None = Option(None, description="手数料になる values の名前（円）。")
    rules: tuple[Rule, ...] = Option((), description="自動の審査で見る規則。")
    steps: tuple[Step, ...] = Option(
        (), description="受付から終わりまでの手順。書かなければ、受け付けて終わる（アンケートなど）。"
    )
    papers: dict[str, Paper] = Option(default_factory=dict, description="発行する紙。")
    letters: dict[str, Letter] = Option(default_factory=dict, description="この手続きだけの手紙。")
    appeal: Text | None = Option(None, description="教示。なければ市の既定の文。")
    tell_to: TellTo | None = Option(None, description="対象になる住民に市から知らせる。")
    ladder: Ladder | None = Option(None, description="業務の見直しの提案。課長・部長の「課のようす」に水準が出る。")
    survey: Survey | None = Option(None, description="アンケート。手順・紙・手紙のない手続きになる。")
    measures: Measures = Option(description="いまの紙の手続きの手間。くらべるために書く。")

    def fields(self) -> Iterator[Field]:
        """Every field of every page, in order; a group's own fields are inside it."""
        for page in self.pages:
            yield from page.fields

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        for field in self.fields():
            if field.name == name:
                return field
        raise KeyError(name)

    def groups(self) -> Iterator[GroupField]:
        for field in self.fields():
            if isinstance(field, GroupField):
                yield field

    @property
    def is_for_staff(self) -> bool:
        """起案: drafted by staff who sign in; residents do not find it."""
        return self.applicant == "staff" and self.sign_in == "required"

    @property
    def is_anonymous(self) -> bool:
        return self.survey is not None and self.survey.anonymous

    @property
    def first_day(self) -> date | None:
        return self.survey.opens_on if self.survey else self.open_from

    @property
    def last_day(self) -> date | None:
        return self.survey.closes_on if self.survey else self.open_until

    def is_open_on(self, day: date) -> bool:
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


def json_schema() -> dict[str, Any]:
    """The JSON Schema by which editors complete a procedure.yaml."""
    return Declaration.model_json_schema(by_alias=True)
