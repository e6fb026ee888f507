"""What steps 1 to 3 result in, and the reports across them: tables for people, each one query on the set."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.cycle.summary import Table
from ocop_workflow.operations.reports.reports import AWAITED
from ocop_workflow.records.dossier_tables import Activity, Dossier, DossierLog, Producer
from ocop_workflow.records.tables import Assignment, Duty, Report, Unit
from ocop_workflow.rulebook.plans.plan import SURVEY_DUTY
from ocop_workflow.vocabulary import ActivityKind, AssignmentState, DossierState, ReportState, UnitKind

NO_COMMUNE = "Chưa xác định xã, phường"
GUIDED_BY = ("guide", "invite_again")
OWES_TRAINING = (
    DossierState.IDEA_ACCEPTED,
    DossierState.BUSINESS_PLAN_SUBMITTED,
    DossierState.BUSINESS_PLAN_RETURNED,
    DossierState.BUSINESS_PLAN_APPROVED,
    DossierState.IMPLEMENTING,
)


def reports_by_unit(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Each unit's reports of the cycle: accepted, waiting for acceptance, late, still ahead."""
    awaited, is_late = col(Report.state).in_(AWAITED), col(Report.due_on) < today
    counts = (
        _count_if(col(Report.state) == ReportState.ACCEPTED),
        _count_if(col(Report.state) == ReportState.SUBMITTED),
        _count_if(sa.and_(awaited, is_late)),
        _count_if(sa.and_(awaited, sa.not_(is_late))),
    )
    rows = (
        sa.select(col(Unit.name), *counts)
        .join(Report, col(Report.unit_id) == col(Unit.id))
        .where(col(Report.cycle_id) == running.id)
        .group_by(col(Unit.name))
        .order_by(counts[2].desc(), col(Unit.name))
    )
    columns = ("Đơn vị", "Đã chấp nhận", "Chờ chấp nhận", "Quá hạn", "Chưa đến hạn")
    return (Table(title="Báo cáo theo đơn vị", columns=columns, rows=_cells(session, rows)),)


def potential_products(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Step 1, commune by commune: survey, products identified this year, guided, not guided yet, from earlier years."""
    this_year = col(Dossier.opened_in_year) == running.plan.year
    not_guided = col(Dossier.state) == DossierState.IDENTIFIED
    counts = (
        _count_if(sa.and_(this_year, _was_moved_by("identify"))),
        _count_if(_was_moved_by(*GUIDED_BY)),
        _count_if(sa.and_(not_guided, this_year)),
        _count_if(sa.and_(not_guided, sa.not_(this_year))),
    )
    survey = (
        sa.select(col(Assignment.state))
        .join(Duty, col(Duty.id) == col(Assignment.duty_id))
        .where(
            col(Assignment.cycle_id) == running.id,
            col(Assignment.unit_id) == col(Unit.id),
            col(Duty.code) == SURVEY_DUTY,
        )
        .limit(1)
        .scalar_subquery()
    )
    rows = (
        sa.select(col(Unit.name), survey, *counts)
        .join(Dossier, col(Dossier.commune_id) == col(Unit.id), isouter=True)
        .where(col(Unit.locality) == running.plan.locality, col(Unit.kind) == UnitKind.COMMUNE)
        .where(sa.or_(col(Unit.valid_to).is_(None), col(Unit.valid_to) >= running.cycle.starts_on))
        .group_by(col(Unit.id), col(Unit.name))
        .order_by(col(Unit.name))
    )
    found = [(name, _survey(state), *map(str, numbers)) for name, state, *numbers in session.execute(rows)]
    nowhere = sa.select(*counts).where(_here(running), col(Dossier.commune_id).is_(None))
    for numbers in session.execute(nowhere.having(sa.func.count() > 0)):
        found.append((NO_COMMUNE, "", *map(str, numbers)))
    columns = (
        "Xã, phường",
        "Khảo sát",
        "Xác định trong năm",
        "Đã hướng dẫn",
        "Chưa hướng dẫn",
        "Từ năm trước, chưa hướng dẫn",
    )
    silent = [name for name, state, *_ in found if state != AssignmentState.DONE.label and name != NO_COMMUNE]
    named = Table(
        title="Xã, phường chưa có kết quả khảo sát", columns=("Xã, phường",), rows=tuple((name,) for name in silent)
    )
    return (Table(title="Sản phẩm tiềm năng và hướng dẫn", columns=columns, rows=tuple(found)), named)


def ideas(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Step 2: ideas of the cycle by commune and product group."""
    return (
        _decided(
            session,
            running,
            "Ý tưởng sản phẩm trong năm",
            {
                "Nhận": ("submit_idea",),
                "Chấp nhận": ("accept_idea",),
                "Trả lại": ("send_back_idea", "return_idea"),
                "Không chấp nhận": ("reject_idea",),
                "Hết hiệu lực": ("lapse_idea",),
            },
        ),
    )


def business_plans(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Step 3: business plans of the cycle by commune and product group."""
    return (
        _decided(
            session,
            running,
            "Phương án sản xuất kinh doanh trong năm",
            {
                "Nhận": ("submit_business_plan",),
                "Duyệt": ("approve_business_plan",),
                "Trả lại": ("return_business_plan",),
                "Không duyệt": ("reject_business_plan",),
                "Không nộp, hết hạn": ("lapse_accepted_idea",),
                "Hết hiệu lực": ("lapse_business_plan",),
            },
        ),
    )


def training_owed(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Step 3: producers on the way from an accepted idea to a product, with no training recorded this cycle."""
    trained = (
        sa.select(col(Dossier.producer_id))
        .join(Activity, col(Activity.dossier_id) == col(Dossier.id))
        .where(
            col(Activity.kind) == ActivityKind.TRAINING,
            col(Activity.on_day).between(running.cycle.starts_on, running.cycle.ends_on),
            col(Dossier.producer_id).is_not(None),
        )
    )
    rows = (
        sa.select(col(Producer.name), sa.func.coalesce(sa.func.min(col(Unit.name)), NO_COMMUNE), sa.func.count())
        .join(Dossier, col(Dossier.producer_id) == col(Producer.id))
        .join(Unit, col(Unit.id) == col(Dossier.commune_id), isouter=True)
        .where(_here(running), col(Dossier.state).in_(OWES_TRAINING), col(Producer.id).not_in(trained))
        .group_by(col(Producer.id), col(Producer.name))
        .order_by(col(Producer.name))
    )
    columns = ("Chủ thể", "Xã, phường", "Số sản phẩm")
    return (Table(title="Chủ thể chưa được tập huấn trong năm", columns=columns, rows=_cells(session, rows)),)


def _decided(session: Session, running: RunningCycle, title: str, moves: Mapping[str, Sequence[str]]) -> Table:
    """How many dossiers had each of the moves in the year, by commune and group; the sum in the last row."""
    action, dossier = col(DossierLog.action), col(DossierLog.dossier_id)
    counts = [sa.func.count(sa.case((action.in_(names), dossier)).distinct()) for names in moves.values()]
    commune, group = sa.func.coalesce(col(Unit.name), NO_COMMUNE), col(Dossier.product_group)
    chosen = (
        sa.select()
        .select_from(DossierLog)
        .join(Dossier, col(Dossier.id) == dossier)
        .join(Unit, col(Unit.id) == col(Dossier.commune_id), isouter=True)
        .where(_here(running), in_year(running), action.in_([name for names in moves.values() for name in names]))
    )
    rows = chosen.add_columns(commune, group, *counts).group_by(commune, group).order_by(commune, group.nulls_last())
    found = [(name, group_name(number), *map(str, numbers)) for name, number, *numbers in session.execute(rows)]
    if found:
        found.append(("Cộng", "", *map(str, session.execute(chosen.add_columns(*counts)).one())))
    return Table(title=title, columns=("Xã, phường", "Nhóm sản phẩm", *moves), rows=tuple(found))


def in_year(running: RunningCycle) -> sa.ColumnElement[bool]:
    """A log line of the cycle's year."""
    return col(DossierLog.on_day).between(running.cycle.starts_on, running.cycle.ends_on)


def group_name(number: int | None) -> str:
    """«Nhóm 1»."""
    return "chưa xác định" if number is None else f"Nhóm {number}"


def _was_moved_by(*actions: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(col(DossierLog.dossier_id) == col(Dossier.id), col(DossierLog.action).in_(actions))


def _survey(state: str | None) -> str:
    return "chưa giao" if state is None else AssignmentState(state).label


def _here(running: RunningCycle) -> sa.ColumnElement[bool]:
    return col(Dossier.locality) == running.plan.locality


def _count_if(condition: Any) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((condition, 1)))


def _cells(session: Session, rows: sa.Select[Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(cell) for cell in row) for row in session.execute(rows))
