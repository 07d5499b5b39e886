"""Telephone numbers and mail addresses, but for those that the city publishes of itself."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yakuba.publications.detectors.folded import Folded, Hit

PHONE = re.compile(
    r"(?<![\d-])(?:\(0\d{1,4}\) ?|0\d{1,4}[- (])\d{1,4}[-) ]\d{3,4}(?![\d-])|(?<![\d-])0[5789]0\d{8}(?![\d-])"
)
MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,100}\.[A-Za-z]{2,10}")
PUBLIC_MAIL = (".lg.jp", ".go.jp")


def phone(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """A mobile number is somebody's; a fixed one may be an office's."""
    known = {re.sub(r"\D", "", one) for one in around.known}
    for found in PHONE.finditer(folded.text):
        digits = re.sub(r"\D", "", found[0])
        if len(digits) in (10, 11) and digits not in known:
            mobile = re.match("0[5789]0", digits)
            yield Hit(
                *found.span(), "stop" if mobile else "look", _("電話番号です。だれのものかをたしかめてください。")
            )


def mail(folded: Folded, around: Any, piece: Any) -> Iterator[Hit]:
    """Addresses of offices pass."""
    known = {one.lower() for one in around.known}
    for found in MAIL.finditer(folded.text):
        if found[0].lower() not in known and not found[0].lower().endswith(PUBLIC_MAIL):
            yield Hit(*found.span(), "stop", _("メールアドレスです。だれのものかをたしかめてください。"))
