"""Who is told of what: one line per desk, subject, visit and rung, for ever; one digest per desk and run."""

from collections import Counter
from datetime import date

import pytest
from sqlmodel import col, select

from ocop_workflow.operations.cycle.assignments import raise_assignments
from ocop_workflow.operations.notices.digests import digest_of
from ocop_workflow.operations.notices.reminders import Reminded, remind
from ocop_workflow.operations.reports.filing import return_report, submit_report
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.tables import Assignment, Report, Unit
from ocop_workflow.vocabulary import Desk, Part, Rung, Step, Subject
from tests.operations.conftest import AT, UONG_BI, City

COMMUNE = "xa-thuong-yen-cong"


def watch(city: City, today: date, *, steps: tuple[Step, ...] = (), reports: bool = True) -> Reminded:
    with city.work() as session:
        cycle = city.cycle(session, UONG_BI, today)
        raise_reports(session, cycle, today)
        for step in steps:
            raise_assignments(session, cycle, step, today)
        return remind(session, cycle, today=today, at=AT, steps=steps, reports=reports)


def told(city: City, unit: str, desk: Desk) -> list[Rung]:
    with city.look() as session:
        lines = (
            select(NoticeLine.rung)
            .join(Unit, col(Unit.id) == col(NoticeLine.unit_id))
            .where(Unit.code == unit, NoticeLine.desk == desk)
            .order_by(col(NoticeLine.id))
        )
        return list(session.exec(lines))


class TestMonthlyReportOfACommune:
    """III.3.3 of Uông Bí; April 2024 is due on Wednesday 17/04 (a setting); 18/04 is a holiday, 19/04 a Friday."""

    @pytest.mark.parametrize(
        ("today", "unit_told", "head_told", "leader_told"),
        [
            (date(2024, 4, 11), [], [], 0),
            (date(2024, 4, 12), [Rung.BEFORE_FIRST], [], 0),
            (date(2024, 4, 16), [Rung.BEFORE_FIRST, Rung.BEFORE_SECOND], [], 0),
            (date(2024, 4, 18), [], [], 0),
            (date(2024, 4, 19), [Rung.LATE_UNIT], [], 0),
            (date(2024, 4, 23), [Rung.LATE_UNIT, Rung.LATE_HEAD], [Rung.LATE_HEAD], 0),
            (
                date(2024, 5, 3),
                [Rung.LATE_UNIT, Rung.LATE_HEAD, Rung.LATE_LEADER],
                [Rung.LATE_HEAD, Rung.LATE_LEADER],
                1,
            ),
        ],
    )
    def test_each_day_tells_the_right_desks(self, city, today, unit_told, head_told, leader_told):
        with city.work() as session:
            cycle = city.cycle(session, UONG_BI, today)
            raise_reports(session, cycle, today)
            for unit in [unit.code for unit in cycle.plan.units]:
                for period in ("2024-M03", "2024-Q1"):
                    filed = {"actor": "mẫu", "today": date(2024, 3, 15), "at": AT, "is_nothing": True}
                    try:
                        submit_report(session, cycle, unit, period, **filed)
                    except Exception as error:
                        assert "Không tìm thấy" in str(error)
        watch(city, today)
        assert told(city, COMMUNE, Desk.OFFICE) == unit_told
        assert told(city, COMMUNE, Desk.HEAD) == head_told
        assert (len(told(city, "ubnd-tp", Desk.HEAD)) > 0) == bool(leader_told)
        assert (Rung.LATE_LEADER in told(city, "phong-kinh-te", Desk.OFFICE)) == bool(leader_told)

    def test_a_second_run_tells_nobody_again(self, city):
        today = date(2024, 4, 23)
        first = watch(city, today)
        assert first.lines > 0
        assert watch(city, today) == Reminded(0, 0, 0)

    def test_runs_missed_for_weeks_cost_nothing(self, city):
        """The same lines are owed at the end, whether the watch ran every day or once."""
        watch(city, date(2024, 5, 31))
        with city.look() as session:
            once = Counter(
                (line.unit_id, line.desk, line.subject_id, line.rung)
                for line in session.exec(select(NoticeLine))
                if line.rung.name.startswith("LATE")
            )
        assert set(once.values()) == {1}
        assert watch(city, date(2024, 5, 31)).lines == 0

    def test_a_thing_that_is_late_by_several_rungs_at_first_sight_is_named_once(self, city):
        """03/05/2024: the office, its head and the leader's level are reached at once, and all of it is recorded."""
        today = date(2024, 5, 3)
        watch(city, today)
        with city.look() as session:
            unit = session.exec(select(Unit).where(Unit.code == COMMUNE)).one()
            april = session.exec(
                select(Report).where(Report.unit_id == unit.id, Report.period_label == "tháng 4/2024")
            ).one()
            for desk, rungs in (
                (Desk.OFFICE, {Rung.LATE_UNIT, Rung.LATE_HEAD, Rung.LATE_LEADER}),
                (Desk.HEAD, {Rung.LATE_HEAD, Rung.LATE_LEADER}),
            ):
                notice = session.exec(select(Notice).where(Notice.unit_id == unit.id, Notice.desk == desk)).one()
                about = select(NoticeLine.rung).where(
                    NoticeLine.notice_id == notice.id,
                    NoticeLine.subject == Subject.REPORT,
                    NoticeLine.subject_id == april.id,
                )
                assert set(session.exec(about)) == rungs
                text = digest_of(session, notice, today)
                assert text is not None
                title, body = text
                assert body.count("Báo cáo tháng 4/2024") == 1
                things = {line.strip() for line in body.splitlines() if ": hạn " in line}
                assert title.endswith(f": {len(things)} việc quá hạn")
                assert f"QUÁ HẠN: {len(things)} việc" in body

    def test_one_digest_per_desk_and_run(self, city):
        watch(city, date(2024, 5, 31))
        with city.look() as session:
            desks = Counter((notice.unit_id, notice.desk) for notice in session.exec(select(Notice)))
            loose = session.exec(select(NoticeLine).where(col(NoticeLine.notice_id).is_(None))).all()
        assert set(desks.values()) == {1}
        assert not loose

    def test_lines_of_later_steps_join_the_days_unsent_notice(self, city):
        today = date(2024, 5, 31)
        first = watch(city, today, steps=(Step.OUTREACH,))
        second = watch(city, today, steps=(Step.IDEAS,))
        assert first.notices > 0
        assert second.lines > 0
        with city.look() as session:
            desks = Counter((notice.unit_id, notice.desk) for notice in session.exec(select(Notice)))
        assert set(desks.values()) == {1}

    def test_a_report_returned_and_late_again_is_notified_again(self, city):
        watch(city, date(2024, 4, 19))
        with city.work() as session:
            cycle = city.cycle(session, UONG_BI, date(2024, 4, 19))
            submit_report(
                session, cycle, COMMUNE, "2024-M04", actor="mẫu", today=date(2024, 4, 19), at=AT, is_nothing=True
            )
            return_report(
                session, cycle, COMMUNE, "2024-M04", actor="mẫu", reason="thiếu", today=date(2024, 4, 19), at=AT,
                due_on=date(2024, 4, 22),
            )  # fmt: skip
        watch(city, date(2024, 4, 23))
        with city.look() as session:
            lines = session.exec(
                select(NoticeLine).where(NoticeLine.visit == 1, NoticeLine.rung == Rung.LATE_UNIT)
            ).all()
        assert len(lines) == 1

    def test_who_has_filed_before_the_sending_is_left_out(self, city):
        watch(city, date(2024, 4, 19))
        with city.work() as session:
            unit = session.exec(select(Unit).where(Unit.code == COMMUNE)).one()
            notice = session.exec(select(Notice).where(Notice.unit_id == unit.id, Notice.desk == Desk.OFFICE)).one()
            before = digest_of(session, notice, date(2024, 4, 19))
            cycle = city.cycle(session, UONG_BI, date(2024, 4, 19))
            for period in ("2024-M03", "2024-Q1", "2024-M04"):
                submit_report(
                    session, cycle, COMMUNE, period, actor="mẫu", today=date(2024, 4, 19), at=AT, is_nothing=True
                )
            assert before is not None
            assert digest_of(session, notice, date(2024, 4, 19)) is None


class TestRequests:
    """«Đề nghị» gets one polite reminder and no escalation, however long it is over."""

    def test_the_front_is_asked_once_and_its_head_never(self, city):
        steps = tuple(Step)
        for today in (date(2024, 3, 28), date(2024, 6, 3), date(2024, 12, 30)):
            watch(city, today, steps=steps, reports=False)
        with city.look() as session:
            asked = {row.id for row in session.exec(select(Assignment).where(Assignment.part == Part.REQUEST))}
            lines = session.exec(select(NoticeLine).where(NoticeLine.subject == Subject.ASSIGNMENT)).all()
        about = [line for line in lines if line.subject_id in asked]
        assert about
        assert {line.rung for line in about} == {Rung.REQUEST}
        assert {line.desk for line in about} == {Desk.OFFICE}
        assert max(Counter(line.subject_id for line in about).values()) == 1


class TestSilence:
    """A plan that is not in force chases nobody; a period that is over only until the ladder has come to its end."""

    def test_what_fell_due_in_december_climbs_to_the_leader_in_january(self, city):
        """The yearly report was due on 17/12/2024; the last rung of the year's last day is the 10/01/2025."""
        watch(city, date(2024, 12, 18))
        assert watch(city, date(2025, 1, 10)).late_lines > 0
        assert watch(city, date(2025, 1, 13)) == Reminded(0, 0, 0)

    @pytest.mark.parametrize("today", [date(2024, 2, 1), date(2025, 1, 13), date(2025, 6, 1)])
    def test_nobody_is_chased(self, city, today):
        watch(city, date(2024, 3, 4))
        with city.look() as session:
            before = len(session.exec(select(NoticeLine)).all())
        assert watch(city, today, steps=tuple(Step)) == Reminded(0, 0, 0)
        with city.look() as session:
            assert len(session.exec(select(NoticeLine)).all()) == before
