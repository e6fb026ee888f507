"""Notices as they read now: their lines looked up again, those that are settled left out."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, SQLModel, col, select

from ocop_workflow.operations.notices.acknowledgements import acknowledged
from ocop_workflow.operations.notices.delegations import deputies_on, in_words
from ocop_workflow.operations.notices.notice_subjects import still_open
from ocop_workflow.operations.plans.plans import plan_of
from ocop_workflow.records.delegation_tables import Delegation
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.tables import Cycle, PlanVersion, Unit
from ocop_workflow.rulebook.notices.digest import DigestHead, DigestLine, write_digest
from ocop_workflow.vocabulary import CycleState

Text = tuple[str, str]


def digest_of(session: Session, notice: Notice, today: date) -> Text | None:
    """Title and body as of `today`, or None when nothing of it is open any more."""
    return digests_of(session, [notice], today).get(notice.id or 0)


def digests_of(session: Session, notices: Sequence[Notice], today: date) -> dict[int, Text]:
    """Title and body of each notice as of `today`, by its row; one with nothing open any more is left out."""
    kept = companions(session, notices)
    opened = {
        notice.id or 0: notice
        for notice in notices
        if session.get_one(Cycle, notice.cycle_id).state is not CycleState.CLOSED
    }
    wanted = select(NoticeLine).where(col(NoticeLine.notice_id).in_(opened)).order_by(col(NoticeLine.id))
    lines = session.exec(wanted).all()
    found, read = still_open(session, lines), acknowledged(session, lines)
    of_notice: dict[int, list[DigestLine]] = {}
    for line in lines:
        make = found.get((line.subject, line.subject_id, line.visit))
        if make is None or line.notice_id is None:
            continue
        notice = opened[line.notice_id]
        fields, unit_id = make
        owner_id = unit_id or session.get_one(Cycle, notice.cycle_id).standing_unit_id
        of_notice.setdefault(line.notice_id, []).append(
            DigestLine(
                subject=line.subject,
                subject_id=line.subject_id,
                rung=line.rung,
                visit=line.visit,
                is_own=owner_id == notice.unit_id,
                read=read.get((owner_id, line.subject, line.subject_id, line.visit), ""),
                **fields,
            )
        )
    deputies = deputies_on(session, {notice.unit_id for notice in opened.values()}, today)
    texts = {
        number: write_digest(_head(session, opened[number], deputies.get(_desk(opened[number]))), mine, today)
        for number, mine in of_notice.items()
    }
    del kept
    return texts


def companions(session: Session, notices: Sequence[Notice]) -> list[SQLModel]:
    """Cycles, plans and units of the notices, to be held while they are used: a session forgets what nobody holds."""
    cycles = session.exec(select(Cycle).where(col(Cycle.id).in_({notice.cycle_id for notice in notices}))).all()
    versions = {cycle.plan_version_id for cycle in cycles}
    units = {notice.unit_id for notice in notices} | {cycle.standing_unit_id for cycle in cycles}
    return [
        *cycles,
        *session.exec(select(PlanVersion).where(col(PlanVersion.id).in_(versions))),
        *session.exec(select(Unit).where(col(Unit.id).in_(units))),
    ]


def _desk(notice: Notice) -> tuple[int, str]:
    return notice.unit_id, notice.desk


def _head(session: Session, notice: Notice, deputy: Delegation | None) -> DigestHead:
    cycle = session.get_one(Cycle, notice.cycle_id)
    plan = plan_of(session.get_one(PlanVersion, cycle.plan_version_id))
    standing = session.get_one(Unit, cycle.standing_unit_id)
    contact = " – ".join(filter(None, (plan.contact.name, plan.contact.phone)))
    call = (
        f"{standing.name} ({contact})" if contact else f"{standing.name} (chưa khai báo người, số điện thoại liên hệ)"
    )
    return DigestHead(
        notice.code,
        cycle.locality_name,
        cycle.code,
        session.get_one(Unit, notice.unit_id).name,
        notice.desk,
        standing.name,
        call,
        in_words(deputy) if deputy else "",
    )
