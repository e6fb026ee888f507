"""The logs are append-only in the database itself, whoever asks."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from ocop_workflow.operations.reports.filing import submit_report
from ocop_workflow.operations.reports.report_content import newest_filing
from ocop_workflow.operations.reports.reports import raise_reports
from ocop_workflow.records.append_only import LOGS
from ocop_workflow.records.certificate_tables import Certificate, CertificateEvent, ProductCode
from ocop_workflow.records.consolidation_tables import Consolidation, ConsolidationSource
from ocop_workflow.records.report_tables import ReportFormText, ReportValue
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
        _reported(session, cycle)
    with reading(database) as session:
        return database, dump(session)


def _reported(session, cycle):
    """A report with a value, and a consolidation that counted it."""
    raise_reports(session, cycle, TODAY)
    report = submit_report(
        session, cycle, "xa-mot", "2024-M06", actor=OFFICER, today=TODAY, at=AT, content="mẫu"
    )  # fmt: skip
    filing = newest_filing(session, report.id)
    session.add(ReportFormText(code="mau", sha256="0" * 64, data="{}"))
    session.add(ReportValue(filing_id=filing.id, code="so", number=Decimal(3)))
    counted = Consolidation(
        cycle_id=cycle.id, period="2024-M06", correction=0, figures_from=TODAY, figures_to=TODAY, content_sha256="0",
        data="{}", reason="mẫu", plan_version_id=cycle.cycle.plan_version_id, made_on=TODAY, made_by=OFFICER,
        made_at=AT,
    )  # fmt: skip
    session.add(counted)
    session.flush()
    session.add(
        ConsolidationSource(
            consolidation_id=counted.id, figure="so", kind="filing", subject_id=filing.id, unit="xã", label="mẫu",
            value=Decimal(3),
        )
    )  # fmt: skip


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
            "UPDATE {log} SET {column} = NULL",
            "UPDATE {log} SET {column} = {column}",
            "DELETE FROM {log}",
            BACK_DOOR,
        ],
    )
    def test_refuse_every_change_and_say_which_log(self, filled, log, statement):
        database, before = filled
        if statement is BACK_DOOR:
            of_postgresql, of_sqlite = "TRUNCATE {log} CASCADE", "INSERT OR REPLACE INTO {log} SELECT * FROM {log}"
            statement = of_postgresql if database.startswith("postgresql") else of_sqlite

        why = refused(database, statement.format(log=log.name, column=list(log.columns)[-1].name))

        assert f"{log.name}: nhật ký chỉ được ghi thêm" in why
        with reading(database) as session:
            assert dump(session) == before

    def test_a_dossier_cannot_leave_while_its_log_stands(self, filled):
        database, before = filled

        assert "foreign key" in refused(database, "DELETE FROM dossier").lower()
        with reading(database) as session:
            assert dump(session) == before
