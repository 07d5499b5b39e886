"""Whether every name in a declaration can be used, is used once, and leads somewhere."""

from collections.abc import Iterable, Iterator, Mapping

from yakuba.procedures import register, routes, rules
from yakuba.procedures.declaration import Decide, Declaration
from yakuba.procedures.kinds import GroupField
from yakuba.procedures.kinds.calculated import TYPES, CalculatedField
from yakuba.procedures.loading import Fault, Location, Source, did_you_mean

Named = tuple[Location, str]


def name_faults(source: Source, declaration: Declaration) -> Iterator[Fault]:
    """Names that rules cannot use, and names that stand for two things."""
    fields = list(_field_names(declaration))
    values: list[Named] = [(("values", name), name) for name in declaration.values]
    tables: list[Named] = [(("tables", name), name) for name in declaration.tables]
    for at, name in [*fields, *values, *tables]:
        if name in register.NAMES:
            yield source.fault(at, f"「{name}」は市の登録を読む名前です。", "別の名前にしてください。")
        elif fault := rules.name_fault(name):
            yield source.fault(at, fault)
    taken: set[str] = set()
    for at, name in [*fields, *values, *tables]:
        if name in taken:
            yield source.fault(at, f"「{name}」という名前が二度使われています。", "どちらかを別の名前にしてください。")
        taken.add(name)
    names: set[str] = set()
    for index, rule in enumerate(declaration.rules):
        if rule.name in names:
            yield source.fault(
                ("rules", index, "name"), f"規則「{rule.name}」が二つあります。", "名前を分けてください。"
            )
        names.add(rule.name)


def _field_names(declaration: Declaration) -> Iterator[Named]:
    """Inner fields too: their conditions read outer answers and inner ones side by side."""
    for number, page in enumerate(declaration.pages):
        for index, field in enumerate(page.fields):
            at: Location = ("pages", number, "fields", index)
            yield (*at, "name"), field.name
            for place, inner in enumerate(field.fields if isinstance(field, GroupField) else ()):
                yield (*at, "fields", place, "name"), inner.name


def reference_faults(source: Source, declaration: Declaration, types: Mapping[str, rules.Type]) -> Iterator[Fault]:
    """Names that lead nowhere: values, papers, letters' fields; `types` are those of the values that could be read."""
    yield from _ladder_faults(source, declaration)
    yield from _value_faults(source, declaration, types)
    for index, step in enumerate(declaration.steps):
        if step.issue and step.issue.paper not in declaration.papers:
            yield _unknown(source, ("steps", index, "issue", "paper"), step.issue.paper, declaration.papers, "papers")
        if step.decide:
            yield from _route_faults(source, declaration, step.decide, ("steps", index, "decide"))
    for index, rule in enumerate(declaration.rules):
        for place, path in enumerate(rule.fields):
            if not has_path(declaration, path):
                yield _unknown(source, ("rules", index, "fields", place), path, _paths(declaration), "pages")


# What comes behind these has nobody left to act on it.
TOO_LATE = {
    ("check", "decide"): "決裁したあとに疑いが見つかっても、見る人がいません。",
    ("check", "issue"): "発行したあとに疑いが見つかっても、見る人がいません。",
    ("review", "decide"): "課長が決裁したことを、係員が一人で却下できてしまいます。",
    ("review", "issue"): "発行した紙は、もう審査できません。",
    ("decide", "issue"): "発行した紙は、もう決裁できません。",
}


def order_faults(source: Source, declaration: Declaration) -> Iterator[Fault]:
    """Steps that come too late, too early or twice."""
    words = [step.word for step in declaration.steps]
    for index, word in enumerate(words):
        at: Location = ("steps", index, word)
        for before in dict.fromkeys(words[:index]):
            if why := TOO_LATE.get((word, before)):
                remedy = f"{word} を {before} より前に移してください。"
                yield source.fault(at, f"{word} が {before} のあとにあります。{why}", remedy)
        if word in ("review", "decide") and declaration.automatic and "check" not in words[:index]:
            message = (
                f"automatic なのに、{word} の前に check がありません。疑いがないとわからないので、いつも人を待ちます。"
            )
            yield source.fault(at, message, "先に「- check: rules」を書くか、automatic を消してください。")
        if word == "decide" and "decide" in words[:index]:
            yield source.fault(
                at, "decide（決裁）が二つあります。", "一つにして、見る職は routes.yaml の表に書いてください。"
            )
        if word == "enforce" and "decide" not in words[:index]:
            yield source.fault(
                at, "enforce（施行）の前に decide（決裁）がありません。", "先に decide を書いてください。"
            )


def _route_faults(source: Source, declaration: Declaration, decide: Decide, at: Location) -> Iterator[Fault]:
    known = [routes.SECTION_HEAD, *routes.tables()]
    if decide.route not in known:
        yield _unknown(source, (*at, "route"), decide.route, known, "routes.yaml")
    names = [field.name for field in declaration.fields() if field.is_asked]
    for word in ("kind", "amount", "effective"):
        name = getattr(decide, word)
        if name is not None and name not in names and name not in declaration.values:
            yield _unknown(source, (*at, word), name, [*names, *declaration.values], "pages と values")


def _ladder_faults(source: Source, declaration: Declaration) -> Iterator[Fault]:
    asked = {field.name: field for field in declaration.fields() if field.is_asked}
    chosen = [name for name, field in asked.items() if field.kind == "choice" and not getattr(field, "other", False)]
    if declaration.ladder and declaration.ladder.work not in asked:
        yield _unknown(source, ("ladder", "work"), declaration.ladder.work, asked, "pages")
    if declaration.ladder and declaration.ladder.level not in chosen:
        yield _unknown(source, ("ladder", "level"), declaration.ladder.level, chosen, "pages の choice")


def _value_faults(source: Source, declaration: Declaration, types: Mapping[str, rules.Type]) -> Iterator[Fault]:
    wanted: list[tuple[Location, str, rules.Type | None]] = []
    if declaration.fee is not None:
        wanted.append((("fee",), declaration.fee, rules.INT))
    for number, page in enumerate(declaration.pages):
        for index, field in enumerate(page.fields):
            at: Location = ("pages", number, "fields", index)
            if isinstance(field, CalculatedField):
                wanted.append(((*at, "value"), field.value, TYPES.get(field.unit)))
            for place, inner in enumerate(field.fields if isinstance(field, GroupField) else ()):
                if isinstance(inner, CalculatedField):
                    wanted.append(((*at, "fields", place, "value"), inner.value, TYPES.get(inner.unit)))
    for at, name, type_ in wanted:
        if name not in declaration.values:
            yield _unknown(source, at, name, declaration.values, "values")
        elif type_ and name in types and types[name] != type_:
            message = f"「{name}」は{types[name].words}です。ここには{type_.words}になる値の名前を書きます。"
            yield source.fault(at, message, "式を直すか、unit を変えてください。")


def _unknown(source: Source, at: Location, name: str, known: Iterable[str], where: str) -> Fault:
    return source.fault(at, f"「{name}」は {where} にありません。", did_you_mean(name, known))


def has_path(declaration: Declaration, path: str) -> bool:
    """Whether `account` or `children.address` names a field."""
    return path in _paths(declaration)


def _paths(declaration: Declaration) -> list[str]:
    inner = [f"{group.name}.{one.name}" for group in declaration.groups() for one in group.fields]
    return [*(field.name for field in declaration.fields()), *inner]
