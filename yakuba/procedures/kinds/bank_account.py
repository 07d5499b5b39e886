"""An account to pay into, as the 全銀 format needs it."""

import unicodedata
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Part, Typed, first
from yakuba.procedures.kinds.text import check_length
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.toolbox import kana

TYPES = {"ordinary": gettext_lazy("普通"), "current": gettext_lazy("当座"), "savings": gettext_lazy("貯蓄")}
CODES = {
    "bank_code": (4, gettext_lazy("金融機関コードは4けたの数字で入力してください。")),
    "branch_code": (3, gettext_lazy("店番号は3けたの数字で入力してください。")),
    "number": (7, gettext_lazy("口座番号は7けたまでの数字で入力してください。")),
}


class BankAccountField(Field):
    """The value is `{bank, bank_code, branch, branch_code, type, number, holder_kana}`; codes keep their zeros."""

    kind: Literal["bank_account"] = "bank_account"

    parts: ClassVar[tuple[Part, ...]] = (
        Part("bank", gettext_lazy("金融機関名"), hint=gettext_lazy("例：みほん銀行")),
        Part("bank_code", gettext_lazy("金融機関コード"), inputmode="numeric", hint=gettext_lazy("4けた")),
        Part("branch", gettext_lazy("支店名"), hint=gettext_lazy("例：本店")),
        Part("branch_code", gettext_lazy("店番号"), inputmode="numeric", hint=gettext_lazy("3けた")),
        Part("type", gettext_lazy("預金の種類")),
        Part("number", gettext_lazy("口座番号"), inputmode="numeric", hint=gettext_lazy("7けた")),
        Part("holder_kana", gettext_lazy("口座名義（カナ）"), hint=gettext_lazy("通帳にあるとおり。例：ミホン ハナ")),
    )

    @property
    def options(self) -> list[dict[str, Any]]:
        return [{"value": value, "label": label} for value, label in TYPES.items()]

    def typed(self, value: Any) -> dict[str, list[str]]:
        return {part.name: [value.get(part.name, "")] for part in self.parts}

    def read(self, typed: Typed, around: Around) -> dict[str, str]:
        value: dict[str, str] = {}
        problems: dict[str, str] = {}
        for part in self.parts:
            try:
                value[part.name] = read_part(part, first(typed, part.name))
            except Wrong as wrong:
                problems[part.name] = wrong.messages[""]
        if problems:
            raise Wrong(problems)
        return value

    def show(self, value: Any) -> str:
        return _("%(bank)s %(branch)s %(type)s %(number)s 名義 %(holder)s") % {
            "bank": value["bank"],
            "branch": value["branch"],
            "type": TYPES[value["type"]],
            "number": value["number"],
            "holder": value["holder_kana"],
        }

    def print(self, value: Any) -> dict[str, str]:
        # A paper that goes through the post shows the last three digits only.
        return dict(value) | {"type": str(TYPES[value["type"]]), "number": f"****{value['number'][-3:]}"}

    def value_schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {part.name: {"type": "string"} for part in self.parts}
        for word, (length, _sentence) in CODES.items():
            properties[word]["pattern"] = f"^[0-9]{{{length}}}$"
        properties["type"]["enum"] = list(TYPES)
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def rule_type(self) -> rules.Type:
        return rules.Record({part.name: rules.TEXT for part in self.parts})


def read_part(part: Part, entry: str) -> str:
    """One input of the account. Raises Wrong."""
    if not entry:
        raise Wrong(_("%(title)sを入力してください。") % {"title": part.label})
    check_length(entry, 1, 100)
    if part.name in CODES:
        length, sentence = CODES[part.name]
        digits = unicodedata.normalize("NFKC", entry)
        if not digits.isascii() or not digits.isdigit() or len(digits) > length:
            raise Wrong(str(sentence))
        return digits.zfill(length)
    if part.name == "type":
        if entry not in TYPES:
            raise Wrong(_("預金の種類を選んでください。"))
        return entry
    if part.name != "holder_kana":
        return entry
    holder = kana.bank_kana(entry)
    if not kana.is_bank_kana(holder):
        raise Wrong(_("口座名義は、通帳にあるとおりカタカナで入力してください。例：ミホン ハナ"))
    return holder
