"""What must agree between the parts of a plan: codes used once, units that exist, six windows that a year can have."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic_core import InitErrorDetails, PydanticCustomError

if TYPE_CHECKING:
    from ocop_workflow.rulebook.plans.plan import Plan
    from ocop_workflow.rulebook.plans.plan_entries import OwnReport, ReportDuty

Place = tuple[str | int, ...]

_ONE_SPACE_OF_CODES = (("units", "groups"), ("duties", "own_duties", "reports", "own_reports", "targets", "events"))
_SAYS_ONCE = {
    "duties": ("clause", "quote"),
    "reports": ("clause", "quote", "cadence", "reporters"),
    "targets": ("clause", "quote", "measures"),
    "not_executable": ("clause", "quote"),
}
"""What makes two entries the same, written twice."""
_SINGLE_BODIES = ("roles", "groups")
"""Places where a group cannot stand: a role and the member of a group are one body each."""


def disagreements(plan: "Plan") -> list[InitErrorDetails]:
    """Every mistake between the parts, each with its place in the file; empty when the plan is sound."""
    return [*_repeated_codes(plan), *_repeated_entries(plan), *_unknown_units(plan), *_wrong_days(plan)]


def _mistake(where: Place, value: object, why: str, allowed: str = "") -> InitErrorDetails:
    return InitErrorDetails(
        type=PydanticCustomError("plan", "{why}", {"why": why, "expected": allowed}), loc=where, input=value
    )


def _repeated_codes(plan: "Plan") -> Iterator[InitErrorDetails]:
    for parts in _ONE_SPACE_OF_CODES:
        seen = set[str]()
        for part in parts:
            for n, entry in enumerate(getattr(plan, part)):
                if entry.code in seen:
                    yield _mistake((part, n, "code"), entry.code, "mã đã dùng ở mục khác; mỗi mã chỉ dùng một lần")
                seen.add(entry.code)


def _repeated_entries(plan: "Plan") -> Iterator[InitErrorDetails]:
    """One sentence at one clause gives one duty, one report of each frequency, one target of each measure."""
    for part, facts in _SAYS_ONCE.items():
        seen: dict[tuple[object, ...], int] = {}
        for n, entry in enumerate(getattr(plan, part)):
            key = tuple(getattr(entry, fact) for fact in facts)
            if (first := seen.setdefault(key, n)) != n:
                why = f"lặp lại mục {part}.{first}: cùng điều khoản, cùng nguyên văn; xóa một mục"
                yield _mistake((part, n, "clause"), entry.clause, why)


def _unknown_units(plan: "Plan") -> Iterator[InitErrorDetails]:
    units = [unit.code for unit in plan.units]
    either = [*units, *(group.code for group in plan.groups)]
    for where, code in _references(plan):
        allowed = units if where[0] in _SINGLE_BODIES else either
        if code not in allowed:
            is_group = code in either
            why = "là một nhóm; ở đây phải là từng đơn vị" if is_group else "không có đơn vị này"
            yield _mistake(where, code, why, ", ".join(allowed))


def _references(plan: "Plan") -> Iterator[tuple[Place, str]]:
    """Every use of a unit's code, with the place where it stands."""
    lists: list[tuple[Place, tuple[str, ...]]] = []
    lists += [(("groups", n, "units"), group.units) for n, group in enumerate(plan.groups)]
    lists += [(("duties", n, part), getattr(duty, part)) for n, duty in enumerate(plan.duties) for part in _PARTS]
    lists += [(("own_duties", n, "lead"), duty.lead) for n, duty in enumerate(plan.own_duties)]
    lists += [((kind, n, "from"), report.reporters) for kind, n, report in _reports(plan)]
    lists += [(("recipients", n, "units"), line.units) for n, line in enumerate(plan.recipients)]
    lists += [(("governance", n, "units"), post.units) for n, post in enumerate(plan.governance)]
    for place, codes in lists:
        yield from (((*place, n), code) for n, code in enumerate(codes))
    singles: list[tuple[Place, str | None]] = []
    singles += [((kind, n, end), getattr(report, end)) for kind, n, report in _reports(plan) for end in _ENDS]
    singles += [(("roles", role), getattr(plan.roles, role)) for role in _ROLES]
    yield from ((place, code) for place, code in singles if code is not None)


def _reports(plan: "Plan") -> Iterator[tuple[str, int, "ReportDuty | OwnReport"]]:
    yield from (("reports", n, report) for n, report in enumerate(plan.reports))
    yield from (("own_reports", n, report) for n, report in enumerate(plan.own_reports))


_ENDS = ("to", "through")
_PARTS = ("lead", "coordinate", "request")
_ROLES = ("standing_unit", "authority", "leader", "council", "steering_body")


def _wrong_days(plan: "Plan") -> Iterator[InitErrorDetails]:
    years = plan.cycle_years
    if years != tuple(range(years[0], plan.year + 1)):
        yield _mistake(("years",), str(years), f"các năm phải liền nhau và kết thúc ở năm {plan.year} của mã kế hoạch")
    windows = plan.windows.steps
    if sorted(window.step.value for window in windows) != [1, 2, 3, 4, 5, 6]:
        yield _mistake(("windows", "steps"), None, "phải có đủ sáu bước, mỗi bước một lần", "1, 2, 3, 4, 5, 6")
    for n, window in enumerate(windows):
        place, value = ("windows", "steps", n, "closes"), f"{window.opens} – {window.closes}"
        for year in years:
            try:
                opens_on, closes_on = window.in_year(year)
            except ValueError:
                yield _mistake(place, value, f"năm {year} không có ngày này")
                break
            if closes_on < opens_on:
                yield _mistake(place, value, "ngày đóng trước ngày mở")
                break
    for part, n, report in _reports(plan):
        rule = plan.rule_of(report)
        if rule and rule.cuts_off_too_late():
            why = f"hạn nộp trước ngày chốt số liệu {rule.cut_off_day} của due_days.cut_off"
            yield _mistake((part, n, "due"), None, why, "cut_off_day riêng của báo cáo (31: chốt cuối kỳ)")
    if plan.in_force.to < plan.in_force.from_:
        yield _mistake(("in_force", "to"), str(plan.in_force.to), "ngày kết thúc trước ngày bắt đầu")
