"""The entries of a plan in one shape, and what differs between two that were taken for one."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from ocop_workflow.rulebook.days.due import DueRule
from ocop_workflow.rulebook.plans.plan import Duty, OwnDuty, Plan, ReportDuty, Target
from ocop_workflow.rulebook.plans.plan_bodies import Bodies
from ocop_workflow.rulebook.plans.plan_entries import OwnReport
from ocop_workflow.rulebook.text import fold, vn_date
from ocop_workflow.vocabulary import Part

_READINGS = {
    "before_day": "trước ngày {}",
    "on_day": "chậm nhất ngày {}",
    "end_of_period": "ngày cuối kỳ",
    "month": "tháng {}",
    "months_later": "của {} tháng sau kỳ",
    "working_days_after": "{} ngày làm việc sau kỳ",
    "calendar_days_after": "{} ngày sau kỳ",
    "months_after": "{} tháng sau kỳ",
    "cut_off_day": "chốt số liệu ngày {}",
}
NO_DAY = "không in ngày"


@dataclass(frozen=True)
class Entry:
    """A duty, report, target or unit: where it stands, its words, its bodies by part, its other facts in words."""

    code: str
    clause: str
    words: str
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def bodies(self) -> tuple[str, ...]:
        return tuple(code for codes in self.parts.values() for code in codes)


def entries(plan: Plan, part: str) -> Iterator[Entry]:
    """The entries of one part of a plan, in its order."""
    for entry in getattr(plan, part):
        yield _entry(entry)


def _entry(entry: Duty | OwnDuty | ReportDuty | OwnReport | Target) -> Entry:
    if isinstance(entry, OwnReport):
        return replace(_entry(entry.as_duty), clause="")
    if isinstance(entry, OwnDuty):
        return Entry(entry.code, "", entry.text, {Part.LEAD.label: entry.lead}, {"bước": _steps(entry.steps)})
    if isinstance(entry, Duty):
        parts = {part.label: getattr(entry, part.value) for part in Part}
        facts = {
            "bước": _steps(entry.steps),
            "chương trình": entry.programme.label,
            "hạn in": entry.deadline_quote or "không in",
            "quy tắc hạn": _due(entry.due),
        }
        return Entry(entry.code, entry.clause, entry.quote, parts, facts)
    if isinstance(entry, ReportDuty):
        receivers = (entry.to, *((entry.through,) if entry.through else ()))
        parts = {"báo cáo": entry.reporters, "nhận": receivers}
        halves = " và 6 tháng cuối năm" if entry.second_half else ""
        facts = {"định kỳ": entry.cadence.label + halves, "chương trình": entry.programme.label, "hạn": _due(entry.due)}
        return Entry(entry.code, entry.clause, entry.quote, parts, facts)
    level = (
        f"{entry.comparator or ''} {entry.value:g} {entry.unit}".strip() if entry.value is not None else "không in số"
    )
    facts = {"mức": level, "của": entry.of or "", "hạn": _day(entry.due_on), "chương trình": entry.programme.label}
    return Entry(entry.code, entry.clause, entry.quote, {}, facts)


def changes(old: Entry, new: Entry, before: Bodies, after: Bodies) -> Iterator[str]:
    """What differs between two entries, in words: bodies by part, facts, the printed words."""
    for part in dict.fromkeys((*old.parts, *new.parts)):
        mine, yours = old.parts.get(part, ()), new.parts.get(part, ())
        gone = [before.name(code) for code in before.without(mine, after, yours)]
        come = [after.name(code) for code in after.without(yours, before, mine)]
        if gone or come:
            said = (f"bớt {', '.join(gone)}" if gone else "", f"thêm {', '.join(come)}" if come else "")
            yield f"{part}: {'; '.join(filter(None, said))}"
    for name in dict.fromkeys((*old.facts, *new.facts)):
        one, other = old.facts.get(name, ""), new.facts.get(name, "")
        if one != other:
            yield f"{name}: {one or 'không có'} → {other or 'không có'}"
    if fold(old.words) != fold(new.words):
        yield "câu chữ"


def _steps(steps: tuple[int, ...]) -> str:
    return ", ".join(str(int(step)) for step in steps)


def _due(rule: DueRule | None) -> str:
    if rule is None:
        return NO_DAY
    said = [words.format(value) for name, words in _READINGS.items() if (value := getattr(rule, name, None))]
    besides = [rule.roll.label] if rule.roll else []
    besides += ["thiết lập của địa phương"] if getattr(rule, "not_in_plan", False) else []
    return ", ".join(said) + (f" ({', '.join(besides)})" if besides else "")


def _day(day: date | None) -> str:
    return vn_date(day) if day else NO_DAY
