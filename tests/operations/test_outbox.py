"""The outbox: sent after the commit, kept on failure, never lost in a crash, at most one message repeated."""

import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from ocop_workflow.notify.channels import Channels
from ocop_workflow.operations.notices.outbox import BACK_OFF, GIVE_UP_AFTER, Delivered, deliver
from ocop_workflow.operations.notices.outbox_claims import BATCH, LEASE, LOOK_AGAIN, RESERVED_FOR
from ocop_workflow.operations.notices.reminders import remind
from ocop_workflow.operations.reports.filing import submit_report
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.notice_tables import Notice, NoticeDelivery
from ocop_workflow.records.tables import Unit
from ocop_workflow.vocabulary import NoticeState
from tests.notify.servers import free_port
from tests.operations.conftest import AT, UONG_BI, City

DAY = date(2024, 4, 19)


def owe(city: City, today: date = DAY) -> int:
    with city.work() as session:
        cycle = city.cycle(session, UONG_BI, today)
        raise_reports(session, cycle, today)
        return remind(session, cycle, today=today, at=AT, reports=True).notices


def run(city: City, channels: Channels, at: datetime = AT, today: date = DAY) -> Delivered:
    return deliver(city.work, channels, today=today, now=lambda: at)


def notices(city: City) -> list[Notice]:
    with city.look() as session:
        return list(session.exec(select(Notice)))


def mail_only_for(tmp_path: Path, tag: str, port: int) -> Channels:
    file = tmp_path / "channels.yaml"
    file.write_text(
        f"urls:\n  - mailto://127.0.0.1:{port}/?from=ocop@mau.example&to=xa@mau.example:\n      - tag: {tag}\n",
        encoding="utf-8",
    )
    return Channels.from_file(file)


class TestMailbox:
    """Without a channels file the first run shows real messages as readable files."""

    def test_every_owed_notice_becomes_one_file_and_is_stamped(self, city, tmp_path):
        owed = owe(city)
        assert run(city, Channels.mailbox(tmp_path)) == Delivered(sent=owed)
        assert len(list(tmp_path.rglob("*.txt"))) == owed
        kept = notices(city)
        assert {notice.state for notice in kept} == {NoticeState.SENT}
        assert all(notice.sent_at == AT and notice.title and notice.body for notice in kept)

    def test_a_second_delivery_sends_nothing(self, city, tmp_path):
        owe(city)
        run(city, Channels.mailbox(tmp_path))
        assert run(city, Channels.mailbox(tmp_path), AT + timedelta(days=2)) == Delivered()

    def test_a_notice_whose_reports_have_come_in_is_withdrawn(self, city, tmp_path):
        owe(city)
        with city.work() as session:
            cycle = city.cycle(session, UONG_BI, DAY)
            for period in ("2024-M03", "2024-Q1", "2024-M04"):
                submit_report(session, cycle, "phuong-bac-son", period, actor="mẫu", today=DAY, at=AT, is_nothing=True)
        assert run(city, Channels.mailbox(tmp_path)).withdrawn > 0
        assert not (tmp_path / "quang-ninh.uong-bi.phuong-bac-son").exists()


class TestNoTarget:
    """«No target for this tag» is a visible state of the notice, not silence."""

    def test_it_is_seen_and_sent_once_the_channel_is_declared(self, city, tmp_path):
        owed = owe(city)
        first = run(city, mail_only_for(tmp_path, "khong.co.ai", free_port()))
        assert first == Delivered(no_target=owed)
        assert all(
            notice.state is NoticeState.NO_TARGET and "kênh" in (notice.last_error or "") for notice in notices(city)
        )
        assert run(city, Channels.mailbox(tmp_path / "mb"), AT + LOOK_AGAIN) == Delivered(sent=owed)


class TestFailure:
    """Failure keeps the notice and retries with back-off; after 72 hours a person must see to it."""

    def test_a_server_that_is_down_is_tried_again_later_and_at_last_given_up(self, city, tmp_path):
        owe(city)
        tag = "quang-ninh.uong-bi.phuong-bac-son"
        channels = mail_only_for(tmp_path, tag, free_port())
        assert run(city, channels).later == 1
        assert run(city, channels, AT + timedelta(seconds=30)).later == 0, "not before its time"
        waiting = next(notice for notice in notices(city) if notice.attempts == 1)
        assert waiting.state is NoticeState.OWED
        assert waiting.next_attempt_at == AT + BACK_OFF[0]
        assert waiting.last_error
        assert run(city, channels, AT + BACK_OFF[0]).later == 1
        assert run(city, channels, AT + GIVE_UP_AFTER + timedelta(minutes=1)).given_up == 1
        assert run(city, channels, AT + timedelta(days=30)).given_up == 0


class TestCrash:
    """A crash between sending and stamping may repeat one message, never lose one."""

    KILLED_AFTER_SENDING = """
import os, sys
from datetime import date, datetime, UTC
from pathlib import Path
from ocop_workflow.notify.channels import Channels
from ocop_workflow.operations.notices import outbox
from ocop_workflow.records.session import unit_of_work
url, folder = sys.argv[1:]
from ocop_workflow.notify.channels import Target
send = Target.send
Target.send = lambda *given: (send(*given), os._exit(137))
outbox.deliver(lambda: unit_of_work(url), Channels.mailbox(Path(folder)), today=date(2024, 4, 19),
               now=lambda: datetime(2026, 11, 22, 3, 0, tzinfo=UTC))
"""

    def test_the_next_run_sends_all_and_repeats_one_at_most(self, city, tmp_path):
        owed = owe(city)
        killed = subprocess.run([sys.executable, "-c", self.KILLED_AFTER_SENDING, city.url, str(tmp_path)], check=False)
        assert killed.returncode == 137
        in_hand = [notice for notice in notices(city) if notice.state is NoticeState.SENDING]
        assert len(in_hand) == 1
        assert run(city, Channels.mailbox(tmp_path), AT).sent == max(0, owed - BATCH), "what is reserved is left alone"
        before_the_lease_ends = run(city, Channels.mailbox(tmp_path), AT + RESERVED_FOR + timedelta(seconds=1))
        assert before_the_lease_ends.sent == min(owed, BATCH) - 1, "and what is in somebody's hand, longer"
        assert run(city, Channels.mailbox(tmp_path), AT + LEASE + timedelta(seconds=1)).sent == 1
        kept = notices(city)
        assert {notice.state for notice in kept} == {NoticeState.SENT}
        assert [notice.id for notice in kept if notice.may_be_doubled] == [in_hand[0].id], "and only that one is marked"

    def test_a_target_that_has_it_is_left_out_of_a_retry(self, city, tmp_path):
        owe(city)
        run(city, Channels.mailbox(tmp_path))
        with city.work() as session:
            notice = session.exec(select(Notice)).first()
            assert notice is not None
            assert session.exec(select(NoticeDelivery).where(NoticeDelivery.notice_id == notice.id)).one()
            notice.state, notice.next_attempt_at = NoticeState.OWED, AT
            session.add(notice)
            unit = session.get_one(Unit, notice.unit_id)
            folder = tmp_path / f"{unit.locality}.{unit.code}{'.head' if notice.desk.value == 'head' else ''}"
            file = folder / f"{notice.code}.txt"
        file.unlink()
        assert run(city, Channels.mailbox(tmp_path)).sent == 1
        assert not file.exists(), "the target already had it"
