"""One e-mail address and nothing else: no second one, no name before it, no line that would become a header."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST = 254
# A quoted local part ("a,b"@example.jp) is lawful and a trap for every program that splits at the comma.
TRAPS = re.compile(r"""[\s,;:<>()\[\]\\"]""")


class NotOneAddress(ValueError):
    """The message is a sentence for the person who typed it."""


def one(raw: str) -> str:
    """The address, unchanged. Raises NotOneAddress for anything else, spaces around it included."""
    if not raw.isascii():
        raise NotOneAddress(_("メールアドレスは半角の英数字と記号で入力してください。"))
    if TRAPS.search(raw) or raw.count("@") > 1:
        raise NotOneAddress(_("メールアドレスは一つだけ、空白や区切りの記号を入れずに入力してください。"))
    try:
        validate_email(raw)
    except ValidationError as error:
        raise NotOneAddress(_("メールアドレスの形をたしかめてください。例：hana@example.jp")) from error
    if len(raw) > LONGEST:
        raise NotOneAddress(_("メールアドレスが長すぎます。"))
    return raw
