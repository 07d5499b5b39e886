"""Days in both calendars, ages by law, fiscal years and working days; mostly at their boundaries."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from yakuba.toolbox import clock, dates

DAYS = st.dates(date(1873, 1, 1), date(2999, 12, 31))
ANY_DAY = st.dates()


def sentence(text: str) -> str:
    with pytest.raises(dates.NotADate) as refused:
        dates.parse(text)
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-03",
        "2024/5/3",
        "20240503",
        "2024年5月3日",
        "２０２４年５月３日",
        "令和6年5月3日",
        "令和６年５月３日",
        " 令和 6 年 5 月 3 日 ",
        "令6.5.3",
        "令6年5月3日",
        "R6.5.3",
        "r6/05/03",
        "Ｒ６．５．３",
        "㋿6年5月3日",
        "2024.5.3",
        "2024−5−3",
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    assert dates.parse(text) == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("明治6年1月1日", date(1873, 1, 1)),
        ("S39.10.10", date(1964, 10, 10)),
        ("H12.2.29", date(2000, 2, 29)),
        ("T1.12.31", date(1912, 12, 31)),
        ("M33.2.28", date(1900, 2, 28)),
    ],
)
def test_each_era_reaches_from_its_first_day_to_its_last(text: str, day: date) -> None:
    assert dates.parse(text) == day


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("平成31年5月1日", "平成は31年4月30日までです。この日は「令和元年5月1日」と入力してください。"),
        ("令和元年4月30日", "令和は元年5月1日からです。この日は「平成31年4月30日」と入力してください。"),
        ("平成40年3月5日", "平成は31年4月30日までです。この日は「令和10年3月5日」と入力してください。"),
        ("昭和64年1月8日", "昭和は64年1月7日までです。この日は「平成元年1月8日」と入力してください。"),
        ("平成元年1月7日", "平成は元年1月8日からです。この日は「昭和64年1月7日」と入力してください。"),
        ("昭和元年12月24日", "昭和は元年12月25日からです。この日は「大正15年12月24日」と入力してください。"),
        ("大正15年12月25日", "大正は15年12月24日までです。この日は「昭和元年12月25日」と入力してください。"),
        ("明治45年7月30日", "明治は45年7月29日までです。この日は「大正元年7月30日」と入力してください。"),
        ("大正元年7月29日", "大正は元年7月30日からです。この日は「明治45年7月29日」と入力してください。"),
        ("令和0年5月1日", "令和0年はありません。はじめの年は「令和元年」と入力してください。"),
        ("明治5年12月2日", "明治5年までの日付は、いまとは別の暦（旧暦）です。西暦になおして入力してください。"),
    ],
)
def test_a_day_outside_its_era_is_refused_with_what_to_write_instead(text: str, instead: str) -> None:
    assert sentence(text) == instead


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2024年2月30日", "2月30日はありません。日をたしかめてください。"),
        ("令和8年4月31日", "4月31日はありません。日をたしかめてください。"),
        ("2027-02-29", "2027年2月29日はありません。この年の2月は28日までです。日をたしかめてください。"),
        ("1900-02-29", "1900年2月29日はありません。この年の2月は28日までです。日をたしかめてください。"),
        ("2026-13-01", "13月はありません。月は1から12までです。"),
        ("2026-00-01", "0月はありません。月は1から12までです。"),
        ("2026-01-32", "32日はありません。日は1から31までです。"),
        ("24/5/3", "年は「2026」のように西暦の4けたで、または「令和8」のように元号をつけて入力してください。"),
        ("元年5月1日", "年は「2026」のように西暦の4けたで、または「令和8」のように元号をつけて入力してください。"),
        ("慶応3年1月1日", "年は「2026」のように西暦の4けたで、または「令和8」のように元号をつけて入力してください。"),
        (
            "令和9999年1月1日",
            "年は「2026」のように西暦の4けたで、または「令和8」のように元号をつけて入力してください。",
        ),
        ("4月頃", "日付として読めません。「2026年11月21日」か「令和8年11月21日」のように入力してください。"),
        ("2024 5 3", "日付として読めません。「2026年11月21日」か「令和8年11月21日」のように入力してください。"),
        ("", "日付として読めません。「2026年11月21日」か「令和8年11月21日」のように入力してください。"),
    ],
)
def test_what_is_no_day_is_refused_with_a_sentence(text: str, why: str) -> None:
    assert sentence(text) == why


def test_29_february_stands_in_leap_years() -> None:
    assert dates.parse("令和6年2月29日") == date(2024, 2, 29)
    assert dates.parse("2000-02-29") == date(2000, 2, 29)


@pytest.mark.parametrize(
    "parts",
    [
        ("2026", "11", "21"),
        ("令和8", "11", "21"),
        ("R8年", "11月", "21日"),
        ("２０２６", "１１", "２１"),
        (2026, 11, 21),
    ],
)
def test_three_inputs_make_a_day(parts: tuple[str, str, str]) -> None:
    assert dates.read(*parts) == date(2026, 11, 21)


@pytest.mark.parametrize("parts", [("", "11", "21"), ("2026", " ", "21"), ("2026", "11", "")])
def test_a_missing_part_is_asked_for(parts: tuple[str, str, str]) -> None:
    with pytest.raises(dates.NotADate, match="年・月・日をすべて入力してください。"):
        dates.read(*parts)


def test_a_part_that_is_no_number_is_asked_for() -> None:
    with pytest.raises(dates.NotADate, match="月は1から12までの数字で"):
        dates.read("2026", "十一", "21")
    with pytest.raises(dates.NotADate, match="日は1から31までの数字で"):
        dates.read("2026", "11", "二一")


@given(st.text() | st.from_regex(dates.WHOLE, fullmatch=True))
@example("令和元年元月元日")
@example("㍻31年4月30日")
def test_whatever_is_typed_is_a_day_or_a_sentence(text: str) -> None:
    try:
        found: object = dates.parse(text)
    except dates.NotADate as refused:
        found = str(refused)
    assert isinstance(found, date) or str(found).endswith("。")


@given(DAYS)
@example(date(2019, 4, 30))
@example(date(2019, 5, 1))
@example(date(1989, 1, 7))
@example(date(1912, 7, 30))
def test_a_day_written_is_the_day_read_back(day: date) -> None:
    assert dates.parse(dates.wareki(day)) == day
    assert dates.parse(day.isoformat()) == day
    assert dates.parse(f"{day:%Y%m%d}") == day


def test_wareki_is_written_as_offices_write_it() -> None:
    assert dates.wareki(date(2026, 11, 21)) == "令和8年11月21日"
    assert dates.wareki(date(2019, 5, 1)) == "令和元年5月1日"
    assert dates.wareki(date(2019, 4, 30)) == "平成31年4月30日"
    assert dates.wareki(date(1870, 5, 3)) == "1870年5月3日"


def test_the_refusal_is_in_the_language_in_which_it_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "_", lambda text: f"{translation.get_language()}: {text}")
    with translation.override("en"):
        assert sentence("").startswith("en: ")
    assert sentence("").startswith("ja: ")


def test_weekdays_follow_the_language_and_the_year_shows_when_it_is_another() -> None:
    with clock.at(datetime.fromisoformat("2026-11-21T10:00:00+09:00")):
        assert dates.weekday(date(2026, 12, 4)) == "金"
        assert dates.with_weekday(date(2026, 12, 4)) == "12月4日（金）"
        assert dates.with_weekday(date(2027, 1, 8)) == "2027年1月8日（金）"
    with translation.override("en"):
        assert dates.weekday(date(2026, 12, 4)) == "Fri"


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        # 年齢計算ニ関する法律: completed on the eve of the birthday.
        (date(2008, 5, 3), date(2026, 5, 1), 17),
        (date(2008, 5, 3), date(2026, 5, 2), 18),
        (date(2008, 5, 3), date(2026, 5, 3), 18),
        # 早生まれ: born on 1 April completes the year on 31 March, born on 2 April one day later.
        (date(2008, 4, 1), date(2027, 3, 31), 19),
        (date(2008, 4, 2), date(2027, 3, 31), 18),
        # 29 February: the 28th, in common years and in leap years.
        (date(2008, 2, 29), date(2027, 2, 27), 18),
        (date(2008, 2, 29), date(2027, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 27), 19),
        (date(2008, 2, 29), date(2028, 2, 28), 20),
        (date(2008, 3, 1), date(2027, 2, 28), 19),
        (date(2008, 3, 1), date(2028, 2, 28), 19),
        (date(2008, 3, 1), date(2028, 2, 29), 20),
        # Born on 1 January: on New Year's Eve.
        (date(2008, 1, 1), date(2026, 12, 30), 18),
        (date(2008, 1, 1), date(2026, 12, 31), 19),
        (date(2026, 11, 21), date(2026, 11, 20), 0),
        (date(2026, 11, 21), date(2026, 11, 21), 0),
        (date(2026, 11, 21), date(2026, 11, 19), -1),
        (date(2008, 1, 2), date.max, 7991),
    ],
)
def test_age_is_completed_on_the_eve_of_the_birthday(birth: date, on: date, years: int) -> None:
    assert dates.age(birth, on) == years


@given(DAYS, st.integers(0, 120))
def test_age_rises_by_one_on_the_eve_of_each_birthday_and_at_no_other_time(birth: date, years: int) -> None:
    # 民法143条2項 read literally: the term ends on the day before the corresponding day, or on the month's last.
    year = birth.year + years
    try:
        completed = birth.replace(year=year) - timedelta(days=1)
    except ValueError:
        completed = date(year, 2, 28)
    assert dates.age(birth, completed) == years
    assert dates.age(birth, completed - timedelta(days=1)) == years - 1


@given(ANY_DAY, st.dates(max_value=date(9999, 12, 30)))
def test_nobody_grows_younger(birth: date, on: date) -> None:
    assert 0 <= dates.age(birth, on + timedelta(days=1)) - dates.age(birth, on) <= 1


def test_the_usual_way_to_count_age_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def on_the_birthday(birth: date, on: date) -> int:
        return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))

    monkeypatch.setattr(dates, "age", on_the_birthday)
    with pytest.raises(AssertionError):
        test_age_rises_by_one_on_the_eve_of_each_birthday_and_at_no_other_time()


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2026)],
)
def test_the_fiscal_year_turns_on_1_april(day: date, year: int) -> None:
    assert dates.fiscal_year(day) == year
    assert dates.fiscal_year_start(day) == date(year, 4, 1)
    assert dates.fiscal_year_end(day) == date(year + 1, 3, 31)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 8, 31), 13, date(2027, 9, 30)),
        (date(2026, 8, 31), 0, date(2026, 8, 31)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert dates.add_months(day, months) == then


def test_a_year_after_29_february_is_the_28th() -> None:
    assert dates.add_years(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert dates.add_years(date(2028, 2, 29), 4) == date(2032, 2, 29)


@given(ANY_DAY, st.integers(-200_000, 200_000))
def test_twelve_months_are_a_year_and_nothing_leaves_the_calendar(day: date, years: int) -> None:
    try:
        then = dates.add_years(day, years)
    except dates.NotADate:
        assert not 1 <= day.year + years <= 9999
    else:
        assert then == dates.add_months(day, 12 * years)


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 24)),  # over a weekend and 勤労感謝の日
        (date(2026, 5, 1), 1, date(2026, 5, 7)),  # 憲法記念日 on a Sunday: 6 May is 振替休日
        (date(2026, 12, 28), 1, date(2027, 1, 4)),
        (date(2026, 9, 18), 1, date(2026, 9, 24)),  # 敬老の日, 国民の休日, 秋分の日
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
)
def test_terms_in_working_days_skip_the_days_the_office_is_closed(day: date, count: int, then: date) -> None:
    assert dates.business_days_after(day, count) == then


@pytest.mark.parametrize(("day", "is_open"), [((12, 28), True), ((12, 29), False), ((1, 3), False), ((1, 4), True)])
def test_the_office_is_closed_over_new_year(day: tuple[int, int], is_open: bool) -> None:
    # 28 December 2026 and 4 January 2027 are Mondays.
    assert dates.is_business_day(date(2026 if day[0] == 12 else 2027, *day)) is is_open
