"""What the producer (Mẫu số 02) and the commune (Mẫu số 03) say on the criteria before a council does."""

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.evaluation.score_sheets import own_gate_rank, read_answers, write_answers
from ocop_workflow.operations.permission import must_act_as
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.score_tables import Assessment
from ocop_workflow.rulebook.evaluation.council import CommuneContent, CouncilPractice
from ocop_workflow.rulebook.evaluation.criteria import CriteriaSet, Criterion
from ocop_workflow.rulebook.evaluation.scoring import Sheet, must_be_usable, wrong_with
from ocop_workflow.rulebook.evaluation.tally import hundredths
from ocop_workflow.vocabulary import AssessmentKind, DossierState, Role

BY = {AssessmentKind.SELF: Role.PRODUCER, AssessmentKind.COMMUNE: Role.COMMUNE}
TOO_LATE = (
    DossierState.SCORING,
    DossierState.SCORED,
    DossierState.FORWARDED,
    DossierState.RECOGNISED,
    DossierState.NOT_RECOGNISED,
)


@dataclass(frozen=True)
class ContentRow:
    """One of the commune's contents with the criterion that the set has for it; none where it is told in words only."""

    content: CommuneContent
    criterion: Criterion | None


def commune_rows(criteria: CriteriaSet, practice: CouncilPractice) -> list[ContentRow]:
    """The contents that a commune assesses, with their criteria in this set."""
    by_heading = {row.heading: row for row in criteria.criteria}
    return [
        ContentRow(content, next((by_heading[name] for name in content.headings if name in by_heading), None))
        for content in practice.commune_contents
    ]


def assess(
    session: Session,
    rules: Rules,
    practice: CouncilPractice,
    dossier: Dossier,
    kind: AssessmentKind,
    answers: Sheet,
    by: Decision,
    *,
    source: str = "lệnh",
) -> tuple[Assessment, bool]:
    """Keep an assessment on the dossier's own criteria, and whether it is new; another one is the next version.

    Raises:
        Refused: wrong role, no criteria set yet, the council has begun, or answers that are missing, not listed, or
            (for the commune) outside its contents.
    """
    must_act_as(by, BY[kind], f"ghi «{kind.label}»")
    if dossier.state in TOO_LATE:
        raise Refused(f"Hồ sơ {dossier.code} đang ở «{dossier.state.label}»; không ghi thêm đánh giá trước Hội đồng.")
    if dossier.criteria_set is None:
        raise Refused(f"Hồ sơ {dossier.code} chưa ghi bộ tiêu chí: ocop dossier amend.")
    criteria, regime = rules.criteria_set(dossier.criteria_set), rules.regime_for(dossier, by.today)
    must_be_usable(criteria, regime)
    if against := _wrong(criteria, practice, kind, answers):
        raise Refused(f"Chưa ghi được «{kind.label}» của {dossier.code} theo bộ {criteria.code}:", against)
    versions = session.exec(
        select(Assessment)
        .where(Assessment.dossier_id == dossier.id, Assessment.kind == kind)
        .order_by(col(Assessment.version).desc())
    ).all()
    written = write_answers(criteria, answers)
    if versions and (versions[0].answers, versions[0].criteria_set) == (written, criteria.code):
        return versions[0], False
    made = Assessment(
        dossier_id=dossier.id or 0, kind=kind, version=len(versions) + 1, regime=regime.code,
        criteria_set=criteria.code, answers=written, total=hundredths(sum(answers.values(), Decimal(0))),
        gate_rank=own_gate_rank(criteria, answers, regime) if kind is AssessmentKind.SELF else None,
        paper_no=by.paper.number if by.paper else None, paper_on=by.paper.on if by.paper else None, source=source,
        recorded_on=by.today, recorded_by=by.actor, recorded_at=by.at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note_act(session, by.actor, "assess", "dossier", dossier.id or 0, f"{kind.label}, bản {made.version}",
             by.today, by.at)  # fmt: skip
    return made, True


def assessments_of(session: Session, dossier: Dossier) -> dict[AssessmentKind, Assessment]:
    """The newest assessment of each kind."""
    newest = (
        sa.select(col(Assessment.kind), sa.func.max(col(Assessment.version)).label("version"))
        .where(col(Assessment.dossier_id) == dossier.id)
        .group_by(col(Assessment.kind))
        .subquery()
    )
    found = select(Assessment).join(
        newest, sa.and_(newest.c.kind == col(Assessment.kind), newest.c.version == col(Assessment.version))
    )
    return {one.kind: one for one in session.exec(found.where(Assessment.dossier_id == dossier.id))}


def answers_in(assessment: Assessment) -> dict[str, Decimal]:
    """The points of an assessment by criterion."""
    return read_answers(assessment.answers)


def _wrong(criteria: CriteriaSet, practice: CouncilPractice, kind: AssessmentKind, answers: Sheet) -> list[str]:
    if kind is AssessmentKind.SELF:
        return wrong_with(criteria, answers)
    own = {row.criterion.code: row for row in commune_rows(criteria, practice) if row.criterion is not None}
    missing = [
        f"{code} {row.content.label} ({row.content.clause}): chưa đánh giá"
        for code, row in own.items()
        if code not in answers
    ]
    outside = [
        f"{code}: không thuộc các nội dung cấp xã đánh giá ({', '.join(own)})" for code in answers if code not in own
    ]
    unlisted = [reason for reason in wrong_with(criteria, answers) if reason.partition(" ")[0].rstrip(":") in answers]
    return outside or [*unlisted, *missing]
