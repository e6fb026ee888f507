"""Four quarters of the two real cities: what is given, who is late, who is told, and what a dry run shows."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from prefect.client.orchestration import get_client
from sqlmodel import col, select

from flows.annual_cycle import annual_cycle
from flows.request import RunRequest
from ocop_workflow.office import Office
from ocop_workflow.operations.cycle.summary import CycleSummary, StepSummary
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.tables import Report, Unit
from ocop_workflow.vocabulary import DossierState, Rung, Step, Subject
from tests.flows.conftest import BAC_KAN, UONG_BI, Desk, OpenOffice, everything, mails, open_real_cycle, sent

pytestmark = pytest.mark.timeout(600)  # the long story is told once, before the first test

QUARTERS = (date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1), date(2024, 10, 1))


def step_of(summary: CycleSummary, cycle: str, step: Step) -> StepSummary:
    return next(one for one in summary.steps if one.cycle == cycle and one.step is step)


class Year:
    """The annual cycle on the first day of each quarter, both cities, as the schedule would run it."""

    def __init__(self, office: Office) -> None:
        open_real_cycle(office, UONG_BI)
        open_real_cycle(office, BAC_KAN, register=True)
        self.quarters: list[CycleSummary] = []
        self.sent: list[list[Desk]] = []
        told = 0
        for day in QUARTERS:
            self.quarters.append(annual_cycle(RunRequest(today=day)))
            with office.look() as session:
                all_sent = sent(session)
            self.sent.append(all_sent[told:])
            told = len(all_sent)
        self.mails = mails(office)
        with office.look() as session:
            late = (
                select(Unit.code, Unit.kind, Report.period)
                .join(Report, col(Report.unit_id) == col(Unit.id))
                .join(NoticeLine, col(NoticeLine.subject_id) == col(Report.id))
                .where(NoticeLine.subject == Subject.REPORT, NoticeLine.rung == Rung.LATE_LEADER)
                .where(NoticeLine.raised_on == QUARTERS[1], NoticeLine.unit_id == Report.unit_id)
                .distinct()
            )
            self.late_in_april = session.exec(late).all()
            self.communes = set(
                session.exec(select(Unit.code).where(Unit.locality == "quang-ninh.uong-bi", Unit.kind == "commune"))
            )
            self.notices = Counter(session.exec(select(Notice.cycle_id, Notice.unit_id, Notice.desk, Notice.raised_on)))


@pytest.fixture(scope="module")
def year(module_office: OpenOffice) -> Iterator[Year]:
    with module_office() as office:
        yield Year(office)


class TestBeforeThePlanIsInForce:
    """Uông Bí's plan cannot be older than 01/03/2024, Bắc Kạn's than 16/07/2024."""

    def test_on_1_january_nobody_is_given_or_told_anything(self, year: Year) -> None:
        steps = year.quarters[0].steps
        assert {(step.assignments_raised, step.reports_raised, step.lines_owed) for step in steps} == {(0, 0, 0)}
        assert year.sent[0] == []

    def test_on_1_april_only_uong_bi_has_given_its_duties(self, year: Year) -> None:
        given = Counter[str]()
        for step in year.quarters[1].steps:
            given[step.cycle] += step.assignments_raised + step.reports_raised
        assert given[UONG_BI] > 0
        assert given[BAC_KAN] == 0


class TestUongBiReports:
    """3.3: «báo cáo tháng, quý, 6 tháng, báo cáo năm»; the 17th is a local setting, 17/03/2024 was a Sunday."""

    def test_every_commune_is_late_for_march_and_for_the_first_quarter(self, year: Year) -> None:
        late = {(code, period) for code, kind, period in year.late_in_april if kind == "commune"}
        assert len(year.communes) == 10
        assert late == {(code, period) for code in year.communes for period in ("2024-M03", "2024-Q1")}

    def test_the_unit_its_head_the_standing_unit_and_the_leader_are_told_after_seven_working_days(
        self, year: Year
    ) -> None:
        told = {(desk.unit, desk.desk) for desk in year.sent[1]}
        assert {(code, desk) for code in year.communes for desk in ("office", "head")} <= told
        assert {("phong-kinh-te", "office"), ("ubnd-tp", "head")} <= told

    def test_the_message_names_the_report_its_last_day_the_clause_and_its_words(self, year: Year) -> None:
        (message,) = [desk for desk in year.sent[1] if (desk.unit, desk.desk) == ("xa-thuong-yen-cong", "office")]
        assert "quá hạn" in message.title
        for words in (
            "Báo cáo tháng 3/2024 (số liệu từ 15/02/2024 đến 14/03/2024): hạn 18/03/2024, quá hạn 14 ngày",
            "«",
            "Đề nghị: gửi",
            "Mã thông báo: TB-2024-",
        ):
            assert words in message.body

    def test_the_leader_reads_who_is_late_by_unit(self, year: Year) -> None:
        (message,) = [desk for desk in year.sent[1] if (desk.unit, desk.desk) == ("ubnd-tp", "head")]
        assert "CÁC ĐƠN VỊ KHÁC CÒN VIỆC QUÁ HẠN" in message.body
        assert "UBND xã Thượng Yên Công" in message.body

    def test_the_summary_says_who_is_late(self, year: Year) -> None:
        across = step_of(year.quarters[1], UONG_BI, Step.ACROSS)
        late = [line for line in across.late if line.unit == "UBND xã Thượng Yên Công"]
        assert [(line.what, line.due_on, line.days_late) for line in late] == [
            ("Báo cáo quý I/2024 (hằng quý)", date(2024, 3, 18), 14),
            ("Báo cáo tháng 3/2024 (hằng tháng)", date(2024, 3, 18), 14),
        ]


class TestBacKanProducts:
    """The real register: 5 recognised, 52 named; Bắc Kạn's plan prints no report."""

    def test_recognised_products_are_in_promotion_or_expired_after_the_first_run(self, year: Year) -> None:
        first = {count.state: count for count in step_of(year.quarters[0], BAC_KAN, Step.PROMOTION).states}
        assert first[DossierState.RECOGNISED].before == 5
        assert first[DossierState.IN_PROMOTION].after + first[DossierState.EXPIRED].after == 5
        assert first[DossierState.EXPIRED].after == 2

    def test_products_that_nobody_guided_are_carried_over_once_the_window_is_closed(self, year: Year) -> None:
        carried = [
            next(move.count for move in step_of(quarter, BAC_KAN, Step.OUTREACH).moves if move.action == "carry_over")
            for quarter in year.quarters
        ]
        assert carried == [0, 0, 0, 52]

    def test_a_commune_that_identified_no_product_this_year_has_not_done_its_survey(self, year: Year) -> None:
        tables = {table.title: table for table in step_of(year.quarters[3], BAC_KAN, Step.OUTREACH).results}
        assert len(tables["Xã, phường chưa có kết quả khảo sát"].rows) == 8

    def test_no_report_is_raised(self, year: Year) -> None:
        assert all(step.reports_raised == 0 for run in year.quarters for step in run.steps if step.cycle == BAC_KAN)


class TestOneDigestPerDeskAndRun:
    """One digest per recipient and run, not one message per report."""

    def test_no_desk_gets_two_messages_from_one_run(self, year: Year) -> None:
        assert max(year.notices.values()) == 1

    def test_all_are_sent_and_lie_in_the_mailbox(self, year: Year) -> None:
        assert len(year.mails) == sum(len(quarter) for quarter in year.sent) > 40
        assert year.quarters[3].delivered is not None
        assert year.quarters[3].delivered.sent == len(year.sent[3])


class TestThePageInPrefect:
    """An artifact that reads well, with an ASCII key and the day first."""

    def test_the_whole_run_and_each_step_have_a_page_with_vietnamese_tables(self, year: Year) -> None:
        page = artifact("ket-qua-chu-trinh-ocop-thuong-nien-moi-chu-trinh")
        assert page.splitlines()[:3] == ["# Chu trình OCOP thường niên", "", "Ngày làm việc: **01/10/2024**"]
        for words in (
            "| Trạng thái | Trước | Sau |",
            "UBND xã Thượng Yên Công",
            "thành phố Bắc Kạn",
            "Thông báo: đã gửi",
        ):
            assert words in page
        step = artifact("ket-qua-buoc-6-xuc-tien-thuong-mai-quang-ninh-uong-bi-2024")
        assert "| Sản phẩm OCOP phát triển mới trong năm | ≥ 2 sản phẩm | 0 sản phẩm | chưa đạt |" in step

    def test_the_progress_is_at_its_end(self, year: Year) -> None:
        assert artifact("tien-do-chu-trinh-ocop-thuong-nien-moi-chu-trinh") == 100.0


class TestDryRun:
    """A dry run computes and shows everything, writes nothing, sends nothing; on both databases."""

    def test_it_shows_what_the_real_run_then_does(self, any_office: Office) -> None:
        open_real_cycle(any_office, BAC_KAN, register=True)
        before = everything(any_office)
        request = RunRequest(cycle=BAC_KAN, today=date(2024, 10, 1))
        dry = annual_cycle(request.model_copy(update={"dry_run": True}))
        assert everything(any_office) == before
        assert mails(any_office) == []
        real = annual_cycle(request)
        assert dry.dry_run
        assert all(step.dry_run for step in dry.steps)
        assert shown(dry) == shown(real)
        assert real.delivered is not None
        assert len(mails(any_office)) == real.delivered.sent > 0
        after = everything(any_office)
        annual_cycle(request)
        assert everything(any_office) == after


def shown(summary: CycleSummary) -> str:
    """What the summary says, but whether it is for real and the numbers of assignments: a rehearsal's are not kept."""
    text = summary.model_dump_json().replace('"dry_run":true', '"dry_run":false')
    return re.sub(r"Nhiệm vụ số \d+", "Nhiệm vụ", text)


def artifact(key: str) -> str | float:
    """The newest artifact of that key, as Prefect keeps it."""
    with get_client(sync_client=True) as client:
        answer = client._client.get(f"/artifacts/{key}/latest")
        answer.raise_for_status()
        return answer.json()["data"]
