"""The unit of work, the rehearsal, and what the database itself refuses."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlmodel import select

from ocop_workflow.records import schema
from ocop_workflow.records.dossier_tables import Dossier, DossierLog
from ocop_workflow.records.session import is_rehearsal, reading, rehearsal, unit_of_work
from ocop_workflow.records.sets import constant, insert_missing, table_of
from ocop_workflow.records.tables import ActLog, Duty, DutyStep, Unit
from ocop_workflow.records.transitions import apply
from ocop_workflow.rulebook.dossiers.lifecycle import find
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import AT, TODAY, a_cycle, an_act, dossiers, dump

START = find("start_implementation", S.BUSINESS_PLAN_APPROVED)


def rows(database: str):
    with reading(database) as session:
        return dump(session)


def start_all(database: str) -> int:
    with unit_of_work(database) as session:
        return len(apply(session, START, act=an_act(START)))


@pytest.fixture
def approved(database):
    """A database with three approved business plans."""
    with unit_of_work(database) as session:
        dossiers(session, a_cycle(session), 3, S.BUSINESS_PLAN_APPROVED)
    return database


class TestAUnitOfWork:
    """Shells commit, floors do not; one transaction, all or nothing."""

    def test_is_kept_at_its_end(self, approved):
        assert start_all(approved) == 3
        with reading(approved) as session:
            assert set(session.exec(select(Dossier.state))) == {S.IMPLEMENTING}

    @pytest.mark.parametrize("end", [ValueError, KeyboardInterrupt, SystemExit])
    def test_leaves_nothing_when_it_does_not_come_to_its_end(self, approved, end):
        before = rows(approved)
        with pytest.raises(end), unit_of_work(approved) as session:
            apply(session, START, act=an_act(START))
            raise end

        assert rows(approved) == before

    def test_a_reading_session_writes_nothing_even_if_it_tries(self, approved):
        before = rows(approved)
        with reading(approved) as session:
            apply(session, START, act=an_act(START))

        assert rows(approved) == before

    def test_a_reader_does_not_wait_for_a_writer_and_sees_the_state_before(self, approved):
        with unit_of_work(approved) as session:
            apply(session, START, act=an_act(START))
            with reading(approved) as other:
                assert set(other.exec(select(Dossier.state))) == {S.BUSINESS_PLAN_APPROVED}


class TestARehearsal:
    """A dry run computes and shows everything and writes nothing."""

    def test_shows_what_would_happen_and_leaves_every_row_as_it_was(self, approved):
        before = rows(approved)
        with rehearsal(approved):
            assert start_all(approved) == 3
            assert start_all(approved) == 0, "the second unit of work must see the first"
            with reading(approved) as session:
                assert set(session.exec(select(Dossier.state))) == {S.IMPLEMENTING}

        assert rows(approved) == before
        assert start_all(approved) == 3

    def test_a_unit_of_work_that_fails_inside_is_undone_alone(self, approved):
        before = rows(approved)
        with rehearsal(approved):
            with pytest.raises(ZeroDivisionError), unit_of_work(approved) as session:
                apply(session, START, act=an_act(START))
                raise ZeroDivisionError
            assert start_all(approved) == 3

        assert rows(approved) == before

    def test_one_inside_another_is_part_of_it(self, approved):
        """The dry run of the year rehearses its six steps; each must see what the step before would have done."""
        before = rows(approved)
        with rehearsal(approved):
            with rehearsal(approved):
                assert start_all(approved) == 3
            assert is_rehearsal()
            assert start_all(approved) == 0

        assert not is_rehearsal()
        assert rows(approved) == before

    def test_that_breaks_off_leaves_nothing_either(self, approved):
        before = rows(approved)
        with pytest.raises(ZeroDivisionError), rehearsal(approved):
            start_all(approved)
            raise ZeroDivisionError

        assert not is_rehearsal()
        assert rows(approved) == before


class TestWhatTheDatabaseRefuses:
    """A bad state is made impossible where the data is, not only where the program is."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE dossier SET producer_id = 999999",
            "UPDATE cycle SET standing_unit_id = 999999",
            "INSERT INTO duty_step (duty_id, step) VALUES (999999, 1)",
        ],
    )
    def test_a_reference_to_nothing(self, approved, statement):
        with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"), unit_of_work(approved) as session:
            session.connection().exec_driver_sql(statement)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE dossier SET state = 'da_xong'",
            "UPDATE dossier SET state = ''",
            "UPDATE dossier SET level = 'Cấp xã'",
            "UPDATE dossier SET star_rank = 6",
            "UPDATE dossier SET product_group = 0",
            "UPDATE cycle SET state = 'OPEN'",
            "UPDATE duty_unit SET part = 'helper'",
        ],
    )
    def test_a_word_or_a_number_that_the_vocabulary_does_not_have(self, approved, statement):
        with pytest.raises(sa.exc.IntegrityError, match=r"(?i)check"), unit_of_work(approved) as session:
            session.connection().exec_driver_sql(statement)

    @pytest.mark.parametrize("model", [Unit, Duty, Dossier, DutyStep], ids=lambda model: model.__name__)
    def test_the_same_natural_key_twice(self, approved, model):
        with pytest.raises(sa.exc.IntegrityError, match=r"(?i)unique"), unit_of_work(approved) as session:
            row = session.exec(select(model)).first().model_dump()
            if "id" in row:
                row["id"] = 999999
            session.add(model(**row))

    def test_every_kind_of_thing_that_is_raised_once_has_a_natural_key(self):
        """nothing is done twice; unique natural keys."""
        keys = {
            name: {frozenset(key.columns.keys()) for key in table.constraints if isinstance(key, sa.UniqueConstraint)}
            for name, table in schema.METADATA.tables.items()
        }
        assert {"cycle_id", "duty_id", "unit_id", "step"} in keys["assignment"]
        assert {"cycle_id", "duty_id", "unit_id", "period"} in keys["report"]
        assert {"unit_id", "desk", "subject", "subject_id", "visit", "rung"} in keys["notice_line"]
        assert {"locality", "source", "source_id"} in keys["dossier"]
        assert {"dossier_id", "kind", "number"} in keys["dossier_document"]


class TestInstants:
    """Aware instants, UTC, to the microsecond; a naive one is refused."""

    @pytest.mark.parametrize(
        "at",
        [
            AT,
            AT.replace(microsecond=0),
            datetime(2024, 6, 14, 23, 30, tzinfo=timezone(timedelta(hours=7))),
            datetime(1970, 1, 1, tzinfo=UTC),
        ],
    )
    def test_come_back_aware_and_equal(self, database, at):
        with unit_of_work(database) as session:
            session.add(ActLog(at=at, on_day=TODAY, actor="x", action="x", subject="x", subject_id=1, detail=""))
        with reading(database) as session:
            found = session.exec(select(ActLog)).one().at
        assert found == at
        assert found.utcoffset() == timedelta(0)

    def test_a_naive_one_is_refused(self, database):
        naive = AT.replace(tzinfo=None)
        with pytest.raises(sa.exc.StatementError, match="naive"), unit_of_work(database) as session:
            session.add(ActLog(at=naive, on_day=TODAY, actor="x", action="x", subject="x", subject_id=1, detail=""))


class TestInsertMissing:
    """What is owed and not yet there is inserted once, however often it is asked for."""

    def test_counts_only_what_is_new(self, approved):
        duty, steps = table_of(Duty), table_of(DutyStep)
        owed = sa.select(duty.c.id, constant(steps.c.step, 6))
        with unit_of_work(approved) as session:
            number = len(session.exec(select(Duty)).all())
            assert number > 1
            assert insert_missing(session, DutyStep, ["duty_id", "step"], owed.where(duty.c.id == 1)) == 1
            assert insert_missing(session, DutyStep, ["duty_id", "step"], owed) == number - 1
            assert insert_missing(session, DutyStep, ["duty_id", "step"], owed) == 0


class TestDays:
    """A day has no hour and no zone: it comes back as it was."""

    def test_a_day_stays_the_day(self, approved):
        start_all(approved)
        with reading(approved) as session:
            assert set(session.exec(select(Dossier.state_since))) == {TODAY}
            assert {type(day) for day in session.exec(select(DossierLog.on_day))} == {date}


def test_postgresql_compiles_no_statement(postgres_database):
    """It does so by its estimates, and takes 200 ms for a statement of two."""
    with reading(postgres_database) as session:
        assert session.execute(sa.text("SHOW jit")).scalar_one() == "off"
