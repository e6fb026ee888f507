"""A letter on days off moves the open due days that were counted by the calendar, and no other."""

import hashlib
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.cycle.assignments import mark_done, raise_assignments
from ocop_workflow.operations.cycle.running import RunningCycle, running
from ocop_workflow.operations.days.calendar_letters import calendar_in_force, keep_letter, letters_in_force
from ocop_workflow.operations.days.due_explained import explain_dossier, explain_report
from ocop_workflow.operations.days.due_recount import Recounted, is_stale, recount
from ocop_workflow.operations.notices.reminders import remind
from ocop_workflow.operations.reports.filing import find_report, return_report, submit_report
from ocop_workflow.operations.reports.report_calls import CallOrder, call_reports
from ocop_workflow.operations.reports.reports import list_reports, raise_reports
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.notice_tables import Notice
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import ActLog, Assignment
from ocop_workflow.rulebook.days.letters import CalendarLetter
from ocop_workflow.rulebook.dossiers.waits import term_day
from ocop_workflow.vocabulary import DossierState, NoticeState, Step, Subject
from tests.builders import AT, OFFICER, a_cycle, a_dossier, a_plan, rules

CODE = "mau.mau.2027"
APRIL = date(2027, 4, 20)
SAMPLE = {"not_in_plan": True, "why": "kế hoạch mẫu để thử"}

# 30/04/2027 is a Friday and a holiday, the projection has Monday 03/05 off in lieu of 01/05.
LETTER = CalendarLetter.model_validate(
    {
        "number": "1/TB-MẪU",
        "issued_on": "2027-04-19",
        "issuer": "Cơ quan mẫu",
        "official_to": "2027-12-31",
        "ordinary": ["2027-05-03"],
    }
)


def a_plan_of_2027(**changes):
    duty = {
        "code": "mau.1", "clause": "III.1", "quote": "Chủ trì hướng dẫn các xã", "lead": ["cac-xa"],
        "wording": "chu_tri", "programme": "ocop", "steps": [1], "due": {"on_day": 30, "month": 4, "roll": "next"},
    }  # fmt: skip
    report = {
        "code": "mau.bao-cao", "clause": "III.3", "quote": "báo cáo ngày 30 hàng tháng", "from": ["cac-xa"],
        "to": "ubnd", "cadence": "month", "programme": "ocop", "due": {"on_day": 30, "roll": "next"},
    }  # fmt: skip
    return a_plan(
        code=CODE,
        year=2027,
        source=f"{CODE}.txt",
        in_force={**SAMPLE, "from": "2027-03-01", "to": "2027-12-31"},
        duties=[duty],
        reports=[report],
        **changes,
    )


def open_2027(session: Session, today: date = APRIL) -> RunningCycle:
    cycle = a_cycle(session, a_plan_of_2027(), today=today)
    raise_assignments(session, cycle, Step.OUTREACH, today)
    raise_reports(session, cycle, today)
    return cycle


def load(session: Session, letter: CalendarLetter = LETTER, *, replace: bool = False) -> Recounted:
    before, text = calendar_in_force(session, rules().calendar), letter.model_dump_json()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    keep_letter(session, letter, text, sha256, actor=OFFICER, today=APRIL, at=AT, replace=replace)
    return recount(session, rules(), before=before, actor=OFFICER, today=APRIL, at=AT)


def due_days(session: Session) -> dict[tuple[str, str], tuple[date, bool]]:
    cycle = running(session, CODE, rules(), APRIL)
    lines = list_reports(session, cycle, APRIL)
    return {(line.unit_code, line.period): (line.due_on, line.due_is_provisional) for line in lines}


class TestAnOfficialLetter:
    """It changes the calendar of the installation and moves what hangs on the days that it names."""

    def test_until_then_every_rolled_day_of_2027_is_provisional(self, database):
        with unit_of_work(database) as session:
            open_2027(session)
            assert set(due_days(session).values()) >= {(date(2027, 5, 4), True), (date(2027, 3, 30), True)}

    def test_moves_reports_assignments_and_dossiers_and_lists_each_with_its_reason(self, database):
        with unit_of_work(database) as session:
            cycle = open_2027(session)
            dossier = a_dossier(session, cycle, DossierState.IDEA_SUBMITTED, today=date(2027, 4, 27))
            assert (dossier.due_on, dossier.due_term_days) == (date(2027, 5, 6), 5)

            found = load(session)

            moved = {(one.subject, one.due_before, one.due_after) for one in found.moved}
            assert moved == {
                (Subject.REPORT, date(2027, 5, 4), date(2027, 5, 3)),
                (Subject.ASSIGNMENT, date(2027, 5, 4), date(2027, 5, 3)),
                (Subject.DOSSIER, date(2027, 5, 6), date(2027, 5, 5)),
            }
            assert {one.reason for one in found.moved} == {
                "03/05/2027 là ngày thường, không còn nghỉ bù (Ngày Quốc tế Lao động (nghỉ bù))"
            }
            assert sorted(one.unit for one in found.moved if one.subject is Subject.REPORT) == [
                "UBND xã Mẫu Hai",
                "UBND xã Mẫu Một",
            ]
            session.refresh(dossier)
            assert dossier.due_basis == "5 ngày làm việc kể từ 27/04/2027 (thiết lập của địa phương)"
            days = due_days(session)
            assert days["xa-mot", "2027-M04"] == (date(2027, 5, 3), False)
            assert days["xa-mot", "2027-M12"] == (date(2027, 12, 30), False)
            assert found.confirmed == len(days) - 2  # all reports but the two that moved
            acts = session.exec(select(ActLog).where(ActLog.action == "due_day_moved")).all()
            assert len(acts) == len(found.moved) == 5
            assert {act.actor for act in acts} == {OFFICER}

    def test_once_and_again_is_once(self, database):
        with unit_of_work(database) as session:
            open_2027(session)
            load(session)
            assert load(session) == Recounted((), 0, 0)
            assert not is_stale(session, rules(), APRIL)
            assert [line.number for line in letters_in_force(session)] == ["1/TB-MẪU"]

    def test_what_is_done_filed_or_set_by_hand_stays(self, database):
        with unit_of_work(database) as session:
            cycle = open_2027(session)
            assignments = session.exec(select(Assignment)).all()
            mark_done(session, assignments[0].id or 0, actor=OFFICER, today=APRIL, at=AT)
            submit_report(session, cycle, "xa-mot", "2027-M04", actor=OFFICER, today=APRIL, at=AT, content="mẫu")
            for period, due in (("2027-M03", date(2027, 5, 4)), ("2027-M05", None)):
                submit_report(session, cycle, "xa-hai", period, actor=OFFICER, today=APRIL, at=AT, content="mẫu")
                return_report(
                    session, cycle, "xa-hai", period,
                    actor=OFFICER, reason="thiếu số liệu", today=date(2027, 4, 27), at=AT, due_on=due,
                )  # fmt: skip
            found = load(session)

            assert {(one.subject, one.due_before, one.due_after) for one in found.moved} == {
                (Subject.ASSIGNMENT, date(2027, 5, 4), date(2027, 5, 3)),
                (Subject.REPORT, date(2027, 5, 4), date(2027, 5, 3)),  # xa-hai's report of April
                (
                    Subject.REPORT,
                    date(2027, 5, 6),
                    date(2027, 5, 5),
                ),  # its report of May, sent back
            }
            assert len(found.moved) == 3
            days = due_days(session)
            assert days["xa-hai", "2027-M03"] == (date(2027, 5, 4), False)
            assert days["xa-mot", "2027-M04"] == (date(2027, 5, 4), True)

    def test_a_day_that_somebody_was_told_is_marked_in_the_list_and_in_the_log(self, database):
        with unit_of_work(database) as session:
            cycle = open_2027(session)
            remind(session, cycle, today=date(2027, 4, 29), at=AT, reports=True)
            session.execute(sa.update(table_of(Notice)).values(state=NoticeState.SENT, sent_at=AT))
            found = load(session)

            told = {one.subject: one.was_notified for one in found.moved}
            assert told == {Subject.REPORT: True, Subject.ASSIGNMENT: False}
            acts = session.exec(select(ActLog).where(ActLog.action == "due_day_moved")).all()
            assert {act.detail.endswith("đã thông báo hạn cũ") for act in acts if act.subject == "report"} == {True}
            assert {act.detail.endswith("đã thông báo hạn cũ") for act in acts if act.subject != "report"} == {False}


class TestACallForReports:
    """One that gave working days moves with them, and its reports and the call say the same day."""

    def test_moves_with_the_working_days_that_it_gave(self, database):
        with unit_of_work(database) as session:
            cycle = open_2027(session)
            day = date(2027, 4, 28)
            term = term_day(3, day, cycle.calendar)
            order = CallOrder(
                "9/MẪU", day, "Trần Thị Mẫu", "Thiệt hại do bão", ("xa-mot",), term.on, "3 ngày", term=term
            )
            call, raised = call_reports(session, cycle, order, actor=OFFICER, today=day, at=AT)
            assert (raised, call.due_on) == (1, date(2027, 5, 5))
            load(session)
            session.refresh(call)
            assert call.due_on == due_days(session)["xa-mot", call.period][0] == date(2027, 5, 4)


class TestALetterThatWasTypedWrong:
    """A second reading of one letter needs a word, and the first one stays in the records."""

    WRONG = LETTER.model_copy(update={"ordinary": (), "official_to": date(2027, 6, 30)})

    def test_is_replaced_only_on_request(self, database):
        with unit_of_work(database) as session:
            open_2027(session)
            assert load(session, self.WRONG).moved == ()
            with pytest.raises(Refused, match="--replace"):
                load(session)
            assert len(load(session, replace=True).moved) == 4
            assert calendar_in_force(session, rules().calendar).known_to == date(2027, 12, 31)
            assert len(letters_in_force(session)) == 1


class TestWhyADayIsThatDay:
    """The steps, the days off with their papers, and what moved the day since."""

    def test_of_a_report_and_of_a_dossier(self, sqlite_database):
        with unit_of_work(sqlite_database) as session:
            cycle = open_2027(session)
            dossier_id = a_dossier(session, cycle, DossierState.IDEA_SUBMITTED, today=date(2027, 4, 27)).id
            load(session)
            cycle = running(session, CODE, rules(), APRIL)

            report = explain_report(session, cycle, find_report(session, cycle, "xa-mot", "2027-M04"))
            assert report.steps[0] == "Điều khoản: III.3 «báo cáo ngày 30 hàng tháng»"
            assert report.steps[-1] == "Hạn: hết ngày 03/05/2027 (thứ Hai)"
            assert "Cách tính: 30/04/2027 là ngày nghỉ (Ngày Chiến thắng)" in report.steps[2]
            assert "30/04/2027 (thứ Sáu) ngày lễ, Tết, Ngày Chiến thắng – nguồn: thư viện holidays" in report.steps[3]
            assert "hạn 04/05/2027 đổi thành 03/05/2027" in report.moves[0]
            assert report.counted_now == report.due_on

            dossier = explain_dossier(session, cycle, session.get_one(Dossier, dossier_id))
            assert dossier.steps[0] == "Cách tính: chờ: Kiểm tra ý tưởng, chuyển thẩm định hoặc trả lại (UBND cấp xã)"
            assert (dossier.due_on, dossier.counted_now) == (date(2027, 5, 5), date(2027, 5, 5))
