"""Score sheets of a national year added up: against raw SQL, and against a row for each of 3 million cells."""

import json

import pytest
import sqlalchemy as sa

from ocop_workflow.operations.evaluation.sheet_totals import round_totals, verify_sheets
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.score_tables import ScoreSheet, SessionDossier
from ocop_workflow.records.session import engine_for, reading, unit_of_work
from ocop_workflow.records.sets import constant, table_of
from ocop_workflow.vocabulary import DossierState, Level, Registration
from tests.bench.paired import Figures, interleaved, seconds, settle
from tests.bench.summary import SUMMARY
from tests.builders import AT, a_producer
from tests.councils import DAY, SET, a_province, a_sitting, answers, sitting_of

JOB = "N dossiers' score sheets by 9 members added up"
SIZES = (1_000, 12_000, 100_000)
IN_CELLS = 12_000
"""3 million cells: up to here also as a table with a row for each cell."""
MEMBERS = 9


def prepare(url: str, number: int) -> int:
    """So many concluded dossiers with a sheet of every member; returns the number of cells."""
    given = [{code: int(points) * 100 for code, points in answers(str(total)).items()} for total in range(60, 70)]
    written = [(json.dumps(one, separators=(",", ":")), sum(one.values())) for one in given]
    with unit_of_work(url) as session:
        cycle = a_province(session)
        a_sitting(session, cycle, 0, scoring=MEMBERS)
        sitting, producer = sitting_of(session).id, a_producer(session, cycle).id
        session.execute(
            sa.insert(Dossier),
            [
                {"locality": "mau.mau", "product_name": f"mẫu {n}", "search_key": "mau", "producer_id": producer,
                 "opened_in_year": 2026, "source": "mẫu", "source_id": f"bench-{n}", "state": DossierState.SCORING,
                 "state_since": DAY, "level": Level.PROVINCE, "registration": Registration.FIRST, "version": 1,
                 "log_seq": 0, "log_hash": ""}
                for n in range(number)
            ],
        )  # fmt: skip
        dossiers = session.execute(sa.select(Dossier.id).order_by(Dossier.id)).scalars().all()
        session.execute(
            sa.insert(SessionDossier),
            [
                {"session_id": sitting, "dossier_id": dossier, "regime": "QD26_2026", "criteria_set": SET, "ballot": 1,
                 "version": 1, "disqualified": ""}
                for dossier in dossiers
            ],
        )  # fmt: skip
        entry = sa.select(SessionDossier.id).where(SessionDossier.session_id == sitting)
        for member in range(1, MEMBERS + 1):
            for place, (text, total) in enumerate(written):
                values = {"member_id": member, "ballot": 1, "turn": 1, "answers": text, "total": total, "gate_rank": 3,
                          "source": "mẫu", "submitted_on": DAY, "submitted_by": "mẫu", "submitted_at": AT}  # fmt: skip
                columns = table_of(ScoreSheet).c
                cells = [constant(columns[name], value) for name, value in values.items()]
                rows = entry.add_columns(*cells).where((SessionDossier.id + member) % len(written) == place)
                session.execute(sa.insert(ScoreSheet).from_select(["entry_id", *values], rows))
        session.execute(
            sa.text(
                "UPDATE session_dossier SET concluded_on = :day, sheets = 9, star_rank = 3, band_rank = 3, total_sum = "
                "(SELECT SUM(total) FROM score_sheet s WHERE s.entry_id = session_dossier.id)"
            ),
            {"day": DAY},
        )
    settle(url)
    return number * MEMBERS * len(given[0])


def ours(url: str) -> None:
    with reading(url) as session:
        (line,) = round_totals(session)
        assert line.by_stars[3] == line.dossiers


def limit(url: str) -> None:
    """What one would write by hand for the same totals and stars."""
    with engine_for(url).connect() as connection:
        connection.exec_driver_sql(
            "SELECT COUNT(*), SUM(n), SUM(s), MAX(h - l), SUM(CASE WHEN e.star_rank = 3 THEN 1 ELSE 0 END) FROM "
            "(SELECT entry_id, COUNT(*) n, SUM(total) s, MIN(total) l, MAX(total) h FROM score_sheet "
            "WHERE returned_on IS NULL GROUP BY entry_id) x JOIN session_dossier e ON e.id = x.entry_id"
        ).all()


def loop_over_sheets(url: str) -> None:
    """The cells in Python, sheet by sheet."""
    totals: dict[int, int] = {}
    with engine_for(url).connect() as connection:
        for entry, text in connection.exec_driver_sql("SELECT entry_id, answers FROM score_sheet"):
            totals[entry] = totals.get(entry, 0) + sum(json.loads(text).values())


def lay_out_cells(url: str) -> None:
    """The same points as a table with a row for each, as one would keep them without a sheet; clustered on the key."""
    is_postgresql = url.startswith("postgresql")
    key, each = ("", "json_each_text(s.answers::json)") if is_postgresql else ("WITHOUT ROWID", "json_each(s.answers)")
    with engine_for(url).connect() as connection:
        for statement in (
            "CREATE TABLE cell (entry_id INTEGER, member_id INTEGER, criterion TEXT, points INTEGER, "
            f"PRIMARY KEY (entry_id, member_id, criterion)) {key}",
            "INSERT INTO cell SELECT s.entry_id, s.member_id, j.key, CAST(j.value AS INTEGER) FROM score_sheet s, "
            f"{each} j ORDER BY 1, 2, 3",
        ):
            connection.exec_driver_sql(statement)
        connection.commit()
    settle(url)


def sum_of_cells(url: str) -> None:
    """The same figures by raw SQL from a row for each cell."""
    with engine_for(url).connect() as connection:
        connection.exec_driver_sql(
            "SELECT COUNT(*), SUM(n), SUM(s), MAX(h - l), SUM(CASE WHEN e.star_rank = 3 THEN 1 ELSE 0 END) FROM "
            "(SELECT entry_id, COUNT(*) n, SUM(total) s, MIN(total) l, MAX(total) h FROM (SELECT entry_id, member_id, "
            "SUM(points) total FROM cell GROUP BY entry_id, member_id) m GROUP BY entry_id) x "
            "JOIN session_dossier e ON e.id = x.entry_id"
        ).all()


def loop_over_cells(url: str) -> None:
    """The cells in Python, row by row."""
    totals: dict[int, int] = {}
    with engine_for(url).connect() as connection:
        for entry, points in connection.exec_driver_sql("SELECT entry_id, points FROM cell"):
            totals[entry] = totals.get(entry, 0) + points


@pytest.mark.timeout(0)
def test_adding_up_score_sheets(fresh, databases):
    figures = Figures(
        "Add up the score sheets of N dossiers by 9 members (limit: raw SQL GROUP BY over the sheets)",
        ("database", "N", "cells", "ours s", "limit s", "ratio", "SQL over cell rows s", "loop over sheets s",
         "loop over cell rows s", "the last / ours"),
    )  # fmt: skip
    for kind in databases:
        for number in SIZES:
            url = fresh(kind)
            cells = prepare(url, number)
            others = ()
            if number <= IN_CELLS:
                lay_out_cells(url)
                others = (sum_of_cells, loop_over_sheets, loop_over_cells)
            mine, raw, *rest = interleaved(
                *(lambda way=way, url=url: seconds(lambda: way(url)) for way in (ours, limit, *others))
            )
            figures.add(
                kind, number, cells, mine, raw, mine / raw, *(rest or ("",) * 3), rest[-1] / mine if rest else ""
            )
            SUMMARY.against_limit(JOB, number, kind, mine, raw, at_most=2 if number >= IN_CELLS else None)
            if number == IN_CELLS:
                SUMMARY.against_peer(
                    f"{JOB}, against a loop over {cells:,} cell rows in Python",
                    number,
                    kind,
                    mine,
                    rest[-1],
                    at_least=20,
                )
            with reading(url) as session:
                assert verify_sheets(session) == []
    figures.show()
