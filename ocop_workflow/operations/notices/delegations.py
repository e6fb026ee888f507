"""Dated delegations (ủy quyền): recorded with their paper, asked for a day, ended early with a reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from ocop_workflow.errors import Conflict, NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import unit_of
from ocop_workflow.records.delegation_tables import Delegation
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.tables import Unit
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Desk


@dataclass(frozen=True)
class Seat:
    """A person at a desk of a unit, by the unit's code."""

    unit: str
    desk: Desk
    name: str


def delegate(
    session: Session,
    locality: str,
    principal: Seat,
    deputy: Seat,
    *,
    paper: Paper,
    starts_on: date,
    ends_on: date,
    actor: str,
    today: date,
    at: datetime,
) -> Delegation:
    """Record that the deputy receives and acts for the principal on these days, both inclusive.

    Raises:
        NotFound: a unit is unknown. Refused: the days are turned round or over, or somebody is his own deputy.
        Conflict: the desk has a deputy on one of these days already.
    """
    if ends_on < starts_on:
        raise Refused(f"Ngày cuối {vn_date(ends_on)} ở trước ngày đầu {vn_date(starts_on)}; sửa --from, --until.")
    if ends_on < today:
        raise Refused(f"Ủy quyền đã hết ngày {vn_date(ends_on)}, không còn thay ai; thông báo đã gửi không chuyển lại.")
    if paper.on > starts_on:
        raise Refused(f"Văn bản ủy quyền ngày {vn_date(paper.on)} có sau ngày bắt đầu {vn_date(starts_on)}.")
    unit = unit_of(session, locality, principal.unit)
    to_unit = unit_of(session, locality, deputy.unit)
    if principal.name.casefold() == deputy.name.casefold():
        raise Refused("Người ủy quyền và người được ủy quyền là một người.")
    session.exec(select(Unit.id).where(Unit.id == unit.id).with_for_update()).one()  # two at once see each other
    if (other := _overlapping(session, unit.id or 0, principal.desk, starts_on, ends_on)) is not None:
        raise Conflict(
            f"{unit.name} ({principal.desk.label}) đã có ủy quyền số {other.id} cho {other.deputy},"
            f" {_days(other)}. Kết thúc trước bằng «ocop delegation end {other.id}»."
        )
    made = Delegation(
        locality=locality,
        unit_id=unit.id or 0,
        desk=principal.desk,
        principal=principal.name,
        to_unit_id=to_unit.id or 0,
        to_desk=deputy.desk,
        deputy=deputy.name,
        paper_no=paper.number,
        paper_on=paper.on,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_on=today,
        recorded_by=actor,
        recorded_at=at,
    )
    session.add(made)
    session.flush()
    note_act(session, actor, "delegated", "delegation", made.id or 0, in_words(made), today, at)
    return made


def end_delegation(session: Session, number: int, *, reason: str, actor: str, today: date, at: datetime) -> Delegation:
    """From `today` on the principal receives again.

    Raises:
        NotFound: no such delegation. Refused: it is over or ended already, or no reason is given.
    """
    found = session.get(Delegation, number, with_for_update=True)
    if found is None:
        raise NotFound("ủy quyền", number, "Xem «ocop delegation list».")
    if not reason.strip():
        raise Refused("Thiếu lý do kết thúc ủy quyền.")
    if found.ended_on is not None or found.ends_on < today:
        over = found.ended_on or found.ends_on
        raise Refused(f"Ủy quyền số {number} đã hết ngày {vn_date(over)}, không cần kết thúc.")
    found.ended_on, found.ended_by, found.end_reason = today, actor, reason.strip()
    session.add(found)
    note_act(session, actor, "delegation_ended", "delegation", number, f"{in_words(found)}; {reason}", today, at)
    return found


def deputies_on(session: Session, unit_ids: Collection[int], day: date) -> dict[tuple[int, str], Delegation]:
    """Who receives for the desks of the units on the day, by unit and desk.

    Never followed further: who is authorised cannot authorise another.
    """
    on_day = (Delegation.starts_on <= day, Delegation.ends_on >= day)
    running_on = or_(col(Delegation.ended_on).is_(None), col(Delegation.ended_on) > day)
    found = session.exec(select(Delegation).where(col(Delegation.unit_id).in_(unit_ids), *on_day, running_on))
    return {(one.unit_id, one.desk): one for one in found}


def signs_as(session: Session, unit_id: int, name: str, day: date) -> str:
    """The name under an act of the unit: with the principal and the paper where the person is a deputy on the day."""
    for one in deputies_on(session, [unit_id], day).values():
        if one.deputy.casefold() == name.strip().casefold():
            return f"{name.strip()} (thay {one.principal}, ủy quyền số {one.paper_no} ngày {vn_date(one.paper_on)})"
    return name


def redirect(session: Session, notice: Notice, deputy: Delegation | None, today: date, at: datetime) -> None:
    """Write down who gets a notice instead of its desk; both names go into the log, once."""
    number = deputy.id if deputy else None
    if deputy is not None and notice.delegation_id != number:
        words = f"{notice.code}: {in_words(deputy)}"
        note_act(session, "hệ thống", "notice_redirected", "notice", notice.id or 0, words, today, at)
    notice.delegation_id = number


def in_words(delegation: Delegation) -> str:
    """«Trần B nhận thay Nguyễn A theo văn bản ủy quyền số 12/GUQ ngày 01/04/2024, từ 02/04/2024 đến hết 30/04/2024»."""
    paper = f"văn bản ủy quyền số {delegation.paper_no} ngày {vn_date(delegation.paper_on)}"
    return f"{delegation.deputy} thay {delegation.principal} theo {paper}, {_days(delegation)}"


@dataclass(frozen=True)
class DelegationLine:
    """One delegation as people read it; `stands` says how it stands on the day asked for."""

    id: int
    unit: str
    unit_code: str
    desk: Desk
    principal: str
    to_unit: str
    to_unit_code: str
    to_desk: Desk
    deputy: str
    paper_no: str
    paper_on: date
    starts_on: date
    ends_on: date
    ended_on: date | None
    stands: str


def list_delegations(
    session: Session, today: date, *, locality: str | None = None, unit: str | None = None, in_force: bool = False
) -> Sequence[DelegationLine]:
    """The delegations, oldest first; `in_force` only those of the day."""
    deputies = aliased(Unit)
    rows = (
        select(Delegation, Unit, deputies)
        .join(Unit, col(Unit.id) == col(Delegation.unit_id))
        .join(deputies, col(deputies.id) == col(Delegation.to_unit_id))
        .order_by(col(Delegation.starts_on), col(Delegation.id))
    )
    if locality:
        rows = rows.where(Delegation.locality == locality)
    if unit:
        rows = rows.where(or_(Unit.code == unit, deputies.code == unit))
    lines = [
        DelegationLine(
            id=one.id or 0,
            unit=of.name,
            unit_code=of.code,
            desk=one.desk,
            principal=one.principal,
            to_unit=to.name,
            to_unit_code=to.code,
            to_desk=one.to_desk,
            deputy=one.deputy,
            paper_no=one.paper_no,
            paper_on=one.paper_on,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            ended_on=one.ended_on,
            stands=_stands(one, today),
        )
        for one, of, to in session.exec(rows)
    ]
    return [line for line in lines if line.stands == _IN_FORCE] if in_force else lines


_IN_FORCE = "đang hiệu lực"


def _stands(one: Delegation, today: date) -> str:
    if one.ended_on is not None and one.ended_on <= today:
        return f"kết thúc sớm ngày {vn_date(one.ended_on)}"
    if today < one.starts_on:
        return "chưa bắt đầu"
    return _IN_FORCE if today <= one.ends_on else "đã hết"


def _overlapping(session: Session, unit_id: int, desk: Desk, first: date, last: date) -> Delegation | None:
    here = (Delegation.unit_id == unit_id, Delegation.desk == desk)
    days = (Delegation.starts_on <= last, Delegation.ends_on >= first)
    standing = or_(col(Delegation.ended_on).is_(None), col(Delegation.ended_on) > first)
    return session.exec(select(Delegation).where(*here, *days, standing)).first()


def _days(one: Delegation) -> str:
    return f"từ {vn_date(one.starts_on)} đến hết {vn_date(one.ends_on)}"
