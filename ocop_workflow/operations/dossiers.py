"""Dossiers: begun, decided by people one at a time, moved by the clock in sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import Conflict, NotFound, Refused
from ocop_workflow.operations.running import RunningCycle
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import Unit
from ocop_workflow.records.transitions import Act, Paper, apply
from ocop_workflow.rulebook.lifecycle import Transition, find, moves_from, rows
from ocop_workflow.rulebook.regime import Regime, add_months
from ocop_workflow.rulebook.text import fold, vn_date
from ocop_workflow.rulebook.waits import WAITS, due_day, wait_in
from ocop_workflow.vocabulary import DossierState, Level, Role, Step

CLOCK_ACTOR = "Lịch và dữ kiện (tự động)"


@dataclass(frozen=True)
class Decision:
    """What a person decides: who, in which role, on which paper, why, and on which version of the dossier."""

    actor: str
    role: Role
    today: date
    at: datetime
    reason: str = ""
    paper: Paper | None = None
    version: int | None = None
    score: Decimal | None = None


@dataclass(frozen=True)
class Moved:
    """How many dossiers one rule of the clock moved."""

    action: str
    label: str
    step: Step
    count: int


def find_dossier(session: Session, code: str) -> Dossier:
    """The dossier called HS-000123 (or just 123).

    Raises:
        NotFound: there is none.
    """
    digits = code.strip().upper().removeprefix("HS-")
    dossier = session.get(Dossier, int(digits)) if digits.isdecimal() and len(digits) < 12 else None
    if dossier is None:
        raise NotFound("hồ sơ", code, "Xem «ocop dossier list».")
    return dossier


def begin(
    session: Session, running: RunningCycle, dossiers: list[Dossier], action: str, decision: Decision
) -> list[int]:
    """Store new dossiers and log their beginning, as one set.

    Raises:
        Refused: dossiers do not begin by this action, or the role may not do it.
    """
    rule = find(action, None)
    if rule is None:
        raise Refused(f"Hồ sơ không bắt đầu bằng «{action}».")
    if decision.role is not rule.by:
        raise Refused(f"Chưa thể «{rule.label}»:", [_wrong_role(rule)])
    facts = entry_facts(running, rule.target, decision.today)
    for dossier in dossiers:
        dossier.state, dossier.state_since = rule.target, decision.today
        for name, value in facts.items():
            if not isinstance(value, sa.ColumnElement):
                setattr(dossier, name, value)
    session.add_all(dossiers)
    session.flush()
    ids = [dossier.id for dossier in dossiers]
    begun: list[int] = []
    for start in range(0, len(ids), 500):
        chosen = table_of(Dossier).c.id.in_(ids[start : start + 500])
        begun += apply(session, rule, chosen, act=_act(running, rule, decision))
    return begun


def decide(session: Session, running: RunningCycle, code: str, action: str, decision: Decision) -> Dossier:
    """A person's decision on one dossier: exactly one of two deciders wins.

    Raises:
        NotFound: no such dossier. Refused: the lifecycle does not allow it; `missing` holds everything that is missing.
        Conflict: somebody else decided first.
    """
    dossier = find_dossier(session, code)
    if dossier.locality != running.cycle.locality:
        raise Refused(f"Hồ sơ {dossier.code} không thuộc {running.cycle.locality_name}.")
    if decision.version is not None and decision.version != dossier.version:
        raise Conflict(_lost(session, dossier))
    rule = find(action, dossier.state)
    if rule is None:
        allowed = [
            f"{move.action}: {move.label} ({move.by.label})" for move in moves_from(dossier.state) if not move.is_clock
        ]
        raise Refused(
            f"Hồ sơ {dossier.code} đang ở trạng thái «{dossier.state.label}» từ {vn_date(dossier.state_since)}, "
            f"không có bước chuyển «{action}».",
            [f"Có thể: {line}" for line in allowed] or ["Đây là trạng thái kết thúc"],
        )
    against = missing(rule, dossier, decision)
    if against:
        raise Refused(f"Hồ sơ {dossier.code}: chưa thể «{rule.label}»:", against)
    facts = {**entry_facts(running, rule.target, decision.today), **_decided_facts(running, rule, dossier, decision)}
    columns = table_of(Dossier).c
    version = dossier.version
    moved = apply(
        session,
        rule,
        columns.id == dossier.id,
        columns.version == version,
        act=_act(running, rule, decision),
        facts=facts,
    )
    session.refresh(dossier)
    if not moved:
        raise Conflict(_lost(session, dossier))
    return dossier


def missing(rule: Transition, dossier: Dossier, decision: Decision) -> list[str]:
    """Everything that stands against the move, in Vietnamese."""
    against = [] if decision.role is rule.by else [_wrong_role(rule)]
    against += [need.label for need in rule.requires if not need.met_by(dossier, decision.today)]
    if not decision.actor.strip():
        against.append("Thiếu họ tên người quyết định")
    if rule.needs_reason and not decision.reason.strip():
        against.append("Thiếu lý do")
    if rule.needs_paper and decision.paper is None:
        against.append("Thiếu số và ngày của văn bản làm căn cứ")
    if rule.action == "record_score" and decision.score is None:
        against.append("Thiếu tổng điểm trung bình của Hội đồng (0-100)")
    return against


def advance(session: Session, running: RunningCycle, action: str, *, today: date, at: datetime) -> Moved:
    """Move, as sets, all dossiers of the locality that the clock may move by this action on the day.

    Raises:
        Refused: the action is a person's.
    """
    rules = rows(action)
    if not rules or not all(rule.is_clock for rule in rules):
        raise Refused(f"«{action}» không phải bước chuyển do lịch thực hiện.")
    count = 0
    for rule in rules if running.drives_clock(today) else ():
        if rule.after_window and not running.window_is_over(rule.step, today):
            continue
        for scope, facts in _clock_sets(running, rule, today):
            decision = Decision(CLOCK_ACTOR, Role.CLOCK, today, at, reason=_clock_reason(running, rule))
            count += len(apply(session, rule, *scope, act=_act(running, rule, decision), facts=facts))
    return Moved(action, rules[0].label, rules[0].step, count)


def give_due_days(session: Session, running: RunningCycle, step: Step, today: date) -> int:
    """Give a last day to the dossiers of the step that wait without one (a new year's window is known now)."""
    if not running.drives_clock(today):
        return 0
    columns = table_of(Dossier).c
    given = 0
    for wait in WAITS:
        due = due_day(wait, today, running.plan, running.calendar) if wait.step is step and wait.window else None
        if due is None or running.plan.window(wait.window or step)[0] > today:
            continue
        waiting = (columns.locality == running.cycle.locality, columns.state == wait.state, columns.due_on.is_(None))
        statement = sa.update(table_of(Dossier)).where(*waiting).values(due_on=due.on, due_basis=due.basis)
        given += len(session.execute(statement.returning(columns.id)).all())
    session.expire_all()
    return given


def entry_facts(running: RunningCycle, state: DossierState, today: date) -> dict[str, Any]:
    """What is set on a dossier when it enters `state`: the last day for whoever is awaited, and where it comes from."""
    wait = wait_in(state)
    if wait is None:
        return {}
    if wait.fact:
        return {"due_on": table_of(Dossier).c[wait.fact], "due_basis": f"theo khung pháp lý: {wait.ask}"}
    due = due_day(wait, today, running.plan, running.calendar)
    return {"due_on": due.on, "due_basis": due.basis} if due else {}


def _clock_sets(
    running: RunningCycle, rule: Transition, today: date
) -> list[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    columns = table_of(Dossier).c
    here = columns.locality == running.cycle.locality
    facts = entry_facts(running, rule.target, today)
    if rule.action != "to_next_round":
        return [((here,), facts)]
    regime = running.rules.regime(today)
    return [
        ((here, columns.level == level), {**facts, "round_closes_on": _round(running, regime, level, today)})
        for level in Level
    ]


def _round(running: RunningCycle, regime: Regime, level: Level, today: date) -> date | None:
    """The last day for a proposal: of the regime's round, or of the local window where no national round exists."""
    national = regime.round_closes_on(level, today)
    closes_on = running.plan.window(Step.EVALUATION)[1]
    return national or (closes_on if today <= closes_on else None)


def _decided_facts(running: RunningCycle, rule: Transition, dossier: Dossier, decision: Decision) -> dict[str, Any]:
    """What a decision changes beside the state: scores and certificates as the regime of the day computes them."""
    regime = running.rules.regime(decision.today)
    if rule.action in ("submit_dossier", "complete_dossier"):
        return {"round_closes_on": _round(running, regime, dossier.level, decision.today)}
    if rule.action == "propose" and dossier.level is Level.COMMUNE:
        return {"level": regime.first_council}
    if rule.action == "record_score" and decision.score is not None:
        if not 0 <= decision.score <= 100:
            raise Refused(f"Hồ sơ {dossier.code}: tổng điểm {decision.score} nằm ngoài khoảng 0-100.")
        stars = regime.stars_for(decision.score)
        return {
            "score": decision.score,
            "star_rank": stars,
            "decides_here": regime.decides_at(dossier.level, stars),
            "forwards_here": regime.next_level(dossier.level, decision.score) is not None,
        }
    if rule.action == "forward" and dossier.score is not None:
        return {"level": regime.next_level(dossier.level, dossier.score) or dossier.level}
    if rule.action == "recognise" and decision.paper is not None:
        return certificate_facts(regime, decision.paper.number, decision.paper.on)
    return {}


def certificate_facts(regime: Regime, number: str, on: date) -> dict[str, Any]:
    """Dates of a certificate: last day valid, and the window for its renewal."""
    expires_on = add_months(on, regime.certificate_months.value)
    return {
        "decision_no": number,
        "recognised_on": on,
        "expires_on": expires_on,
        "expires_basis": f"{regime.certificate_months.value} tháng từ ngày {vn_date(on)} ({regime.number})",
        **renewal_window(regime, expires_on),
    }


def renewal_window(regime: Regime, expires_on: date) -> dict[str, date]:
    """When a dossier for re-evaluation may come, as days before the certificate's last day."""
    return {
        "renewal_opens_on": date.fromordinal(expires_on.toordinal() - regime.renewal_opens_days.value),
        "renewal_closes_on": date.fromordinal(expires_on.toordinal() - regime.renewal_closes_days.value),
    }


def _act(running: RunningCycle, rule: Transition, decision: Decision) -> Act:
    clause = running.rules.regime(decision.today).cite(rule.clause)
    return Act(decision.actor, decision.role, decision.today, decision.at, clause, decision.reason, decision.paper)


def _clock_reason(running: RunningCycle, rule: Transition) -> str:
    reasons = [need.label for need in rule.requires]
    if rule.after_window:
        reasons.append(f"{rule.step.title} kết thúc ngày {vn_date(running.plan.window(rule.step)[1])}")
    return "; ".join(reasons) or rule.label


def _wrong_role(rule: Transition) -> str:
    return f"Việc này thuộc vai trò «{rule.by.label}» ({rule.by})"


def _lost(session: Session, dossier: Dossier) -> str:
    last = session.exec(
        select(DossierLog).where(DossierLog.dossier_id == dossier.id).order_by(col(DossierLog.seq).desc()).limit(1)
    ).first()
    who = f": {last.actor} đã «{last.action}» lúc {last.at:%H:%M %d/%m/%Y} (UTC)" if last else ""
    return (
        f"Hồ sơ {dossier.code} vừa được người khác quyết định{who}; trạng thái hiện nay «{dossier.state.label}», "
        f"phiên bản {dossier.version}. Xem lại hồ sơ rồi quyết định."
    )


def commune_by_name(session: Session, locality: str, name: str) -> Unit | None:
    """The commune that a person means by «xã Nông Thượng» or «Nông Thượng»."""
    wanted = _bare(fold(name))
    communes = session.exec(select(Unit).where(Unit.locality == locality, Unit.kind == "commune")).all()
    return next((unit for unit in communes if _bare(unit.search_key) == wanted or unit.code == name), None)


def _bare(folded: str) -> str:
    words = folded.split()
    while words and words[0] in ("ubnd", "uy", "ban", "nhan", "dan", "xa", "phuong", "thi", "tran"):
        words = words[1:]
    return " ".join(words)
