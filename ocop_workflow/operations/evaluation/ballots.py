"""Counting a ballot: quorum, every sheet in, the spread; then the result stands, or the council scores again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.evaluation.score_sheets import read_answers
from ocop_workflow.operations.evaluation.sittings import Attendance, attendance, quorum_of
from ocop_workflow.operations.permission import must_act_as
from ocop_workflow.records.council_tables import Council, CouncilMember, CouncilSession, MemberConflict
from ocop_workflow.records.dossier_tables import Dossier, whole_code
from ocop_workflow.records.score_tables import Ballot, ScoreSheet, SessionDossier, is_open
from ocop_workflow.records.sets import table_of
from ocop_workflow.rulebook.evaluation.scoring import Result, score
from ocop_workflow.rulebook.evaluation.tally import Tally, points_of
from ocop_workflow.rulebook.text import points_vn
from ocop_workflow.vocabulary import BallotOutcome, Role


@dataclass(frozen=True)
class Counted:
    """What counting a dossier's ballot gave."""

    code: str
    product: str
    ballot: int
    outcome: BallotOutcome
    sheets: int
    score: Decimal
    spread: Decimal
    star_rank: int | None
    note: str


def count_ballots(
    session: Session,
    rules: Rules,
    sitting: CouncilSession,
    codes: Sequence[str],
    by: Decision,
    *,
    grounds: Mapping[str, Sequence[str]] | None = None,
    despite_spread: str = "",
) -> list[Counted]:
    """Count the open ballots of the session (of `codes`, else of all), all or none; from then on they are closed.

    Totals further apart than the council's limit lead to discussion and a new ballot, with the counted sheets kept.
    From the second ballot on the council may conclude in spite of the spread, with a reason that goes into the minutes.
    `grounds` are the disqualifiers that the council found, by dossier.

    Raises:
        Refused: wrong role, no quorum, sheets missing (each dossier with the members), a ground that the set has not,
            or a conclusion in spite of the spread in the first ballot. NotFound: no such open dossier in the session.
    """
    must_act_as(by, Role.COUNCIL, "kiểm phiếu")
    council = session.get_one(Council, sitting.council_id)
    entries = _open_entries(session, sitting, codes)
    came = attendance(session, sitting)
    if against := came.missing(quorum_of(council)):
        raise Refused(
            f"Phiên {sitting.code} chưa được kiểm phiếu, chưa đủ điều kiện họp ({council.quorum_basis}):", against
        )
    sheets = sheets_in_ballot(session, [entry.id or 0 for entry, _ in entries])
    if against := _missing_sheets(session, came, entries, sheets):
        raise Refused(f"Phiên {sitting.code} chưa kiểm phiếu được, còn thiếu phiếu:", against)
    found = {
        f"HS-{code.strip().upper().removeprefix('HS-').zfill(6)}": names for code, names in (grounds or {}).items()
    }
    if strangers := found.keys() - {dossier.code for _, dossier in entries}:
        raise Refused(f"Lý do loại ghi cho hồ sơ không kiểm phiếu lần này: {', '.join(sorted(strangers))}.")
    return [
        _count(
            session,
            rules,
            council,
            entry,
            dossier,
            sheets[entry.id or 0],
            found.get(dossier.code, ()),
            by,
            despite_spread,
        )
        for entry, dossier in entries
    ]


def _count(
    session: Session,
    rules: Rules,
    council: Council,
    entry: SessionDossier,
    dossier: Dossier,
    sheets: Sequence[ScoreSheet],
    grounds: Sequence[str],
    by: Decision,
    despite_spread: str,
) -> Counted:
    tally = Tally.of([sheet.total for sheet in sheets])
    result = result_of(rules, entry, sheets, grounds)
    is_apart = tally.spread > council.spread_limit
    limit = points_vn(points_of(council.spread_limit))
    note = f"lệch {points_vn(points_of(tally.spread))} điểm, giới hạn {limit}"
    if is_apart and despite_spread.strip():
        if entry.ballot == 1:
            raise Refused(f"Hồ sơ {dossier.code} {note}: phải thảo luận, chấm lại một lượt trước khi kết luận.")
        note = f"{note}; Hội đồng kết luận: {despite_spread.strip()}"
        is_apart = False
    outcome = BallotOutcome.RESCORE if is_apart else BallotOutcome.CONCLUDED
    session.add(
        Ballot(
            entry_id=entry.id or 0, number=entry.ballot, outcome=outcome, sheets=tally.sheets,
            total_sum=tally.total_sum, lowest=tally.lowest, highest=tally.highest, note=note,
            counted_on=by.today, counted_by=by.actor, counted_at=by.at,
        )
    )  # fmt: skip
    counted = Counted(
        dossier.code, dossier.product_name, entry.ballot, outcome, tally.sheets, tally.score, points_of(tally.spread),
        None if is_apart else result.stars, note,
    )  # fmt: skip
    entry.version += 1
    if is_apart:
        entry.ballot += 1
    else:
        entry.concluded_on, entry.sheets, entry.total_sum, entry.score = (
            by.today, tally.sheets, tally.total_sum, tally.score,
        )  # fmt: skip
        entry.band_rank, entry.gate_rank, entry.star_rank = result.band, gate_rank_of(result), result.stars
        entry.disqualified = " ".join(ground.code for ground in result.disqualified)
    session.add(entry)
    session.flush()
    detail = f"{dossier.code}, lượt {counted.ballot}: {tally.sheets} phiếu, {outcome.label}; {note}"
    note_act(session, by.actor, "count_ballot", "session_dossier", entry.id or 0, detail, by.today, by.at)
    return counted


def result_of(rules: Rules, entry: SessionDossier, sheets: Sequence[ScoreSheet], grounds: Sequence[str] = ()) -> Result:
    """The result of stored sheets under the regime and set of the docket; every answer is checked again."""
    answers = [read_answers(sheet.answers) for sheet in sheets]
    return score(rules.criteria_set(entry.criteria_set), answers, rules.regime_of(entry.regime), grounds)


def gate_rank_of(result: Result) -> int:
    """The highest star whose minimum answers are all met."""
    return min((gate.star for gate in result.gates if not gate.is_met), default=6) - 1


def sheets_in_ballot(
    session: Session, entry_ids: Sequence[int], ballot: int | None = None
) -> dict[int, list[ScoreSheet]]:
    """The sheets that count, by entry and in the members' order; of the current ballot unless one is named."""
    statement = (
        sa.select(ScoreSheet)
        .join(SessionDossier, col(SessionDossier.id) == col(ScoreSheet.entry_id))
        .join(CouncilMember, col(CouncilMember.id) == col(ScoreSheet.member_id))
        .where(
            col(ScoreSheet.entry_id).in_(entry_ids),
            col(ScoreSheet.ballot) == (col(SessionDossier.ballot) if ballot is None else ballot),
            col(ScoreSheet.returned_on).is_(None),
        )
        .order_by(col(ScoreSheet.entry_id), col(CouncilMember.position))
    )
    found: dict[int, list[ScoreSheet]] = {entry_id: [] for entry_id in entry_ids}
    for sheet in session.execute(statement).scalars():
        found[sheet.entry_id].append(sheet)
    return found


def _open_entries(
    session: Session, sitting: CouncilSession, codes: Sequence[str]
) -> list[tuple[SessionDossier, Dossier]]:
    """The open entries, locked: a sheet that is just coming in is waited for, a later one finds them closed."""
    statement = (
        select(SessionDossier, Dossier)
        .join(Dossier, col(Dossier.id) == col(SessionDossier.dossier_id))
        .where(SessionDossier.session_id == sitting.id, is_open(table_of(SessionDossier).c))
        .order_by(col(SessionDossier.id))
        .with_for_update(of=table_of(SessionDossier))
    )
    entries = list(session.exec(statement).all())
    wanted = {whole_code(code): code for code in codes}
    open_codes = {dossier.code for _, dossier in entries}
    if absent := [code for whole, code in wanted.items() if whole not in open_codes]:
        raise NotFound("hồ sơ đang mở lượt chấm", ", ".join(absent), f"Xem «ocop council show» phiên {sitting.code}.")
    if not entries:
        raise Refused(f"Phiên {sitting.code} không còn hồ sơ nào chờ kiểm phiếu.")
    return [pair for pair in entries if not wanted or pair[1].code in wanted]


def _missing_sheets(
    session: Session,
    came: Attendance,
    entries: Sequence[tuple[SessionDossier, Dossier]],
    sheets: Mapping[int, Sequence[ScoreSheet]],
) -> list[str]:
    """The dossiers that lack a sheet of a member who came and takes part, with their names."""
    excluded = set(
        session.execute(sa.select(col(MemberConflict.member_id), col(MemberConflict.dossier_id))).tuples().all()
    )
    against = []
    for entry, dossier in entries:
        expected = [one for one in came.scoring if (one.id or 0, dossier.id or 0) not in excluded]
        got = {sheet.member_id for sheet in sheets[entry.id or 0]}
        missing = [one.name for one in expected if one.id not in got]
        if missing or not expected:
            why = f"thiếu phiếu của {', '.join(missing)}" if missing else "không còn thành viên nào được chấm"
            against.append(f"{dossier.code} «{dossier.product_name}», lượt {entry.ballot}: {why}")
    return against
