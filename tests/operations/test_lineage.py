"""Units that merge or split: what is open goes to the heir once, its day unchanged; nothing filed is lost."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlmodel import col, select

from ocop_workflow.errors import Refused
from ocop_workflow.library.lineages import load_lineage
from ocop_workflow.operations.cycle.assignments import raise_assignments
from ocop_workflow.operations.plans.plan_changes import renew_cycle
from ocop_workflow.operations.reports.completeness import By, completeness
from ocop_workflow.operations.reports.report_values import accepted_values
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.operations.units.lineage import list_units, succeed
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.tables import ActLog, Assignment, Report, Unit
from ocop_workflow.rulebook.lineage import Lineage
from ocop_workflow.settings import PROJECT_ROOT
from ocop_workflow.vocabulary import AssignmentState, DossierState, ReportState, Step
from tests.builders import AT, OFFICER, a_plan, apply_sample, dossiers
from tests.operations.reporting import DUTY, JUNE, Desk

FROM = date(2024, 7, 1)
RULE = {"not_in_plan": True, "why": "mẫu"}
NEW = {"unit": "xa-moi", "list_code": "9", "name": "UBND xã Mới"}


def a_lineage(*changes) -> Lineage:
    return Lineage.model_validate(
        {"code": "mau", "from_day": FROM, "source": "mẫu", "inheritance": RULE, "changes": changes}
    )


def closes(unit: str, *into) -> dict:
    return {"locality": "mau.mau", "unit": unit, "name": unit, "into": into}


MERGER = a_lineage(closes("xa-mot", NEW), closes("xa-hai", NEW))
SPLIT = a_lineage(closes("xa-mot", NEW, {"unit": "xa-kia", "name": "UBND xã Kia", "heir": False}))


@pytest.fixture
def desk(database):
    with unit_of_work(database) as session:
        desk = Desk(session)
        raise_assignments(session, desk.cycle, Step.OUTREACH, JUNE)
        yield desk


def carry_out(desk: Desk, lineage: Lineage = MERGER, today: date = FROM):
    return succeed(desk.session, lineage, "mau.mau", actor=OFFICER, today=today, at=AT)


def owed(desk: Desk, unit: str) -> dict[str, Report]:
    rows = (
        select(Report)
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(Unit.code == unit, col(Report.state).in_((ReportState.OWED, ReportState.RETURNED)))
    )
    return {report.period: report for report in desk.session.exec(rows)}


class TestAMerger:
    def test_the_new_unit_owes_each_report_once_on_the_same_day(self, desk):
        before = {period: report.due_on for period, report in owed(desk, "xa-mot").items()}
        done = carry_out(desk)
        assert done.opened == ("UBND xã Mới",)
        assert len(done.closed) == 2
        assert done.passed.reports == 2 * len(before)
        assert {period: report.due_on for period, report in owed(desk, "xa-moi").items()} == before
        assert owed(desk, "xa-mot") == owed(desk, "xa-hai") == {}
        assert "kế thừa từ UBND xã Mẫu" in owed(desk, "xa-moi")["2024-M06"].due_basis

    def test_what_was_filed_stays_with_who_filed_it(self, desk):
        desk.file("xa-mot", "2024-M05")
        desk.accept("xa-mot", "2024-M05")
        carry_out(desk)
        assert {line.unit_code for line in accepted_values(desk.session, desk.cycle, "2024-M05")} == {"xa-mot"}
        assert "2024-M05" in owed(desk, "xa-moi"), "xã Hai had not reported"

    def test_the_earliest_day_of_those_merged_counts(self, desk):
        desk.file("xa-hai", "2024-M06")
        later = desk.send_back("xa-hai", "2024-M06").due_on
        first = owed(desk, "xa-mot")["2024-M06"].due_on
        carry_out(desk)
        assert owed(desk, "xa-moi")["2024-M06"].due_on == min(first, later)

    def test_each_handing_over_is_in_the_log_of_both(self, desk):
        old = owed(desk, "xa-mot")["2024-M06"].id
        carry_out(desk)
        new = owed(desk, "xa-moi")["2024-M06"]
        said = {
            (act.subject_id, act.action): act.detail
            for act in desk.session.exec(select(ActLog).where(ActLog.subject == "report"))
        }
        assert said[old, "report_passed_on"] == "chuyển cho đơn vị kế thừa: UBND xã Mới"
        assert said[new.id, "report_inherited"].startswith("từ UBND xã Mẫu")
        assert new.inherited_from is not None

    def test_doing_it_twice_is_doing_it_once(self, desk):
        carry_out(desk)
        reports = len(desk.session.exec(select(Report)).all())
        again = carry_out(desk)
        assert (again.opened, again.closed, again.passed.reports) == ((), (), 0)
        assert len(desk.session.exec(select(Report)).all()) == reports

    def test_assignments_and_dossiers_under_way_follow(self, desk):
        dossiers(desk.session, desk.cycle, 1, DossierState.IDEA_SUBMITTED)
        carry_out(desk)
        heir = desk.session.exec(select(Unit).where(Unit.code == "xa-moi")).one()
        open_ones = select(Assignment.unit_id).where(Assignment.state == AssignmentState.OPEN)
        assert heir.id in desk.session.exec(open_ones).all()
        desk.session.expire_all()
        assert desk.session.exec(select(Dossier.commune_id)).one() == heir.id

    def test_completeness_asks_the_new_unit_only(self, desk):
        carry_out(desk)
        july = next(
            line
            for line in completeness(desk.session, desk.cycle, date(2024, 7, 31), by=By.PERIOD)
            if line.key == "2024-M07"
        )
        assert july.expected == 1

    def test_a_changed_plan_gives_nothing_back_to_the_closed_units(self, desk):
        carry_out(desk)
        apply_sample(desk.session, a_plan(reports=[DUTY], contact={**RULE, "name": "Bà Mẫu"}), today=FROM)
        renew_cycle(desk.session, desk.cycle, actor=OFFICER, today=FROM, at=AT)
        raise_reports(desk.session, desk.cycle, FROM)
        assert owed(desk, "xa-mot") == owed(desk, "xa-hai") == {}
        assert "2024-M12" in owed(desk, "xa-moi")
        closed = desk.session.exec(select(Unit.valid_to).where(Unit.code == "xa-mot")).one()
        assert closed == date(2024, 6, 30)


class TestASplit:
    def test_the_heir_inherits_what_is_open_and_both_owe_what_comes(self, desk):
        carry_out(desk, SPLIT)
        assert "2024-M06" in owed(desk, "xa-moi")
        assert owed(desk, "xa-kia") == {}
        raise_reports(desk.session, desk.cycle, FROM)
        assert {"2024-M07", "2024-M12"} <= owed(desk, "xa-kia").keys()
        assert "2024-M06" not in owed(desk, "xa-kia"), "a unit that opened in July owes no June"

    def test_the_lineage_is_told_from_both_ends(self, desk):
        carry_out(desk, SPLIT)
        lines = {line.code: line for line in list_units(desk.session, "mau.mau")}
        assert lines["xa-mot"].went_to == "UBND xã Mới (nhập một phần); UBND xã Kia (nhập một phần)"
        assert lines["xa-kia"].came_from == "UBND xã Mẫu Một (nhập một phần)"
        there = [line.code for line in list_units(desk.session, "mau.mau", FROM)]
        assert "xa-moi" in there
        assert "xa-mot" not in there


class TestRefused:
    def test_before_its_day_or_for_another_locality(self, desk):
        with pytest.raises(Refused, match="có hiệu lực từ 01/07/2024"):
            carry_out(desk, today=JUNE)
        with pytest.raises(Refused, match="Không đơn vị nào"):
            carry_out(desk, a_lineage(closes("xa-la", NEW)))

    @pytest.mark.parametrize(
        ("into", "why"),
        [
            ([{**NEW, "heir": False}], "đúng một đơn vị kế thừa"),
            ([NEW, {"unit": "xa-kia", "name": "UBND xã Kia"}], "đang có 2"),
        ],
    )
    def test_without_one_heir(self, into, why):
        with pytest.raises(ValidationError, match=why):
            a_lineage(closes("xa-mot", *into))


def test_the_shipped_list_of_2025_is_sound_and_names_every_locality():
    lineage = load_lineage(PROJECT_ROOT / "config" / "units" / "lineage-2025-07-01.yaml")
    assert {change.locality for change in lineage.changes} == {
        "bac-kan.bac-kan", "quang-ninh.cam-pha", "quang-ninh.uong-bi", "quang-binh.quang-ninh", "tra-vinh.chau-thanh",
    }  # fmt: skip
    split = [change.name for change in lineage.changes if len(change.into) > 1]
    assert split == ["Phường Trưng Vương", "Xã Hải Hòa"]
