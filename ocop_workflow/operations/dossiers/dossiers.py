"""Dossiers: begun, and decided by people one at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ocop_workflow.errors import Conflict, NotFound, Refused
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.days.supplement_clock import goes_on
from ocop_workflow.operations.dossiers.after_move import also_missing, follow
from ocop_workflow.operations.dossiers.decision import Decision, act_of
from ocop_workflow.operations.dossiers.move_facts import decided_facts, entry_due, entry_facts
from ocop_workflow.operations.evaluation.counted_scores import against_the_council
from ocop_workflow.operations.notices.delegations import signs_as
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.given import insert_given
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.transitions import apply
from ocop_workflow.rulebook.dossiers.lifecycle import Transition, find, moves_from
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Registration, Role

_OF_A_LEVEL = (Role.STANDING_UNIT, Role.COUNCIL, Role.AUTHORITY)
"""Who acts for the level that holds the dossier."""


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
    rule, facts = _beginning(running, action, decision)
    for dossier in dossiers:
        dossier.state, dossier.state_since = rule.target, decision.today
        for name, value in facts.items():
            setattr(dossier, name, value)
    session.add_all(dossiers)
    session.flush()
    ids = [dossier.id for dossier in dossiers]
    begun: list[int] = []
    for start in range(0, len(ids), 500):
        chosen = table_of(Dossier).c.id.in_(ids[start : start + 500])
        begun += apply(session, rule, chosen, act=act_of(running, rule, decision))
    return begun


def begin_rows(
    session: Session,
    running: RunningCycle,
    rows: Sequence[Mapping[str, Any]],
    action: str,
    decision: Decision,
    *,
    alike: Mapping[str, Any] | None = None,
) -> list[int]:
    """The same for many dossiers at once: rows of the same keys, and what is `alike` in all; raises as `begin` does."""
    rule, facts = _beginning(running, action, decision)
    same = {
        **(alike or {}),
        "state": rule.target,
        "state_since": decision.today,
        "registration": Registration.FIRST,
        "version": 1,
        "log_seq": 0,
        "log_hash": "",
        **facts,
    }
    insert_given(session, Dossier, rows, same)
    here = table_of(Dossier).c.locality == running.cycle.locality
    return apply(session, rule, here, act=act_of(running, rule, decision))


def _beginning(running: RunningCycle, action: str, decision: Decision) -> tuple[Transition, dict[str, Any]]:
    """The rule by which dossiers begin, and what is set on them then."""
    rule = find(action, None)
    if rule is None:
        raise Refused(f"Hồ sơ không bắt đầu bằng «{action}».")
    if decision.role is not rule.by:
        raise Refused(f"Chưa thể «{rule.label}»:", [_wrong_role(rule)])
    facts = entry_facts(running, rule.target, decision.today)
    return rule, {name: value for name, value in facts.items() if not isinstance(value, sa.ColumnElement)}


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
    answers = running.unit_id_of(rule.by, dossier.commune_id)
    decision = replace(decision, actor=signs_as(session, answers, decision.actor, decision.today))
    regime = running.rules.regime_for(dossier, decision.today)
    against = missing(rule, dossier, decision) + also_missing(session, running, rule, dossier, decision)
    if rule.by in _OF_A_LEVEL and (end := regime.level_ended(dossier.level, decision.today)):
        against.append(f"{end.level.label} không còn hoạt động sau ngày {vn_date(end.last_day)} ({end.clause})")
    if rule.action == "record_score":
        against += against_the_council(session, dossier, decision)
    if against:
        raise Refused(f"Hồ sơ {dossier.code}: chưa thể «{rule.label}»:", against)
    anew = entry_due(running, rule.target, decision.today, regime)
    facts = {
        **entry_facts(running, rule.target, decision.today, regime),
        **goes_on(session, running, rule.target, dossier, decision.today, anew),
        **decided_facts(running, regime, rule, dossier, decision),
    }
    columns = table_of(Dossier).c
    version = dossier.version
    moved = apply(
        session,
        rule,
        columns.id == dossier.id,
        columns.version == version,
        act=act_of(running, rule, decision, regime),
        facts=facts,
    )
    session.refresh(dossier)
    if not moved:
        raise Conflict(_lost(session, dossier))
    follow(session, running, rule, [dossier], decision)
    session.refresh(dossier)
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
