"""Days as offices write and count them: both calendars, ages by law, fiscal years, days the office is open."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

import jpholiday
from django.utils.dateformat import format as formatted
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yakuba.toolbox import clock


class NotADate(ValueError):
    """What was typed is no day. The message is a sentence for the person who typed it."""


@dataclass(frozen=True)
class Era:
    name: str
    letter: str
    year_one: int
    first: date
    last: date


# 明治 counts from its year 6: before 1 January 1873 the old lunar calendar was in force.
LUNAR_UNTIL = date(1872, 12, 31)
# Where one day has two names, the edict gives it to the new era (明治45年7月30日 is 大正元年7月30日).
ERAS = (
    Era("令和", "R", 2019, date(2019, 5, 1), date.max),
    Era("平成", "H", 1989, date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", 1926, date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", 1912, date(1912, 7, 30), date(1926, 12, 24)),
    Era("明治", "M", 1868, date(1873, 1, 1), date(1912, 7, 29)),
)
ERA_CALLED = {word: era for era in ERAS for word in (era.name, era.name[0], era.letter)}

YEAR = re.compile(rf"(?P<era>{'|'.join(ERA_CALLED)})?(?P<number>元|[0-9]+)年?")
SEPARATOR = r"[-/.,・‐‑‒–—―−ー]"
WHOLE = re.compile(
    rf"(?P<year>\D*(?:元|[0-9]+))(?:年|{SEPARATOR})(?P<month>[0-9]+)(?:月|{SEPARATOR})(?P<day>[0-9]+)日?"
    r"|(?P<year8>[0-9]{4})(?P<month8>[0-9]{2})(?P<day8>[0-9]{2})"
)


def read(year: str | int, month: str | int, day: str | int) -> date:
    """The day typed into three inputs: "2026", "令和8", "R8" or "昭和元年"; "11" or "11月"; "21" or "21日".

    Raises NotADate.
    """
    typed = [_plain(str(part)) for part in (year, month, day)]
    if not all(typed):
        raise NotADate(_("年・月・日をすべて入力してください。"))
    era, western = _year(typed[0])
    found = _day(western, _number(typed[1], "月", _("月"), 12), _number(typed[2], "日", _("日"), 31))
    if era and not era.first <= found <= era.last:
        raise NotADate(_outside(era, found))
    return found


def parse(text: str) -> date:
    """The day in one text: 2024-05-03, 2024/5/3, 20240503, 2024年5月3日, 令和6年5月3日, R6.5.3. Raises NotADate."""
    if found := WHOLE.fullmatch(_plain(text)):
        return read(*(found[part] or found[f"{part}8"] for part in ("year", "month", "day")))
    raise NotADate(_("日付として読めません。「2026年11月21日」か「令和8年11月21日」のように入力してください。"))


def wareki(day: date) -> str:
    """令和8年11月21日, 令和元年5月1日; a day of the lunar calendar stays in the Western one."""
    for era in ERAS:
        if era.first <= day <= era.last:
            number = day.year - era.year_one + 1
            return f"{era.name}{'元' if number == 1 else number}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """土, or Sat, in the reader's language."""
    return str(WEEKDAYS_ABBR[day.weekday()])


def in_words(day: date) -> str:
    """令和8年12月4日 or 4 December 2026, as the reader's language writes a day."""
    return formatted(day, "j F Y") if get_language() == "en" else wareki(day)


def with_weekday(day: date) -> str:
    """12月4日（金）, in the reader's language; with the year where it is not this one."""
    return formatted(day, _("n月j日（D）") if day.year == clock.today().year else _("Y年n月j日（D）"))


def age(birth: date, on: date) -> int:
    """Years of age completed on the day `on`; below zero for somebody not yet born.

    年齢計算ニ関する法律 and 民法143条2項: a year of age is completed on the eve of the birthday, so that somebody
    born on 1 April completes it on 31 March, and somebody born on 29 February on the 28th of each year.
    """
    tomorrow = (on.year + 1, 1, 1) if (on.month, on.day) == (12, 31) else _ymd(on + timedelta(days=1))
    return tomorrow[0] - birth.year - (tomorrow[1:] < (birth.month, birth.day))


def fiscal_year(day: date) -> int:
    """年度: from 1 April to 31 March (地方自治法208条)."""
    return day.year - (day.month < 4)


def fiscal_year_start(day: date) -> date:
    return _day_of(fiscal_year(day), 4, 1)


def fiscal_year_end(day: date) -> date:
    return _day_of(fiscal_year(day) + 1, 3, 31)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it has no such day (民法143条2項).

    Raises NotADate outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _day_of(year, month + 1, day.day)


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes the 28th where there is none. Raises NotADate."""
    return _day_of(day.year + years, day.month, day.day)


def is_business_day(day: date) -> bool:
    """No weekend, no national holiday, not 29 December to 3 January (行政機関の休日に関する法律1条)."""
    at_new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not at_new_year and not jpholiday.is_holiday(day)


def business_days_after(day: date, count: int) -> date:
    """The `count`-th day after `day` on which the office is open; the day itself is not counted (民法140条)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day


def _plain(text: str) -> str:
    """Half-width, upper-case, without blanks around signs: "ｒ６" is "R6", "令和 6 年" is "令和6年"."""
    return re.sub(r"\s*([^0-9\s])\s*", r"\1", unicodedata.normalize("NFKC", text).upper()).strip()


def _year(typed: str) -> tuple[Era | None, int]:
    """The era that was named, if one was, and the Western year."""
    found = YEAR.fullmatch(typed)
    era = ERA_CALLED[found["era"]] if found and found["era"] else None
    if found and era and len(found["number"]) <= 3:
        number = 1 if found["number"] == "元" else int(found["number"])
        if number == 0:
            raise NotADate(
                _("%(era)s0年はありません。はじめの年は「%(era)s元年」と入力してください。") % {"era": era.name}
            )
        return era, era.year_one + number - 1
    if found and not era and re.fullmatch("[1-9][0-9]{3}", found["number"]):
        return None, int(found["number"])
    raise NotADate(_("年は「2026」のように西暦の4けたで、または「令和8」のように元号をつけて入力してください。"))


def _number(typed: str, sign: str, unit: str, most: int) -> int:
    digits = typed.removesuffix(sign)
    if not re.fullmatch("[0-9]{1,3}", digits):
        raise NotADate(_("%(unit)sは1から%(most)dまでの数字で入力してください。") % {"unit": unit, "most": most})
    if not 1 <= int(digits) <= most:
        raise NotADate(
            _("%(number)d%(unit)sはありません。%(unit)sは1から%(most)dまでです。")
            % {"number": int(digits), "unit": unit, "most": most}
        )
    return int(digits)


def _day(year: int, month: int, day: int) -> date:
    if day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day)
    if (month, day) == (2, 29):
        raise NotADate(
            _("%(year)d年2月29日はありません。この年の2月は28日までです。日をたしかめてください。") % {"year": year}
        )
    raise NotADate(_("%(month)d月%(day)d日はありません。日をたしかめてください。") % {"month": month, "day": day})


def _outside(era: Era, day: date) -> str:
    """What to write instead of a year that its era does not have."""
    if day <= LUNAR_UNTIL:
        return _("明治5年までの日付は、いまとは別の暦（旧暦）です。西暦になおして入力してください。")
    bound = wareki(max(era.first, min(day, era.last))).removeprefix(era.name)
    words = {"era": era.name, "bound": bound, "right": wareki(day)}
    if day > era.last:
        return _("%(era)sは%(bound)sまでです。この日は「%(right)s」と入力してください。") % words
    return _("%(era)sは%(bound)sからです。この日は「%(right)s」と入力してください。") % words


def _day_of(year: int, month: int, day: int) -> date:
    """The day, or the last of its month where the month is shorter."""
    if not date.min.year <= year <= date.max.year:
        raise NotADate(_("日付の計算が、西暦1年から9999年までに収まりません。"))
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _ymd(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
