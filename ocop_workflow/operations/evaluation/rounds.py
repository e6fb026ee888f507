"""Evaluation rounds of an area and year: their days from the regime, or from a plan's paper where it declares them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.permission import must_act_as
from ocop_workflow.records.council_tables import CouncilSession, EvaluationRound
from ocop_workflow.records.score_tables import SessionDossier
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Level, Role


@dataclass(frozen=True)
class RoundDays:
    """The last days on time of a round, inclusive, and where they come from."""

    proposals_close_on: date
    results_due_on: date
    basis: str


def open_round(
    session: Session,
    rules: Rules,
    *,
    level: Level,
    area: str,
    year: int,
    number: int,
    by: Decision,
    days: tuple[date, date] | None = None,
) -> tuple[EvaluationRound, bool]:
    """The round, and whether it was opened just now; opening twice is once.

    Without `days` they come from the regime of the day. With them the round is the locality's own and rests on a paper
    (26/2026/QĐ-TTg, Đ.5: thêm đợt theo quy chế của Hội đồng và kế hoạch).

    Raises:
        Refused: wrong role, the regime has no such round and no days are given, days without a paper or in a wrong
            order, or the round is there with other days.
    """
    must_act_as(by, Role.STANDING_UNIT, "mở đợt đánh giá")
    regime = rules.regime(by.today)
    if days is None:
        found = days_of(regime, level, year, number)
    elif by.paper is None:
        raise Refused("Đợt do địa phương ấn định phải có số, ngày của kế hoạch (--paper, --paper-date).")
    else:
        found = RoundDays(*days, f"theo {by.paper.number} ngày {vn_date(by.paper.on)}")
    if found.results_due_on < found.proposals_close_on:
        raise Refused(
            f"Ngày có kết quả {vn_date(found.results_due_on)} đứng trước ngày khóa sổ đề nghị "
            f"{vn_date(found.proposals_close_on)}."
        )
    code = f"{area}.{year}-{number}"
    known = session.exec(select(EvaluationRound).where(EvaluationRound.code == code)).first()
    if known is not None:
        same = (known.level, known.proposals_close_on, known.results_due_on)
        if same != (level, found.proposals_close_on, found.results_due_on):
            raise Refused(
                f"Đợt {code} đã mở với ngày khác: khóa sổ {vn_date(known.proposals_close_on)}, "
                f"kết quả {vn_date(known.results_due_on)} ({known.basis})."
            )
        return known, False
    opened = EvaluationRound(
        code=code, level=level, area=area, year=year, number=number,
        proposals_close_on=found.proposals_close_on, results_due_on=found.results_due_on, basis=found.basis,
        paper_no=by.paper.number if by.paper else None, paper_on=by.paper.on if by.paper else None,
        declared_by=by.actor, declared_at=by.at,
    )  # fmt: skip
    session.add(opened)
    session.flush()
    note_act(session, by.actor, "open_round", "evaluation_round", opened.id or 0, f"{code}: {found.basis}",
             by.today, by.at)  # fmt: skip
    return opened, True


def days_of(regime: Regime, level: Level, year: int, number: int) -> RoundDays:
    """The days of a level's nth round of `year`; a round printed with an earlier month than the one before it falls in
    the next year (the centre's second round follows the provinces' second).

    Raises:
        Refused: the regime prints no such round.
    """
    held = [one for one in regime.rounds if one.level is level]
    if not 1 <= number <= len(held):
        has = f"có {len(held)} đợt" if held else "không ấn định đợt nào"
        raise Refused(
            f"{regime.number} {has} cho {level.label.lower()}; đợt {number} phải theo kế hoạch của địa phương: "
            "ghi --closes, --results, --paper và --paper-date."
        )
    one = held[number - 1]
    proposal_year = year + sum(
        later.proposal_before < earlier.proposal_before for earlier, later in pairwise(held[:number])
    )
    result_year = proposal_year + (one.result_before < one.proposal_before)
    day = timedelta(days=1)
    return RoundDays(
        date.fromisoformat(f"{proposal_year}-{one.proposal_before}") - day,
        date.fromisoformat(f"{result_year}-{one.result_before}") - day,
        f"{one.clause} («trước ngày»: hạn cuối là ngày liền trước)",
    )


def find_round(session: Session, code: str) -> EvaluationRound:
    """The round of that code.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(EvaluationRound).where(EvaluationRound.code == code)).first()
    if found is None:
        raise NotFound("đợt đánh giá", code, "Xem «ocop round list».")
    return found


@dataclass(frozen=True)
class RoundLine:
    """A round as people read it."""

    code: str
    level: Level
    area: str
    proposals_close_on: date
    results_due_on: date
    basis: str
    sessions: int
    dossiers: int
    concluded: int
    is_late: bool


def list_rounds(session: Session, today: date, *, year: int | None = None) -> list[RoundLine]:
    """Every round with its sessions and how many of its dossiers have a result; late is asked with the day."""
    counts = (
        sa.select(
            col(EvaluationRound.id).label("id"),
            sa.func.count(sa.distinct(col(CouncilSession.id))).label("sessions"),
            sa.func.count(col(SessionDossier.id)).label("dossiers"),
            sa.func.count(col(SessionDossier.concluded_on)).label("concluded"),
        )
        .join(CouncilSession, col(CouncilSession.round_id) == col(EvaluationRound.id), isouter=True)
        .join(SessionDossier, col(SessionDossier.session_id) == col(CouncilSession.id), isouter=True)
        .group_by(col(EvaluationRound.id))
        .subquery()
    )
    rounds = (
        select(EvaluationRound, counts.c.sessions, counts.c.dossiers, counts.c.concluded)
        .join(counts, counts.c.id == col(EvaluationRound.id))
        .order_by(col(EvaluationRound.year), col(EvaluationRound.area), col(EvaluationRound.number))
    )
    if year is not None:
        rounds = rounds.where(EvaluationRound.year == year)
    return [
        RoundLine(
            code=held.code,
            level=held.level,
            area=held.area,
            proposals_close_on=held.proposals_close_on,
            results_due_on=held.results_due_on,
            basis=held.basis,
            sessions=sessions,
            dossiers=dossiers,
            concluded=concluded,
            is_late=held.results_due_on < today and concluded < dossiers,
        )
        for held, sessions, dossiers, concluded in session.execute(rounds)
    ]
