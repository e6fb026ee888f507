"""A made-up provincial council («mẫu») that scores made-up products by the real sheets of 26/2026/QĐ-TTg."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlmodel import Session

from ocop_workflow.library.councils import load_practice
from ocop_workflow.operations.cycle.running import Rules, RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.operations.evaluation.councils import declare_council, find_council, find_member
from ocop_workflow.operations.evaluation.docket import put_on_docket
from ocop_workflow.operations.evaluation.rounds import find_round, open_round
from ocop_workflow.operations.evaluation.score_sheets import SheetIn, SheetsIn, submit_sheets
from ocop_workflow.operations.evaluation.sittings import convene, find_session
from ocop_workflow.records.council_tables import CouncilMember, CouncilSession
from ocop_workflow.records.dossier_tables import dossier_code
from ocop_workflow.rulebook.evaluation.council import CouncilFile, CouncilPractice
from ocop_workflow.rulebook.evaluation.criteria import Answer, CriteriaSet
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.evaluation.scoring import Sheet
from ocop_workflow.vocabulary import DossierState, Level, Role
from tests import builders
from tests.builders import AT, OFFICER, a_cycle, a_plan, dossiers

DAY = date(2026, 11, 20)
SET = "QD26_2026.21"
FINE_SET = "QD26_2026.99"
SITTING = "mau.2026-2.1"


@cache
def practice() -> CouncilPractice:
    return load_practice(Path(__file__).parents[1] / "config" / "councils")


def by(role: Role = Role.COUNCIL, **changes: Any) -> Decision:
    """A person's act on the day of the session."""
    return Decision(OFFICER, role, DAY, AT, **changes)


@cache
def rules() -> Rules:
    """The shipped rules, and a made-up sheet with answers in hundredths: no shipped one has any."""
    shipped = builders.rules()
    base = shipped.criteria_set(SET)
    odd = next(row for row in base.criteria if not row.gates)
    answers = (*odd.answers, Answer(Decimal("0.95")), Answer(Decimal("0.05")))
    rows = tuple(replace(row, answers=answers) if row is odd else row for row in base.rows)
    fine = CriteriaSet(base.annex, base.head.model_copy(update={"number": 99, "name": "Bộ mẫu"}), rows)
    return replace(
        shipped, sheets=lambda regime: (*builders.sheets(regime), *([fine] if regime == fine.regime else []))
    )


def regime() -> Regime:
    return rules().regime(DAY)


@cache
def answers(total: str, code: str = SET, *, missing: tuple[str, ...] = ()) -> Sheet:
    """Answers of a sheet with this total that meet the minimums of its band, except those of `missing`."""
    gates = regime().stars_for(Decimal(total))
    criteria = rules().criteria_set(code)
    reachable: dict[Decimal, dict[str, Decimal]] = {Decimal(0): {}}
    for row in criteria.criteria:
        least = max((points for star, points in row.gates.items() if star <= gates), default=Decimal(0))
        allowed = [points for points in row.allowed if (points < least if row.code in missing else points >= least)]
        reachable = {
            so_far + points: {**given, row.code: points}
            for so_far, given in reachable.items()
            for points in allowed
            if so_far + points <= Decimal(total)
        }
    return reachable[Decimal(total)]


def a_council(session: Session, *, scoring: int = 9, **changes: Any) -> None:
    """A council «mau.hd» of so many members who score (codes m1, m2 … with the chair first) and a secretary."""
    seats = [
        {"code": f"m{n}", "name": f"Ủy viên Mẫu {n}", "title": "Phó Giám đốc", "unit": f"Sở Mẫu {n}",
         "post": "chair" if n == 1 else "deputy" if n == 2 else "member"}
        for n in range(1, scoring + 1)
    ]  # fmt: skip
    seats.append(
        {"code": "tk", "name": "Thư ký Mẫu", "title": "Chuyên viên", "unit": "Chi cục Mẫu", "post": "secretary"}
    )
    data = {
        "code": "mau.hd", "level": "province", "area": "mau", "name": "Hội đồng mẫu",
        "decision": {"number": "9/QĐ-MẪU", "date": "2026-07-01", "issuer": "Chủ tịch UBND tỉnh (mẫu)"},
        "members": seats, **changes,
    }  # fmt: skip
    declare_council(session, CouncilFile.model_validate(data), practice(), by(Role.AUTHORITY))


def a_province(session: Session) -> RunningCycle:
    """A cycle of 2026 in the made-up locality."""
    sample = {"not_in_plan": True, "why": "kế hoạch mẫu để thử"}
    plan = a_plan(code="mau.mau.2026", year=2026, in_force={**sample, "from": "2026-01-01", "to": "2026-12-31"})
    return a_cycle(session, plan, today=DAY)


def a_sitting(
    session: Session, cycle: RunningCycle, number: int, *, scoring: int = 9, criteria_set: str = SET, **facts: Any
) -> list[str]:
    """A council, its round and session, with so many dossiers on the docket; their codes."""
    a_council(session, scoring=scoring)
    open_round(session, rules(), level=Level.PROVINCE, area="mau", year=2026, number=2, by=by(Role.STANDING_UNIT))
    convene(session, find_round(session, "mau.2026-2"), find_council(session, "mau.hd"), DAY, by(Role.STANDING_UNIT))
    return on_docket(session, cycle, number, criteria_set=criteria_set, **facts)


def on_docket(
    session: Session, cycle: RunningCycle, number: int, *, criteria_set: str = SET, **facts: Any
) -> list[str]:
    """So many more dossiers on the docket of the session; their codes."""
    values = {"level": Level.PROVINCE, **facts}
    ids = dossiers(session, cycle, number, DossierState.SCORING, today=DAY, **values)
    codes = [dossier_code(dossier_id) for dossier_id in ids]
    sitting = find_session(session, SITTING)
    put_on_docket(session, rules(), sitting, codes, by(Role.STANDING_UNIT), criteria_set=criteria_set)
    return codes


def sitting_of(session: Session) -> CouncilSession:
    return find_session(session, SITTING)


def member(session: Session, code: str) -> CouncilMember:
    return find_member(session, find_council(session, "mau.hd").id or 0, code)


def hand_in(
    session: Session, who: str, sheets: Mapping[str, Sheet] | Sequence[SheetIn], source: str = "lệnh"
) -> SheetsIn:
    """A member's sheets, by dossier."""
    rows = [SheetIn(code, given) for code, given in sheets.items()] if isinstance(sheets, Mapping) else sheets
    return submit_sheets(session, rules(), sitting_of(session), member(session, who), rows, by(), source=source)
