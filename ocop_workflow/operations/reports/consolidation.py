"""Consolidated reports: made from accepted reports and the engine's own sets, kept whole, corrected by a new number."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ocop_workflow.errors import Conflict, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.plans.targets import list_targets
from ocop_workflow.operations.reports.consolidation_lookup import content_of, latest
from ocop_workflow.operations.reports.consolidation_reports import Gathering, gather_reports
from ocop_workflow.operations.reports.consolidation_sets import put_duties, put_products, put_targets
from ocop_workflow.records.consolidation_tables import Consolidation, ConsolidationSource
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import Unit
from ocop_workflow.rulebook.days.periods import Period
from ocop_workflow.rulebook.reports.consolidated import (
    Consolidated,
    TargetStand,
    UnitLine,
    corrections,
    engine_groups,
)
from ocop_workflow.rulebook.text import vn_date

_OF_UNIT = {
    "bc.phai-nop": "expected",
    "bc.da-duyet": "accepted",
    "bc.dung-han": "on_time",
    "bc.qua-han": "overdue",
    "nv.giao": "given",
    "nv.xong": "done",
    "nv.qua-han": "late",
}


@dataclass(frozen=True)
class Made:
    """The consolidated report, whether it is new, and what it corrects in the one before."""

    row: Consolidation
    content: Consolidated
    is_new: bool
    changes: tuple[str, ...]


def figures_window(running: RunningCycle, period: Period) -> tuple[date, date]:
    """The days whose figures the period reports: by the cut-off of the plan, where it has one."""
    cut_off = running.plan.due_days.cut_off if running.plan.due_days else None
    return period.window(cut_off.day if cut_off else None) or (period.starts_on, period.ends_on)


def consolidate(
    session: Session,
    running: RunningCycle,
    period: Period,
    *,
    actor: str,
    today: date,
    at: datetime,
    reason: str = "",
    signer: str | None = None,
) -> Made:
    """Make the report of the period, or its next correction; with nothing changed the last one is given back.

    Raises:
        Refused: the period has not begun. Conflict: somebody else has just made it.
    """
    first, last = figures_window(running, period)
    if today < first:
        raise Refused(f"Kỳ {period.label} lấy số liệu từ ngày {vn_date(first)}, chưa bắt đầu; chưa có gì để tổng hợp.")
    before = latest(session, running, period)
    correction = before.correction + 1 if before else 0
    made = Consolidation(
        cycle_id=running.id,
        period=period.code,
        correction=correction,
        figures_from=first,
        figures_to=min(last, today),
        content_sha256="",
        data="",
        reason=reason,
        replaces=_called(before) if before else "",
        plan_version_id=running.cycle.plan_version_id,
        signer=signer,
        made_on=today,
        made_by=actor,
        made_at=at,
    )
    trial = session.begin_nested()
    try:
        session.add(made)
        session.flush()
    except IntegrityError:
        raise Conflict(
            f"Báo cáo tổng hợp {period.label} vừa được người khác lập; xem «ocop report consolidations»."
        ) from None
    content = _content(session, running, period, made, today)
    made.content_sha256 = _hash(content)
    if before is not None and before.content_sha256 == made.content_sha256:
        trial.rollback()
        return Made(before, content_of(before), False, ())
    changes = tuple(corrections(content_of(before), content)) if before else ()
    content = content.model_copy(update={"changes": changes})
    made.data, made.reason = content.model_dump_json(), reason.strip() or (changes[0] if changes else "")
    session.add(made)
    trial.commit()
    words = f"{made.code}: {period.label}, " + (
        f"điều chỉnh lần {correction}: {made.reason}" if before else "lập lần đầu"
    )
    note_act(session, actor, "consolidated", "consolidation", made.id or 0, words, today, at)
    return Made(made, content, True, changes)


def _called(before: Consolidation) -> str:
    if before.paper_no:
        return f"báo cáo số {before.paper_no} ngày {vn_date(before.paper_on)}"
    return f"bản lập ngày {vn_date(before.made_on)} ({before.code})"


def _content(session: Session, running: RunningCycle, period: Period, made: Consolidation, today: date) -> Consolidated:
    number, plan = made.id or 0, running.plan
    reports = gather_reports(session, running, period, today)
    put_products(session, number, running, made.figures_from, made.figures_to)
    put_duties(session, number, running, made.figures_to)
    put_targets(session, number, running, made.figures_to)
    _keep(session, number, reports)
    own, *rest = engine_groups(_counts(session, number))
    return Consolidated(
        cycle=running.cycle.code,
        locality_name=running.cycle.locality_name,
        year=running.cycle.year,
        period=period.code,
        period_label=period.label,
        figures_from=made.figures_from,
        figures_to=made.figures_to,
        counted_on=today,
        plan_cited=plan.document.cited,
        plan_title=plan.document.title,
        groups=(own, *reports.groups, *rest),
        units=_units(session, running, number),
        missing=tuple(reports.missing),
        said=tuple(reports.said),
        targets=tuple(
            TargetStand(
                code=f"mt.{one.code}",
                measures=one.measures,
                wanted=one.wanted,
                reached=one.reached_in_words,
                verdict=one.verdict,
                source=one.source or one.missing,
            )
            for one in list_targets(session, running, made.figures_to)
            if one.programme.value != "ntm"
        ),
    )


def _keep(session: Session, number: int, reports: Gathering) -> None:
    rows = [
        {
            "consolidation_id": number, "figure": one.figure, "kind": one.kind, "subject_id": one.subject_id,
            "unit": one.unit, "label": one.label, "value": one.value,
        }
        for one in reports.sources
    ]  # fmt: skip
    if rows:
        session.execute(table_of(ConsolidationSource).insert(), rows)


def _counts(session: Session, number: int) -> dict[str, int]:
    columns = table_of(ConsolidationSource).c
    rows = sa.select(columns.figure, sa.func.count()).where(columns.consolidation_id == number).group_by(columns.figure)
    return {figure: count for figure, count in session.execute(rows)}


def _units(session: Session, running: RunningCycle, number: int) -> tuple[UnitLine, ...]:
    """How each unit that owes a report or a duty stands, by name."""
    columns = table_of(ConsolidationSource).c
    rows = (
        sa.select(columns.unit, columns.figure, sa.func.count())
        .where(columns.consolidation_id == number, columns.figure.in_(_OF_UNIT))
        .group_by(columns.unit, columns.figure)
    )
    codes = dict(session.exec(select(Unit.name, Unit.code).where(Unit.locality == running.cycle.locality)).all())
    found: dict[str, dict[str, int]] = {}
    for unit, figure, count in session.execute(rows):
        found.setdefault(unit, {})[_OF_UNIT[figure]] = count
    return tuple(UnitLine(code=codes[unit], unit=unit, **counts) for unit, counts in sorted(found.items()))


def _hash(content: Consolidated) -> str:
    """Of everything but the day of counting and the days of lateness, which grow by themselves."""
    said = content.model_dump(
        mode="json", exclude={"counted_on": True, "changes": True, "missing": {"__all__": {"why"}}}
    )
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
