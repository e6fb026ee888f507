"""Bắc Kạn 2024: an OCOP plan that prints the six steps and no report at all."""

from datetime import date

import pytest

from ocop_workflow.library.plans import find_quote
from ocop_workflow.vocabulary import Programme, Step, UnitKind


class TestNothingInvented:
    """The document prints no report, no numeric target, no fair, no steering body, and leaves its day blank."""

    def test_no_report_target_event_or_steering_body(self, bac_kan):
        assert (bac_kan.reports, bac_kan.targets, bac_kan.events, bac_kan.governance) == ((), (), (), ())
        assert bac_kan.roles.steering_body is None

    def test_the_blanks_of_the_head_stay_blank(self, bac_kan):
        document = bac_kan.document
        assert document.number == "/KH-UBND"
        assert (document.issued.day, document.issued.month, document.issued.year) == (None, 7, 2024)

    def test_it_is_not_in_force_before_the_provincial_plan_it_rests_on(self, bac_kan):
        rests_on = next(basis for basis in bac_kan.legal_bases if basis.number == "502/KH-UBND")
        assert bac_kan.in_force.from_ == rests_on.issued_on == date(2024, 7, 16)

    def test_recipients_carry_no_marker(self, bac_kan):
        assert all(line.marker is None for line in bac_kan.recipients)


class TestSixSteps:
    """II.4 prints the six steps in our own words for them; it gives no unit a duty."""

    @pytest.mark.parametrize("step", [step for step in Step if step is not Step.ACROSS])
    def test_the_names_of_the_steps_are_the_printed_ones(self, shipped, step):
        source_text = shipped["bac-kan.bac-kan.2024"].source_text
        assert find_quote(source_text, f"({step.value}) {step.label}") == 75

    def test_the_list_of_steps_is_no_duty(self, bac_kan):
        assert not [duty.code for duty in bac_kan.duties if duty.clause.startswith("II.")]

    def test_two_requirements_outside_the_section_name_their_units(self, bac_kan):
        """I.2: «Các phòng, ban, ngành, đoàn thể thành phố; UBND các xã, phường …»."""
        outside = {duty.clause: duty.lead for duty in bac_kan.duties if not duty.clause.startswith("III")}
        assert set(outside) == {"I.2, gạch đầu dòng 1", "I.2, gạch đầu dòng 3"}
        assert outside["I.2, gạch đầu dòng 3"] == ("ubnd-xa-phuong",)

    def test_every_step_has_somebody_at_work(self, bac_kan):
        served = {step for duty in (*bac_kan.duties, *bac_kan.own_duties) for step in duty.steps}
        assert served == set(Step)


class TestUnits:
    """III.1 to III.7."""

    def test_two_communes_and_six_wards(self, bac_kan):
        members = bac_kan.members("ubnd-xa-phuong")
        assert len(members) == 8
        assert sorted(code for code in members if code.startswith("xa-")) == ["xa-duong-quang", "xa-nong-thuong"]

    def test_the_four_organisations_of_iii_5_are_requested_once(self, bac_kan):
        requests = [duty for duty in bac_kan.duties if duty.request]
        assert [duty.clause for duty in requests] == ["III.5"]
        asked = {unit.code for unit in bac_kan.units if unit.kind is UnitKind.FRONT_AND_UNIONS}
        assert set(requests[0].request) == asked
        assert len(asked) == 4

    @pytest.mark.parametrize(
        ("clause", "lead", "coordinate"),
        [
            ("III.1, gạch đầu dòng 3", (), ("phong-kinh-te",)),
            ("III.2", ("vp-hdnd-ubnd",), ()),
            ("III.4", ("phong-ban-nganh",), ()),
            ("III.6", ("tt-van-hoa-the-thao-truyen-thong",), ()),
            ("III.7, gạch đầu dòng 3", (), ("ubnd-xa-phuong", "phong-kinh-te")),
            ("III.7, gạch đầu dòng 5", (), ("ubnd-xa-phuong",)),
        ],
    )
    def test_who_leads_and_who_coordinates(self, bac_kan, clause, lead, coordinate):
        (duty,) = [duty for duty in bac_kan.duties if duty.clause == clause]
        assert (duty.lead, duty.coordinate) == (lead, coordinate)

    def test_the_closing_sentence_gives_no_duty(self, bac_kan):
        (closing,) = bac_kan.not_executable
        assert closing.quote.startswith("Trên đây là Kế hoạch")

    def test_all_duties_are_of_the_ocop_programme(self, bac_kan):
        assert {duty.programme for duty in bac_kan.duties} == {Programme.OCOP}
