"""What people write into the forms of the catalogue, page by page; whoever is signed in finds more filled in."""

from datetime import timedelta
from typing import Any

from yakuba.toolbox import clock

Pages = list[dict[str, Any]]


def person(name: str, given: str = "はな", given_kana: str = "ハナ", *, family: str = "見本") -> dict[str, str]:
    return {
        f"{name}.family": family,
        f"{name}.given": given,
        f"{name}.family_kana": "ミホン",
        f"{name}.given_kana": given_kana,
    }


def home(name: str = "home", *, building: str = "") -> dict[str, str]:
    return {
        f"{name}.postcode": "0000003",
        f"{name}.prefecture": "見本県",
        f"{name}.city": "みほん市",
        f"{name}.town": "桜台",
        f"{name}.block": "二丁目3番4号",
        f"{name}.building": building,
    }


def day(name: str, days_from_now: int) -> dict[str, str]:
    on = clock.today() + timedelta(days=days_from_now)
    return {f"{name}.year": str(on.year), f"{name}.month": str(on.month), f"{name}.day": str(on.day)}


def birth(name: str, year: int = 1990, month: int = 4, day: int = 2) -> dict[str, str]:
    return {
        f"{name}.birth_date.year": str(year),
        f"{name}.birth_date.month": str(month),
        f"{name}.birth_date.day": str(day),
    }


def dog(**own: str) -> Pages:
    """A young dog to be registered, in order but for nothing: a clerk looks at each, because nothing is automatic."""
    return [
        person("applicant") | home() | {"phone": "090-0000-0000", "email": "", "wants": ["register"]},
        {"dog_name": "ポチ", "breed": "柴", "coat": "赤", "sex": "male", "kept_at_home": "yes", "chip": "no"}
        | day("born_on", -200)
        | day("got_on", -10)
        | own,
        {"care": "yes"},
    ]


def allowance(*, supports: str = "yes") -> Pages:
    """児童手当 for one small child; without support a person must look."""
    born = clock.today().year - 2
    return [
        person("applicant")
        | home()
        | {"phone": "090-0000-0000", "work": "employee", "pension": "kosei", "has_spouse": "no"},
        {"reason": "birth"} | day("event_on", -3),
        person("children.0.child", "芽衣", "メイ")
        | birth("children.0.child", born, 5, 3)
        | {
            "children.0.kinship": "child",
            "children.0.supports": supports,
            "children.0.lives_together": "yes",
        },
        {
            "account.bank": "みほん銀行",
            "account.bank_code": "0000",
            "account.branch": "本店",
            "account.branch_code": "001",
            "account.type": "ordinary",
            "account.number": "0000001",
            "account.holder_kana": "ミホン ハナ",
        },
        {"agreement": "yes"},
    ]


def course(*, wish_in: int = 20, email: str = "guest@mihon.example", question: str = "") -> Pages:
    """A guest alone comes to a lecture."""
    return [
        person("applicant") | {"email": email, "phone": "090-0000-0000"},
        {"course": "hall"}
        | day("wish_on", wish_in)
        | person("participants.0.participant")
        | {"participants.0.generation": "adult"},
        {"photos_ok": "no", "question": question},
    ]


def waste(*, spot: str = "door", email: str = "guest@mihon.example", note: str = "") -> Pages:
    """Two chairs to be collected."""
    return [
        person("applicant") | home() | {"phone": "090-0000-0000", "email": email, "household_waste": "yes"},
        {"things.0.item": "chair", "things.0.pieces": "2", "things.0.note": note},
        day("collect_on", 10)
        | {"spot": spot, "place.text": "見本県みほん市桜台二丁目3番4号の門の横", "needs_carrying": "no"},
        {},
    ]


def damage() -> Pages:
    """A flooded home, up to the page of the photographs."""
    return [
        person("applicant")
        | birth("applicant")
        | {"standing": "head", "phone": "090-0000-0000", "email": ""}
        | home("contact_address"),
        day("happened_on", -5)
        | {"cause": "flood", "site.text": "見本県みほん市桜台二丁目3番4号", "house_use": "home", "tenure": "own"}
        | person("residents.0.resident")
        | birth("residents.0.resident"),
    ]
