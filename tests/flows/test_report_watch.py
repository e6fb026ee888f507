"""The report watch: on every working day, who is near or past a due day hears of it; on a day off nobody does."""

import re
import shutil
from datetime import date, datetime
from typing import Any

import pytest

from flows.report_watch import report_watch
from flows.request import RunRequest
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.running import running
from ocop_workflow.operations.cycle.sweep import sweep
from ocop_workflow.operations.notices.outbox import deliver
from ocop_workflow.operations.reports.filing import submit_report
from ocop_workflow.records.session import engine_for
from tests.flows.conftest import AT, BAC_KAN, UONG_BI, everything, mails, office_at, open_real_cycle, sent


class TestDaysOff:
    """The calendar of 2024: 04/05 is a Saturday that makes up for 29/04."""

    @pytest.mark.parametrize(
        ("today", "why"),
        [(date(2024, 5, 5), "Chủ nhật"), (date(2024, 5, 11), "thứ Bảy"), (date(2024, 4, 29), "04/05/2024")],
    )
    def test_the_watch_rests_and_says_why(self, an_office: Office, today: date, why: str) -> None:
        open_real_cycle(an_office, UONG_BI)
        before = everything(an_office)
        summary = report_watch(RunRequest(today=today))
        assert "không phải ngày làm việc" in summary.note
        assert why in summary.note
        assert (summary.steps, summary.delivered) == ((), None)
        assert everything(an_office) == before

    def test_it_works_on_a_make_up_saturday(self, an_office: Office) -> None:
        open_real_cycle(an_office, UONG_BI)
        summary = report_watch(RunRequest(today=date(2024, 5, 4)))
        assert summary.note == ""
        assert summary.steps[0].reports_raised > 0


class TestOneDayLate:
    """Uông Bí: April's report is due on 17/04 (a setting), 18/04 is a holiday: told from 19/04 on."""

    def test_who_has_filed_hears_nothing_and_who_has_not_hears_it_once(self, an_office: Office) -> None:
        open_real_cycle(an_office, UONG_BI)
        report_watch(RunRequest(today=date(2024, 4, 2)))
        with an_office.work() as session:
            cycle = running(session, UONG_BI, an_office.rules, date(2024, 4, 17))
            submit_report(
                session,
                cycle,
                "phuong-vang-danh",
                "2024-M04",
                actor="mẫu",
                today=date(2024, 4, 17),
                at=AT,
                content="mẫu",
            )
        for message in mails(an_office):
            message.unlink()
        report_watch(RunRequest(today=date(2024, 4, 19)))
        told = {message.parent.name for message in mails(an_office) if "tháng 4/2024" in message.read_text("utf-8")}
        assert "quang-ninh.uong-bi.xa-thuong-yen-cong" in told
        assert "quang-ninh.uong-bi.phuong-vang-danh" not in told
        assert not [desk for desk in told if desk.endswith(".head")], "one day late is for the unit alone"
        number = len(mails(an_office))
        report_watch(RunRequest(today=date(2024, 4, 19)))
        assert len(mails(an_office)) == number

    def test_without_delivery_the_notices_wait(self, an_office: Office) -> None:
        open_real_cycle(an_office, UONG_BI)
        summary = report_watch(RunRequest(today=date(2024, 4, 19), deliver=False))
        assert (summary.delivered, mails(an_office)) == (None, [])
        assert summary.steps[0].notices_waiting == summary.steps[0].notices_raised > 0
        report_watch(RunRequest(today=date(2024, 4, 19)))
        with an_office.look() as session:
            assert len(sent(session)) == summary.steps[0].notices_raised


class TestASweepDoesTheSame:
    """`ocop sweep` is the watch without Prefect: the same rows, the same mails."""

    def test_as_the_watch_day_after_day(self, prefect_at_once, sqlite_template, tmp_path) -> None:
        found = []
        for n, run in enumerate((_watch, _sweep)):
            url = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / f'{n}.sqlite3')}"
            with office_at(url, tmp_path / str(n)) as office:
                open_real_cycle(office, BAC_KAN, register=True)
                for today in (date(2024, 7, 19), date(2024, 10, 1)):
                    run(office, today)
                found.append((everything(office), [mail.name[-20:] for mail in mails(office)]))
            engine_for(url).dispose()
        (watched, mails_one), (swept, mails_two) = (({t: _untimed(r) for t, r in rows.items()}, m) for rows, m in found)
        assert {table for table in watched if watched[table] != swept[table]} == set()
        assert len(mails_one) == len(mails_two) > 0


def _watch(office: Office, today: date) -> None:
    report_watch(RunRequest(today=today))


def _sweep(office: Office, today: date) -> None:
    sweep(office.work, office.rules, today=today, now=office.settings.now)
    with office.channels() as channels:
        deliver(office.work, channels, today=today, now=office.settings.now)


def _untimed(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows without instants, and without the hashes and lease tokens that hang on them."""
    return [
        tuple(v for v in row if not isinstance(v, datetime) and not re.fullmatch("[0-9a-f]{32,64}", str(v)))
        for row in rows
    ]


class TestManyLocalities:
    """One watch for all open cycles."""

    def test_nothing_open_is_said_not_failed(self, an_office: Office) -> None:
        assert "Không có chu trình nào đang mở" in report_watch(RunRequest(today=date(2024, 4, 19))).note
