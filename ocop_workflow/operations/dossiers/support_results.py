"""What step 4 gave to products: training and support by topic and office, and who asked for it and got none yet."""

import json
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.cycle.summary import Table
from ocop_workflow.operations.dossiers.activities import ABOUT_A_TOPIC
from ocop_workflow.records.dossier_tables import Activity, Dossier
from ocop_workflow.records.form_tables import FiledForm
from ocop_workflow.records.tables import Unit
from ocop_workflow.vocabulary import DossierState, SupportTopic

ASKED = "support"
"""The field of a business plan in which a producer says what it needs."""
BEING_CARRIED_OUT = (DossierState.BUSINESS_PLAN_APPROVED, DossierState.IMPLEMENTING)


def support_given(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Support of the year by topic, and the plans that asked for support and have none since."""
    products, times = sa.func.count(col(Activity.dossier_id).distinct()), sa.func.count()
    given = (
        sa.select(col(Activity.topic), col(Unit.name), products, times)
        .join(Dossier, col(Dossier.id) == col(Activity.dossier_id))
        .join(Unit, col(Unit.id) == col(Activity.unit_id), isouter=True)
        .where(
            col(Dossier.locality) == running.cycle.locality,
            col(Activity.kind).in_(ABOUT_A_TOPIC),
            col(Activity.on_day).between(running.cycle.starts_on, running.cycle.ends_on),
        )
        .group_by(col(Activity.topic), col(Unit.name))
        .order_by(col(Activity.topic), col(Unit.name))
    )
    rows = tuple(
        (SupportTopic(topic).label if topic else "chưa ghi nội dung", unit or "chưa ghi đơn vị", str(some), str(count))
        for topic, unit, some, count in session.execute(given)
    )
    columns = ("Nội dung", "Đơn vị", "Sản phẩm", "Lượt")
    asked = tuple(_asked(session, running))
    return (
        Table(title="Tập huấn, hỗ trợ trong năm", columns=columns, rows=rows),
        Table(
            title="Phương án có đề nghị hỗ trợ, chưa được hỗ trợ", columns=("Hồ sơ", "Sản phẩm", "Đề nghị"), rows=asked
        ),
    )


def _asked(session: Session, running: RunningCycle) -> list[tuple[str, str, str]]:
    helped = sa.exists().where(
        col(Activity.dossier_id) == col(Dossier.id),
        col(Activity.kind).in_(ABOUT_A_TOPIC),
        col(Activity.on_day) >= col(FiledForm.filed_on),
    )
    filed = (
        select(Dossier, FiledForm.content)
        .join(FiledForm, col(FiledForm.dossier_id) == col(Dossier.id))
        .where(Dossier.locality == running.cycle.locality, col(Dossier.state).in_(BEING_CARRIED_OUT), ~helped)
        .order_by(col(Dossier.id), col(FiledForm.id))
    )
    newest = {dossier.id: (dossier, json.loads(content).get(ASKED, "")) for dossier, content in session.exec(filed)}
    return [(dossier.code, dossier.product_name, wish) for dossier, wish in newest.values() if wish]
