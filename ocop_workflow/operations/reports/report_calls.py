"""Calls for a report out of turn (báo cáo đột xuất): one order, many units, due on a day or at an hour.

A call enters everything that a periodic report does (ladder, completeness, consolidation). It is never closed by hand:
it is closed as soon as nobody is awaited, and open again when one report is returned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from ocop_workflow.errors import Conflict, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.records.report_tables import ReportCall
from ocop_workflow.records.sets import constant, insert_missing, table_of
from ocop_workflow.records.tables import Duty, DutyUnit, Report, Unit
from ocop_workflow.rulebook.dossiers.waits import DueDay
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Cadence, CycleState, Part, Programme, ReportState


@dataclass(frozen=True)
class CallOrder:
    """What the order says; `units` and `requests` are codes of units or of groups of the plan.

    `basis` says how the last day (or hour) was reached.
    """

    number: str
    issued_on: date
    signer: str
    subject: str
    units: Sequence[str]
    due_on: date
    basis: str
    requests: Sequence[str] = ()
    due_at: datetime | None = None
    form: str | None = None
    term: DueDay | None = None
    """Where the last day is so many working days after the call, so that a letter on days off moves it."""


def call_reports(
    session: Session, running: RunningCycle, order: CallOrder, *, actor: str, today: date, at: datetime
) -> tuple[ReportCall, int]:
    """Record a call and raise its reports; return it and how many units owe one.

    Raises:
        Refused: the order is not whole, names units that are not there, or was recorded before.
        NotReady: the form is not in config/report_forms/. Conflict: somebody called at the same moment.
    """
    parts = _parts(session, running, order, today)
    if order.form:
        running.rules.form(order.form)
    call = ReportCall(
        cycle_id=running.id,
        period=_next_period(session, running),
        number=order.number.strip(),
        issued_on=order.issued_on,
        signer=order.signer.strip(),
        subject=order.subject.strip(),
        due_on=order.due_on,
        due_at=order.due_at,
        called_on=today,
        called_by=actor,
    )
    session.add(call)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("Vừa có yêu cầu báo cáo khác được ghi cùng lúc; xem «ocop report calls» rồi thử lại.") from None
    duty = _duty(session, running, call, order.form)
    assert duty.id is not None
    session.add_all(DutyUnit(duty_id=duty.id, unit_id=unit_id, part=part) for unit_id, part in parts.items())
    session.flush()
    raised = _raise(session, running, call, duty, order.basis, order.term)
    detail = (
        f"{call.period}: {call.number} ngày {vn_date(call.issued_on)}, {call.signer} ký, {raised} đơn vị, {order.basis}"
    )
    note_act(session, actor, "report_called", "report_call", call.id or 0, detail, today, at)
    return call, raised


def _parts(session: Session, running: RunningCycle, order: CallOrder, today: date) -> dict[int, Part]:
    """The units of the order with their part; a unit that is called and requested is called."""
    groups = {group.code: group.units for group in running.plan.groups}
    named = {code: Part.REQUEST for entry in order.requests for code in groups.get(entry, (entry,))}
    named |= {code: Part.LEAD for entry in order.units for code in groups.get(entry, (entry,))}
    known = {
        unit.code: unit
        for unit in session.exec(
            select(Unit).where(Unit.locality == running.cycle.locality, col(Unit.code).in_(list(named)))
        )
    }
    against = [] if running.cycle.state is CycleState.OPEN else [f"Chu trình «{running.cycle.code}» đã đóng"]
    texts = (("số văn bản", order.number), ("người ký", order.signer), ("nội dung yêu cầu", order.subject))
    against += [f"Thiếu {what}" for what, text in texts if not text.strip()]
    against += [] if named else ["Chưa có đơn vị nào phải báo cáo"]
    against += [f"Không có đơn vị «{code}» (xem mã ở «ocop unit list»)" for code in named.keys() - known.keys()]
    against += [
        f"Đơn vị «{code}» đã kết thúc hoạt động ngày {vn_date(unit.valid_to)}"
        for code, unit in known.items()
        if unit.valid_to and unit.valid_to < today
    ]
    if order.due_on < today:
        against.append(f"Hạn báo cáo {vn_date(order.due_on)} đã qua")
    if order.issued_on > today:
        against.append(f"Ngày văn bản {vn_date(order.issued_on)} ở sau hôm nay")
    same = (ReportCall.cycle_id == running.id, ReportCall.number == order.number.strip())
    before = session.exec(select(ReportCall).where(*same, ReportCall.issued_on == order.issued_on)).first()
    if before is not None:
        against.append(f"Văn bản này đã được ghi thành yêu cầu {before.period}")
    if against:
        raise Refused("Chưa ghi được yêu cầu báo cáo:", sorted(against))
    return {unit.id or 0: named[code] for code, unit in known.items()}


def _next_period(session: Session, running: RunningCycle) -> str:
    made = session.exec(select(sa.func.count()).select_from(ReportCall).where(ReportCall.cycle_id == running.id)).one()
    return f"{running.cycle.year}-DX{made + 1:02}"


def _duty(session: Session, running: RunningCycle, call: ReportCall, form: str | None) -> Duty:
    last = select(sa.func.max(Duty.position)).where(Duty.plan_code == running.plan.code)
    duty = Duty(
        plan_code=running.plan.code,
        code=f"dot-xuat.{call.id}",
        is_report=True,
        clause=f"{call.number} ngày {vn_date(call.issued_on)}",
        quote=call.subject,
        programme=Programme.OCOP,
        cadence=Cadence.AD_HOC,
        receiver=session.get_one(Unit, running.cycle.standing_unit_id).name,
        form=form,
        call_id=call.id,
        position=(session.exec(last).one() or 0) + 1,
    )
    session.add(duty)
    session.flush()
    return duty


def _raise(
    session: Session, running: RunningCycle, call: ReportCall, duty: Duty, basis: str, term: DueDay | None
) -> int:
    columns = table_of(Report).c
    values: dict[str, Any] = {
        "cycle_id": running.id,
        "duty_id": duty.id,
        "period": call.period,
        "period_label": f"đột xuất {call.period.rpartition('DX')[2]}/{running.cycle.year}",
        "period_starts_on": call.issued_on,
        "period_ends_on": call.due_on,
        "figures_from": call.issued_on,
        "figures_to": call.due_on,
        "due_on": call.due_on,
        "due_at": call.due_at,
        "due_basis": basis,
        "due_is_provisional": term is not None and term.is_provisional,
        "due_since": term.since if term else None,
        "due_term_days": term.term_days if term else None,
        "first_due_on": call.due_on,
        "visit": 0,
        "correction": 0,
        "state": ReportState.OWED,
    }
    fixed = {name: constant(columns[name], value) for name, value in values.items()}
    given = sa.select(col(DutyUnit.unit_id), col(DutyUnit.part), *fixed.values()).where(
        col(DutyUnit.duty_id) == duty.id
    )
    return insert_missing(session, Report, ("unit_id", "part", *fixed), given)


@dataclass(frozen=True)
class CallLine:
    """One call as people read it; `is_open` while a unit that was called is awaited."""

    period: str
    number: str
    issued_on: date
    signer: str
    subject: str
    form: str | None
    due_on: date
    due_at: datetime | None
    called: int
    reported: int
    excused: int
    waiting: int
    is_open: bool
    days_late: int


def list_calls(session: Session, running: RunningCycle, today: date) -> list[CallLine]:
    """The calls of a cycle, newest first, each with how many have reported, in one statement."""

    def count(*where: Any) -> Any:
        return sa.func.count(col(Report.id)).filter(*where)

    is_there = sa.func.coalesce(col(Unit.valid_to) >= col(Report.period_ends_on), sa.true())
    is_called = (col(Report.part) != Part.REQUEST) & is_there
    reported = col(Report.state).in_((ReportState.SUBMITTED, ReportState.ACCEPTED))
    rows = (
        sa.select(
            ReportCall,
            Duty,
            count(col(Report.state) != ReportState.WITHDRAWN),
            count(reported),
            count(col(Report.state) == ReportState.EXCUSED),
            count(col(Report.state).in_(AWAITED), is_called),
        )
        .join(Duty, col(Duty.call_id) == col(ReportCall.id))
        .join(Report, col(Report.duty_id) == col(Duty.id))
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(col(ReportCall.cycle_id) == running.id)
        .group_by(col(ReportCall.id), col(Duty.id))
        .order_by(col(ReportCall.id).desc())
    )
    return [
        CallLine(
            period=call.period,
            number=call.number,
            issued_on=call.issued_on,
            signer=call.signer,
            subject=call.subject,
            form=duty.form,
            due_on=call.due_on,
            due_at=call.due_at,
            called=called,
            reported=done,
            excused=excused,
            waiting=waiting,
            is_open=waiting > 0,
            days_late=max(0, (today - call.due_on).days) if waiting else 0,
        )
        for call, duty, called, done, excused, waiting in session.execute(rows)
    ]
