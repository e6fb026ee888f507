"""The logs are append-only in the database itself, whoever asks."""

import pytest
import sqlalchemy as sa

from ocop_workflow.records.append_only import LOGS
from ocop_workflow.records.certificate_tables import Certificate, CertificateEvent, ProductCode
from ocop_workflow.records.session import reading, unit_of_work
from ocop_workflow.vocabulary import CertificateAct, DossierState
from tests.builders import AT, OFFICER, TODAY, a_cycle, a_dossier, dossiers, dump

BACK_DOOR = "the statement that deletes without a DELETE"
each_log = pytest.mark.parametrize("log", LOGS, ids=lambda log: log.name)


@pytest.fixture
def filled(database):
    with unit_of_work(database) as session:
        cycle = a_cycle(session)
        dossiers(session, cycle, 2, DossierState.GUIDED)
        certified = a_dossier(session, cycle, DossierState.RECOGNISED, recognised_on=TODAY)
        certificate = Certificate(
            locality=cycle.cycle.locality, dossier_id=certified.id, product_id=certified.id,
            product_name=certified.product_name,
        )  # fmt: skip
        session.add(certificate)
        session.flush()
        session.add(
            CertificateEvent(
                certificate_id=certificate.id, seq=1, act=CertificateAct.ISSUED, on_day=TODAY, reason="mẫu",
                clause="mẫu", actor=OFFICER, at=AT,
            )
        )  # fmt: skip
        session.add(
            ProductCode(
                dossier_id=certified.id, province_code="22", commune_code="06811", year=2024, seq=1,
                code="22-06811-01-2024", given_on=TODAY, actor=OFFICER,
            )
        )  # fmt: skip
    with reading(database) as session:
        return database, dump(session)


def refused(database: str, statement: str) -> str:
    with pytest.raises(sa.exc.IntegrityError) as refusal, unit_of_work(database) as session:
        session.connection().exec_driver_sql(statement)
    return str(refusal.value.orig)


class TestTheLogs:
    """The log is append-only; events never updated."""

    @each_log
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE {log} SET actor = 'khác'",
            "UPDATE {log} SET actor = actor",
            "DELETE FROM {log}",
            BACK_DOOR,
        ],
    )
    def test_refuse_every_change_and_say_which_log(self, filled, log, statement):
        database, before = filled
        if statement is BACK_DOOR:
            of_postgresql, of_sqlite = "TRUNCATE {log} CASCADE", "INSERT OR REPLACE INTO {log} SELECT * FROM {log}"
            statement = of_postgresql if database.startswith("postgresql") else of_sqlite

        why = refused(database, statement.format(log=log.name))

        assert f"{log.name}: nhật ký chỉ được ghi thêm" in why
        with reading(database) as session:
            assert dump(session) == before

    def test_a_dossier_cannot_leave_while_its_log_stands(self, filled):
        database, before = filled

        assert "foreign key" in refused(database, "DELETE FROM dossier").lower()
        with reading(database) as session:
            assert dump(session) == before
