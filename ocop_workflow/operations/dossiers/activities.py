"""What is done for or by products beside their moves: guidance, training, support, sales; one entry, many products."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.records.dossier_tables import Activity, Dossier
from ocop_workflow.records.tables import Unit
from ocop_workflow.vocabulary import ActivityKind, SupportTopic

ABOUT_A_TOPIC = (ActivityKind.GUIDANCE, ActivityKind.TRAINING, ActivityKind.SUPPORT)


@dataclass(frozen=True)
class Support:
    """What a training or a support measure is about, and the office that gives it."""

    topic: SupportTopic | None = None
    unit: Unit | None = None


def record_activity(
    session: Session,
    *dossiers: Dossier,
    kind: ActivityKind,
    on_day: date,
    name: str,
    amount_vnd: int | None,
    paper_no: str | None,
    actor: str,
    today: date,
    at: datetime,
    support: Support | None = None,
) -> list[Activity]:
    """Store something done for or by these products, for each of them.

    Raises:
        Refused: no product, no name, a day ahead, a negative amount, or a topic where there is none.
    """
    support = support or Support()
    against = [] if name.strip() else ["Thiếu tên hoạt động"]
    if on_day > today:
        against.append(f"Ngày {on_day:%d/%m/%Y} ở sau hôm nay")
    if amount_vnd is not None and amount_vnd < 0:
        against.append("Số tiền không được âm")
    if amount_vnd is not None and len(dossiers) > 1:
        against.append("Số tiền ghi cho từng hồ sơ một")
    if support.topic is not None and kind not in ABOUT_A_TOPIC:
        kinds = ", ".join(known.label for known in ABOUT_A_TOPIC)
        against.append(f"Nội dung hỗ trợ (--topic) chỉ đi cùng: {kinds}")
    if against or not dossiers:
        codes = ", ".join(dossier.code for dossier in dossiers) or "nào"
        raise Refused(f"Chưa ghi được hoạt động của hồ sơ {codes}:", against or ["Chưa nêu hồ sơ"])
    made = [
        Activity(
            dossier_id=dossier.id or 0,
            kind=kind,
            on_day=on_day,
            name=name.strip(),
            amount_vnd=amount_vnd,
            paper_no=paper_no,
            topic=support.topic,
            unit_id=support.unit.id if support.unit else None,
            recorded_by=actor,
            recorded_at=at,
        )
        for dossier in {dossier.id: dossier for dossier in dossiers}.values()
    ]
    session.add_all(made)
    session.flush()
    return made


def activities_of(session: Session, dossier: Dossier) -> list[Activity]:
    """What was recorded of a product, oldest first."""
    done = select(Activity).where(Activity.dossier_id == dossier.id)
    return list(session.exec(done.order_by(col(Activity.on_day), col(Activity.id))))
