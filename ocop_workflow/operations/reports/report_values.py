"""What the accepted reports of a cycle say: the one place that a consolidation reads.

«Accepted values of period P for cycle C, with lineage»:

    accepted_values(session, running, "2024-Q1")                    one line per unit, duty and indicator
    accepted_values(session, running, "2024-Q1", as_of=day)         as it was known on a past day
    missing_reports(session, running, "2024-Q1", today)             who is not in it, and why

Each line carries its lineage: report, filing (version) and correction number, so that a figure opens down to the papers
it came from. A report that was accepted and is open again for correction still counts with its accepted filing, and its
`state` («returned», «submitted») says so. A unit that declared «không phát sinh» has a line without code (`is_nothing`)
and no values: it has reported. Filings and values are never changed: keep `filing_id` of what was gathered, and
`values_of_filings` prints it again as it was. The rules of gathering stand in the form:
`rulebook.report_values.gather` with `Indicator.across_units` or `.across_periods`; `report_content.kept_form` gives the
form as it was.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.report_content import typed
from ocop_workflow.records.report_tables import ReportFiling, ReportFormText, ReportValue
from ocop_workflow.records.tables import Duty, Report, Unit
from ocop_workflow.rulebook.reports.report_form import ReportForm, Value
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import ReportState


@dataclass(frozen=True)
class AcceptedValue:
    """One value of an accepted filing; `code` and `value` are None for «không phát sinh» and reports without a form."""

    report_id: int
    filing_id: int
    number: int
    correction: int
    unit_code: str
    unit: str
    duty_code: str
    period: str
    form_code: str | None
    code: str | None
    value: Value | None
    is_nothing: bool
    content: str | None
    paper_no: str | None
    paper_on: date | None
    filed_on: date
    accepted_on: date
    state: ReportState


def accepted_values(
    session: Session, running: RunningCycle, period: str, *, as_of: date | None = None
) -> list[AcceptedValue]:
    """What the last accepted filing of every report of a period says, by unit, duty and code, in one statement."""
    closed_by = sa.true() if as_of is None else col(ReportFiling.accepted_on) <= as_of
    newest = (
        sa.select(col(ReportFiling.report_id), sa.func.max(col(ReportFiling.number)).label("number"))
        .join(Report, col(Report.id) == col(ReportFiling.report_id))
        .where(col(Report.cycle_id) == running.id, col(Report.period) == period)
        .where(col(ReportFiling.accepted_on).is_not(None), closed_by)
        .group_by(col(ReportFiling.report_id))
        .subquery()
    )
    counts = (col(ReportFiling.report_id) == newest.c.report_id) & (col(ReportFiling.number) == newest.c.number)
    return _lines(session, _filings().join(newest, counts).where(col(Report.state) != ReportState.WITHDRAWN))


def values_of_filings(session: Session, filing_ids: Collection[int]) -> list[AcceptedValue]:
    """The same lines for filings that were gathered before: a past report reads as it was."""
    return _lines(session, _filings().where(col(ReportFiling.id).in_(filing_ids)))


def _filings() -> sa.Select[Any]:
    return (
        sa.select(ReportFiling, Report, Unit, Duty, ReportFormText, ReportValue)
        .join(Report, col(Report.id) == col(ReportFiling.report_id))
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .join(Duty, col(Duty.id) == col(Report.duty_id))
        .join(ReportFormText, col(ReportFormText.id) == col(ReportFiling.form_id), isouter=True)
        .join(ReportValue, col(ReportValue.filing_id) == col(ReportFiling.id), isouter=True)
        .order_by(col(Unit.name), col(Unit.id), col(Duty.position), col(ReportFiling.id), col(ReportValue.code))
    )


def _lines(session: Session, rows: sa.Select[Any]) -> list[AcceptedValue]:
    forms: dict[int, ReportForm] = {}
    lines = []
    for filing, report, unit, duty, kept, value in session.execute(rows):
        if kept is not None and kept.id not in forms:
            forms[kept.id] = ReportForm.model_validate_json(kept.data, extra="ignore")
        form = forms[kept.id] if kept is not None else None
        lines.append(
            AcceptedValue(
                report_id=report.id,
                filing_id=filing.id,
                number=filing.number,
                correction=filing.correction,
                unit_code=unit.code,
                unit=unit.name,
                duty_code=duty.code,
                period=report.period,
                form_code=kept.code if kept is not None else None,
                code=value.code if value is not None else None,
                value=typed(form, value.code, value.number, value.text) if value is not None else None,
                is_nothing=filing.is_nothing,
                content=filing.content,
                paper_no=filing.paper_no,
                paper_on=filing.paper_on,
                filed_on=filing.filed_on,
                accepted_on=filing.accepted_on,
                state=report.state,
            )
        )
    return lines


@dataclass(frozen=True)
class MissingReport:
    """A report of the period that no accepted filing stands for, and why."""

    report_id: int
    unit_code: str
    unit: str
    duty_code: str
    state: ReportState
    due_on: date
    why: str


def missing_reports(session: Session, running: RunningCycle, period: str, today: date) -> list[MissingReport]:
    """The reports of a period without an accepted filing, by unit; excused units are named as such."""
    accepted = sa.exists().where(
        col(ReportFiling.report_id) == col(Report.id), col(ReportFiling.accepted_on).is_not(None)
    )
    rows = (
        sa.select(Report, Unit, Duty)
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .join(Duty, col(Duty.id) == col(Report.duty_id))
        .where(col(Report.cycle_id) == running.id, col(Report.period) == period, ~accepted)
        .where(col(Report.state) != ReportState.WITHDRAWN)
        .order_by(col(Unit.name), col(Unit.id), col(Duty.position))
    )
    return [
        MissingReport(report.id, unit.code, unit.name, duty.code, report.state, report.due_on, _why(report, today))
        for report, unit, duty in session.execute(rows)
    ]


def _why(report: Report, today: date) -> str:
    match report.state:
        case ReportState.SUBMITTED:
            return f"đã nộp ngày {vn_date(report.submitted_on)}, chưa duyệt"
        case ReportState.EXCUSED:
            return f"được miễn: {report.reason}"
        case ReportState.RETURNED:
            return f"trả lại để chỉnh sửa, hạn {vn_date(report.due_on)}"
    late = (today - report.due_on).days
    return f"chưa nộp, quá hạn {late} ngày" if late > 0 else f"chưa nộp, hạn {vn_date(report.due_on)}"
