"""A changed plan in a running cycle: added, withdrawn, moved; what people have done is never undone."""

import hashlib
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from ocop_workflow.operations.cycle.assignments import mark_done, raise_assignments
from ocop_workflow.operations.plans.change_lines import Change
from ocop_workflow.operations.plans.plan_changes import apply_to_cycle
from ocop_workflow.operations.plans.plans import version_on
from ocop_workflow.operations.reports.filing import accept_report, submit_report
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.session import rehearsal
from ocop_workflow.records.tables import Assignment, Duty, Report
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.vocabulary import AssignmentState, Part, PlanChange, Programme, ReportState, Step, Subject
from tests.operations.conftest import AT, UONG_BI, City

MAY = date(2024, 5, 6)


@pytest.fixture
def plan(plan_files) -> Plan:
    return plan_files[UONG_BI].plan


@pytest.fixture
def running_city(city):
    """Uông Bí in May: everything of the year is given."""
    with city.work() as session:
        cycle = city.cycle(session, UONG_BI, MAY)
        for step in Step:
            raise_assignments(session, cycle, step, MAY)
        raise_reports(session, cycle, MAY)
    return city


def change(city: City, plan: Plan, **update: object) -> tuple[Change, ...]:
    changed = plan.model_copy(update=update)
    text = changed.model_dump_json(by_alias=True)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    with city.work() as session:
        return apply_to_cycle(session, changed, text, sha256, city.rules, actor="mẫu", today=MAY, at=AT)[1]


def without(plan: Plan, code: str) -> dict[str, object]:
    return {"duties": tuple(duty for duty in plan.duties if duty.code != code)}


def some_duty(city: City) -> str:
    """A printed duty that was given to several units or steps."""
    with city.look() as session:
        rows = (
            select(Duty.code)
            .join(Assignment, col(Assignment.duty_id) == col(Duty.id))
            .where(~col(Duty.code).startswith("own."))
            .group_by(col(Duty.code))
            .having(sa.func.count() > 1)
            .order_by(col(Duty.code))
        )
        return session.exec(rows).first() or ""


class TestDutyDropped:
    """A duty that the plan no longer gives is withdrawn with the reason; what is done stays done."""

    def test_open_assignments_are_withdrawn_and_done_ones_kept(self, running_city, plan):
        code = some_duty(running_city)
        with running_city.work() as session:
            rows = select(Assignment).join(Duty, col(Duty.id) == col(Assignment.duty_id)).where(Duty.code == code)
            numbers = [row.id or 0 for row in session.exec(rows)]
            mark_done(session, numbers[0], actor="Bà Mẫu", today=MAY, at=AT)
        changes = change(running_city, plan, **without(plan, code))
        assert {(c.kind, c.subject) for c in changes} == {(PlanChange.WITHDRAWN, Subject.ASSIGNMENT)}
        assert {c.subject_id for c in changes} == set(numbers[1:])
        assert all(c.due_before and not c.due_after and "không còn giao" in c.reason for c in changes)
        with running_city.look() as session:
            states = {
                row.id: row.state for row in session.exec(select(Assignment).where(col(Assignment.id).in_(numbers)))
            }
        assert states.pop(numbers[0]) is AssignmentState.DONE
        assert set(states.values()) == {AssignmentState.WITHDRAWN}

    def test_given_again_it_is_open_again(self, running_city, plan):
        code = some_duty(running_city)
        dropped = change(running_city, plan, **without(plan, code))
        back = change(running_city, plan)
        assert {c.subject_id for c in back} == {c.subject_id for c in dropped}
        assert {c.kind for c in back} == {PlanChange.ADDED}


class TestOtherPart:
    """What a unit led and is now only asked to do changes its part, and is never late from then on."""

    def test_an_open_assignment_gets_the_part_of_the_plan_and_a_done_one_keeps_its_own(self, running_city, plan):
        duty = next(duty for duty in plan.duties if len(duty.lead) == 1 and not duty.coordinate)
        asked = duty.model_copy(update={"lead": (), "request": duty.lead})
        duties = tuple(asked if other is duty else other for other in plan.duties)
        with running_city.work() as session:
            rows = select(Assignment).join(Duty, col(Duty.id) == col(Assignment.duty_id)).where(Duty.code == duty.code)
            given = [row.id or 0 for row in session.exec(rows)]
            mark_done(session, given[0], actor="Bà Mẫu", today=MAY, at=AT)
        changes = change(running_city, plan, duties=duties)
        assert {(c.kind, c.reason) for c in changes} == {(PlanChange.OTHER_PART, "phần việc: chủ trì → đề nghị")}
        assert {c.subject_id for c in changes} == set(given[1:])
        with running_city.look() as session:
            parts = {row.id: row.part for row in session.exec(select(Assignment).where(col(Assignment.id).in_(given)))}
        assert parts.pop(given[0]) is Part.LEAD
        assert set(parts.values()) == {Part.REQUEST}


class TestWhatPeopleDid:
    """«what was done by people is never undone»: whatever a plan drops, done and filed things stay as they are."""

    def test_a_plan_without_any_of_it_leaves_done_and_filed_ones_alone(self, running_city, plan):
        with running_city.work() as session:
            cycle = running_city.cycle(session, UONG_BI, MAY)
            numbers = session.exec(select(Assignment.id).order_by(col(Assignment.id)).limit(30)).all()
            for number in numbers:
                mark_done(session, number or 0, actor="Bà Mẫu", today=MAY, at=AT, note="đã làm")
            for unit, period in (("phuong-bac-son", "2024-Q1"), ("phuong-bac-son", "2024-M05")):
                submit_report(session, cycle, unit, period, actor="Ông Mẫu", today=MAY, at=AT, is_nothing=True)
            accept_report(session, cycle, "phuong-bac-son", "2024-Q1", actor="Bà Mẫu", today=MAY, at=AT)

        def people() -> list[tuple[object, ...]]:
            with running_city.look() as session:
                done = session.exec(select(Assignment).where(Assignment.state == AssignmentState.DONE))
                filed = session.exec(select(Report).where(col(Report.submitted_on).is_not(None)))
                return sorted(
                    [("a", row.id, row.due_on, row.part, row.note, row.closed_by) for row in done]
                    + [("r", row.id, row.due_on, row.state, row.submitted_by, row.submitted_on) for row in filed]
                )

        before = people()
        assert len(before) == 32
        kept = next(duty for duty in plan.duties if duty.programme is not Programme.NTM)
        change(running_city, plan, duties=(kept,), own_duties=(), reports=(), windows=plan.windows)
        assert people() == before
        change(running_city, plan)
        assert people() == before

    def test_a_unit_that_leaves_the_plan_loses_what_is_open_and_stays_in_the_records(self, running_city, plan):
        gone = "phuong-bac-son"
        update: dict[str, object] = {"units": tuple(unit for unit in plan.units if unit.code != gone)}
        update["groups"] = tuple(
            group.model_copy(update={"units": tuple(code for code in group.units if code != gone)})
            for group in plan.groups
        )
        update["recipients"] = ()
        changes = change(running_city, plan, **update)
        assert {c.kind for c in changes} == {PlanChange.WITHDRAWN}
        assert {c.unit for c in changes} == {"UBND phường Bắc Sơn"}
        assert {c.subject for c in changes} == {Subject.ASSIGNMENT, Subject.REPORT}


class TestDueDaysMoved:
    """A moved window or reporting day moves open last days, with old and new; filed reports keep theirs."""

    def test_a_reporting_day_moves_only_what_is_still_awaited(self, running_city, plan):
        with running_city.work() as session:
            cycle = running_city.cycle(session, UONG_BI, MAY)
            submit_report(session, cycle, "phuong-bac-son", "2024-M05", actor="mẫu", today=MAY, at=AT, is_nothing=True)
        reports = tuple(
            duty.model_copy(update={"due": duty.due.model_copy(update={"on_day": 20})}) if duty.due else duty
            for duty in plan.reports
        )
        changes = change(running_city, plan, reports=reports)
        assert {c.kind for c in changes} == {PlanChange.MOVED}
        august = next(c for c in changes if c.what == "Báo cáo tháng 7/2024")
        assert (august.due_before, august.due_after) == (date(2024, 7, 17), date(2024, 7, 22)), (
            "20/07/2024 is a Saturday"
        )
        with running_city.look() as session:
            filed = session.exec(select(Report).where(Report.state == ReportState.SUBMITTED)).one()
        assert filed.due_on == date(2024, 5, 17)

    def test_a_window_moves_the_duties_of_its_step(self, running_city, plan):
        steps = tuple(
            window.model_copy(update={"closes": "06-30"}) if window.step is Step.BUSINESS_PLANS else window
            for window in plan.windows.steps
        )
        changes = change(running_city, plan, windows=plan.windows.model_copy(update={"steps": steps}))
        assert {(c.due_before, c.due_after) for c in changes} == {(date(2024, 5, 31), date(2024, 6, 30))}
        assert all(Step.BUSINESS_PLANS.title in c.what for c in changes)


class TestReportNoLongerOwed:
    """A reporting duty that the plan drops is no longer owed; what was filed stays."""

    def test_owed_reports_are_withdrawn(self, running_city, plan):
        with running_city.work() as session:
            cycle = running_city.cycle(session, UONG_BI, MAY)
            submit_report(session, cycle, "phuong-bac-son", "2024-Q1", actor="mẫu", today=MAY, at=AT, is_nothing=True)
        kept = tuple(duty for duty in plan.reports if duty.code != "ub.bc2.quarter")
        changes = change(running_city, plan, reports=kept)
        assert {(c.kind, c.subject) for c in changes} == {(PlanChange.WITHDRAWN, Subject.REPORT)}
        assert len(changes) == 10 * 4 - 1
        with running_city.look() as session:
            assert session.exec(select(Report).where(Report.state == ReportState.SUBMITTED)).one().period == "2024-Q1"


class TestPreview:
    """The preview is the change itself inside a rehearsal."""

    def test_it_shows_the_same_and_keeps_nothing(self, running_city, plan):
        code = some_duty(running_city)
        with rehearsal(running_city.url):
            shown = change(running_city, plan, **without(plan, code))
        with running_city.look() as session:
            assert session.exec(select(Assignment).where(Assignment.state == AssignmentState.WITHDRAWN)).first() is None
        assert change(running_city, plan, **without(plan, code)) == shown

    def test_the_same_text_changes_nothing(self, running_city, plan_files):
        file = plan_files[UONG_BI]
        with running_city.work() as session:
            applied, changes = apply_to_cycle(
                session, file.plan, file.text, file.sha256, running_city.rules, actor="mẫu", today=MAY, at=AT
            )
        assert (applied.is_new, changes) == (False, ())


class TestVersions:
    """Each applied text is kept with its hash; which one was in force on a day can be asked."""

    def test_the_text_in_force_on_a_day(self, running_city, plan, plan_files):
        changed = plan.model_copy(update=without(plan, some_duty(running_city)))
        for text, today in (("hai", MAY), ("ba", date(2024, 9, 2))):
            with running_city.work() as session:
                apply_to_cycle(session, changed, text, text, running_city.rules, actor="mẫu", today=today, at=AT)
        with running_city.look() as session:
            found = {
                day: version_on(session, UONG_BI, day)
                for day in (date(2024, 1, 1), date(2024, 5, 5), MAY, date(2024, 12, 1))
            }
        assert found[date(2024, 1, 1)] is None
        assert {day: version.text for day, version in found.items() if version} == {
            date(2024, 5, 5): plan_files[UONG_BI].text,
            MAY: "hai",
            date(2024, 12, 1): "ba",
        }
