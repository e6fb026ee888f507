"""A dossier under every regime: by its council's sheets, by sheets brought along, else by its total alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ocop_workflow.operations.cycle.rules import Rules
from ocop_workflow.operations.evaluation.ballots import sheets_in_ballot
from ocop_workflow.operations.evaluation.score_sheets import read_answers
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.score_tables import SessionDossier
from ocop_workflow.rulebook.evaluation.comparison import Evaluated, Product, Topic, compare, evaluate, explained
from ocop_workflow.rulebook.evaluation.scoring import Sheet

Answers = Mapping[str, Sequence[Sheet]]
"""Sheets by the code of their set."""


@dataclass(frozen=True)
class Comparison:
    """The product under each regime, topic by topic, and what makes the difference between one and the next."""

    evaluated: tuple[Evaluated, ...]
    topics: tuple[Topic, ...]
    differences: tuple[str, ...]


def compare_regimes(rules: Rules, product: Product, answers: Answers) -> Comparison:
    """The product under every regime, oldest first; answers count under the regimes that use their set.

    Raises:
        NotFound: answers are given for a set that is not there.
    """
    sets = {code: rules.criteria_set(code) for code in answers}
    evaluated = []
    for regime in rules.regimes:
        own = next((code for code, criteria in sets.items() if criteria.regime == regime.criteria), None)
        shipped = rules.criteria_of(regime)
        parts = shipped[0].parts if shipped else ()
        by = (sets[own], answers[own]) if own is not None else ()
        evaluated.append(evaluate(regime, product, *by, parts=parts))
    topics = compare(evaluated, product)
    return Comparison(tuple(evaluated), topics, tuple(explained(evaluated, topics)))


def answers_of(session: Session, dossier: Dossier) -> dict[str, list[Sheet]]:
    """The sheets of the dossier's newest counted ballot, by the set that they were filled in by; empty without any."""
    entries = select(SessionDossier).where(
        SessionDossier.dossier_id == dossier.id, col(SessionDossier.concluded_on).is_not(None)
    )
    entry = session.exec(entries.order_by(col(SessionDossier.id).desc()).limit(1)).first()
    if entry is None or entry.id is None:
        return {}
    sheets = sheets_in_ballot(session, [entry.id])[entry.id]
    return {entry.criteria_set: [read_answers(sheet.answers) for sheet in sheets]} if sheets else {}
