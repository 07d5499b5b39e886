"""The people every test knows. All invented.

Hana the resident, with her husband Jun and their daughter Mei; Jiro, another resident, who must see nothing of hers;
Ken the clerk of 市民課 and Rie his chief; Taro, a clerk of another section, who must see nothing of theirs;
Mio the clerk of 子育て支援課 and Nao her chief, whose cases need a 決裁.
Each of the residents carries a token that no other has: wherever it turns up, it must be theirs.
"""

from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator

from yakuba.people.models import Holding, Household, Post, Resident, Section, User

LONG_AGO = date(2020, 4, 1)
HANA_TOKEN, JIRO_TOKEN = "HANA7Q2XKW", "JIRO9M4RTZ"


@dataclass(frozen=True)
class Cast:
    hana: User
    jiro: User
    ken: User
    rie: User
    taro: User
    mio: User
    nao: User
    residents: Section
    environment: Section


def assemble() -> Cast:
    """Everybody, with their households and posts."""
    residents = Section.objects.create(code="residents", name="市民課", name_en="Residents", valid_from=LONG_AGO)
    environment = Section.objects.create(code="environment", name="環境課", name_en="Environment", valid_from=LONG_AGO)
    children = Section.objects.create(
        code="child-support", name="子育て支援課", name_en="Child Support", valid_from=LONG_AGO
    )
    hana, jiro = _account("hana", "見本 はな"), _account("jiro", "例示 次郎")
    home = Household.objects.create(number="T00001")
    _resident(home, "見本 はな ミホン ハナ 世帯主", date(1990, 4, 2), HANA_TOKEN, user=hana)
    _resident(home, "見本 純 ミホン ジュン 夫", date(1988, 2, 29), HANA_TOKEN)
    _resident(home, "見本 芽衣 ミホン メイ 子", date(2024, 5, 3), HANA_TOKEN)
    other = Household.objects.create(number="T00002")
    _resident(other, "例示 次郎 レイジ ジロウ 世帯主", date(1975, 8, 15), JIRO_TOKEN, user=jiro)
    return Cast(
        hana=hana,
        jiro=jiro,
        ken=_staff("ken", "見本 けん", residents, "係員", "clerk"),
        rie=_staff("rie", "見本 りえ", residents, "課長", "head"),
        taro=_staff("taro", "仮名 たろう", environment, "係員", "clerk"),
        mio=_staff("mio", "図例 みお", children, "係員", "clerk"),
        nao=_staff("nao", "図例 なお", children, "課長", "head"),
        residents=residents,
        environment=environment,
    )


def _account(word: str, name: str) -> User:
    return User.objects.create_user(f"{word}@mihon.example", name=name)


def _staff(word: str, name: str, section: Section, title: str, rank: str) -> User:
    user = _account(word, name)
    post = Post.objects.create(section=section, title=title, rank=rank, valid_from=LONG_AGO)
    Holding.objects.create(user=user, post=post, valid_from=LONG_AGO)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def _resident(household: Household, who: str, birth_date: date, building: str, *, user: User | None = None) -> Resident:
    """`who` is 氏 名 シ メイ 続柄; the building is the token by which everything of theirs is known."""
    family, given, family_kana, given_kana, relation = who.split()
    return Resident.objects.create(
        number=f"1{Resident.objects.count() + 1:09d}",
        household=household,
        user=user,
        family_name=family,
        family_kana=family_kana,
        given_name=given,
        given_kana=given_kana,
        birth_date=birth_date,
        relation=relation,
        postcode="9860822",
        prefecture="宮城県",
        city="石巻市",
        town="中央一丁目",
        block="2番3号",
        building=building,
        valid_from=LONG_AGO,
    )
