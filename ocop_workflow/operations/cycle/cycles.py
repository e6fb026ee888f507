"""Opening and closing a locality's year."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import unit_of
from ocop_workflow.operations.plans.plans import current_version, plan_of
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.tables import Assignment, Cycle, PlanVersion, Report
from ocop_workflow.rulebook.dossiers.lifecycle import FINAL_STATES
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import AssignmentState, CycleState, ReportState


def open_cycle(
    session: Session, plan_code: str, *, actor: str, today: date, at: datetime, year: int | None = None
) -> tuple[Cycle, bool]:
    """The cycle of an applied plan, and whether it was opened just now; opening twice is once.

    A plan of several years has a cycle in each: `year` says which, otherwise the year of `today`.

    Raises:
        NotFound: the plan has not been applied, or does not have that year.
        Refused: the cycle is closed, or it runs under another plan.
    """
    version = current_version(session, plan_code)
    if version is None:
        raise NotFound("kế hoạch đã áp dụng", plan_code, f"Chạy «ocop plan apply config/plans/{plan_code}.yaml» trước.")
    plan = plan_of(version)
    plan = plan.in_year(year or (today.year if plan.years else plan.year))
    cycle = session.exec(select(Cycle).where(Cycle.code == plan.cycle_code)).first()
    is_new = cycle is None
    first_on, last_on = plan.days_in_force()
    units = {
        name: unit_of(session, plan.locality, code).id
        for name, code in (
            ("standing_unit_id", plan.roles.standing_unit),
            ("authority_id", plan.roles.authority),
            ("leader_id", plan.roles.leader),
            ("council_id", plan.roles.council or plan.roles.standing_unit),
        )
    }
    values = {
        "locality": plan.locality,
        "locality_name": plan.locality_name,
        "year": plan.year,
        "plan_version_id": version.id,
        "starts_on": date(plan.year, 1, 1),
        "ends_on": last_on,
        "in_force_from": first_on,
        **units,
    }
    if cycle is None:
        cycle = Cycle.model_validate({"code": plan.cycle_code, **values})
    elif cycle.state is CycleState.CLOSED:
        raise Refused(
            f"Chu trình «{plan.cycle_code}» đã đóng; không mở lại. Năm sau áp dụng kế hoạch mới và mở chu trình mới."
        )
    elif (running := session.get_one(PlanVersion, cycle.plan_version_id).code) != plan.code:
        raise Refused(f"Chu trình «{plan.cycle_code}» đang theo kế hoạch «{running}»; không đổi sang «{plan.code}».")
    else:
        cycle.sqlmodel_update(values)
    session.add(cycle)
    session.flush()
    if is_new:
        assert cycle.id is not None
        note_act(session, actor, "open_cycle", "cycle", cycle.id, f"Mở chu trình {plan.cycle_code}", today, at)
    return cycle, is_new


@dataclass(frozen=True)
class StillOpen:
    """What is not finished in a cycle."""

    assignments: int
    reports: int
    dossiers: int


def still_open(session: Session, cycle: Cycle) -> StillOpen:
    """Count what the coordinator should look at before closing."""

    def count(*where: sa.ColumnElement[bool]) -> int:
        found: int = session.execute(sa.select(sa.func.count()).where(*where)).scalar_one()
        return found

    return StillOpen(
        count(col(Assignment.cycle_id) == cycle.id, col(Assignment.state) == AssignmentState.OPEN),
        count(
            col(Report.cycle_id) == cycle.id,
            col(Report.state).in_((ReportState.OWED, ReportState.RETURNED, ReportState.SUBMITTED)),
        ),
        count(col(Dossier.locality) == cycle.locality, col(Dossier.state).not_in(FINAL_STATES)),
    )


def close_cycle(
    session: Session, code: str, *, actor: str, reason: str, today: date, at: datetime
) -> tuple[Cycle, StillOpen]:
    """Close a cycle whose period is over; what is still open stays in the records as it is.

    Raises:
        NotFound: no such cycle. Refused: the period is not over, or it is closed already, or no reason is given.
    """
    cycle = session.exec(select(Cycle).where(Cycle.code == code)).first()
    if cycle is None:
        raise NotFound("chu trình", code)
    against = []
    if cycle.state is CycleState.CLOSED:
        against.append("Chu trình đã đóng trước đó")
    if today <= cycle.ends_on:
        against.append(f"Kỳ của chu trình đến hết ngày {vn_date(cycle.ends_on)}")
    if not reason.strip():
        against.append("Thiếu lý do đóng chu trình")
    if against:
        raise Refused(f"Chưa đóng được chu trình «{code}»:", against)
    left = still_open(session, cycle)
    cycle.state = CycleState.CLOSED
    session.add(cycle)
    assert cycle.id is not None
    note_act(session, actor, "close_cycle", "cycle", cycle.id, reason, today, at)
    return cycle, left
