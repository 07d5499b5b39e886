"""Three papers of the sample town and a short slip, for the tests of the press."""

from io import BytesIO

from pypdf import PdfReader

from yakuba.toolbox import press, qr

PAPER = {
    "number": "第2026-000412号",
    "issued_on": "2026-11-21",
    "city": "みほん市",
    "mayor": "見本 太郎",
    "verify_url": "https://mihon.example.lg.jp/verify/",
    "code": "7QK4-9MZ2-XN3P",
    "qr": qr.svg("https://mihon.example.lg.jp/verify/7QK4-9MZ2-XN3P", border=0),
    "specimen": True,
}
VALUES = {"paper": PAPER, "name": "見本 はな", "address": "みほん市中央一丁目2番3号 コーポ見本101号室"}

CERTIFICATE = """
#import "yakuba.typ": *
#show: paper.with(title: "住民票の写し", form: "certificate", kind: "証明書")
#facts((("住所", v.address), ("世帯主", v.name)))
#roster(("氏名", "続柄", "生年月日"), v.members, columns: (1fr, 25mm, 45mm))
この写しは、住民基本台帳に記録されている事項と相違ないことを証明する。
"""
NOTICE = """
#import "yakuba.typ": *
#show: paper.with(title: "児童手当認定通知書", to: v.name, contact: [*お問い合わせ*　子育て支援課])
　児童手当法第7条第1項の規定により、次のとおり認定したので通知します。
#ki
#facts((("受給者", v.name), ("認定した日", wareki("2026-11-21")), ("手当の月額", yen(25000))))
"""
TICKETS = """
#import "yakuba.typ": *
#show: tickets.with(title: "粗大ごみ処理券")
#for (item, fee) in v.items {
  ticket(title: "粗大ごみ処理券", headline: item, amount: yen(fee), pairs: (("氏名", v.name),), note: [貼る。])
}
"""
SHORT = '#import "yakuba.typ": *\n#show: sheet.with("控え", none, false)\n#v.text'
# About a fifth of a second, and about an hour.
SLOW = "for i in range(9999) { for j in range(60) { let _ = calc.rem(i * j, 7) } }"
ENDLESS = "#{for i in range(9999) { for j in range(9999) { for k in range(9999) { let _ = calc.rem(i * j, 7) } } }}"


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def short(text: str, timeout: float = 10) -> str:
    return text_of(press.pdf(SHORT, {"text": text}, timeout=timeout)).strip()
