"""What the clock does to dossiers: moves them as sets, and gives a last day to those that wait without one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from ocop_workflow.errors import Refused
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision, act_of
from ocop_workflow.operations.dossiers.filed_under import filed_under
from ocop_workflow.operations.dossiers.move_facts import entry_facts, round_closes_on, taken_over_facts
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.transitions import apply
from ocop_workflow.rulebook.dossiers.lifecycle import Transition, rows
from ocop_workflow.rulebook.dossiers.waits import WAITS, due_day
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Level, Role, Step

CLOCK_ACTOR = "Lịch và dữ kiện (tự động)"


@dataclass(frozen=True)
class Moved:
    """How many dossiers one rule of the clock moved."""

    action: str
    label: str
    step: Step
    count: int


def advance(session: Session, running: RunningCycle, action: str, *, today: date, at: datetime) -> Moved:
    """Move, as sets, all dossiers of the locality that the clock may move by this action on the day.

    Raises:
        Refused: the action is a person's.
    """
    rules = rows(action)
    if not rules or not all(rule.is_clock for rule in rules):
        raise Refused(f"«{action}» không phải bước chuyển do lịch thực hiện.")
    count = 0
    for rule in rules if running.drives_clock(today) else ():
        if rule.after_window and not running.window_is_over(rule.step, today):
            continue
        decision = Decision(CLOCK_ACTOR, Role.CLOCK, today, at, reason=_clock_reason(running, rule))
        for regime, scope, facts in _clock_sets(running, rule, today):
            count += len(apply(session, rule, *scope, act=act_of(running, rule, decision, regime), facts=facts))
    return Moved(action, rules[0].label, rules[0].step, count)


def give_due_days(session: Session, running: RunningCycle, step: Step, today: date) -> int:
    """Give a last day to the dossiers of the step that wait without one (a new year's window is known now)."""
    if not running.drives_clock(today):
        return 0
    columns = table_of(Dossier).c
    given = 0
    for wait in WAITS:
        due = due_day(wait, today, running.plan, running.calendar) if wait.step is step and wait.window else None
        if due is None or running.plan.window(wait.window or step)[0] > today:
            continue
        waiting = (columns.locality == running.cycle.locality, columns.state == wait.state, columns.due_on.is_(None))
        statement = sa.update(table_of(Dossier)).where(*waiting).values(due.columns())
        given += len(session.execute(statement.returning(columns.id)).all())
    session.expire_all()
    return given


def _clock_sets(
    running: RunningCycle, rule: Transition, today: date
) -> Iterator[tuple[Regime, tuple[Any, ...], Mapping[str, Any]]]:
    """The sets that a rule moves, each under one regime and with what changes beside the state."""
    columns = table_of(Dossier).c
    here = columns.locality == running.cycle.locality
    facts = entry_facts(running, rule.target, today)
    if rule.action not in ("to_next_round", "take_over"):
        yield running.rules.regime(today), (here,), facts
        return
    for regime, filed in filed_under(running, today):
        if rule.action == "take_over":
            if Level.DISTRICT not in regime.levels:
                yield regime, (here, filed), taken_over_facts(running, regime, rule, today)
            continue
        for level in regime.levels:
            closes_on = round_closes_on(running, regime, level, today)
            yield regime, (here, filed, columns.level == level), {**facts, "round_closes_on": closes_on}


def _clock_reason(running: RunningCycle, rule: Transition) -> str:
    reasons = [need.label for need in rule.requires]
    if rule.after_window:
        reasons.append(f"{rule.step.title} kết thúc ngày {vn_date(running.plan.window(rule.step)[1])}")
    return "; ".join(reasons) or rule.label
