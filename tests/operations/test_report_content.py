"""What a unit files is kept version by version, accepted once, and read back exactly as it was."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import select

from ocop_workflow.errors import NotReady, Refused
from ocop_workflow.operations.reports.filing import submit_report
from ocop_workflow.operations.reports.report_content import kept_form, newest_filing, values_of
from ocop_workflow.operations.reports.report_values import accepted_values, missing_reports, values_of_filings
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.report_tables import ReportFiling, ReportValue
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.rulebook.plans.plan_entries import ReportDuty
from ocop_workflow.vocabulary import ReportState
from tests.builders import AT, OFFICER, a_cycle, a_plan, forms
from tests.operations.reporting import DUTY, FORM, JUNE, Desk, figures


@pytest.fixture
def desk(database):
    with unit_of_work(database) as session:
        yield Desk(session)


class TestContentIsKept:
    """A filing is a version; its values are exact."""

    def test_figures_come_back_as_they_were_typed(self, desk):
        desk.file(values=figures() | {"kinh-phi": Decimal("999999999999.125"), "ket-qua": "=1+1"})
        filing = newest_filing(desk.session, desk.session.exec(select(ReportFiling.report_id)).one())
        desk.session.expire_all()
        said = values_of(desk.session, filing)
        assert (said["kinh-phi"], said["ket-qua"], said["diem-ban"]) == (
            Decimal("999999999999.125"),
            "=1+1",
            Decimal(3),
        )
        assert kept_form(desk.session, filing).sha256 == forms()[FORM].sha256

    def test_the_database_adds_them_exactly(self, desk):
        for unit, money in (("xa-mot", "0.1"), ("xa-hai", "0.2")):
            desk.file(unit, values=figures() | {"kinh-phi": Decimal(money)})
        total = sa.select(sa.func.sum(ReportValue.number)).where(ReportValue.code == "kinh-phi")
        assert desk.session.execute(total).scalar_one() == Decimal("0.3")

    def test_half_a_content_is_refused_and_nothing_is_stored(self, desk):
        half = figures()
        del half["diem-ban"]
        with pytest.raises(Refused, match=r"Điểm giới thiệu.*\(diem-ban\): chưa có giá trị"):
            desk.file(values=half)
        assert desk.session.exec(select(ReportFiling)).first() is None

    def test_a_tick_is_no_report(self, desk):
        with pytest.raises(Refused, match="khai rõ «không phát sinh»"):
            desk.file(content="đã báo cáo")
        assert desk.file(is_nothing=True).state is ReportState.SUBMITTED

    def test_a_form_that_is_not_there_is_named(self, database):
        use = {**DUTY, "form": {**DUTY["form"], "code": "khong-co"}}
        with unit_of_work(database) as session:
            cycle = a_cycle(session, a_plan(reports=[use]))
            raise_reports(session, cycle, JUNE)
            with pytest.raises(NotReady, match=r"config/report_forms/khong-co\.yaml"):
                submit_report(session, cycle, "xa-mot", "2024-M06", actor=OFFICER, today=JUNE, at=AT, values=figures())

    def test_a_report_without_a_form_needs_words_a_paper_or_the_declaration(self, database):
        with unit_of_work(database) as session:
            cycle = a_cycle(session)
            raise_reports(session, cycle, JUNE)
            with pytest.raises(Refused, match="Chưa có nội dung"):
                submit_report(session, cycle, "xa-mot", "2024-M06", actor=OFFICER, today=JUNE, at=AT)
            with pytest.raises(Refused, match="không có biểu mẫu"):
                submit_report(session, cycle, "xa-mot", "2024-M06", actor=OFFICER, today=JUNE, at=AT, values=figures())
            submit_report(session, cycle, "xa-mot", "2024-M06", actor=OFFICER, today=JUNE, at=AT, is_nothing=True)


class TestAcceptedValues:
    """What a consolidation reads: accepted only, with lineage, as known on any day."""

    def test_only_what_was_accepted_counts(self, desk):
        desk.file()
        assert desk.accepted() == {}
        assert [line.why for line in missing_reports(desk.session, desk.cycle, "2024-M06", JUNE)] == [
            "chưa nộp, hạn 24/06/2024",
            "đã nộp ngày 14/06/2024, chưa duyệt",
        ]
        desk.accept()
        assert desk.accepted()["xa-mot", "diem-ban"] == 3
        assert [line.unit_code for line in missing_reports(desk.session, desk.cycle, "2024-M06", JUNE)] == ["xa-hai"]

    def test_a_returned_report_is_another_version_and_the_first_one_stays(self, desk):
        desk.file()
        desk.send_back()
        desk.file(on=date(2024, 6, 18), values=figures() | {"diem-ban": Decimal(9)})
        desk.accept(on=date(2024, 6, 19))
        assert desk.accepted()["xa-mot", "diem-ban"] == 9
        assert desk.accepted(as_of=date(2024, 6, 18)) == {}
        filings = desk.session.exec(select(ReportFiling).order_by(ReportFiling.number)).all()
        assert [(filing.number, filing.visit, filing.accepted_on) for filing in filings] == [
            (1, 0, None),
            (2, 1, date(2024, 6, 19)),
        ]
        before = values_of_filings(desk.session, [filings[0].id])
        assert next(line.value for line in before if line.code == "diem-ban") == 3

    def test_nothing_to_report_is_a_report(self, desk):
        desk.file(is_nothing=True)
        desk.accept()
        (line,) = accepted_values(desk.session, desk.cycle, "2024-M06")
        assert (line.is_nothing, line.code, line.form_code) == (True, None, FORM)
        assert "xa-mot" not in [line.unit_code for line in missing_reports(desk.session, desk.cycle, "2024-M06", JUNE)]


def test_an_own_report_reads_as_a_duty_that_says_so():
    """The city's own report upwards is a local setting, in the shape of a printed one."""
    own = {
        "not_in_plan": True, "why": "tỉnh yêu cầu (mẫu)", "code": "own.bc", "text": "Báo cáo tỉnh", "from": ["kinh-te"],
        "to": "ubnd", "cadence": "quarter", "due": {"on_day": 20}, "form": FORM,
    }  # fmt: skip
    (duty,) = [report for report in a_plan(own_reports=[own]).all_reports if report.code == "own.bc"]
    assert isinstance(duty, ReportDuty)
    assert duty.due.not_in_plan
    assert duty.form.why == "tỉnh yêu cầu (mẫu)"
    assert "không in trong kế hoạch" in duty.clause
