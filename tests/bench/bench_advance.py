"""N dossiers through eight moves: requirements, one log line per move, the hash chain; against raw SQL sets."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.log import verify
from ocop_workflow.records.session import engine_for, reading, unit_of_work
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.transitions import apply
from ocop_workflow.rulebook.dossiers.lifecycle import LIFECYCLE, Transition, find
from ocop_workflow.vocabulary import DossierState as S
from tests.bench.paired import Figures, copy_of, interleaved, seconds, settle
from tests.bench.summary import SUMMARY
from tests.builders import TODAY, a_cycle, a_producer, an_act

MOVES = ("guide", "submit_idea", "refer_idea", "accept_idea", "submit_business_plan", "approve_business_plan",
         "start_implementation", "make_ready")  # fmt: skip
JOB = "N dossiers through 8 moves, with log and hash chain"
SIZES = (1_000, 10_000, 100_000)
LACKING = 10
"""Every tenth product lacks a document, so that the last guard refuses it."""


def the_moves() -> list[Transition]:
    state: S | None = S.IDENTIFIED
    way = []
    for action in MOVES:
        rule = find(action, state)
        assert rule is not None
        way.append(rule)
        state = rule.target
    return way


def prepare(url: str, number: int) -> None:
    """So many identified products with what the guards ask for."""
    with unit_of_work(url) as session:
        cycle = a_cycle(session)
        producer = a_producer(session, cycle)
        rows = [
            {
                "locality": cycle.cycle.locality, "product_name": f"Sản phẩm mẫu {n}",
                "search_key": f"san pham mau {n}",
                "producer_id": producer.id, "commune_id": producer.commune_id, "opened_in_year": 2024,
                "source": "mẫu", "source_id": str(n), "state": S.IDENTIFIED, "state_since": TODAY, "product_group": 1,
                "registration": "first", "level": "commune", "version": 1, "log_seq": 0, "log_hash": "",
                "documents_missing": 0 if n % LACKING else 1, "documents_valid_until": TODAY + timedelta(days=365),
            }
            for n in range(number)
        ]  # fmt: skip
        session.execute(sa.insert(Dossier), rows)
        identify = next(rule for rule in LIFECYCLE if rule.action == "identify")
        apply(session, identify, act=an_act(identify))
    settle(url)


def ours(url: str) -> None:
    for rule in the_moves():
        with unit_of_work(url) as session:
            apply(session, rule, table_of(Dossier).c.locality == "mau.mau", act=an_act(rule))


GUARDS = {
    "submit_idea": "producer_id > 0",
    "accept_idea": "commune_id > 0",
    "make_ready": "product_group >= 1 AND documents_missing = 0 AND documents_valid_until >= '{today}'",
}
COLUMNS = (
    "dossier_id, seq, action, source, target, step, role, actor, at, on_day, clause, reason, paper_no, paper_on, facts,"
    " hash"
)


def limit(url: str) -> None:
    """The same moves and log lines without the chain, as plain SQL."""
    with engine_for(url).connect() as connection:
        for rule in the_moves():
            act = an_act(rule)
            guard = GUARDS.get(rule.action, "1 = 1").format(today=TODAY)
            where = f"state = '{rule.source}' AND log_seq > 0 AND locality = 'mau.mau' AND {guard}"
            at = datetime.now(UTC).isoformat(sep=" ")
            line = (
                f"'{rule.action}', '{rule.source}', '{rule.target}', {int(rule.step)}, '{act.role}', '{act.actor}', "
                f"'{at}', '{TODAY}', '{act.clause}', '{act.reason}', '{act.paper.number}', '{act.paper.on}', '{{}}', ''"
            )
            change = (
                f"UPDATE dossier SET state = '{rule.target}', state_since = '{TODAY}', version = version + 1, "
                f"log_seq = log_seq + 1, due_on = NULL, due_basis = NULL WHERE {where}"
            )
            if connection.dialect.name == "postgresql":
                typed = line.replace(f"'{at}'", f"timestamptz '{at}'").replace(f"'{TODAY}'", f"date '{TODAY}'")
                typed = typed.replace(f"'{act.paper.on}'", f"date '{act.paper.on}'")
                connection.exec_driver_sql(
                    f"WITH moved AS ({change} RETURNING id, log_seq) INSERT INTO dossier_log ({COLUMNS}) "
                    f"SELECT id, log_seq, {typed} FROM moved"
                )
            else:
                connection.exec_driver_sql(
                    f"INSERT INTO dossier_log ({COLUMNS}) SELECT id, log_seq + 1, {line} FROM dossier WHERE {where}"
                )
                connection.exec_driver_sql(change)
            connection.commit()


def without_guards(url: str) -> str:
    """The limit writes into tables without our triggers."""
    with engine_for(url).connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE dossier_log DISABLE TRIGGER USER")
        else:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.commit()
    return url


def measure(template: str, folder, work, *, plain: bool) -> float:
    with copy_of(template, folder) as url:
        return seconds(lambda: work(without_guards(url) if plain else url))


@pytest.mark.timeout(0)
def test_advancing(fresh, databases, tmp_path):
    figures = Figures(
        "Advance N dossiers through 8 moves: requirements, log lines, hash chain (limit: raw SQL sets, no chain)",
        ("database", "N", "moves", "ours s", "limit s", "ratio", "moves/s"),
    )
    for kind in databases:
        for number in SIZES:
            template = fresh(kind)
            prepare(template, number)
            mine, raw = interleaved(
                lambda template=template: measure(template, tmp_path, ours, plain=False),
                lambda template=template: measure(template, tmp_path, limit, plain=True),
            )
            moves = number * 7 + number - number // LACKING
            figures.add(kind, number, moves, mine, raw, mine / raw, int(moves / mine))
            SUMMARY.against_limit(JOB, number, kind, mine, raw, at_most=2.5)
            with copy_of(template, tmp_path) as url:
                ours(url)
                with reading(url) as session:
                    logged = session.execute(sa.select(sa.func.count()).select_from(DossierLog)).scalar_one()
                    assert logged == moves + number
                    if number == SIZES[0]:
                        assert verify(session).faults == ()
    figures.show()
