"""What steps 4 and 5 result in: which products are ready and what the others lack; rounds, stars, certificates."""

from collections import Counter
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.results import NO_COMMUNE, in_year
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.cycle.summary import Table
from ocop_workflow.operations.dossiers.documents import missing_of
from ocop_workflow.operations.evaluation.rounds import list_rounds
from ocop_workflow.records.dossier_tables import Dossier, DossierDocument, DossierLog
from ocop_workflow.records.tables import Unit
from ocop_workflow.rulebook.evaluation.council import covers
from ocop_workflow.rulebook.text import points_vn, vn_date
from ocop_workflow.vocabulary import DossierState, Step

BEING_MADE_READY = (DossierState.IMPLEMENTING, DossierState.READY)
IN_ROUND = (DossierState.SUBMITTED, DossierState.COMMUNE_REVIEW, DossierState.RETURNED)


def readiness(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Step 4, product by product: ready, or which papers are missing; and which paper is missing most."""
    waiting = (
        select(Dossier, Unit.name)
        .join(Unit, col(Unit.id) == col(Dossier.commune_id), isouter=True)
        .where(Dossier.locality == running.plan.locality, col(Dossier.state).in_(BEING_MADE_READY))
        .order_by(col(Unit.name), col(Dossier.id))
    )
    papers = (
        select(DossierDocument)
        .join(Dossier, col(Dossier.id) == col(DossierDocument.dossier_id))
        .where(Dossier.locality == running.plan.locality, col(Dossier.state).in_(BEING_MADE_READY))
    )
    held: dict[int, list[DossierDocument]] = {}
    for paper in session.exec(papers):
        held.setdefault(paper.dossier_id, []).append(paper)
    lacking: Counter[str] = Counter()
    regime = running.rules.regime(today)
    rows = []
    for dossier, commune in session.exec(waiting):
        missing = missing_of(regime, dossier, held.get(dossier.id or 0, []), today)
        lacking.update(missing)
        state = "Sẵn sàng đánh giá" if dossier.state is DossierState.READY else "; ".join(missing) or "Đủ tài liệu"
        rows.append((dossier.code, dossier.product_name, commune or NO_COMMUNE, state))
    return (
        Table(
            title="Tài liệu còn thiếu hoặc hết hiệu lực",
            columns=("Tài liệu", "Số sản phẩm"),
            rows=tuple((label, str(count)) for label, count in lacking.most_common()),
        ),
        Table(
            title="Sản phẩm đang triển khai",
            columns=("Hồ sơ", "Sản phẩm", "Xã, phường", "Sẵn sàng, hoặc còn thiếu"),
            rows=tuple(rows),
        ),
    )


def rounds(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Step 5: the rounds of the day's regime, or the local months where it has none; and who waits for which."""
    regime = running.rules.regime(today)
    held = [
        (
            one.level.label,
            f"trước ngày {_day_month(one.proposal_before)}",
            f"trước ngày {_day_month(one.result_before)}",
            one.clause,
        )
        for one in regime.rounds
    ]
    if not held:
        closes_on = vn_date(running.plan.window(Step.EVALUATION)[1])
        held = [("Theo địa phương", f"đến hết {closes_on}", "không quy định", f"{regime.number} không có đợt chung")]
    waiting = (
        sa.select(col(Dossier.round_closes_on), sa.func.count())
        .where(col(Dossier.locality) == running.plan.locality, col(Dossier.state).in_(IN_ROUND))
        .group_by(col(Dossier.round_closes_on))
        .order_by(col(Dossier.round_closes_on))
    )
    queue = tuple((vn_date(closes_on), str(count)) for closes_on, count in session.execute(waiting))
    columns = ("Cấp", "Đề nghị của cấp xã", "Kết quả", "Căn cứ")
    opened = [
        (
            f"{one.code} ({one.level.label.lower()})",
            f"đến hết {vn_date(one.proposals_close_on)}",
            f"đến hết {vn_date(one.results_due_on)}",
            f"{one.concluded}/{one.dossiers} hồ sơ, {one.sessions} phiên",
        )
        for one in list_rounds(session, today, year=running.plan.year)
        if covers(one.area, running.plan.locality)
    ]
    progress = ("Đợt", "Đề nghị", "Kết quả", "Đã kết luận")
    return (
        *((Table(title="Đợt đã mở", columns=progress, rows=tuple(opened)),) if opened else ()),
        Table(title="Đợt đánh giá", columns=columns, rows=tuple(held)),
        Table(title="Hồ sơ đang chờ đề nghị, theo ngày khóa sổ", columns=("Khóa sổ", "Hồ sơ"), rows=queue),
    )


def stars(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Step 5: results of the year by star rank, and each product with its minutes, decision and certificate."""
    minutes = (
        sa.select(col(DossierLog.dossier_id), sa.func.max(col(DossierLog.seq)).label("seq"))
        .where(col(DossierLog.action) == "record_score", in_year(running))
        .group_by(col(DossierLog.dossier_id))
        .subquery()
    )
    scored = (
        select(Dossier, DossierLog, Unit.name)
        .join(minutes, minutes.c.dossier_id == col(Dossier.id))
        .join(
            DossierLog,
            sa.and_(col(DossierLog.dossier_id) == minutes.c.dossier_id, col(DossierLog.seq) == minutes.c.seq),
        )
        .join(Unit, col(Unit.id) == col(Dossier.commune_id), isouter=True)
        .where(Dossier.locality == running.plan.locality)
        .order_by(col(Dossier.star_rank).desc(), col(Dossier.id))
    )
    rows, ranks = [], Counter[str]()
    for dossier, line, commune in session.exec(scored):
        ranks[f"{dossier.star_rank} sao: {dossier.state.label}"] += 1
        decision = f"{dossier.decision_no} ngày {vn_date(dossier.recognised_on)}" if dossier.decision_no else "chưa có"
        valid = f"đến hết {vn_date(dossier.expires_on)}" if dossier.expires_on else "chưa có"
        rows.append(
            (
                f"{dossier.code} {dossier.product_name}",
                commune or NO_COMMUNE,
                f"{_points(dossier.score)} điểm, {dossier.star_rank} sao ({dossier.level.label.lower()})",
                f"{line.paper_no} ngày {vn_date(line.paper_on)}",
                decision,
                valid,
            )
        )
    columns = ("Sản phẩm", "Xã, phường", "Kết quả", "Biên bản", "Quyết định", "Giấy chứng nhận")
    return (
        Table(
            title="Kết quả đánh giá trong năm",
            columns=("Hạng sao, trạng thái", "Số sản phẩm"),
            rows=tuple((label, str(count)) for label, count in ranks.items()),
        ),
        Table(title="Biên bản, quyết định, giấy chứng nhận", columns=columns, rows=tuple(rows)),
    )


def _points(score: Decimal | None) -> str:
    """«61,5», as offices write it."""
    return "?" if score is None else points_vn(score)


def _day_month(month_day: str) -> str:
    month, day = month_day.split("-")
    return f"{int(day)}/{int(month)}"
