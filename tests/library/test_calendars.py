"""The tables of days off: what ships is sound, and a mistake is told with its place."""

from datetime import date
from pathlib import Path

import pytest

from ocop_workflow.errors import BadInput, NotReady
from ocop_workflow.library.calendars import CalendarYear, DayKind, load_calendar
from ocop_workflow.library.yaml_files import load_yaml

FOLDER = Path(__file__).parents[2] / "config" / "calendar"
HOLIDAY = "{kind: public_holiday, name: Quốc khánh, source: nguồn thử, confidence: press}"


def write(folder: Path, year: int, *days: str, provisional: str = "false", name: str | None = None) -> None:
    lines = [
        f"year: {year}",
        f"provisional: {provisional}",
        "days:",
        *(f"  {day}" for day in days or [f"09-02: {HOLIDAY}"]),
    ]
    (folder / (name or f"vn-{year}.yaml")).write_text("\n".join(lines) + "\n", encoding="utf-8")


def refusal(folder: Path) -> BadInput:
    with pytest.raises(BadInput) as refused:
        load_calendar(folder)
    return refused.value


YEARS = tuple(load_yaml(path, CalendarYear) for path in sorted(FOLDER.glob("vn-*.yaml")))
DAYS = {on: day for file in YEARS for on, day in file.days.items()}


class TestTheShippedTables:
    """2013 to 2026 as published, 2027 as a projection."""

    def test_are_known_from_2013_to_2026(self):
        calendar = load_calendar(FOLDER)

        assert (calendar.known_from, calendar.known_to) == (date(2013, 1, 1), date(2026, 12, 31))
        assert len(calendar.days) == len(DAYS) == 231

    def test_a_projected_day_stands_only_in_a_provisional_year(self):
        projected = {on.year for on, day in DAYS.items() if day.confidence == "projection"}

        assert projected == {2027}
        assert {file.year for file in YEARS if file.provisional} == {2012, 2027}

    def test_make_up_days_are_weekend_days_and_days_in_lieu_are_weekdays(self):
        for on, day in DAYS.items():
            if day.kind is not DayKind.PUBLIC_HOLIDAY:
                assert (on.weekday() >= 5) is (day.kind is DayKind.MAKEUP_WORKING_DAY), on

    @pytest.mark.parametrize("year", range(2013, 2028))
    def test_every_year_has_the_holidays_with_a_fixed_day_and_tet(self, year):
        names = {on: day.name for on, day in DAYS.items() if on.year == year and not day.is_worked}

        assert {date(year, 1, 1), date(year, 4, 30), date(year, 5, 1), date(year, 9, 2)} <= names.keys()
        assert "Tết Nguyên Đán" in names.values()
        assert "Ngày Giỗ Tổ Hùng Vương" in names.values()


class TestAMistakeInATable:
    """Nothing is loaded, and the officer is told the file and the line."""

    @pytest.mark.parametrize(
        ("second", "value"),
        [("02-29", "02-29"), ("13-01", "13-01"), ("09-31", "09-31"), ("9-3", "9-3"), ("W01-1", "W01-1")],
    )
    def test_a_day_that_the_year_does_not_have(self, tmp_path, second, value):
        write(tmp_path, 2023, f"09-02: {HOLIDAY}", f"{second}: {HOLIDAY}")
        (mistake,) = refusal(tmp_path).mistakes

        assert (mistake.file, mistake.line, mistake.value) == (str(tmp_path / "vn-2023.yaml"), 5, value)
        assert "04-30" in mistake.why

    def test_29_february_of_a_leap_year_is_a_day(self, tmp_path):
        write(tmp_path, 2024, f"02-29: {HOLIDAY}")

        assert not load_calendar(tmp_path).is_working(date(2024, 2, 29))

    def test_the_same_day_twice(self, tmp_path):
        write(tmp_path, 2023, f"09-01: {HOLIDAY}", f"09-02: {HOLIDAY}", f"09-02: {HOLIDAY}")
        (mistake,) = refusal(tmp_path).mistakes

        assert (mistake.file, mistake.line) == (str(tmp_path / "vn-2023.yaml"), 6)
        assert "lặp" in mistake.why

    def test_a_swap_with_a_day_that_does_not_exist(self, tmp_path):
        swap = "{kind: swapped_day_off, name: Nghỉ, swapped_with: 2024-04-31, source: nguồn thử, confidence: press}"
        write(tmp_path, 2024, f"04-29: {swap}")
        (mistake,) = refusal(tmp_path).mistakes

        assert (mistake.line, mistake.value) == (4, "2024-04-31")

    def test_an_unknown_kind_of_day(self, tmp_path):
        write(tmp_path, 2023, "09-02: {kind: holiday, name: Quốc khánh, source: nguồn thử, confidence: press}")
        (mistake,) = refusal(tmp_path).mistakes

        assert (mistake.line, mistake.value) == (4, "holiday")
        assert "makeup_working_day" in (mistake.allowed or "")

    def test_a_year_under_another_years_name(self, tmp_path):
        write(tmp_path, 2023, name="vn-2024.yaml")
        (mistake,) = refusal(tmp_path).mistakes

        assert (mistake.file, mistake.allowed) == (str(tmp_path / "vn-2024.yaml"), "vn-2023.yaml")

    @pytest.mark.parametrize("provisional", [None, "true"])
    def test_a_year_missing_between_two_known_ones(self, tmp_path, provisional):
        write(tmp_path, 2022)
        write(tmp_path, 2024)
        if provisional:
            write(tmp_path, 2023, provisional=provisional)

        assert "vn-2023.yaml" in refusal(tmp_path).mistakes[0].why

    def test_only_provisional_years(self, tmp_path):
        write(tmp_path, 2027, provisional="true")

        assert "provisional" in refusal(tmp_path).mistakes[0].why

    @pytest.mark.parametrize(
        ("other", "answered"),
        [
            (None, False),
            ("05-04: {kind: public_holiday, name: Nghỉ, source: nguồn thử, confidence: press}", False),
            ("05-04: {kind: makeup_working_day, name: Làm bù, source: nguồn thử, confidence: press}", True),
        ],
    )
    def test_a_day_off_swapped_with_a_day_that_is_not_made_up(self, tmp_path, other, answered):
        off = (
            "04-29: {kind: swapped_day_off, name: Nghỉ, swapped_with: 2024-05-04, source: nguồn thử, confidence: press}"
        )
        write(tmp_path, 2024, off, *([other] if other else []))

        if answered:
            assert not load_calendar(tmp_path).is_working(date(2024, 4, 29))
        else:
            (mistake,) = refusal(tmp_path).mistakes
            assert "04-29" in mistake.why
            assert mistake.value == "2024-05-04"

    def test_a_folder_without_tables_is_named(self, tmp_path):
        with pytest.raises(NotReady, match=str(tmp_path)):
            load_calendar(tmp_path)
