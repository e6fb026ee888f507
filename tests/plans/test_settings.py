"""What no document prints is a setting of the locality: marked, explained, and possible."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from pydantic import BaseModel

from ocop_workflow.library.plans import find_quote
from ocop_workflow.rulebook.plans.plan import SURVEY_DUTY, Setting
from ocop_workflow.vocabulary import Step, UnitKind


def settings_in(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        if getattr(value, "not_in_plan", False):
            yield value
        for name in type(value).model_fields:
            yield from settings_in(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from settings_in(item)


class TestSettings:
    """`not_in_plan: true` comes with `why`."""

    def test_windows_ladder_terms_roles_force_and_contact_are_settings(self, plan_file):
        plan = plan_file.plan
        for part in (plan.windows, plan.ladder, plan.terms, plan.roles, plan.in_force, plan.contact):
            assert isinstance(part, Setting)

    def test_each_setting_says_why_in_a_sentence(self, plan_file):
        found = list(settings_in(plan_file.plan))
        assert len(found) > 10
        assert all(len(setting.why.split()) >= 8 for setting in found)

    def test_no_window_is_over_before_the_plan_exists(self, plan_file):
        plan = plan_file.plan
        for step in list(Step)[1:]:
            opens_on, closes_on = plan.window(step)
            assert opens_on <= closes_on <= plan.in_force.to
            assert closes_on > plan.in_force.from_

    def test_the_windows_leave_no_gap_between_steps(self, plan_file):
        windows = [plan_file.plan.window(step) for step in list(Step)[1:]]
        for (_, closes_on), (opens_next_on, _) in pairwise(windows):
            assert opens_next_on <= closes_on + timedelta(days=1)

    def test_every_commune_owes_a_survey_in_step_1(self, plan_file):
        """The plan of Châu Thành prints it (IV.8, gạch đầu dòng 3); elsewhere it is the locality's own duty."""
        plan = plan_file.plan
        printed = [duty for duty in plan.duties if "Chủ động rà soát các sản phẩm tiềm năng" in duty.quote]
        (survey,) = printed or [duty for duty in plan.own_duties if duty.code == SURVEY_DUTY]
        communes = {unit.code for unit in plan.units if unit.kind is UnitKind.COMMUNE}
        assert {unit for code in survey.lead for unit in plan.members(code)} == communes
        assert Step.OUTREACH in survey.steps
        assert not (printed and [duty for duty in plan.own_duties if duty.code == SURVEY_DUTY])

    def test_what_the_locality_adds_is_never_mistaken_for_a_printed_duty(self, plan_file):
        plan = plan_file.plan
        assert all(duty.code.startswith("own.") for duty in plan.own_duties)
        assert not any(entry.code.startswith("own.") for entry in (*plan.duties, *plan.reports))
        assert all(find_quote(plan_file.source_text, duty.text) is None for duty in plan.own_duties)

    def test_the_year_and_the_names_of_the_file_agree(self, plan_file):
        plan = plan_file.plan
        assert plan_file.path.stem == plan.code == f"{plan.locality}.{plan.year}"
        assert len(plan_file.sha256) == 64
