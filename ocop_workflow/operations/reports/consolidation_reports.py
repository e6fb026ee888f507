"""What the accepted reports of a period say together: gathered by the rules of their forms, with each filing kept.

A unit that owes a report for the very period is taken by that one; a unit that reports more often is gathered over its
own periods first. A unit without an accepted report is in no figure and is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.reports.report_values import AcceptedValue, accepted_values, missing_reports
from ocop_workflow.records.report_tables import ReportFormText
from ocop_workflow.records.tables import Duty, Report, Unit
from ocop_workflow.rulebook.days.periods import Period, periods
from ocop_workflow.rulebook.reports.consolidated import Figure, FigureGroup, Missing, Said
from ocop_workflow.rulebook.reports.report_form import Indicator, ReportForm, Value
from ocop_workflow.rulebook.reports.report_values import Gathered, gather
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Cadence, ReportState, UnitKind

_COARSE_FIRST = (Cadence.YEAR, Cadence.NINE_MONTHS, Cadence.HALF_YEAR, Cadence.QUARTER, Cadence.MONTH)
_WORDS = "Nội dung báo cáo"
_LATER = "duyệt sau ngày tổng hợp"


@dataclass(frozen=True)
class Source:
    """A row that a figure comes from, as the lineage keeps it."""

    figure: str
    kind: str
    subject_id: int
    unit: str
    label: str
    value: Decimal = Decimal(1)


@dataclass
class Gathering:
    """What the reports of a period give: figures, words, who is missing, and where each figure comes from."""

    groups: list[FigureGroup] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)

    @property
    def filings(self) -> frozenset[int]:
        """The accepted filings that it rests on."""
        return frozenset(one.subject_id for one in self.sources if one.figure == "bc.da-duyet")


def gather_reports(session: Session, running: RunningCycle, period: Period, today: date) -> Gathering:
    """The reports of the period as they are known on the day."""
    parts = _parts(period)
    chosen = _chosen(session, running, parts)
    found = Gathering()
    reports = {report.id for report, _, _ in chosen}
    values = [
        value
        for part in parts
        for value in accepted_values(session, running, part.code, as_of=today)
        if value.report_id in reports
    ]
    labels = {part.code: part.label for part in parts}
    found.sources += _completeness(chosen, today)
    filings = {value.filing_id: value for value in values}
    found.sources += [
        Source("bc.da-duyet", "filing", number, value.unit, _filed(value, labels)) for number, value in filings.items()
    ]
    accepted = {value.report_id for value in values}
    why = {one.report_id: one.why for part in parts for one in missing_reports(session, running, part.code, today)}
    found.missing += [
        Missing(code=unit.code, unit=unit.name, period=label, why=why.get(report.id or 0, _LATER))
        for report, unit, label in chosen
        if report.id not in accepted
    ]
    _figures(found, _forms(session, values), values, labels)
    return found


def _parts(period: Period) -> list[Period]:
    """The period itself, then the shorter ones within it, longest first."""
    finer = _COARSE_FIRST[_COARSE_FIRST.index(period.cadence) + 1 :]
    inside = (part for each in finer for part in periods(each, period.starts_on, period.ends_on, second_half=True))
    return [period, *(part for part in inside if part.starts_on >= period.starts_on)]


def _chosen(session: Session, running: RunningCycle, parts: Sequence[Period]) -> list[tuple[Report, Unit, str]]:
    """Each unit's reports of the longest cadence that it owes with a form, or of the longest at all."""
    rank = {part.code: _COARSE_FIRST.index(part.cadence) for part in parts}
    rows = (
        select(Report, Unit, Duty)
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .join(Duty, col(Duty.id) == col(Report.duty_id))
        .where(Report.cycle_id == running.id, col(Report.period).in_(rank), Report.state != ReportState.WITHDRAWN)
        .order_by(col(Unit.name), col(Unit.id), col(Report.period_starts_on), col(Duty.position))
    )
    kinds = {unit.code: unit.kind for unit in running.plan.units}
    upward = {duty.code for duty in running.plan.all_reports if kinds.get(duty.to) is UnitKind.HIGHER_BODY}
    with_form = {duty.code for duty in running.plan.all_reports if duty.form}
    by_unit: dict[int, list[tuple[Report, Unit, Duty]]] = {}
    for report, unit, duty in session.exec(rows):
        if duty.code in upward:
            continue  # what is made here goes up there; it is none of the reports that it is made of
        by_unit.setdefault(unit.id or 0, []).append((report, unit, duty))
    chosen = []
    for owed in by_unit.values():
        formed = [rank[report.period] for report, _, duty in owed if duty.code in with_form]
        level = min(formed or [rank[report.period] for report, _, _ in owed])
        chosen += [(report, unit, report.period_label) for report, unit, _ in owed if rank[report.period] == level]
    return chosen


def _completeness(chosen: Sequence[tuple[Report, Unit, str]], today: date) -> Iterator[Source]:
    for report, unit, label in chosen:
        number = report.id or 0
        if report.state is ReportState.EXCUSED:
            yield Source("bc.duoc-mien", "report", number, unit.name, label)
            continue
        words = f"{label}, hạn {vn_date(report.first_due_on)}"
        yield Source("bc.phai-nop", "report", number, unit.name, words)
        filed = report.first_submitted_on
        if filed is None or filed > today:
            if report.due_on < today:
                yield Source("bc.qua-han", "report", number, unit.name, words)
            continue
        yield Source("bc.da-nop", "report", number, unit.name, f"{words}, nộp {vn_date(filed)}")
        if filed <= report.first_due_on:
            yield Source("bc.dung-han", "report", number, unit.name, f"{words}, nộp {vn_date(filed)}")


def _filed(value: AcceptedValue, labels: dict[str, str]) -> str:
    paper = f", số {value.paper_no} ngày {vn_date(value.paper_on)}" if value.paper_no else ""
    correction = f", chỉnh sửa lần {value.correction}" if value.correction else ""
    return f"{labels[value.period]}, lần nộp {value.number}{correction}{paper}, duyệt {vn_date(value.accepted_on)}"


def _forms(session: Session, values: Sequence[AcceptedValue]) -> dict[str, ReportForm]:
    """The forms that the filings followed, each as it was last."""
    codes = {value.form_code for value in values if value.form_code}
    rows = select(ReportFormText).where(col(ReportFormText.code).in_(codes)).order_by(col(ReportFormText.id))
    return {kept.code: ReportForm.model_validate_json(kept.data, extra="ignore") for kept in session.exec(rows)}


def _figures(
    found: Gathering, forms: dict[str, ReportForm], values: Sequence[AcceptedValue], labels: dict[str, str]
) -> None:
    for form in forms.values():
        own = [value for value in values if value.form_code == form.code]
        figures = [
            _figure(found, form, indicator, [value for value in own if value.code == indicator.code], labels)
            for indicator in form.indicators
            if indicator.type.is_number
        ]
        found.groups.append(FigureGroup(title=form.title, figures=tuple(figures)))
        words = [part for part in form.parts.values() if not (isinstance(part, Indicator) and part.type.is_number)]
        for part in words:
            said = (value for value in own if value.code == part.code and value.value is not None)
            found.said += [Said(section=part.label, unit=one.unit, text=_text(one.value)) for one in said]
    told = {value.filing_id: value for value in values if value.content}
    found.said += [Said(section=_WORDS, unit=one.unit, text=one.content or "") for one in told.values()]


def _text(value: Value | None) -> str:
    return vn_date(value) if isinstance(value, date) else str(value)


def _figure(
    found: Gathering, form: ReportForm, indicator: Indicator, values: Sequence[AcceptedValue], labels: dict[str, str]
) -> Figure:
    code = f"bm.{form.code}.{indicator.code}"
    by_unit: dict[str, list[AcceptedValue]] = {}
    for value in sorted(values, key=lambda one: one.period):
        by_unit.setdefault(value.unit_code, []).append(value)
        if isinstance(value.value, Decimal):
            words = _filed(value, labels)
            found.sources.append(Source(code, "filing", value.filing_id, value.unit, words, value.value))
    of_units = (_one(indicator, own) for own in by_unit.values())
    numbers = [one.value for one in of_units if one.value is not None]
    whole = gather(indicator.across_units, numbers)
    number = whole.value if isinstance(whole.value, Decimal) else None
    note = f"{indicator.across_units.label} của các đơn vị đã báo cáo"
    return Figure(code=code, label=indicator.label, unit=indicator.unit or "", value=number, of=len(numbers), note=note)


def _one(indicator: Indicator, own: Sequence[AcceptedValue]) -> Gathered:
    """One unit's figure for the whole period out of its shorter ones."""
    return gather(indicator.across_periods, [one.value for one in own if one.value is not None])
