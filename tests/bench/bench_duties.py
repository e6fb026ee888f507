"""A year's assignments and reports of the country, raised from the plans; against raw INSERT … SELECT."""

import pytest

from ocop_workflow.operations.cycle.assignments import raise_assignments
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.session import engine_for, unit_of_work
from ocop_workflow.vocabulary import Step
from tests.bench.country import TODAY, count, cycles_of, load_country
from tests.bench.paired import Figures, copy_of, interleaved, seconds, settle
from tests.bench.summary import SUMMARY

JOB = "a year's assignments and reports of N localities"
COUNTRY = 34
SIZES = (1, 10, COUNTRY)
"""How many provinces, each with a cycle. The ratio to reach is that of the country: a new process first puts the
statements together, which a single cycle pays alone."""


def ours(url: str, rules: Rules) -> None:
    """As the flows do it: a transaction per cycle and step, the reports across the cycle."""
    for cycle in cycles_of(url, rules):
        for step in Step:
            with unit_of_work(url) as session:
                raise_assignments(session, cycle, step, TODAY)
                if step is Step.ACROSS:
                    raise_reports(session, cycle, TODAY)


def rows_of(url: str) -> dict[str, list[tuple[object, ...]]]:
    """The distinct due days per cycle that ours came to: what the raw statements are given."""
    ask = {
        "report": "SELECT DISTINCT cycle_id, duty_id, period, period_label, CAST(period_starts_on AS TEXT), "
        "CAST(period_ends_on AS TEXT), CAST(due_on AS TEXT), due_basis, CAST(figures_from AS TEXT), "
        "CAST(figures_to AS TEXT) FROM report ORDER BY 1, 2, 3",
        "assignment": "SELECT DISTINCT cycle_id, duty_id, step, CAST(due_on AS TEXT), due_basis FROM assignment "
        "ORDER BY 1, 2, 3",
    }
    with engine_for(url).connect() as connection:
        return {table: [tuple(row) for row in connection.exec_driver_sql(text)] for table, text in ask.items()}


def limit(url: str, rows: dict[str, list[tuple[object, ...]]]) -> None:
    """Two statements per cycle: its due days as VALUES, joined with the units of each duty."""
    with engine_for(url).connect() as connection:
        for cycle in dict.fromkeys(row[0] for row in rows["report"]):
            given = values(row for row in rows["assignment"] if row[0] == cycle)
            connection.exec_driver_sql(
                "WITH due(cycle, duty, step, due_on, basis) AS "
                f"(VALUES {given}) INSERT INTO assignment (cycle_id, duty_id, unit_id, step, part, due_on, due_basis, "
                "state, raised_on) SELECT due.cycle, due.duty, u.unit_id, due.step, u.part, CAST(due.due_on AS DATE), "
                f"due.basis, 'open', '{TODAY}' FROM due JOIN duty_unit u ON u.duty_id = due.duty WHERE 1 = 1 "
                "ON CONFLICT DO NOTHING".replace("CAST(due.due_on AS DATE)", date_of(url, "due.due_on"))
            )
            given = values(row for row in rows["report"] if row[0] == cycle)
            days = [
                date_of(url, f"due.{name}") for name in ("starts_on", "ends_on", "due_on", "figures_from", "figures_to")
            ]
            no = "false" if url.startswith("postgresql") else "0"
            connection.exec_driver_sql(
                "WITH due(cycle, duty, period, label, starts_on, ends_on, due_on, basis, figures_from, figures_to) AS "
                f"(VALUES {given}) INSERT INTO report (cycle_id, duty_id, unit_id, part, period, period_label, "
                "period_starts_on, period_ends_on, due_on, due_basis, first_due_on, visit, state, figures_from, "
                "figures_to, correction, due_is_provisional) SELECT due.cycle, "
                f"due.duty, u.unit_id, u.part, due.period, due.label, {days[0]}, {days[1]}, {days[2]}, due.basis, "
                f"{days[2]}, 0, 'owed', {days[3]}, {days[4]}, 0, {no} FROM due JOIN duty_unit u "
                "ON u.duty_id = due.duty WHERE 1 = 1 ON CONFLICT DO NOTHING"
            )
            connection.commit()


def values(rows: object) -> str:
    return ", ".join(
        "(" + ", ".join(str(cell) if isinstance(cell, int) else "'" + str(cell) + "'" for cell in row) + ")"
        for row in rows
    )


def date_of(url: str, name: str) -> str:
    return f"CAST({name} AS DATE)" if url.startswith("postgresql") else name


@pytest.mark.timeout(0)
def test_raising(fresh, databases, tmp_path):
    figures = Figures(
        "Raise a year's assignments and reports of the country (limit: two raw statements per cycle)",
        ("database", "cycles", "assignments", "reports", "ours s", "limit s", "ratio", "again s"),
    )
    for kind in databases:
        for provinces in SIZES:
            template = fresh(kind)
            rules = load_country(template, provinces=provinces, dossiers=False)
            settle(template)
            with copy_of(template, tmp_path) as done:
                ours(done, rules)
                rows, again = rows_of(done), seconds(lambda done=done, rules=rules: ours(done, rules))
                made = count(done, "assignment"), count(done, "report")

            def one(work, *given, template=template):
                with copy_of(template, tmp_path) as url:
                    return seconds(lambda: work(url, *given))

            mine, raw = interleaved(lambda rules=rules: one(ours, rules), lambda rows=rows: one(limit, rows))
            with copy_of(template, tmp_path) as url:
                limit(url, rows)
                assert (count(url, "assignment"), count(url, "report")) == made
            figures.add(kind, provinces, *made, mine, raw, mine / raw, again)
            SUMMARY.against_limit(JOB, provinces, kind, mine, raw, at_most=2 if provinces == COUNTRY else None)
    figures.show()
