"""The statements on sets say what the definitions say; late lists name whom to call; calls close themselves."""

import random
from datetime import date, timedelta

import pytest
from sqlmodel import select

from ocop_workflow.errors import NotReady, Refused
from ocop_workflow.operations.plans.plans import current_version
from ocop_workflow.operations.reports.completeness import By, completeness, late_reports, standings
from ocop_workflow.operations.reports.report_calls import CallOrder, call_reports, list_calls
from ocop_workflow.operations.reports.report_decisions import excuse_report
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.tables import Report, Unit
from ocop_workflow.rulebook.reports.completeness import ReportFacts, standing
from ocop_workflow.vocabulary import Part, ReportState
from tests.builders import AT, OFFICER, PAPER, a_plan, apply_sample
from tests.operations.reporting import JUNE, Desk

JULY = date(2024, 7, 1)


@pytest.fixture
def desk(database):
    with unit_of_work(database) as session:
        yield Desk(session)


def line(desk: Desk, by: By, key: str, today=JULY, **asked):
    return next(one for one in completeness(desk.session, desk.cycle, today, by=by, **asked) if one.key == key)


def test_both_readings_of_the_definitions_agree(desk):
    """On every report, turned every way: the statement and the rule give the same standing."""
    chance = random.Random(7)
    reports = desk.session.exec(select(Report)).all()
    for report in reports:
        on = report.due_on + timedelta(days=chance.randint(-3, 3))
        report.state, report.part = (
            chance.choice(list(ReportState)),
            chance.choice([Part.LEAD, Part.LEAD, Part.REQUEST]),
        )
        report.first_submitted_on = chance.choice([None, on])
        report.first_submitted_at = chance.choice([None, AT, AT + timedelta(hours=2)])
        report.due_at = chance.choice([None, AT + timedelta(hours=1)])
        report.due_on = report.first_due_on + timedelta(days=chance.choice([0, 0, 9]))
        desk.session.add(report)
    communes = desk.session.exec(select(Unit).where(Unit.code == "xa-hai")).one()
    communes.valid_to = date(2024, 6, 29)
    desk.session.flush()
    for today in (date(2024, 5, 24), JUNE, JULY, date(2024, 12, 31)):
        found = standings(desk.session, desk.cycle, today)
        for report in reports:
            valid_to = desk.session.get_one(Unit, report.unit_id).valid_to
            ours = {name: getattr(report, name) for name in ReportFacts.__annotations__ if name != "unit_valid_to"}
            assert found[report.id] is standing(ReportFacts(**ours, unit_valid_to=valid_to), today)


class TestRates:
    def test_by_unit_period_and_level(self, desk):
        desk.file("xa-mot", "2024-M05", on=date(2024, 5, 20))
        desk.file("xa-hai", "2024-M05", on=date(2024, 5, 27))
        desk.file("xa-mot", "2024-M06")
        may = line(desk, By.PERIOD, "2024-M05")
        assert (may.expected, may.filed, may.on_time, may.late, may.in_words) == (2, 2, 1, 1, "100%")
        june = line(desk, By.PERIOD, "2024-M06")
        assert (june.expected, june.filed, june.overdue, june.filed_rate) == (2, 1, 1, "50.0")
        assert line(desk, By.UNIT, "xa-mot", period="2024-M06").in_words == "100%"
        assert line(desk, By.LEVEL, "commune", period="2024-M06").expected == 2
        assert line(desk, By.PERIOD, "2024-M09").in_words == "không có nhiệm vụ báo cáo"

    def test_the_last_line_is_the_whole(self, desk):
        desk.file()
        *lines, whole = completeness(desk.session, desk.cycle, JULY, by=By.UNIT)
        assert (whole.key, whole.expected) == ("", sum(one.expected for one in lines))

    def test_an_excused_unit_leaves_what_is_expected(self, desk):
        excuse_report(
            desk.session, desk.cycle, "xa-mot", "2024-M06", actor=OFFICER, signer="Ông Mẫu", reason="bão", paper=PAPER,
            today=JUNE, at=AT,
        )  # fmt: skip
        june = line(desk, By.PERIOD, "2024-M06")
        assert (june.expected, june.excused) == (1, 1)

    def test_a_unit_that_closed_in_the_period_is_not_expected(self, desk):
        unit = desk.session.exec(select(Unit).where(Unit.code == "xa-hai")).one()
        unit.valid_to = date(2024, 6, 29)
        desk.session.add(unit)
        desk.session.flush()
        assert line(desk, By.PERIOD, "2024-M06").expected == 1

    def test_the_late_are_named_with_days_and_with_who_filed_last(self, desk):
        desk.file("xa-mot", "2024-M05", on=date(2024, 5, 20))
        late = late_reports(desk.session, desk.cycle, JULY, period="2024-M06")
        assert [(one.unit_code, one.days_late, one.officer) for one in late] == [
            ("xa-hai", 7, None),
            ("xa-mot", 7, OFFICER),
        ]


ORDER = {
    "number": "215/UBND", "issued_on": JUNE, "signer": "Ông Mẫu", "subject": "Thiệt hại do bão",
    "units": ("cac-xa",), "due_on": JUNE, "basis": "trong 24 giờ",
}  # fmt: skip


def call(desk: Desk, **changes):
    return call_reports(desk.session, desk.cycle, CallOrder(**{**ORDER, **changes}), actor=OFFICER, today=JUNE, at=AT)


class TestCalls:
    """One order, n units; it enters completeness and closes itself."""

    def test_it_is_open_until_everybody_has_reported_or_is_excused(self, desk):
        made, raised = call(desk, requests=("nong-dan",))
        assert (made.period, raised) == ("2024-DX01", 3)
        assert line(desk, By.PERIOD, "2024-DX01").overdue == 2
        desk.file("xa-mot", made.period, content="không thiệt hại")
        (one,) = list_calls(desk.session, desk.cycle, JULY)
        assert (one.called, one.reported, one.waiting, one.is_open, one.days_late) == (3, 1, 1, True, 17)
        excuse_report(
            desk.session, desk.cycle, "xa-hai", made.period, actor=OFFICER, signer="Ông Mẫu", reason="cô lập",
            paper=PAPER, today=JUNE, at=AT,
        )  # fmt: skip
        (one,) = list_calls(desk.session, desk.cycle, JULY)
        assert (one.excused, one.waiting, one.is_open) == (1, 0, False)
        desk.send_back("xa-mot", made.period)
        assert list_calls(desk.session, desk.cycle, JULY)[0].is_open, "a returned report is awaited again"

    def test_an_hour_decides_what_was_on_time(self, desk):
        made, _ = call(desk, due_at=AT + timedelta(hours=20))
        desk.file("xa-mot", made.period, content="a")  # the desk files at AT + 14 hours
        assert line(desk, By.PERIOD, made.period).on_time == 1
        late, _ = call(desk, number="216/UBND", due_at=AT + timedelta(hours=2))
        desk.file("xa-mot", late.period, content="a")
        assert line(desk, By.PERIOD, late.period).late == 1

    def test_a_form_makes_it_content(self, desk):
        made, _ = call(desk, form="ocop.tien-do")
        with pytest.raises(Refused, match="khai rõ"):
            desk.file("xa-mot", made.period, content="a")
        with pytest.raises(NotReady, match=r"khong-co\.yaml"):
            call(desk, number="9", form="khong-co")

    def test_everything_wrong_is_said_at_once_and_nothing_is_kept(self, desk):
        with pytest.raises(Refused) as refusal:
            call(desk, number=" ", signer="", units=("xa-ba",), due_on=date(2024, 6, 1))
        assert len(refusal.value.missing) == 4
        assert list_calls(desk.session, desk.cycle, JULY) == []
        call(desk)
        with pytest.raises(Refused, match="đã được ghi thành yêu cầu 2024-DX01"):
            call(desk)

    def test_a_changed_plan_does_not_touch_it(self, desk):
        made, _ = call(desk)
        apply_sample(desk.session, a_plan(reports=[]), today=JULY)
        assert current_version(desk.session, "mau.mau.2024") is not None
        (one,) = [one for one in list_calls(desk.session, desk.cycle, JULY) if one.period == made.period]
        assert one.waiting == 2
