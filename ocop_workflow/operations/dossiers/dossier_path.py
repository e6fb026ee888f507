"""One dossier's path through the levels, told on one page: each stop with its day, level, paper and outcome."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.evaluation.assessments import assessments_of
from ocop_workflow.records.council_tables import Council, CouncilSession
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.log import lines_of
from ocop_workflow.records.score_tables import SessionDossier
from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE
from ocop_workflow.rulebook.evaluation.tally import points_of
from ocop_workflow.rulebook.text import points_vn, vn_date
from ocop_workflow.vocabulary import DossierState, Level, Step

_LABELS = {rule.action: rule.label for rule in LIFECYCLE}
_STATES = {state.value: state.label for state in DossierState}


@dataclass(frozen=True)
class Stop:
    """One stop: what happened at which level, on which paper, with what outcome."""

    on_day: date
    level: Level | None
    what: str
    by: str
    paper: str
    outcome: str
    clause: str


@dataclass(frozen=True)
class DossierPath:
    """The whole path, with the rules that the dossier is under and why."""

    code: str
    product: str
    regime: str
    because: str
    levels: tuple[Level, ...]
    stops: tuple[Stop, ...]
    waits: str


def path_of(session: Session, rules: Rules, dossier: Dossier, today: date) -> DossierPath:
    """The path up to the day. Levels follow from the facts that each move recorded, the first one from the regime."""
    choice = rules.choice_for(dossier, today)
    councils = _councils(session, dossier)
    stops: list[Stop] = []
    level: Level | None = None
    for line in lines_of(session, dossier.id or 0):
        facts = json.loads(line.facts)
        if line.action == "submit_dossier" and level is None:
            level = choice.regime.receives
        at = Level(facts["result_of"]) if facts.get("result_of") else level
        stops.append(
            Stop(
                on_day=line.on_day,
                level=at if line.step == Step.EVALUATION else None,
                what=_LABELS.get(line.action, line.action),
                by=f"{line.actor} ({line.role.label})",
                paper=f"{line.paper_no} ngày {vn_date(line.paper_on)}" if line.paper_no else "",
                outcome=_outcome(line, facts, councils.get(line.seq)),
                clause=line.clause,
            )
        )
        if facts.get("level"):
            level = Level(facts["level"])
    for kind, assessment in assessments_of(session, dossier).items():
        paper = f"{assessment.paper_no} ngày {vn_date(assessment.paper_on)}" if assessment.paper_no else ""
        total = f"{points_vn(points_of(assessment.total))} điểm theo bộ {assessment.criteria_set}"
        stops.append(Stop(assessment.recorded_on, Level.COMMUNE, kind.label, assessment.recorded_by, paper, total, ""))
    due = f", hạn {vn_date(dossier.due_on)}" if dossier.due_on else ""
    return DossierPath(
        code=dossier.code,
        product=dossier.product_name,
        regime=choice.regime.number,
        because=choice.because,
        levels=choice.regime.levels,
        stops=tuple(sorted(stops, key=lambda stop: stop.on_day)),
        waits=f"{dossier.state.label} từ {vn_date(dossier.state_since)} ({dossier.level.label.lower()}){due}",
    )


def _outcome(line: DossierLog, facts: dict[str, object], council: str | None) -> str:
    parts = []
    if line.action == "record_score" and facts.get("score") is not None:
        parts.append(f"{points_vn(Decimal(str(facts['score'])))} điểm, {facts.get('star_rank')} sao")
        if council:
            parts.append(council)
        if facts.get("level") and facts.get("result_of") and facts["level"] != facts["result_of"]:
            parts.append(f"trả kết quả về {Level(str(facts['level'])).label.lower()} quyết định")
        elif facts.get("forwards_here"):
            parts.append("thuộc diện chuyển cấp trên")
    elif line.action == "forward" and facts.get("level"):
        parts.append(f"chuyển {Level(str(facts['level'])).label.lower()}")
    elif line.action == "propose" and facts.get("level"):
        parts.append(f"đề nghị {Level(str(facts['level'])).label.lower()} đánh giá")
    elif facts.get("expires_on"):
        parts.append(f"giấy chứng nhận đến hết {vn_date(date.fromisoformat(str(facts['expires_on'])))}")
    if line.source != line.target and not parts:
        parts.append(_STATES.get(line.target, line.target))
    if line.reason and line.action != "record_score":
        parts.append(line.reason)
    return "; ".join(parts)


def _councils(session: Session, dossier: Dossier) -> dict[int, str]:
    """Which council gave the result of a line of the log, in how many sheets and ballots."""
    found = (
        sa.select(SessionDossier, col(CouncilSession.code), col(Council.name))
        .join(CouncilSession, col(CouncilSession.id) == col(SessionDossier.session_id))
        .join(Council, col(Council.id) == col(CouncilSession.council_id))
        .where(col(SessionDossier.dossier_id) == dossier.id, col(SessionDossier.recorded_seq).is_not(None))
    )
    return {
        entry.recorded_seq: f"{name}, phiên {code}, {entry.sheets} phiếu, {entry.ballot} lượt"
        for entry, code, name in session.execute(found)
    }
