"""Official letters on days off: what they change in the calendar, and what cannot be right in them."""

from datetime import date
from pathlib import Path

import pytest

from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.rulebook.days.calendar import WorkingCalendar
from ocop_workflow.rulebook.days.letters import CalendarLetter, mistakes_in, with_letters
from ocop_workflow.rulebook.days.terms import Term

CALENDAR = load_calendar(Path(__file__).parents[2] / "config" / "calendar")
SWAP = (date(2026, 1, 2), date(2026, 1, 10))

BEFORE_THE_SWAP = WorkingCalendar(
    {day: why for day, why in CALENDAR.days.items() if day not in SWAP}, CALENDAR.known_from, CALENDAR.known_to
)


def a_letter(**fields: object) -> CalendarLetter:
    """A letter of 10/12/2026 («mẫu»)."""
    return CalendarLetter.model_validate(
        {"number": "1/TB-MẪU", "issued_on": "2026-12-10", "issuer": "Cơ quan mẫu", **fields}
    )


def off(name: str = "Nghỉ", **more: str) -> dict[str, str]:
    return {"kind": "public_holiday", "name": name, **more}


SWAPPED = {
    "2027-04-29": {"kind": "swapped_day_off", "name": "Nghỉ", "swapped_with": "2027-05-08"},
    "2027-05-08": {"kind": "makeup_working_day", "name": "Làm bù", "swapped_with": "2027-04-29"},
}


class TestTheSwapOfJanuary2026:
    """Notice 12729/VPCP-KGVX of 25/12/2025: 02/01/2026 is off and 10/01/2026 is worked."""

    LETTER = CalendarLetter.model_validate(
        {
            "number": "12729/VPCP-KGVX",
            "issued_on": "2025-12-25",
            "issuer": "Văn phòng Chính phủ",
            "days": {
                "2026-01-02": {"kind": "swapped_day_off", "name": "Nghỉ hoán đổi", "swapped_with": "2026-01-10"},
                "2026-01-10": {"kind": "makeup_working_day", "name": "Làm bù", "swapped_with": "2026-01-02"},
            },
        }
    )

    def test_four_working_days_from_26_december_end_a_working_day_later(self):
        term = Term(working_days=4)

        assert term.due(date(2025, 12, 26), BEFORE_THE_SWAP).on == date(2026, 1, 2)
        after = term.due(date(2025, 12, 26), with_letters(BEFORE_THE_SWAP, [self.LETTER]))
        assert after.on == date(2026, 1, 5)
        assert dict(after.days)[date(2026, 1, 2)].source == "số 12729/VPCP-KGVX ngày 25/12/2025, Văn phòng Chính phủ"

    def test_the_made_up_saturday_is_worked(self):
        assert with_letters(BEFORE_THE_SWAP, [self.LETTER]).is_working(date(2026, 1, 10))

    def test_it_is_sound(self):
        assert list(mistakes_in(self.LETTER, BEFORE_THE_SWAP)) == []


class TestSeveralLetters:
    """The later letter holds, whichever was loaded first; the end of what is known never goes back."""

    FIRST = a_letter(days={"2027-02-11": off("lần đầu")}, official_to="2027-12-31")
    SECOND = a_letter(number="2/TB-MẪU", issued_on="2027-01-20", ordinary=["2027-02-11"])

    @pytest.mark.parametrize("letters", [(FIRST, SECOND), (SECOND, FIRST)])
    def test_the_later_one_holds(self, letters):
        calendar = with_letters(CALENDAR, letters)

        assert calendar.is_working(date(2027, 2, 11))
        assert calendar.known_to == date(2027, 12, 31)

    def test_the_same_letters_twice_change_nothing_more(self):
        once = with_letters(CALENDAR, [self.FIRST, self.SECOND])

        assert with_letters(once, [self.FIRST, self.SECOND]) == once


class TestAMistakeInALetter:
    """It is told with its place before anything is changed."""

    @pytest.mark.parametrize(
        ("fields", "place", "why"),
        [
            ({"days": {"2072-02-04": off()}}, ("days", date(2072, 2, 4)), "xem lại năm"),
            (
                {"days": {"2027-05-07": {"kind": "makeup_working_day", "name": "Làm bù"}}},
                ("days", date(2027, 5, 7)),
                "phải là thứ Bảy hoặc Chủ nhật",
            ),
            (
                {"days": {"2027-05-08": {"kind": "swapped_day_off", "name": "Nghỉ"}}},
                ("days", date(2027, 5, 8)),
                "từ thứ Hai đến thứ Sáu",
            ),
            (
                {"days": {"2027-04-29": SWAPPED["2027-04-29"]}},
                ("days", date(2027, 4, 29), "swapped_with"),
                "không ghi là ngày làm bù",
            ),
            ({"ordinary": ["2027-05-04"]}, ("ordinary", "0"), "không ghi ngày này là ngày nghỉ"),
            ({"days": {"2027-05-03": off()}, "ordinary": ["2027-05-03"]}, ("ordinary", "0"), "cũng đứng trong days"),
            ({"official_to": "2026-06-30", "days": {"2026-12-28": off()}}, ("official_to",), "đã chính thức đến"),
            ({"official_to": "2027-12-31", "days": {"2026-12-28": off()}}, ("official_to",), "không quyết định ngày"),
            (
                {"official_to": "2028-12-31", "days": {"2028-01-24": off("Tết")}},
                ("official_to",),
                "thiếu những ngày nghỉ mà năm nào cũng có: 01/01/2028, 30/04/2028, 01/05/2028, 02/09/2028",
            ),
        ],
    )
    def test_is_found(self, fields, place, why):
        found = list(mistakes_in(a_letter(**fields), CALENDAR))

        assert any(where == place and why in said for where, _, said in found), found

    def test_a_sound_letter_has_none(self):
        letter = a_letter(days=SWAPPED, ordinary=["2027-05-03"], official_to="2027-12-31")

        assert list(mistakes_in(letter, CALENDAR)) == []

    def test_a_letter_decides_something(self):
        with pytest.raises(ValueError, match="không quyết định ngày nào"):
            a_letter()
