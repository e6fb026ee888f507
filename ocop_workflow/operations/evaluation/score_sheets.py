"""Sheets come in: one per member, dossier and ballot; the same sheet twice is once, other figures are refused."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from ocop_workflow.errors import Conflict, NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.evaluation.member_view import Due, entries_of
from ocop_workflow.operations.permission import must_act_as
from ocop_workflow.records.council_tables import CouncilAbsence, CouncilMember, CouncilSession
from ocop_workflow.records.dossier_tables import Dossier, whole_code
from ocop_workflow.records.score_tables import ScoreSheet, SessionDossier
from ocop_workflow.rulebook.evaluation.criteria import CriteriaSet
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.evaluation.scoring import Sheet, score, wrong_with
from ocop_workflow.rulebook.evaluation.tally import hundredths, points_of
from ocop_workflow.rulebook.text import points_vn, vn_date
from ocop_workflow.vocabulary import Role


@dataclass(frozen=True)
class SheetIn:
    """A sheet on its way in: whose dossier, by which set, which answers, and where it was read."""

    dossier: str
    answers: Sheet
    criteria_set: str | None = None
    ballot: int | None = None
    remark: str | None = None
    place: str = ""


@dataclass
class SheetsIn:
    """What handing sheets in did; `against` lists by place what was refused: then nothing is stored."""

    added: int = 0
    known: int = 0
    against: list[str] = field(default_factory=list)


def submit_sheets(
    session: Session,
    rules: Rules,
    sitting: CouncilSession,
    member: CouncilMember,
    sheets: Sequence[SheetIn],
    by: Decision,
    *,
    source: str,
) -> SheetsIn:
    """Take a member's sheets, all or none.

    Raises:
        Refused: wrong role; he does not score, is recorded absent or has left; or a sheet is wrong, each with its
            place: a dossier that is not his to score, another set or ballot, answers that are not listed, a counted
            ballot, or a sheet that is in already with other figures.
        Conflict: the same sheet came in, or the ballot was counted, at the same moment.
    """
    must_act_as(by, Role.COUNCIL, "nộp phiếu chấm")
    _may_score(session, sitting, member)
    due = {one.dossier.code: one for one in entries_of(session, sitting, member)}
    turns = _turns(session, sitting, member)
    done = SheetsIn()
    rows: list[ScoreSheet] = []
    seen: set[str] = set()
    for sheet in sheets:
        code = whole_code(sheet.dossier)
        where = f"{sheet.place}: " if sheet.place else ""
        if (mine := due.get(code)) is None:
            done.against.append(f"{where}phiên {sitting.code} không có hồ sơ «{sheet.dossier}»")
            continue
        criteria, regime = rules.criteria_set(mine.entry.criteria_set), rules.regime_of(mine.entry.regime)
        before = mine.sheets.get(sheet.ballot or mine.entry.ballot)
        if before is not None and read_answers(before.answers) == dict(sheet.answers):
            done.known += 1
        elif against := [*_wrong_ballot(mine, sheet), *wrong_with(criteria, sheet.answers)]:
            done.against += [f"{where}{code}: {reason}" for reason in against]
        elif before is not None:
            differs = "; ".join(differences(criteria, read_answers(before.answers), sheet.answers))
            done.against.append(
                f"{where}{code}: {member.name} đã nộp phiếu ngày {vn_date(before.submitted_on)} với số khác "
                f"({differs}); muốn sửa phải đề nghị thư ký trả lại phiếu khi chưa kiểm phiếu"
            )
        elif code in seen:
            done.against.append(f"{where}{code}: có hai phiếu trong cùng một lần nộp")
        else:
            seen.add(code)
            rows.append(_row(mine, turns.get(mine.entry.id or 0, 0) + 1, member, sheet, criteria, regime, by, source))
    if done.against:
        raise Refused(f"Chưa nhận phiếu của {member.name}, phiên {sitting.code}; chưa lưu gì:", done.against)
    name = member.name  # after a failed flush nothing can be read from the session
    session.add_all(rows)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(
            f"Phiếu của {name} vừa được nộp ở nơi khác, hoặc lượt chấm vừa kiểm phiếu; chưa lưu gì. "
            "Xem lại bằng «ocop evaluation sheets» rồi nộp lại."
        ) from None
    done.added = len(rows)
    if rows:
        detail = f"{sitting.code}, {member.code}: {len(rows)} phiếu ({source})"
        note_act(session, by.actor, "submit_sheets", "council_session", sitting.id or 0, detail, by.today, by.at)
    return done


def return_sheet(
    session: Session, sitting: CouncilSession, member: CouncilMember, dossier: Dossier, by: Decision
) -> ScoreSheet:
    """The secretary gives a sheet back before its ballot is counted; it stays in the records, uncounted.

    Raises:
        Refused: wrong role, no reason, or the ballot is counted. NotFound: there is no such sheet.
    """
    must_act_as(by, Role.COUNCIL, "trả lại phiếu")
    if not by.reason.strip():
        raise Refused("Thiếu lý do trả lại phiếu (--reason).")
    due = next((one for one in entries_of(session, sitting, member) if one.dossier.id == dossier.id), None)
    if due is None or due.sheet is None:
        raise NotFound("phiếu", f"{member.code} {dossier.code}", "Xem «ocop evaluation sheets».")
    if due.entry.concluded_on is not None:
        raise Refused(f"Hồ sơ {dossier.code} đã kiểm phiếu; phiếu không trả lại được.")
    due.sheet.returned_on, due.sheet.returned_by = by.today, by.actor
    due.sheet.return_reason = by.reason.strip()
    session.add(due.sheet)
    code = dossier.code
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(f"Lượt chấm của {code} vừa kiểm phiếu; phiếu không trả lại được.") from None
    note_act(session, by.actor, "return_sheet", "score_sheet", due.sheet.id or 0, by.reason, by.today, by.at)
    return due.sheet


def read_answers(stored: str) -> dict[str, Decimal]:
    """The answers of a stored sheet as points by criterion."""
    return {code: points_of(points) for code, points in json.loads(stored).items()}


def write_answers(criteria: CriteriaSet, answers: Sheet) -> str:
    """The answers as they are stored: hundredths by criterion, in the order of the sheet."""
    given = {row.code: hundredths(answers[row.code]) for row in criteria.criteria if row.code in answers}
    return json.dumps(given, separators=(",", ":"))


def differences(criteria: CriteriaSet, before: Sheet, now: Sheet) -> list[str]:
    """Where two sheets give a criterion different points."""
    return [
        f"{row.code} từ {points_vn(before[row.code])} thành {points_vn(now[row.code])}"
        for row in criteria.criteria
        if before.get(row.code) != now.get(row.code) and row.code in before and row.code in now
    ]


def own_gate_rank(criteria: CriteriaSet, answers: Sheet, regime: Regime) -> int:
    """The highest star whose minimum answers this one sheet meets."""
    missed = [gate.star for gate in score(criteria, [answers], regime).gates if not gate.is_met]
    return min(missed, default=6) - 1


def _turns(session: Session, sitting: CouncilSession, member: CouncilMember) -> dict[int, int]:
    """How many sheets of the member each entry's ballot has seen, the returned ones with them."""
    seen = (
        sa.select(col(SessionDossier.id), sa.func.count())
        .join(
            ScoreSheet,
            sa.and_(
                col(ScoreSheet.entry_id) == col(SessionDossier.id), col(ScoreSheet.ballot) == col(SessionDossier.ballot)
            ),
        )
        .where(col(SessionDossier.session_id) == sitting.id, col(ScoreSheet.member_id) == member.id)
        .group_by(col(SessionDossier.id))
    )
    return {entry_id: count for entry_id, count in session.execute(seen)}


def _row(
    due: Due,
    turn: int,
    member: CouncilMember,
    sheet: SheetIn,
    criteria: CriteriaSet,
    regime: Regime,
    by: Decision,
    source: str,
) -> ScoreSheet:
    return ScoreSheet(
        entry_id=due.entry.id or 0, member_id=member.id or 0, ballot=due.entry.ballot,
        turn=turn,
        answers=write_answers(criteria, sheet.answers), total=hundredths(sum(sheet.answers.values(), Decimal(0))),
        gate_rank=own_gate_rank(criteria, sheet.answers, regime), remark=sheet.remark, source=source,
        submitted_on=by.today, submitted_by=by.actor, submitted_at=by.at,
    )  # fmt: skip


def _wrong_ballot(due: Due, sheet: SheetIn) -> list[str]:
    entry = due.entry
    against = []
    if entry.concluded_on is not None:
        against.append(f"đã kiểm phiếu, kết luận ngày {vn_date(entry.concluded_on)}; không nhận thêm phiếu")
    elif sheet.ballot is not None and sheet.ballot != entry.ballot:
        against.append(f"phiếu của lượt {sheet.ballot}, hồ sơ đang ở lượt {entry.ballot}")
    if sheet.criteria_set is not None and sheet.criteria_set != entry.criteria_set:
        against.append(f"phiếu theo bộ «{sheet.criteria_set}», hồ sơ chấm theo bộ «{entry.criteria_set}»")
    return against


def _may_score(session: Session, sitting: CouncilSession, member: CouncilMember) -> None:
    absence = session.get(CouncilAbsence, (sitting.id, member.id))
    if member.council_id != sitting.council_id:
        raise Refused(f"{member.name} không thuộc Hội đồng của phiên {sitting.code}.")
    if not member.scores:
        raise Refused(f"{member.name} ({member.post.label.lower()}) không chấm điểm.")
    if member.ended_on is not None and member.ended_on <= sitting.held_on:
        raise Refused(f"{member.name} đã thôi tham gia Hội đồng từ {vn_date(member.ended_on)}.")
    if absence is not None:
        raise Refused(f"{member.name} được ghi vắng mặt ở phiên {sitting.code} ({absence.reason}).")
