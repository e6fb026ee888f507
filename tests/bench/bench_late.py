"""Finding late reports and queueing digests among N obligations, few late; against raw SQL of the same effect."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.notices.reminders import remind
from ocop_workflow.records.session import engine_for, unit_of_work
from ocop_workflow.records.tables import Duty, Report, Unit
from ocop_workflow.rulebook.notices.ladder import LADDER_DESKS, climbs
from ocop_workflow.vocabulary import Part, ReportState, UnitKind
from tests.bench.paired import Figures, copy_of, interleaved, seconds, settle
from tests.bench.summary import SUMMARY
from tests.builders import AT, a_cycle

JOB = "600 late reports among N found, their digests queued"
TODAY = date(2024, 7, 2)
PERIODS = 100
LATE = 600
"""As many late reports whatever N is: time should grow with these, not with all."""
CHUNK = 10_000


def prepare(url: str, number: int) -> RunningCycle:
    """One locality of number / 100 units, each with 100 reports: the past ones accepted, but for the late ones."""
    with unit_of_work(url) as session:
        cycle = a_cycle(session)
        units = [
            {"locality": "mau.mau", "code": f"don-vi-{n}", "name": f"Đơn vị mẫu {n}", "kind": UnitKind.OFFICE,
             "search_key": f"don vi mau {n}"} for n in range(number // PERIODS)
        ]  # fmt: skip
        ids = session.execute(sa.insert(Unit).returning(Unit.id), units).scalars().all()
        duty = session.execute(sa.select(Duty.id).where(Duty.is_report)).scalar_one()
        rows = []
        for place, unit_id in enumerate(ids):
            for n in range(PERIODS):
                due_on = TODAY + timedelta(days=8 + n) if n % 2 else TODAY - timedelta(days=20 + n)
                is_late = n == 0 and place % max(1, len(ids) // LATE) == 0 and place // max(1, len(ids) // LATE) < LATE
                is_open = n % 2 == 1 or is_late
                rows.append(
                    {"cycle_id": cycle.id, "duty_id": duty, "unit_id": unit_id, "part": Part.LEAD,
                     "period": f"mau-{n}", "period_label": f"kỳ mẫu {n}", "period_starts_on": TODAY,
                     "period_ends_on": TODAY, "figures_from": TODAY, "figures_to": TODAY, "due_on": due_on,
                     "due_basis": "mẫu", "first_due_on": due_on, "visit": 0,
                     "state": ReportState.OWED if is_open else ReportState.ACCEPTED}
                )  # fmt: skip
            if len(rows) >= CHUNK:
                session.execute(sa.insert(Report), rows)
                rows = []
        if rows:
            session.execute(sa.insert(Report), rows)
    settle(url)
    return cycle


def ours(url: str, cycle: RunningCycle) -> None:
    with unit_of_work(url) as session:
        remind(session, cycle, today=TODAY, at=AT, reports=True)


def limit(url: str, cycle: RunningCycle) -> None:
    """The rungs as VALUES joined with what is open and due: one statement for the lines, two for their envelopes."""
    bodies = {"standing_unit": cycle.cycle.standing_unit_id, "leader": cycle.cycle.leader_id, "unit": 0}
    rungs = ", ".join(
        f"('{climb.rung}', '{desk}', {bodies[body]}, '{climb.due_from or date.min}', '{climb.due_to}')"
        for climb in climbs(cycle.plan.ladder, TODAY, cycle.calendar)
        for body, desk in LADDER_DESKS[climb.rung]
    )
    is_postgresql = url.startswith("postgresql")
    day = (lambda name: f"CAST({name} AS DATE)") if is_postgresql else (lambda name: name)
    at, no = (f"timestamptz '{AT}'", "false") if is_postgresql else (f"'{AT:%Y-%m-%d %H:%M:%S.%f}'", "0")
    same = "n.cycle_id = l.cycle_id AND n.unit_id = l.unit_id AND n.desk = l.desk AND n.raised_on = l.raised_on"
    with engine_for(url).connect() as connection:
        for statement in (
            f"WITH rung(name, desk, body, due_from, due_to) AS (VALUES {rungs}) INSERT INTO notice_line (cycle_id, "
            "unit_id, desk, subject, subject_id, visit, rung, raised_on) SELECT r.cycle_id, CASE WHEN rung.body = 0 "
            f"THEN r.unit_id ELSE rung.body END, rung.desk, 'report', r.id, r.visit, rung.name, {day(repr(str(TODAY)))}"
            f" FROM rung JOIN report r ON r.cycle_id = {cycle.id} AND r.state IN ('owed', 'returned') AND r.due_on <= "
            f"{day('rung.due_to')} AND r.due_on >= {day('rung.due_from')} WHERE r.part <> 'request' "
            "ON CONFLICT DO NOTHING",
            "INSERT INTO notice (cycle_id, unit_id, desk, raised_on, state, attempts, next_attempt_at, may_be_doubled) "
            f"SELECT DISTINCT cycle_id, unit_id, desk, raised_on, 'owed', 0, {at}, {no} FROM notice_line l WHERE "
            f"notice_id IS NULL AND cycle_id = {cycle.id} AND NOT EXISTS (SELECT 1 FROM notice n WHERE {same} AND "
            "n.state = 'owed' AND n.attempts = 0)",
            f"UPDATE notice_line AS l SET notice_id = (SELECT max(n.id) FROM notice n WHERE {same}) WHERE "
            f"notice_id IS NULL AND cycle_id = {cycle.id}",
        ):
            connection.exec_driver_sql(statement.replace("%", "%%") if is_postgresql else statement)
        connection.commit()


def lines_in(url: str) -> list[tuple[object, ...]]:
    with engine_for(url).connect() as connection:
        text = "SELECT unit_id, desk, subject_id, rung FROM notice_line WHERE notice_id IS NOT NULL ORDER BY 1, 2, 3, 4"
        found = [tuple(row) for row in connection.exec_driver_sql(text)]
        notices = connection.exec_driver_sql("SELECT count(*) FROM notice").scalar_one()
        return [*found, (notices,)]


@pytest.mark.timeout(0)
def test_finding_the_late(fresh, databases, tmp_path):
    figures = Figures(
        "Find late reports and queue their digests, 600 late among N (limit: three raw statements)",
        ("database", "N", "lines", "ours s", "limit s", "ratio", "again s"),
    )
    for kind in databases:
        for number in (60_000, 600_000):
            template = fresh(kind)
            cycle = prepare(template, number)

            def one(work, template=template, cycle=cycle):
                with copy_of(template, tmp_path) as url:
                    return seconds(lambda: work(url, cycle))

            mine, raw = interleaved(lambda one=one: one(ours), lambda one=one: one(limit))
            with copy_of(template, tmp_path) as url, copy_of(template, tmp_path) as other:
                ours(url, cycle)
                limit(other, cycle)
                found = lines_in(url)
                assert found == lines_in(other)
                again = seconds(lambda url=url, cycle=cycle: ours(url, cycle))
            figures.add(kind, number, len(found) - 1, mine, raw, mine / raw, again)
            SUMMARY.against_limit(JOB, number, kind, mine, raw, at_most=1.5)
    figures.show()
