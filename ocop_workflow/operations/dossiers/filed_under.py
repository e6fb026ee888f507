"""Sets of dossiers by the rules they are under on a day: the SQL reading of the choice of a regime."""

from collections import defaultdict
from datetime import date
from typing import Any

import sqlalchemy as sa

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.sets import table_of
from ocop_workflow.rulebook.evaluation.regime import Regime, regime_on
from ocop_workflow.rulebook.evaluation.regime_choice import Filed, by_filing


def filed_under(running: RunningCycle, today: date) -> list[tuple[Regime, Any]]:
    """Each regime that dossiers in evaluation can be under on the day, with the condition for those that are.

    Together the conditions take every dossier once; one without a filing day is under the rules of the day.
    """
    conditions: dict[str, list[Any]] = defaultdict(list)
    regimes: dict[str, Regime] = {}
    for filed in by_filing(running.rules.regimes, today):
        regimes[filed.regime.code] = filed.regime
        conditions[filed.regime.code].append(_filed(filed))
    of_today = regime_on(running.rules.regimes, today)
    if of_today is not None:
        regimes[of_today.code] = of_today
        conditions[of_today.code].append(table_of(Dossier).c.filed_on.is_(None))
    return [(regimes[code], sa.or_(*found)) for code, found in conditions.items()]


def _filed(filed: Filed) -> Any:
    columns = table_of(Dossier).c
    bounds = [columns.registration == filed.kind, columns.filed_on.is_not(None)]
    if filed.first is not None:
        bounds.append(columns.filed_on >= filed.first)
    if filed.last is not None:
        bounds.append(columns.filed_on <= filed.last)
    return sa.and_(*bounds)
