"""`verify` reads every chain again and finds whoever went round the program."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from ocop_workflow.records.append_only import LOGS
from ocop_workflow.records.columns import UtcDateTime
from ocop_workflow.records.dossier_tables import Dossier, DossierLog, dossier_code
from ocop_workflow.records.log import LogCheck, verify
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.sets import table_of
from ocop_workflow.vocabulary import DossierState, Role
from tests.builders import AT, a_cycle, dossiers

LOG, DOSSIER = table_of(DossierLog), table_of(Dossier)
CHANGED = {
    name: {sa.Integer: 3, sa.Date: date(2020, 1, 1), UtcDateTime: AT.replace(year=2020), sa.Enum: Role.LEADER}.get(
        type(column.type), "khác"
    )
    for name, column in LOG.columns.items()
    if name not in ("dossier_id", "seq")
}


def unlock(session: Session) -> None:
    """Take the triggers away, as somebody with the rights of an administrator can."""
    if session.get_bind().dialect.name == "postgresql":
        for log in LOGS:
            session.connection().exec_driver_sql(f"ALTER TABLE {log.name} DISABLE TRIGGER USER")
    else:
        for log in LOGS:
            for act in ("update", "delete", "replace"):
                session.connection().exec_driver_sql(f"DROP TRIGGER {log.name}_no_{act}")


@pytest.fixture
def office(database):
    """An unlocked database with three dossiers; the middle one (of five lines) is the one that is tampered with."""
    with unit_of_work(database) as session:
        ids = dossiers(session, a_cycle(session), 3, DossierState.BUSINESS_PLAN_SUBMITTED)
        check = verify(session)
        assert check == LogCheck(dossiers=3, lines=15, faults=())
        unlock(session)
        yield session, ids[1]
        session.rollback()


def faults_of(session: Session) -> tuple[set[str], str]:
    session.expire_all()
    found = verify(session).faults
    return {fault.dossier_code for fault in found}, " ".join(fault.why for fault in found)


class TestWhatVerifyFinds:
    """Any changed, removed or inserted line, in the dossier where it happened and in no other."""

    def test_a_changed_line_whichever_column_it_is(self, office):
        session, victim = office
        for column, value in CHANGED.items():
            untouched = session.begin_nested()
            session.execute(LOG.update().where(LOG.c.dossier_id == victim, LOG.c.seq == 3).values({column: value}))

            codes, why = faults_of(session)
            assert (column, codes) == (column, {dossier_code(victim)})
            assert "sửa" in why
            untouched.rollback()
        assert faults_of(session) == (set(), "")

    @pytest.mark.parametrize("seq", [1, 3, 4])
    def test_a_removed_line(self, office, seq):
        session, victim = office
        session.execute(LOG.delete().where(LOG.c.dossier_id == victim, LOG.c.seq == seq))

        codes, why = faults_of(session)
        assert codes == {dossier_code(victim)}
        assert "xóa" in why

    def test_a_removed_line_whose_gap_was_closed(self, office):
        session, victim = office
        session.execute(LOG.delete().where(LOG.c.dossier_id == victim, LOG.c.seq == 3))
        for seq in (4, 5):
            session.execute(LOG.update().where(LOG.c.dossier_id == victim, LOG.c.seq == seq).values(seq=seq - 1))

        assert faults_of(session)[0] == {dossier_code(victim)}

    def test_a_cut_tail(self, office):
        session, victim = office
        session.execute(LOG.delete().where(LOG.c.dossier_id == victim, LOG.c.seq >= 4))

        codes, why = faults_of(session)
        assert codes == {dossier_code(victim)}
        assert "cuối nhật ký" in why

    def test_a_cut_tail_with_the_dossier_led_back_to_the_line_before(self, office):
        session, victim = office
        fourth = session.execute(LOG.select().where(LOG.c.dossier_id == victim, LOG.c.seq == 4)).one()
        session.execute(LOG.delete().where(LOG.c.dossier_id == victim, LOG.c.seq == 5))
        session.execute(DOSSIER.update().where(DOSSIER.c.id == victim).values(log_seq=4, log_hash=fourth.hash))

        codes, why = faults_of(session)
        assert codes == {dossier_code(victim)}
        assert "trạng thái" in why

    def test_a_cut_history(self, office):
        session, victim = office
        session.execute(LOG.delete().where(LOG.c.dossier_id == victim))

        assert faults_of(session)[0] == {dossier_code(victim)}

    def test_an_inserted_line(self, office):
        session, victim = office
        last = session.execute(LOG.select().where(LOG.c.dossier_id == victim, LOG.c.seq == 5)).one()
        session.execute(LOG.insert().values({**last._mapping, "seq": 6, "reason": "chèn"}))

        codes, why = faults_of(session)
        assert codes == {dossier_code(victim)}
        assert "chèn" in why

    def test_a_line_put_under_another_dossier(self, office):
        session, victim = office
        session.execute(
            LOG.update().where(LOG.c.dossier_id == victim, LOG.c.seq == 5).values(seq=6, dossier_id=victim + 1)
        )

        assert faults_of(session)[0] == {dossier_code(victim), dossier_code(victim + 1)}

    def test_a_state_that_no_line_explains(self, office):
        session, victim = office
        session.execute(DOSSIER.update().where(DOSSIER.c.id == victim).values(state=DossierState.RECOGNISED))

        codes, why = faults_of(session)
        assert codes == {dossier_code(victim)}
        assert "trạng thái" in why
