"""The periods that reports are owed for."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_workflow.rulebook.days.periods import periods
from ocop_workflow.vocabulary import Cadence

YEAR_2024 = (date(2024, 1, 1), date(2024, 12, 31))
PERIODIC = (Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.NINE_MONTHS, Cadence.YEAR)


class TestPeriodsOfAYear:
    """Uông Bí 2024, Tổ chức thực hiện, 3.3: «hàng tháng, quý, 6 tháng, báo cáo năm và các báo cáo đột xuất»."""

    @pytest.mark.parametrize(
        ("cadence", "codes"),
        [
            (Cadence.MONTH, [f"2024-M{month:02}" for month in range(1, 13)]),
            (Cadence.QUARTER, ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]),
            (Cadence.HALF_YEAR, ["2024-H1"]),
            (Cadence.NINE_MONTHS, ["2024-9M"]),
            (Cadence.YEAR, ["2024"]),
            (Cadence.AD_HOC, []),
            (Cadence.NOT_STATED, []),
        ],
    )
    def test_each_cadence_has_its_periods(self, cadence, codes):
        assert [period.code for period in periods(cadence, *YEAR_2024)] == codes

    @pytest.mark.parametrize(
        ("cadence", "index", "label", "starts_on", "ends_on"),
        [
            (Cadence.MONTH, 1, "tháng 2/2024", date(2024, 2, 1), date(2024, 2, 29)),
            (Cadence.MONTH, 11, "tháng 12/2024", date(2024, 12, 1), date(2024, 12, 31)),
            (Cadence.QUARTER, 0, "quý I/2024", date(2024, 1, 1), date(2024, 3, 31)),
            (Cadence.QUARTER, 3, "quý IV/2024", date(2024, 10, 1), date(2024, 12, 31)),
            (Cadence.HALF_YEAR, 0, "6 tháng đầu năm 2024", date(2024, 1, 1), date(2024, 6, 30)),
            (Cadence.NINE_MONTHS, 0, "9 tháng năm 2024", date(2024, 1, 1), date(2024, 9, 30)),
            (Cadence.YEAR, 0, "năm 2024", date(2024, 1, 1), date(2024, 12, 31)),
        ],
    )
    def test_a_period_is_called_as_people_call_it(self, cadence, index, label, starts_on, ends_on):
        period = periods(cadence, *YEAR_2024)[index]

        assert (period.label, period.starts_on, period.ends_on) == (label, starts_on, ends_on)

    def test_the_second_half_year_is_owed_only_where_the_duty_says_so(self):
        both = periods(Cadence.HALF_YEAR, *YEAR_2024, second_half=True)

        assert [(period.code, period.label) for period in both] == [
            ("2024-H1", "6 tháng đầu năm 2024"),
            ("2024-H2", "6 tháng cuối năm 2024"),
        ]
        assert (both[1].starts_on, both[1].ends_on) == (date(2024, 7, 1), date(2024, 12, 31))

    @pytest.mark.parametrize("year", range(2013, 2031))
    def test_quarters_end_on_31_3_30_6_30_9_and_31_12(self, year):
        ends = [period.ends_on for period in periods(Cadence.QUARTER, date(year, 1, 1), date(year, 12, 31))]

        assert ends == [date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)]


class TestAPeriodBelongsToTheSpanItEndsIn:
    """A plan in force since March owes the first quarter: it ends under the plan."""

    @pytest.mark.parametrize(
        ("first", "last", "codes"),
        [
            (date(2024, 3, 8), date(2024, 9, 29), ["2024-Q1", "2024-Q2"]),
            (date(2024, 3, 31), date(2024, 9, 30), ["2024-Q1", "2024-Q2", "2024-Q3"]),
            (date(2024, 4, 1), date(2024, 6, 29), []),
            (date(2023, 12, 31), date(2024, 3, 31), ["2023-Q4", "2024-Q1"]),
            (date(2024, 6, 30), date(2024, 6, 29), []),
        ],
    )
    def test_by_its_last_day_inclusive(self, first, last, codes):
        assert [period.code for period in periods(Cadence.QUARTER, first, last)] == codes

    @given(st.sampled_from(PERIODIC), st.dates(date(2013, 1, 1), date(2099, 1, 1)), st.integers(0, 1200), st.data())
    def test_cutting_a_span_in_two_loses_and_doubles_nothing(self, cadence, first, width, data):
        last = first + timedelta(width)
        cut = first + timedelta(data.draw(st.integers(0, width)))

        assert periods(cadence, first, last) == (
            *periods(cadence, first, cut),
            *periods(cadence, cut + timedelta(1), last),
        )

    @pytest.mark.parametrize("cadence", [Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR])
    def test_periods_to_2100_follow_each_other_without_gap_and_without_a_code_twice(self, cadence):
        found = periods(cadence, date(2013, 1, 1), date(2100, 12, 31))

        assert found[0].starts_on == date(2013, 1, 1)
        assert found[-1].ends_on == date(2100, 12, 31)
        assert all(one.ends_on + timedelta(1) == two.starts_on for one, two in pairwise(found))
        assert len({period.code for period in found}) == len(found)
