"""What step 6 results in: markets, the plan's targets, certificates, and what goes on in the next cycle."""

from collections import Counter
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.cycle.summary import Table
from ocop_workflow.operations.plans.targets import list_targets
from ocop_workflow.records.dossier_tables import Activity, Dossier, Market, Producer
from ocop_workflow.rulebook.dossiers.lifecycle import FINAL_STATES
from ocop_workflow.rulebook.dossiers.waits import wait_in
from ocop_workflow.rulebook.text import fold, vn_date
from ocop_workflow.vocabulary import ActivityKind, DossierState, Programme

MARKETS = (
    ActivityKind.FAIR,
    ActivityKind.SALES_POINT,
    ActivityKind.SUPERMARKET,
    ActivityKind.E_COMMERCE,
    ActivityKind.SALES,
)
AT_MARKET = (DossierState.RECOGNISED, DossierState.IN_PROMOTION)
TO_BE_ASKED_AGAIN = (DossierState.RENEWAL_DUE, DossierState.EXPIRED)


def products_to_invite(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Step 1: earlier recognised products whose certificate ends or has ended, with no new dossier yet."""
    again = aliased(Dossier)
    earlier = (
        select(Dossier, Producer.name)
        .join(Producer, col(Producer.id) == col(Dossier.producer_id), isouter=True)
        .where(Dossier.locality == running.plan.locality, col(Dossier.state).in_(TO_BE_ASKED_AGAIN))
        .where(~sa.exists().where(col(again.previous_id) == col(Dossier.id)))
        .order_by(col(Dossier.expires_on), col(Dossier.id))
    )
    rows = tuple(
        (dossier.code, dossier.product_name, producer or "", dossier.state.label, vn_date(dossier.expires_on))
        for dossier, producer in session.exec(earlier)
    )
    columns = ("Hồ sơ", "Sản phẩm", "Chủ thể", "Trạng thái", "Hết hạn")
    return (Table(title="Sản phẩm cần mời đánh giá lại", columns=columns, rows=rows),)


def participation(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Step 6: products in each kind of market this year, and in each event that the plan names."""
    took_part = (
        select(Activity, Dossier.id, Market.event_code)
        .join(Dossier, col(Dossier.id) == col(Activity.dossier_id))
        .join(Market, col(Market.id) == col(Activity.market_id), isouter=True)
        .where(
            Dossier.locality == running.plan.locality,
            col(Activity.kind).in_(MARKETS),
            col(Activity.on_day).between(running.cycle.starts_on, running.cycle.ends_on),
        )
    )
    products: dict[str, set[int]] = {kind: set() for kind in MARKETS}
    at_event: dict[str, set[int]] = {}
    times, money = Counter[str](), Counter[str]()
    for activity, dossier_id, event_code in session.exec(took_part):
        products[activity.kind].add(dossier_id or 0)
        for key in {fold(activity.name), event_code or ""}:
            at_event.setdefault(key, set()).add(dossier_id or 0)
        times[activity.kind] += 1
        money[activity.kind] += activity.amount_vnd or 0
    kinds = tuple((kind.label, str(len(products[kind])), str(times[kind]), _vnd(money[kind])) for kind in MARKETS)
    named = tuple(
        (
            event.name,
            event.clause,
            vn_date(event.on) if event.on else "không in",
            str(len(at_event.get(fold(event.name), set()) | at_event.get(event.code, set()))),
        )
        for event in running.plan.events
    )
    return (
        Table(
            title="Tham gia thị trường trong năm",
            columns=("Hình thức", "Sản phẩm", "Lượt", "Số tiền (đồng)"),
            rows=kinds,
        ),
        Table(
            title="Sự kiện kế hoạch nêu tên", columns=("Sự kiện", "Điều khoản", "Ngày", "Sản phẩm tham gia"), rows=named
        ),
    )


def targets(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """The plan's own OCOP targets: counted where the records can answer, entered by hand elsewhere."""
    rows = tuple(
        (
            line.measures,
            line.wanted,
            line.reached_in_words or line.answer.label,
            line.verdict,
            line.missing,
            line.clause,
        )
        for line in list_targets(session, running, today)
        if line.programme is not Programme.NTM
    )
    columns = ("Mục tiêu", "Cần đạt", "Đã đạt", "Kết quả", "Tình hình", "Điều khoản")
    return (Table(title="Mục tiêu của kế hoạch", columns=columns, rows=rows),)


def carried_over(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """What goes on in the next cycle: unfinished dossiers by state, and certificates that end in the year after."""
    unfinished = (
        select(Dossier.state, sa.func.count())
        .where(Dossier.locality == running.plan.locality, col(Dossier.state).not_in({*FINAL_STATES, *AT_MARKET}))
        .group_by(col(Dossier.state))
    )
    counts = {DossierState(state): count for state, count in session.exec(unfinished)}
    rows = []
    for state in DossierState:
        if state in counts:
            wait = wait_in(state)
            rows.append((state.label, str(counts[state]), wait.ask if wait else "Theo quyết định tiếp theo"))
    next_year = date(running.plan.year + 1, 1, 1), date(running.plan.year + 1, 12, 31)
    ending = (
        select(Dossier, Producer.name)
        .join(Producer, col(Producer.id) == col(Dossier.producer_id), isouter=True)
        .where(Dossier.locality == running.plan.locality, col(Dossier.state).not_in(FINAL_STATES))
        .where(col(Dossier.expires_on).between(*next_year))
        .order_by(col(Dossier.expires_on), col(Dossier.id))
    )
    certificates = tuple(
        (
            dossier.code,
            dossier.product_name,
            producer or "",
            vn_date(dossier.expires_on),
            vn_date(dossier.renewal_closes_on),
        )
        for dossier, producer in session.exec(ending)
    )
    columns = ("Hồ sơ", "Sản phẩm", "Chủ thể", "Hết hạn", "Hạn nộp đánh giá lại")
    return (
        Table(
            title="Hồ sơ chuyển sang chu trình sau", columns=("Trạng thái", "Hồ sơ", "Việc tiếp theo"), rows=tuple(rows)
        ),
        Table(title=f"Giấy chứng nhận hết hạn trong năm {running.plan.year + 1}", columns=columns, rows=certificates),
    )


def _vnd(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
