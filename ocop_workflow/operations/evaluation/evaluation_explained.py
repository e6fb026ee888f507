"""Why this star and not the next: a council's result computed again from its sheets and held against the records."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.evaluation.ballots import gate_rank_of, result_of, sheets_in_ballot
from ocop_workflow.operations.evaluation.score_sheets import read_answers
from ocop_workflow.records.council_tables import Council, CouncilMember, CouncilSession
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.log import faults_of
from ocop_workflow.records.score_tables import Ballot, ScoreSheet, SessionDossier
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.evaluation.scoring import Result
from ocop_workflow.rulebook.evaluation.scoring_changes import Change, Way, single_changes, way_to
from ocop_workflow.rulebook.evaluation.tally import Tally, drift, points_of
from ocop_workflow.vocabulary import BallotOutcome


@dataclass(frozen=True)
class CriterionSpread:
    """How the members' answers to one criterion lie apart."""

    code: str
    heading: str
    lowest: Decimal
    highest: Decimal
    mean: Fraction
    of: Decimal


@dataclass(frozen=True)
class MemberTotal:
    """A member's sheets of the dossier, and how far he lies from the others over the whole session."""

    name: str
    totals: tuple[Decimal, ...]
    drift: Fraction | None


@dataclass(frozen=True)
class Explained:
    """A result with everything that it follows from."""

    dossier: Dossier
    session: str
    council: str
    minutes: str | None
    regime: Regime
    ballot: Ballot
    tally: Tally
    spread_limit: Decimal
    result: Result
    next_star: Way | None
    changes: tuple[Change, ...]
    criteria: tuple[CriterionSpread, ...]
    members: tuple[MemberTotal, ...]
    faults: tuple[str, ...]
    """Where the records do not agree with the sheets; empty when they do."""

    @property
    def is_concluded(self) -> bool:
        return self.ballot.outcome is BallotOutcome.CONCLUDED


def explain(session: Session, rules: Rules, dossier: Dossier, as_of: date) -> Explained:
    """The newest result of a council that was counted on or before the day, computed again from its sheets.

    Raises:
        NotFound: no ballot of the dossier was counted by then.
    """
    newest = session.exec(
        select(Ballot, SessionDossier)
        .join(SessionDossier, col(SessionDossier.id) == col(Ballot.entry_id))
        .where(SessionDossier.dossier_id == dossier.id, Ballot.counted_on <= as_of)
        .order_by(col(Ballot.entry_id).desc(), col(Ballot.number).desc())
    ).first()
    if newest is None:
        hint = "Hội đồng chưa kiểm phiếu hồ sơ này, hoặc kết quả được ghi không kèm phiếu chấm."
        raise NotFound(f"kết quả kiểm phiếu đến ngày {as_of:%d/%m/%Y} của", dossier.code, hint)
    ballot, entry = newest
    sitting = session.get_one(CouncilSession, entry.session_id)
    council = session.get_one(Council, sitting.council_id)
    sheets = sheets_in_ballot(session, [ballot.entry_id], ballot.number)[ballot.entry_id]
    tally = Tally.of([sheet.total for sheet in sheets])
    is_last = ballot.outcome is BallotOutcome.CONCLUDED
    result = result_of(rules, entry, sheets, entry.disqualified.split() if is_last else ())
    regime = rules.regime_of(entry.regime)
    return Explained(
        dossier=dossier,
        session=sitting.code,
        council=council.name,
        minutes=f"{sitting.minutes_no} ngày {sitting.minutes_on:%d/%m/%Y}" if sitting.minutes_on else None,
        regime=regime,
        ballot=ballot,
        tally=tally,
        spread_limit=points_of(council.spread_limit),
        result=result,
        next_star=way_to(result, result.stars + 1, regime),
        changes=single_changes(result, regime),
        criteria=tuple(_spreads(result, sheets)),
        members=tuple(_members(session, entry, sitting, ballot.number)),
        faults=tuple(_faults(session, dossier, entry, ballot, tally, result) if is_last else ()),
    )


def _spreads(result: Result, sheets: list[ScoreSheet]) -> list[CriterionSpread]:
    answers = [read_answers(sheet.answers) for sheet in sheets]
    found = []
    for row in result.criteria.criteria:
        given = [one[row.code] for one in answers]
        mean = result.means[row.code]
        found.append(CriterionSpread(row.code, row.heading, min(given), max(given), mean, max(row.allowed)))
    return found


def _members(session: Session, entry: SessionDossier, sitting: CouncilSession, ballot: int) -> list[MemberTotal]:
    """Each member's sheets of this dossier up to the ballot; the drift is over all that the session concluded."""
    own: dict[int, dict[int, int]] = {}
    counted = select(ScoreSheet).where(
        ScoreSheet.entry_id == entry.id, ScoreSheet.ballot <= ballot, col(ScoreSheet.returned_on).is_(None)
    )
    for sheet in session.exec(counted):
        own.setdefault(sheet.member_id, {})[sheet.ballot] = sheet.total
    concluded: dict[int, dict[int, int]] = {}
    whole = (
        sa.select(col(ScoreSheet.entry_id), col(ScoreSheet.member_id), col(ScoreSheet.total))
        .join(SessionDossier, col(SessionDossier.id) == col(ScoreSheet.entry_id))
        .where(
            col(SessionDossier.session_id) == sitting.id,
            col(SessionDossier.concluded_on).is_not(None),
            col(SessionDossier.ballot) == col(ScoreSheet.ballot),
            col(ScoreSheet.returned_on).is_(None),
        )
    )
    for entry_id, member_id, total in session.execute(whole):
        concluded.setdefault(entry_id, {})[member_id] = total
    apart = drift(concluded)
    members = select(CouncilMember).where(col(CouncilMember.id).in_(own)).order_by(col(CouncilMember.position))
    return [
        MemberTotal(
            member.name,
            tuple(points_of(own[member.id or 0][number]) for number in sorted(own[member.id or 0])),
            apart.get(member.id or 0),
        )
        for member in session.exec(members)
    ]


def _faults(
    session: Session, dossier: Dossier, entry: SessionDossier, ballot: Ballot, tally: Tally, result: Result
) -> list[str]:
    """What the records say otherwise than the sheets: the count, the conclusion, the dossier's log and its chain."""
    now = (tally.sheets, tally.total_sum, tally.lowest, tally.highest)
    faults = []
    if now != (ballot.sheets, ballot.total_sum, ballot.lowest, ballot.highest):
        faults.append("kết quả kiểm phiếu đã ghi khác với các phiếu")
    stored = (entry.sheets, entry.total_sum, entry.score, entry.band_rank, entry.gate_rank, entry.star_rank)
    if stored != (tally.sheets, tally.total_sum, tally.score, result.band, gate_rank_of(result), result.stars):
        faults.append(f"kết luận đã ghi ({entry.score} điểm, {entry.star_rank} sao) khác với kết quả tính lại")
    if entry.recorded_seq is not None:
        line = session.get(DossierLog, (dossier.id, entry.recorded_seq))
        said = json.loads(line.facts) if line is not None else {}
        if (Decimal(said.get("score", -1)), said.get("star_rank")) != (tally.score, result.stars):
            faults.append(f"nhật ký hồ sơ (dòng {entry.recorded_seq}) ghi kết quả khác")
    return faults + [fault.why for fault in faults_of(session, dossier)]
