"""What a move changes on a dossier beside its state: last days, rounds, stars, certificates, by the day's regime."""

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from ocop_workflow.errors import Refused
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.dossiers.decision import Decision
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.sets import table_of
from ocop_workflow.rulebook.dossiers.lifecycle import Transition
from ocop_workflow.rulebook.dossiers.waits import DueDay, due_day, term_day, wait_in
from ocop_workflow.rulebook.evaluation.regime import Regime, add_months
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import DossierState, Level, Step

LEAST_RECOGNISED = 3
"""Stars from which a product is recognised; who decides on them also says when there are fewer."""

BEFORE_ANY_COUNCIL = (DossierState.SUBMITTED, DossierState.COMMUNE_REVIEW, DossierState.RETURNED)
NO_RESULT = dict.fromkeys(("score", "star_rank", "result_of", "decides_here", "forwards_here"))


def entry_facts(
    running: RunningCycle, state: DossierState, today: date, regime: Regime | None = None
) -> dict[str, Any]:
    """What is set on a dossier when it enters `state`: the last day for whoever is awaited, and where it comes from.

    `regime` is the one that the dossier is under; its own terms come before those of the locality.
    """
    wait = wait_in(state)
    if wait is not None and wait.fact:
        return {"due_on": table_of(Dossier).c[wait.fact], "due_basis": f"theo khung pháp lý: {wait.ask}"}
    due = entry_due(running, state, today, regime)
    return due.columns() if due else {}


def entry_due(running: RunningCycle, state: DossierState, today: date, regime: Regime | None = None) -> DueDay | None:
    """The last day for whoever is awaited in `state` from today on, where it is counted; see `entry_facts`."""
    wait = wait_in(state)
    if wait is None:
        return None
    if state is DossierState.COMMUNE_REVIEW and regime is not None and (length := regime.commune_review_days):
        return term_day(length.value, today, running.calendar, length.clause)
    return due_day(wait, today, running.plan, running.calendar)


def round_closes_on(running: RunningCycle, regime: Regime, level: Level, today: date) -> date | None:
    """The last day for a proposal: of the regime's round or one that a plan declares, else of the local window."""
    council, national = regime.council_for(level), regime.round_closes_on(level, today)
    days = [last for held, last in running.declared_rounds if held is council and last >= today]
    closes_on = running.plan.window(Step.EVALUATION)[1]
    if national or days:
        return min([*days, *([national] if national else [])])
    return closes_on if today <= closes_on else None


def decided_facts(
    running: RunningCycle, regime: Regime, rule: Transition, dossier: Dossier, decision: Decision
) -> dict[str, Any]:
    """What a decision changes beside the state: scores and certificates as the dossier's regime computes them."""
    if rule.action == "submit_dossier":
        closes_on = round_closes_on(running, regime, regime.receives, decision.today)
        return {"filed_on": decision.today, "level": regime.receives, "round_closes_on": closes_on}
    if rule.action == "complete_dossier":
        return {"round_closes_on": round_closes_on(running, regime, dossier.level, decision.today)}
    if rule.action == "propose" and dossier.level is Level.COMMUNE:
        return {"level": regime.first_council}
    if rule.action == "record_score" and decision.score is not None:
        return _result(regime, dossier, decision.score, decision.stars)
    if rule.action == "evaluate_again":
        return NO_RESULT
    if rule.action == "forward" and dossier.score is not None:
        return {"level": regime.next_level(dossier.level, dossier.score) or dossier.level}
    if rule.action == "recognise" and decision.paper is not None:
        return certificate_facts(regime, decision.paper.number, decision.paper.on)
    if rule.target is DossierState.REVOCATION_CONCLUDED:
        return _decision_on_revocation(running, regime, decision)
    return {}


def taken_over_facts(running: RunningCycle, regime: Regime, rule: Transition, today: date) -> dict[str, Any]:
    """What changes when the level that held a dossier has ended: who holds it now, and no result of the former."""
    level = regime.receives if rule.target in BEFORE_ANY_COUNCIL else regime.first_council
    return {
        **entry_facts(running, rule.target, today, regime),
        **NO_RESULT,
        "level": level,
        "round_closes_on": round_closes_on(running, regime, level, today),
    }


def _result(regime: Regime, dossier: Dossier, score: Decimal, rank: int | None) -> dict[str, Any]:
    """What follows from a council's average total: the rank, and the level that decides on it or sends it higher.

    A result that a higher council sends back is decided a level lower (26/2026/QĐ-TTg, Đ.7). The total is kept cut
    after three digits, never rounded: what stays below a band stays below it. `rank` is what the sheets give; without
    sheets the band alone. What is not worth three stars goes no higher, whatever its points.
    """
    if not 0 <= score <= 100:
        raise Refused(f"Hồ sơ {dossier.code}: tổng điểm {score} nằm ngoài khoảng 0-100.")
    stars = regime.stars_for(score) if rank is None else rank
    forwards = stars >= LEAST_RECOGNISED and regime.next_level(dossier.level, score) is not None
    decider = regime.decider(dossier.level, max(stars, LEAST_RECOGNISED))
    return {
        "score": score.quantize(Decimal("0.001"), ROUND_FLOOR),
        "star_rank": stars,
        "result_of": dossier.level,
        "level": dossier.level if forwards or decider is None else decider,
        "decides_here": regime.decides_at(dossier.level, stars),
        "forwards_here": forwards,
    }


def _decision_on_revocation(running: RunningCycle, regime: Regime, decision: Decision) -> dict[str, Any]:
    """The last day for the decision: calendar days from the conclusion as the regime says, else a local setting."""
    since = decision.paper.on if decision.paper else decision.today
    rules = regime.after_recognition.revocation
    if rules is None:
        return term_day(running.plan.terms.revocation, since, running.calendar).columns()
    length = rules.decision_days
    basis = f"{length.value} ngày kể từ kết luận ngày {vn_date(since)} ({length.clause})"
    return DueDay(since + timedelta(days=length.value), basis).columns()


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
