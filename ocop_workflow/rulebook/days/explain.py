"""Why a due day is that day, in Vietnamese, step by step: clause, rule, raw day, roll, days off with their papers."""

from collections.abc import Iterable, Sequence
from datetime import date

from ocop_workflow.rulebook.days.calendar import SpecialDay
from ocop_workflow.rulebook.text import vn_date, weekday_vn

SpecialDays = Sequence[tuple[date, SpecialDay]]


def explain(
    on: date, steps: Iterable[str], days: SpecialDays = (), *, clause: str = "", quote: str = ""
) -> tuple[str, ...]:
    """The steps by which `on` was reached, one line each; `days` are the days off and make-up days that were met."""
    lines = [f"Điều khoản: {clause}" + (f" «{quote}»" if quote else "")] if clause else []
    lines += [f"Cách tính: {step}" for step in steps]
    lines += [special_day(day, why) for day, why in dict(days).items()]
    return (*lines, f"Hạn: hết ngày {vn_date(on)} ({weekday_vn(on)})")


def special_day(day: date, why: SpecialDay) -> str:
    """A day off or make-up day with the paper that says so."""
    swapped = f", hoán đổi với {vn_date(why.swapped_with)}" if why.swapped_with else ""
    return (
        f"Lịch làm việc: {vn_date(day)} ({weekday_vn(day)}) {why.kind.label}, {why.name}{swapped}"
        f" – nguồn: {why.source} (độ tin cậy: {why.confidence.label})"
    )
