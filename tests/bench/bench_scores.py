"""A national year of score sheets, 3 million cells: totals, spreads, stars; against raw SQL and a loop."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from ocop_workflow.operations.evaluation.sheet_totals import round_totals, verify_sheets
from ocop_workflow.records.council_tables import Council, CouncilMember, CouncilSession, EvaluationRound
from ocop_workflow.records.score_tables import ScoreSheet, SessionDossier
from ocop_workflow.records.session import engine_for, reading, unit_of_work
from ocop_workflow.vocabulary import CouncilPost, Level
from tests.bench.paired import Figures, interleaved, seconds, settle
from tests.builders import AT, OFFICER, a_cycle, dossiers

DOSSIERS, MEMBERS, CRITERIA = 10_000, 10, 30
DAY = date(2024, 6, 14)
_BY = {"declared_by": OFFICER, "declared_at": AT}


def prepare(url: str) -> None:
    """One round and council, concluded: every member has a sheet of every dossier."""
    with unit_of_work(url) as session:
        ids = dossiers(session, a_cycle(session), DOSSIERS)
        round_ = EvaluationRound(
            code="MAU-2024-1", level=Level.PROVINCE, area="mau", year=2024, number=1, proposals_close_on=DAY,
            results_due_on=DAY, basis="mẫu", **_BY,
        )  # fmt: skip
        council = Council(
            code="MAU", level=Level.PROVINCE, area="mau", name="Hội đồng mẫu", decision_no="1/QĐ-MẪU", decision_on=DAY,
            issuer="mẫu", quorum_members=3, quorum_of=4, quorum_needs_chair=True, quorum_basis="mẫu", spread_limit=1000,
            spread_basis="mẫu", **_BY,
        )  # fmt: skip
        session.add_all([round_, council])
        session.flush()
        members = [
            CouncilMember(
                council_id=council.id, code=f"tv{n}", name=f"Thành viên mẫu {n}", title="mẫu", unit_name="mẫu",
                unit_key=f"mau {n}", post=CouncilPost.MEMBER, scores=True, position=n,
            )
            for n in range(MEMBERS)
        ]  # fmt: skip
        sitting = CouncilSession(
            code="MAU-2024-1.1", round_id=round_.id, council_id=council.id, number=1, held_on=DAY, convened_by=OFFICER,
            convened_at=AT,
        )  # fmt: skip
        session.add_all([*members, sitting])
        session.flush()
        given = [
            [(n * 37 + m * 11 + c * 7) % 4 * 100 for c in range(CRITERIA)] for n in range(40) for m in range(MEMBERS)
        ]
        texts = [json.dumps({f"A{c}": points for c, points in enumerate(cells)}) for cells in given]
        totals = [sum(cells) for cells in given]
        session.execute(
            sa.insert(SessionDossier),
            [
                {"session_id": sitting.id, "dossier_id": dossier_id, "regime": "QD148_2023", "criteria_set": "mau",
                 "ballot": 1, "version": 1, "disqualified": ""}
                for dossier_id in ids
            ],
        )  # fmt: skip
        entries = session.execute(sa.select(SessionDossier.id).order_by(SessionDossier.dossier_id)).scalars().all()
        rows = [
            {"entry_id": entry_id, "member_id": member.id, "ballot": 1, "turn": 1,
             "answers": texts[place % 40 * MEMBERS + m], "total": totals[place % 40 * MEMBERS + m], "gate_rank": 3,
             "source": "mẫu", "submitted_on": DAY, "submitted_by": OFFICER, "submitted_at": AT}
            for place, entry_id in enumerate(entries)
            for m, member in enumerate(members)
        ]  # fmt: skip
        session.execute(sa.insert(ScoreSheet), rows)
        sums = (
            sa.select(sa.func.sum(ScoreSheet.total)).where(ScoreSheet.entry_id == SessionDossier.id).scalar_subquery()
        )
        concluded = {"concluded_on": DAY, "sheets": MEMBERS, "band_rank": 3, "gate_rank": 3, "star_rank": 3}
        session.execute(sa.update(SessionDossier).values(total_sum=sums, **concluded))
    settle(url)


def ours(url: str) -> object:
    with reading(url) as session:
        return round_totals(session, year=2024)


RAW = (
    "SELECT r.code, count(*), sum(a.n), sum(a.total), max(a.high - a.low), sum(CASE WHEN e.star_rank = 3 THEN 1 ELSE 0 "
    "END) FROM (SELECT entry_id, count(*) n, sum(total) total, min(total) low, max(total) high, min(gate_rank) gate "
    "FROM score_sheet WHERE returned_on IS NULL GROUP BY entry_id) a JOIN session_dossier e ON e.id = a.entry_id "
    "JOIN council_session s ON s.id = e.session_id JOIN evaluation_round r ON r.id = s.round_id WHERE r.year = 2024 "
    "AND e.concluded_on IS NOT NULL GROUP BY r.code"
)


def limit(url: str) -> object:
    with engine_for(url).connect() as connection:
        return connection.exec_driver_sql(RAW).all()


def loop(url: str) -> object:
    """Every cell read in Python, as one would without sums in the database."""
    found: dict[int, list[int]] = {}
    with engine_for(url).connect() as connection:
        for entry, answers in connection.exec_driver_sql("SELECT entry_id, answers FROM score_sheet"):
            found.setdefault(entry, []).append(sum(json.loads(answers).values()))
    return {entry: (sum(sheets) / len(sheets), max(sheets) - min(sheets)) for entry, sheets in found.items()}


@pytest.mark.timeout(0)
def test_adding_up(fresh):
    figures = Figures(
        f"Add up {DOSSIERS * MEMBERS * CRITERIA:,} score cells in {DOSSIERS * MEMBERS:,} sheets (limit: raw GROUP BY)",
        ("database", "ours s", "limit s", "ratio", "Python loop s", "× faster", "check every cell again s"),
    )
    for kind in ("sqlite", "postgresql"):
        url = fresh(kind)
        prepare(url)
        mine, raw, slow = interleaved(
            lambda url=url: seconds(lambda: ours(url)),
            lambda url=url: seconds(lambda: limit(url)),
            lambda url=url: seconds(lambda: loop(url)),
        )
        (totals,), ((_, dossiers_, sheets, total, _, _),) = ours(url), limit(url)
        assert (totals.dossiers, totals.sheets) == (dossiers_, sheets) == (DOSSIERS, DOSSIERS * MEMBERS)
        assert round(float(totals.mean), 2) == round(total / sheets / 100, 2)
        with reading(url) as session:
            again = seconds(lambda session=session: verify_sheets(session))
            assert verify_sheets(session) == []
        figures.add(kind, mine, raw, mine / raw, slow, slow / mine, again)
    figures.show()
