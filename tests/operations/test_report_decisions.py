"""Locked after acceptance; reopened with a correction number; excused by a signer on a paper."""

from datetime import date

import pytest
from sqlmodel import select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.reports.report_decisions import excuse_report, lift_exception, reopen_report
from ocop_workflow.operations.reports.report_page import report_page
from ocop_workflow.operations.reports.report_values import accepted_values, missing_reports
from ocop_workflow.operations.reports.reports import list_reports
from ocop_workflow.records.report_tables import ReportException
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.vocabulary import ReportState
from tests.builders import AT, OFFICER, PAPER
from tests.operations.reporting import JUNE, Desk, figures

JULY = date(2024, 7, 8)


@pytest.fixture
def desk(database):
    with unit_of_work(database) as session:
        yield Desk(session)


def reopen(desk: Desk, **changes):
    plain = {"actor": OFFICER, "reason": "bổ sung số liệu", "today": JULY, "at": AT}
    return reopen_report(desk.session, desk.cycle, "xa-mot", "2024-M06", **{**plain, **changes})


def excuse(desk: Desk, **changes):
    plain = {"actor": OFFICER, "signer": "Ông Mẫu", "reason": "bão", "paper": PAPER, "today": JUNE, "at": AT}
    return excuse_report(desk.session, desk.cycle, "xa-mot", "2024-M06", **{**plain, **changes})


class TestCorrection:
    """«A late child reopens with a correction number.»"""

    def test_an_accepted_report_is_locked_and_says_how_it_is_opened(self, desk):
        desk.file()
        desk.accept()
        with pytest.raises(Refused, match=r"đã khóa.*ocop report reopen"):
            desk.file()

    def test_only_an_accepted_report_is_reopened_and_only_with_a_reason(self, desk):
        desk.file()
        with pytest.raises(Refused, match="chỉ báo cáo đã chấp nhận"):
            reopen(desk)
        desk.accept()
        with pytest.raises(Refused, match="Thiếu lý do mở lại"):
            reopen(desk, reason=" ")

    def test_each_correction_has_its_number_and_its_own_clock(self, desk):
        desk.file()
        desk.accept()
        for correction in (1, 2):
            report = reopen(desk)
            assert (report.correction, report.visit, report.state) == (correction, correction, ReportState.RETURNED)
            assert report.due_on == desk.cycle.calendar.add_working_days(JULY, 5)
            assert "mở lại ngày 08/07/2024" in report.due_basis
            desk.file(on=JULY, values=figures() | {"diem-ban": figures()["diem-ban"] + correction})
            desk.accept(on=JULY)
        filings = report_page(desk.session, desk.cycle, "xa-mot", "2024-M06", JULY).filings
        assert [(filing.number, filing.correction) for filing in filings] == [(1, 0), (2, 1), (3, 2)]

    def test_what_was_accepted_counts_until_the_correction_is(self, desk):
        desk.file()
        desk.accept()
        reopen(desk)
        lines = accepted_values(desk.session, desk.cycle, "2024-M06")
        assert {(line.correction, line.state) for line in lines} == {(0, ReportState.RETURNED)}
        desk.file(on=JULY, values=figures() | {"diem-ban": figures()["diem-ban"] * 2})
        assert desk.accepted()["xa-mot", "diem-ban"] == 3
        desk.accept(on=JULY)
        assert desk.accepted()["xa-mot", "diem-ban"] == 6
        assert desk.accepted(as_of=JUNE)["xa-mot", "diem-ban"] == 3, "a past report reads as it was"


class TestException:
    """Excused by whom, on what, why; it leaves what is expected and stays in sight."""

    def test_it_needs_a_signer_a_reason_and_a_paper(self, desk):
        with pytest.raises(Refused) as refusal:
            excuse(desk, signer="", reason=" ", paper=None)
        assert len(refusal.value.missing) == 3
        assert desk.session.exec(select(ReportException)).first() is None

    def test_an_excused_report_is_late_no_more_and_is_named_as_excused(self, desk):
        excuse(desk)
        late = list_reports(desk.session, desk.cycle, JULY, unit="xa-mot", late_only=True)
        assert "2024-M06" not in [line.period for line in late]
        (line,) = [
            line for line in list_reports(desk.session, desk.cycle, JULY, unit="xa-mot") if line.period == "2024-M06"
        ]
        assert (line.state, line.days_late) == (ReportState.EXCUSED, 0)
        assert "được miễn: bão" in [line.why for line in missing_reports(desk.session, desk.cycle, "2024-M06", JULY)]
        assert "Ông Mẫu ký 12/QĐ-MẪU" in report_page(desk.session, desk.cycle, "xa-mot", "2024-M06", JULY).exception

    def test_it_is_taken_back_with_the_day_that_was(self, desk):
        before = desk.report().due_on
        excuse(desk)
        with pytest.raises(Refused, match="--lift"):
            desk.file()
        lift_exception(desk.session, desk.cycle, "xa-mot", "2024-M06", actor=OFFICER, reason="nhầm", today=JUNE, at=AT)
        assert (desk.report().state, desk.report().due_on) == (ReportState.OWED, before)
        acts = [act.action for act in report_page(desk.session, desk.cycle, "xa-mot", "2024-M06", JUNE).acts]
        assert acts == ["cho miễn", "bỏ miễn"]

    def test_a_filed_report_needs_no_exception(self, desk):
        desk.file()
        with pytest.raises(Refused, match="không còn chờ nộp"):
            excuse(desk)
