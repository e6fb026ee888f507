"""The task book of a cycle: the plan as each unit has to carry it out, whether or not a run has raised it yet."""

from collections.abc import Iterator
from datetime import date

from ocop_workflow.operations.cycle.assignments import due_days
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.reports import owed_periods
from ocop_workflow.papers.task_book import (
    LOCAL_DUTY,
    OutsideEntry,
    ReportDay,
    ReportEntry,
    TaskBook,
    TaskEntry,
    UnitPages,
)
from ocop_workflow.rulebook.days.due import Due
from ocop_workflow.rulebook.days.periods import periods
from ocop_workflow.rulebook.plans.plan import Duty, Plan, ReportDuty
from ocop_workflow.vocabulary import Part, Programme, Step


def task_book(running: RunningCycle, today: date) -> TaskBook:
    """The duties and reports of every unit that has any, in the plan's order of units."""
    plan = running.plan
    reports = [(duty, _days(running, duty)) for duty in plan.all_reports]
    pages = (_pages(running, unit.code, unit.name, reports) for unit in plan.units if _is_there(running, unit.valid_to))
    standing, authority = plan.roles.standing_unit, plan.roles.authority
    return TaskBook(
        cycle=running.cycle.code,
        year=plan.year,
        locality_name=plan.locality_name,
        superior=plan.name_of(authority) if authority != standing else None,
        agency=plan.name_of(standing),
        plan_title=plan.document.title,
        plan_number=plan.document.cited,
        drawn_up_on=today,
        units=tuple(page for page in pages if page.tasks or page.reports or page.outside),
    )


def _is_there(running: RunningCycle, valid_to: date | None) -> bool:
    return valid_to is None or valid_to >= running.cycle.in_force_from


def _pages(
    running: RunningCycle, code: str, name: str, reports: list[tuple[ReportDuty, tuple[ReportDay, ...]]]
) -> UnitPages:
    plan = running.plan
    given = [(duty, part) for duty in plan.duties if (part := _part(plan, duty, code))]
    owed = [(duty, days) for duty, days in reports if any(code in plan.members(unit) for unit in duty.reporters)]
    in_cycle = [(duty, part) for duty, part in given if duty.programme is not Programme.NTM]
    tasks = [entry for duty, part in in_cycle for entry in _tasks(running, duty, part)]
    outside = [OutsideEntry(part, duty.quote, duty.clause) for duty, part in given if duty.programme is Programme.NTM]
    outside += [OutsideEntry(None, duty.quote, duty.clause) for duty, _ in owed if duty.programme is Programme.NTM]
    return UnitPages(
        code=code,
        name=name,
        tasks=tuple(sorted([*tasks, *_own_tasks(running, code)], key=lambda entry: entry.step)),
        reports=tuple(
            ReportEntry(duty.cadence.label, _receiver(plan, duty), duty.quote, duty.clause, days)
            for duty, days in owed
            if duty.programme is not Programme.NTM
        ),
        outside=tuple(dict.fromkeys(outside)),
    )


def _part(plan: Plan, duty: Duty, unit: str) -> Part | None:
    """The unit's part in a duty; named twice, it has the strongest."""
    return next((part for code, part in duty.parts() if unit in plan.members(code)), None)


def _tasks(running: RunningCycle, duty: Duty, part: Part) -> Iterator[TaskEntry]:
    for step in duty.steps:
        yield _task(duty.quote, duty.clause, step, part, due_days(running, duty.code, step), duty.deliverable)


def _own_tasks(running: RunningCycle, unit: str) -> Iterator[TaskEntry]:
    for own in running.plan.own_duties:
        if any(unit in running.plan.members(code) for code in own.lead):
            for step in own.steps:
                yield _task(own.text, LOCAL_DUTY, step, Part.LEAD, due_days(running, own.code, step))


def _task(words: str, clause: str, step: Step, part: Part, due: Due, deliverable: str | None = None) -> TaskEntry:
    return TaskEntry(step, part, words, clause, due.on, due.basis, deliverable)


def _days(running: RunningCycle, duty: ReportDuty) -> tuple[ReportDay, ...]:
    cycle = running.cycle
    found = periods(duty.cadence, cycle.starts_on, cycle.ends_on, second_half=duty.second_half)
    labels = {period.code: period.label for period in found}
    return tuple(ReportDay(labels[code], due.on, due.basis) for code, due in owed_periods(running, duty.code).items())


def _receiver(plan: Plan, duty: ReportDuty) -> str:
    through = f" (qua {plan.name_of(duty.through)})" if duty.through else ""
    return f"{plan.name_of(duty.to)}{through}"
