"""The renewal radar: every certificate that needs something, who must do it by when, and what the rounds must take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.operations.certificates.certificate_register import CertificateLine, Found, find_certificates
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.dossier_tables import DossierDocument
from ocop_workflow.rulebook.certificates.renewal import (
    BEFORE_THE_END,
    IN_FORCE,
    Evidence,
    HeldRound,
    Next,
    next_of,
    papers_ending_before,
    rounds_from,
    window_of,
)
from ocop_workflow.rulebook.certificates.renewal_load import Wanted, level
from ocop_workflow.vocabulary import CertificateStatus, Role

_AT_ONCE = 500


@dataclass(frozen=True)
class RadarLine:
    """One certificate that needs something."""

    certificate: CertificateLine
    opens_on: date | None
    closes_on: date | None
    what: str
    by: Role | None
    due_on: date | None
    clause: str
    possible: tuple[str, ...]
    papers: tuple[Evidence, ...]


def radar(
    session: Session,
    running: RunningCycle,
    day: date,
    *,
    commune: str | None = None,
    ahead: int | None = None,
) -> list[RadarLine]:
    """What needs attention on `day`, the most pressing first.

    Certificates in force whose window is open, missed or opens within `ahead` days (a local setting unless given), or
    one of whose dated papers ends by then; and those that ended unrenewed.
    """
    regime = running.rules.regime(day)
    horizon = day + timedelta(days=running.rules.certificates().remind_days_before_window if ahead is None else ahead)
    found = find_certificates(session, day, regime, locality=running.cycle.locality, commune=commune)
    live = [one for one in found if one.line.status in IN_FORCE or one.line.status is CertificateStatus.EXPIRED]
    evidence = evidence_of(session, running, [one.certificate.dossier_id for one in live])
    lines = []
    for one in live:
        ask = next_of(one.held, day, regime)
        window = window_of(one.held.valid_until, regime) if one.held.valid_until else None
        until = one.line.valid_until or date.max
        papers = [
            paper
            for paper in papers_ending_before(evidence.get(one.certificate.dossier_id, ()), until)
            if one.line.is_in_force and paper.valid_until and paper.valid_until <= horizon
        ]
        soon = window is None or window.opens_on <= horizon
        if one.line.status is not CertificateStatus.VALID or soon or papers:
            lines.append(
                _line(one, ask, window.opens_on if window else None, window.closes_on if window else None, papers)
            )
    return sorted(lines, key=lambda line: (line.due_on or date.max, line.certificate.id))


def _line(one: Found, ask: Next, opens_on: date | None, closes_on: date | None, papers: list[Evidence]) -> RadarLine:
    return RadarLine(
        one.line, opens_on, closes_on, ask.what, ask.by, ask.due_on, ask.clause, ask.possible, tuple(papers)
    )


def evidence_of(session: Session, running: RunningCycle, ids: Sequence[int]) -> Mapping[int, list[Evidence]]:
    """The dated papers of dossiers, by dossier."""
    labels = {document.code: document.label for regime in running.rules.regimes for document in regime.documents}
    held: dict[int, list[Evidence]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        chosen = sa.select(DossierDocument).where(
            col(DossierDocument.dossier_id).in_(ids[start : start + _AT_ONCE]),
            col(DossierDocument.valid_until).is_not(None),
        )
        for paper in session.execute(chosen).scalars():
            label = labels.get(paper.kind, paper.kind)
            held.setdefault(paper.dossier_id, []).append(Evidence(paper.kind, label, paper.number, paper.valid_until))
    return held


@dataclass(frozen=True)
class RoundLoad:
    """What one round must take so that no certificate ends before its product is evaluated again."""

    round: HeldRound
    capacity: int | None
    certificates: tuple[CertificateLine, ...]
    over: int


@dataclass(frozen=True)
class Loads:
    """The rounds to come, and the certificates that no regular round can serve between their window and their end."""

    rounds: tuple[RoundLoad, ...]
    without_round: tuple[CertificateLine, ...]


def round_loads(session: Session, running: RunningCycle, day: date, capacity: int | None = None) -> Loads:
    """How many re-evaluations each round must take, levelled backwards from the end of the certificates in force."""
    regime = running.rules.regime(day)
    capacity = capacity or running.rules.certificates().round_capacity
    found = find_certificates(session, day, regime, locality=running.cycle.locality)
    lines = {one.line.id: one.line for one in found}
    wanted = [
        Wanted(one.line.id, window_of(one.held.valid_until, regime).opens_on, one.held.valid_until)
        for one in found
        if one.line.status in BEFORE_THE_END and one.held.valid_until is not None
    ]
    last = max((one.ends_on for one in wanted), default=day)
    rounds = [held for held in rounds_from(regime, day, last.year - day.year + 1) if held.result_by <= last]
    levelled = level(wanted, rounds, capacity)
    return Loads(
        tuple(
            RoundLoad(load.round, capacity, tuple(lines[one] for one in load.ids), load.over) for load in levelled.loads
        ),
        tuple(lines[one] for one in levelled.without_round),
    )
