"""Steps 2 and 3 as content: filed with the move, appraised with the move, given back a limited number of times."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import select

from ocop_workflow.errors import BadInput, Refused
from ocop_workflow.library.dossier_forms import load_dossier_forms
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.dossiers.filed_forms import appraise, file_form, filed_of, form_of, forms_for
from ocop_workflow.records.form_tables import Appraisal, FiledForm
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.transitions import Paper
from ocop_workflow.rulebook.dossiers.dossier_form import APPRAISALS, RETURNS, flaws
from ocop_workflow.rulebook.dossiers.lifecycle import find
from ocop_workflow.vocabulary import AppraisalOutcome as Outcome
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Role
from tests.builders import AT, OFFICER, TODAY, a_cycle, a_dossier, rules

CONFIG = Path(__file__).parents[2] / "config" / "dossier_forms"
IDEA = {
    "representative": "Trần Văn Mẫu", "legal-status": "Đã đăng ký", "product": "Trà mẫu", "description": "trà túi lọc",
    "origin": "nghề cũ của làng", "material": "vùng trà mẫu", "local-labour": Decimal(12), "market": "trong tỉnh",
}  # fmt: skip
PLAN = {
    "goal": "3 sao", "standard": "TCVN", "material": "vùng trà mẫu", "process": "sao, sấy", "environment": "cam kết",
    "labour": Decimal(12), "channels": "siêu thị", "revenue": Decimal(500_000_000), "investment": Decimal(200_000_000),
    "own-capital": Decimal(50_000_000), "starts-on": date(2024, 7, 1), "ends-on": date(2024, 12, 1),
}  # fmt: skip


@pytest.fixture
def desk(database):
    with unit_of_work(database) as session:
        cycle = a_cycle(session)
        yield session, cycle, a_dossier(session, cycle, S.GUIDED)


def by(role: Role, reason: str = "", *, paper: bool = False) -> Decision:
    return Decision(OFFICER, role, TODAY, AT, reason, Paper("15/TB", TODAY) if paper else None)


class TestTheShippedForms:
    """What no source prints says so; a form is filed by moves that exist."""

    FORMS = load_dossier_forms(CONFIG)

    @pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
    def test_is_filed_where_the_lifecycle_lets_the_producer_file(self, form):
        for state, action in form.filed_by.items():
            rule = find(action, state)
            assert rule is not None
            assert rule.by is Role.PRODUCER

    def test_only_the_form_of_the_decision_in_force_has_a_source(self):
        assert {code for code, form in self.FORMS.items() if form.source} == {"registration"}
        assert len(self.FORMS["registration"].fields) == 14

    def test_every_outcome_is_a_move_and_every_return_is_counted(self):
        moves = {action: find(action, state) for (state, _), action in APPRAISALS.items()}
        assert all(moves.values())
        returns = {action for (_, outcome), action in APPRAISALS.items() if outcome is Outcome.RETURN}
        assert returns == frozenset().union(*RETURNS)

    def test_a_form_that_contradicts_itself_is_refused_with_its_line(self, tmp_path):
        text = (CONFIG / "idea-new.yaml").read_text(encoding="utf-8")
        (tmp_path / "idea-new.yaml").write_text(text.replace("code: phone", "code: product"), encoding="utf-8")
        with pytest.raises(BadInput, match="mã dùng hai lần: product"):
            load_dossier_forms(tmp_path)


class TestFlaws:
    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"product": ""}, "chưa điền"),
            ({"local-labour": Decimal(-1)}, "nằm ngoài giới hạn"),
            ({"local-labour": "mười"}, "phải là số"),
            ({"legal-status": "Không rõ"}, "có: Đã đăng ký"),
            ({"strange": "x"}, "không có mục «strange»"),
            ({"description": "x" * 8001}, "dài hơn 8000 chữ"),
        ],
    )
    def test_each_is_told_with_its_field(self, changes, why):
        (flaw,) = flaws(rules().dossier_forms()["idea-new"], {**IDEA, **changes})
        assert why in flaw

    def test_a_whole_form_has_none(self):
        assert flaws(rules().dossier_forms()["idea-new"], IDEA) == []


class TestAnIdea:
    def test_goes_from_the_form_to_acceptance_with_every_version_and_appraisal_kept(self, desk):
        session, cycle, dossier = desk
        form = form_of(cycle, "idea-new")
        assert {known.code for known in forms_for(cycle, dossier)} == {"idea-new", "idea-existing"}
        file_form(session, cycle, dossier, form, IDEA, by(Role.PRODUCER))
        session.refresh(dossier)
        assert dossier.state is S.IDEA_SUBMITTED
        appraise(session, cycle, dossier, Outcome.PASS_ON, {}, by(Role.COMMUNE))
        session.refresh(dossier)
        appraise(
            session, cycle, dossier, Outcome.RETURN, {"material": "thiếu hợp đồng"}, by(Role.STANDING_UNIT, "chưa đủ")
        )
        session.refresh(dossier)
        assert dossier.state is S.IDEA_RETURNED
        assert dossier.due_on is not None
        file_form(session, cycle, dossier, form, {**IDEA, "material": "hợp đồng số 1"}, by(Role.PRODUCER))
        session.refresh(dossier)
        appraise(session, cycle, dossier, Outcome.PASS_ON, {}, by(Role.COMMUNE))
        session.refresh(dossier)
        appraise(session, cycle, dossier, Outcome.ACCEPT, {}, by(Role.STANDING_UNIT, "đạt", paper=True))

        session.refresh(dossier)
        assert dossier.state is S.IDEA_ACCEPTED
        first, second = filed_of(session, cycle, dossier)
        assert (first.version, second.version) == (1, 2)
        assert [appraisal.outcome for appraisal in first.appraisals] == [Outcome.PASS_ON, Outcome.RETURN]
        assert (first.values["local-labour"], second.values["material"]) == (Decimal(12), "hợp đồng số 1")

    def test_with_flaws_nothing_is_kept_and_nothing_moves(self, desk):
        session, cycle, dossier = desk
        with pytest.raises(Refused) as refused:
            file_form(session, cycle, dossier, form_of(cycle, "idea-new"), {"product": "x"}, by(Role.PRODUCER))

        assert len(refused.value.missing) == 7
        assert session.exec(select(FiledForm)).all() == []
        assert dossier.state is S.GUIDED

    def test_where_the_move_is_refused_the_appraisal_is_not_kept(self, desk):
        session, cycle, dossier = desk
        file_form(session, cycle, dossier, form_of(cycle, "idea-new"), IDEA, by(Role.PRODUCER))
        session.refresh(dossier)
        with pytest.raises(Refused, match="Thiếu lý do"), session.begin_nested():
            appraise(session, cycle, dossier, Outcome.RETURN, {}, by(Role.COMMUNE))
        with pytest.raises(Refused, match="không có mục: colour"):
            appraise(session, cycle, dossier, Outcome.RETURN, {"colour": "x"}, by(Role.COMMUNE, "x"))

        assert session.exec(select(Appraisal)).all() == []

    def test_what_was_decided_on_paper_alone_has_no_content_to_appraise(self, desk):
        session, cycle, _ = desk
        with pytest.raises(Refused, match="ocop dossier decide"):
            other = a_dossier(session, cycle, S.IDEA_REFERRED)
            appraise(session, cycle, other, Outcome.ACCEPT, {}, by(Role.STANDING_UNIT, paper=True))

    def test_is_given_back_three_times_at_most(self, desk):
        session, cycle, dossier = desk
        form = form_of(cycle, "idea-new")
        for _ in range(3):
            file_form(session, cycle, dossier, form, IDEA, by(Role.PRODUCER))
            session.refresh(dossier)
            appraise(session, cycle, dossier, Outcome.RETURN, {}, by(Role.COMMUNE, "chưa đủ"))
            session.refresh(dossier)
        file_form(session, cycle, dossier, form, IDEA, by(Role.PRODUCER))
        session.refresh(dossier)
        with pytest.raises(Refused, match="Đã trả lại 3 lần"):
            appraise(session, cycle, dossier, Outcome.RETURN, {}, by(Role.COMMUNE, "chưa đủ"))


class TestABusinessPlan:
    def test_is_filed_and_approved_as_content(self, desk):
        session, cycle, _ = desk
        dossier = a_dossier(session, cycle, S.IDEA_ACCEPTED)
        file_form(session, cycle, dossier, form_of(cycle, "business-plan"), PLAN, by(Role.PRODUCER))
        session.refresh(dossier)
        appraise(session, cycle, dossier, Outcome.ACCEPT, {}, by(Role.STANDING_UNIT, "đạt", paper=True))

        session.refresh(dossier)
        assert dossier.state is S.BUSINESS_PLAN_APPROVED
        (line,) = filed_of(session, cycle, dossier)
        assert (line.values["ends-on"], line.values["investment"]) == (date(2024, 12, 1), Decimal(200_000_000))
