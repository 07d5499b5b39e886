"""One address comes back as it is; everything else is refused with a sentence."""

import pytest

from yakuba.toolbox.email_addresses import NotOneAddress, one


@pytest.mark.parametrize("address", ["hana@example.jp", "h.mihon+city_1@mail.example.co.jp", "O'Hara@example.jp"])
def test_an_address_is_not_changed(address: str) -> None:
    assert one(address) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hana",
        "@example.jp",
        "hana@",
        "hana@example.jp,jiro@example.jp",
        "hana@example.jp;jiro@example.jp",
        "hana@example.jp jiro@example.jp",
        "hana@example.jp\njiro@example.jp",
        "hana@example.jp\r\nBcc: jiro@example.jp",
        "hana@example.jp\n",
        " hana@example.jp",
        "hana@example.jp\u3000",
        "見本 はな <hana@example.jp>",
        "<hana@example.jp>",
        '"hana,jiro"@example.jp',
        "hana@example.jp@example.jp",
        "hana(jiro@example.jp)@example.jp",
        "mailto:hana@example.jp",
        "はな@example.jp",
        "hana@みほん.jp",
        "ｈａｎａ@example.jp",
        "ha\u212aa@example.jp",
        "hana\0@example.jp",
        "hana@" + "a" * 60 + ("." + "b" * 60) * 4 + ".jp",
    ],
)
def test_anything_else_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(NotOneAddress, match=r"。|例："):
        one(typed)
