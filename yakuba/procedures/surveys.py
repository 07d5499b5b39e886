"""Whether a survey is one: nothing that decides, an aim for each question, and nobody known where it is anonymous."""

from collections.abc import Iterator

from yakuba.procedures.declaration import Declaration, Survey
from yakuba.procedures.kinds import Field, GroupField
from yakuba.procedures.loading import Fault, Location, Source, did_you_mean

# What a survey has no use for, and what to do instead.
FORBIDDEN = {
    "steps": "アンケートには手順がありません。",
    "rules": "アンケートの答えは審査しません。",
    "papers": "アンケートは紙を発行しません。",
    "letters": "アンケートは手紙を送りません。",
    "tell_to": "答える人は survey の audience に書きます。",
    "fee": "アンケートに手数料はありません。",
    "ladder": "見直しの提案は、アンケートとは別の手続きにします。",
    "sign_in": "ログインが要るかは survey の audience で決まります。",
    "lands_at": "アンケートは section の課のものです。",
    "open_from": "期間は survey の opens_on に書きます。",
    "open_until": "期間は survey の closes_on に書きます。",
}
# What tells who somebody is. A file carries its author's name inside.
TELLING = ("person", "address", "phone", "email", "bank_account", "file")


def survey_faults(source: Source, declaration: Declaration, *, reads_register: bool) -> Iterator[Fault]:
    """Everything in a survey that another procedure may have and a survey may not, and names that lead nowhere."""
    survey = declaration.survey
    if survey is None:
        return
    for word, why in FORBIDDEN.items():
        if word in declaration.model_fields_set:
            yield source.fault(
                (word,), f"survey のある手続きに {word} は書けません。{why}", f"{word} を消してください。"
            )
    if survey.opens_on and survey.closes_on and survey.opens_on > survey.closes_on:
        yield source.fault(("survey", "closes_on"), "closes_on が opens_on より前です。", "日付を直してください。")
    yield from _reference_faults(source, declaration, survey)
    if survey.anonymous:
        yield from _telling_faults(source, declaration)
    if survey.anonymous and reads_register:
        message = "無記名のアンケートの式で、市の登録（me・household）は読めません。"
        yield source.fault(("survey", "anonymous"), message, "me と household を使わない式にしてください。")


def _reference_faults(source: Source, declaration: Declaration, survey: Survey) -> Iterator[Fault]:
    asked = {field.name: field for field in declaration.fields() if field.is_asked}
    for name in survey.aims.keys() - asked.keys():
        yield _unknown(source, ("survey", "aims", name), name, asked)
    for name in asked.keys() - survey.aims.keys() - {survey.classes}:
        message = f"設問「{name}」のねらいがありません。"
        yield source.fault(("survey", "aims"), message, f"「{name}: 」に、何を知るための設問かを書いてください。")
    if survey.classes is not None:
        kinds = {name: field for name, field in asked.items() if field.kind == "choice"}
        if survey.classes not in kinds:
            yield _unknown(source, ("survey", "classes"), survey.classes, kinds, "pages の choice")
    texts = {name: field for name, field in asked.items() if field.kind in ("text", "long_text")}
    for place, name in enumerate(survey.comments):
        if name not in texts:
            yield _unknown(source, ("survey", "comments", place), name, texts, "pages の text・long_text")


def _telling_faults(source: Source, declaration: Declaration) -> Iterator[Fault]:
    for number, page in enumerate(declaration.pages):
        for index, field in enumerate(page.fields):
            at: Location = ("pages", number, "fields", index)
            yield from _telling(source, at, field)
            for place, inner in enumerate(field.fields if isinstance(field, GroupField) else ()):
                yield from _telling(source, (*at, "fields", place), inner)


def _telling(source: Source, at: Location, field: Field) -> Iterator[Fault]:
    if field.kind in TELLING:
        message = f"無記名のアンケートで、{field.kind} の項目「{field.name}」は聞けません。だれの回答かわかります。"
        yield source.fault(at, message, "項目を消すか、anonymous を消してください。")
    if field.prefill:
        message = f"無記名のアンケートで、「{field.name}」に prefill は使えません。"
        yield source.fault((*at, "prefill"), message, "prefill を消してください。")


def _unknown(source: Source, at: Location, name: str, known: dict[str, Field], where: str = "pages") -> Fault:
    return source.fault(at, f"「{name}」は {where} にありません。", did_you_mean(name, known))
