"""Tết and the Hùng Kings' day of every shipped year stand where the lunar calendar puts them, reckoned independently.

The reckoning is the usual one for Viet Nam (UTC+7): new moons and the sun's longitude after Meeus, month 11 holds the
winter solstice, a month without a principal term is a leap month.
"""

from datetime import date, timedelta
from math import floor, pi, sin
from pathlib import Path

import pytest

from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.vocabulary import DayKind

CALENDAR = load_calendar(Path(__file__).parents[2] / "config" / "calendar")
_ZONE = 7 / 24
_JULIAN_OF_ORDINAL_0 = 1721424.5
_LUNATION = 29.530588853


def _new_moon(k: int) -> date:
    """The day of the k-th new moon after 1 January 1900, in Viet Nam."""
    t = k / 1236.85
    rad = pi / 180
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t**2) * rad)
    sun = (359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3) * rad
    moon = (306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3) * rad
    node = (21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3) * rad
    true = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun) - 0.4068 * sin(moon) + 0.0161 * sin(2 * moon)
    true += -0.0004 * sin(3 * moon) + 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    true += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    true += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(2 * moon + sun)
    delta_t = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return date.fromordinal(floor(mean + true - delta_t + _ZONE - _JULIAN_OF_ORDINAL_0))


def _principal_term(day: date) -> int:
    """Which twelfth of its way the sun has reached at the start of the day in Viet Nam; 9 begins with the solstice."""
    t = (day.toordinal() + _JULIAN_OF_ORDINAL_0 - _ZONE - 2451545.0) / 36525
    rad = pi / 180
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3) * rad
    centre = (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t**2 + centre
    return floor(longitude % 360 / 30)


def _month_11(year: int) -> int:
    """The lunation that holds the winter solstice of the year."""
    k = floor((date(year, 12, 31).toordinal() + _JULIAN_OF_ORDINAL_0 - 2415021) / _LUNATION)
    return k - 1 if _principal_term(_new_moon(k)) >= 9 else k


def lunar(year: int, month: int, day: int) -> date:
    """The day of the lunar year that begins in `year`."""
    before, after = _month_11(year - 1), _month_11(year)
    offset = month + 1
    if after - before == 13:
        terms = [_principal_term(_new_moon(before + n)) for n in range(14)]
        leap = next(n for n in range(1, 13) if terms[n] == terms[n + 1])
        offset += offset >= leap
    return _new_moon(before + offset) + timedelta(days=day - 1)


@pytest.mark.parametrize("year", range(2013, 2028))
def test_tet_begins_on_the_first_day_of_the_first_month(year):
    new_year = lunar(year, 1, 1)

    assert CALENDAR.days[new_year].name == "Tết Nguyên Đán"
    assert all(CALENDAR.days[new_year + timedelta(days=n)].kind is not DayKind.MAKEUP_WORKING_DAY for n in range(3))
    assert not any(CALENDAR.is_working(new_year + timedelta(days=n)) for n in range(-1, 4))


@pytest.mark.parametrize("year", range(2013, 2028))
def test_the_hung_kings_day_is_the_tenth_of_the_third_month(year):
    assert CALENDAR.days[lunar(year, 3, 10)].name == "Ngày Giỗ Tổ Hùng Vương"
