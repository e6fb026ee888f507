"""Xác nhận đã nhận: spares the second reminder, never the lateness; what found no channel is handed over."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.notify.channels import Channels
from ocop_workflow.operations.cycle.running import unit_of
from ocop_workflow.operations.notices.acknowledgements import BY_HAND, acknowledge
from ocop_workflow.operations.notices.digests import digest_of
from ocop_workflow.operations.notices.notice_lookup import list_notices
from ocop_workflow.operations.notices.outbox import deliver
from ocop_workflow.operations.notices.reminders import remind
from ocop_workflow.operations.reports.filing import submit_report
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.notice_tables import Notice, NoticeDelivery, NoticeLine
from ocop_workflow.records.tables import ActLog
from ocop_workflow.vocabulary import Desk, NoticeState, Rung
from tests.operations.conftest import AT, UONG_BI, City

FIRST_REMINDER, SECOND_REMINDER = date(2024, 3, 13), date(2024, 3, 15)  # March 2024 is due on Monday the 18th
UNIT, OTHER = "phong-tai-chinh-ke-hoach", "phuong-bac-son"


def watch(city: City, today: date) -> None:
    with city.work() as session:
        cycle = city.cycle(session, UONG_BI, today)
        raise_reports(session, cycle, today)
        remind(session, cycle, today=today, at=AT, reports=True)


def notice_of(session: Session, code: str, desk: Desk = Desk.OFFICE) -> Notice:
    unit = unit_of(session, "quang-ninh.uong-bi", code)
    found = select(Notice).where(Notice.unit_id == unit.id, Notice.desk == desk).order_by(col(Notice.id).desc())
    return session.exec(found).first() or pytest.fail(f"no notice for {code}")


def ack(city: City, code: str, today: date) -> None:
    with city.work() as session:
        notice = notice_of(session, code)
        acknowledge(session, notice, digest_of(session, notice, today), actor="Lê Mẫu", today=today, at=AT)


def rungs(city: City, code: str) -> list[Rung]:
    with city.look() as session:
        unit = unit_of(session, "quang-ninh.uong-bi", code)
        lines = select(NoticeLine).where(NoticeLine.unit_id == unit.id, NoticeLine.desk == Desk.OFFICE)
        return [line.rung for line in session.exec(lines.order_by(col(NoticeLine.id)))]


class TestWhatItChanges:
    def test_the_second_reminder_is_spared_but_lateness_climbs(self, city: City, tmp_path: Path) -> None:
        watch(city, FIRST_REMINDER)
        deliver(city.work, Channels.mailbox(tmp_path), today=FIRST_REMINDER, now=lambda: AT)
        ack(city, UNIT, FIRST_REMINDER)
        watch(city, SECOND_REMINDER)
        assert rungs(city, UNIT) == [Rung.BEFORE_FIRST]
        assert Rung.BEFORE_SECOND in rungs(city, OTHER)
        watch(city, date(2024, 3, 19))
        watch(city, date(2024, 3, 21))
        assert rungs(city, UNIT) == [Rung.BEFORE_FIRST, Rung.LATE_UNIT, Rung.LATE_HEAD]

    def test_the_head_reads_that_the_office_knew(self, city: City, tmp_path: Path) -> None:
        watch(city, FIRST_REMINDER)
        ack(city, UNIT, FIRST_REMINDER)
        late = date(2024, 3, 21)
        watch(city, late)
        with city.look() as session:
            text = digest_of(session, notice_of(session, UNIT, Desk.HEAD), late)
            other = digest_of(session, notice_of(session, OTHER, Desk.HEAD), late)
        assert text is not None
        assert other is not None
        assert "đơn vị đã xác nhận nhận thông báo ngày 13/03/2024 (Lê Mẫu)" in text[1]
        assert "đã xác nhận" not in other[1]


class TestWhatItNeeds:
    def test_what_found_no_channel_is_taken_as_handed_over(self, city: City, tmp_path: Path) -> None:
        watch(city, FIRST_REMINDER)
        ack(city, UNIT, FIRST_REMINDER)
        with city.look() as session:
            notice = notice_of(session, UNIT)
            (delivery,) = session.exec(select(NoticeDelivery)).all()
            (act,) = session.exec(select(ActLog).where(ActLog.action == "notice_acknowledged")).all()
        assert (notice.state, notice.acknowledged_on, notice.acknowledged_by) == (
            NoticeState.SENT, FIRST_REMINDER, "Lê Mẫu",
        )  # fmt: skip
        assert "tháng 3/2024" in (notice.body or "")
        assert delivery.target == BY_HAND
        assert (act.actor, act.detail) == ("Lê Mẫu", f"{notice.code}; trao tay, vì trước đó «Chờ gửi»")
        done = deliver(city.work, Channels.mailbox(tmp_path), today=FIRST_REMINDER, now=lambda: AT)
        assert notice.code not in {path.stem for path in tmp_path.rglob("*.txt")}
        assert done.sent > 0

    def test_once_is_enough_and_what_is_settled_needs_none(self, city: City) -> None:
        watch(city, FIRST_REMINDER)
        ack(city, UNIT, FIRST_REMINDER)
        with pytest.raises(Refused, match="đã được xác nhận ngày 13/03/2024, bởi Lê Mẫu"):
            ack(city, UNIT, FIRST_REMINDER)
        with city.work() as session:
            cycle = city.cycle(session, UONG_BI, FIRST_REMINDER)
            for period in ("2024-M03", "2024-Q1"):
                submit_report(session, cycle, OTHER, period, actor="mẫu", today=FIRST_REMINDER, at=AT, is_nothing=True)
        with pytest.raises(Refused, match="mọi việc trong đó đã xong"):
            ack(city, OTHER, FIRST_REMINDER)

    def test_what_was_sent_and_never_confirmed_can_be_listed(self, city: City, tmp_path: Path) -> None:
        watch(city, FIRST_REMINDER)
        deliver(city.work, Channels.mailbox(tmp_path), today=FIRST_REMINDER, now=lambda: AT)
        ack(city, UNIT, FIRST_REMINDER)
        with city.look() as session:
            unread = {line.unit_code for line in list_notices(session, cycle=UONG_BI, unread=True)}
        assert OTHER in unread
        assert UNIT not in unread
