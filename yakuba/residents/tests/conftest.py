"""A file of the register, written as an office would."""

import csv
from pathlib import Path

import pytest

from tests.conftest import cast

__all__ = ["cast"]
PEOPLE = """\
宛名番号,世帯番号,氏名,カナ氏名,生年月日,続柄,郵便番号,町名,番地,方書,異動日,消除日,消除事由,所得区分,児童手当,要介護度,所得額
0000000101,S1,架空　花,ｶｸｳ ﾊﾅ,S60.4.2,02,0000001,本町,1番1号,,令和2年4月1日,,,B,1,,"3,500,000"
0000000102,S1,架空　太郎,かくう　たろう,1984/12/31,11,0000001,本町,1番1号,,2020-04-01,,,A,0,,
0000000103,S2,想定　空,ソウテイ　ソラ,昭和20年1月5日,02,0000002,港町,3番,,平成10年6月1日,,,,,要介護2,
"""
HANA, TARO, SORA = csv.DictReader(PEOPLE.splitlines())
HEAD = list(HANA)


def row(person, **change):
    """One row, with what is different in it."""
    return person | change


@pytest.fixture
def write(tmp_path: Path):
    """Rows as a CSV of that encoding."""

    def written(rows, encoding="utf-8", name="juki.csv"):
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, HEAD)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return written
