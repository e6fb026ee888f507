"""The schema: made from nothing by the migrations, brought forward, and refused where it is not ours."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from ocop_workflow.errors import NotReady
from ocop_workflow.records import schema
from ocop_workflow.records.append_only import LOGS
from ocop_workflow.records.log import verify
from ocop_workflow.records.schema import METADATA, SchemaState, require_current, state, upgrade
from ocop_workflow.records.session import engine_for, reading, unit_of_work
from ocop_workflow.vocabulary import DossierState
from tests.builders import a_cycle, dossiers, dump
from tests.postgres import new_database

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing(request, tmp_path) -> Iterator[str]:
    """An address where no table is yet; on SQLite not even the folder."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'var' / 'ocop.sqlite3'}"
        yield url
        engine_for(url).dispose()
    else:
        with new_database(request.getfixturevalue("postgres_url")) as url:
            yield url
            engine_for(url).dispose()


def described(url: str) -> dict[str, object]:
    """Everything that a database says of our tables, without the order of columns."""
    inspector = sa.inspect(engine_for(url))

    def said(parts: object) -> list[str]:
        return sorted(json.dumps(part, default=str, sort_keys=True) for part in parts)

    return {
        table: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)},
            "key": inspector.get_pk_constraint(table),
            "references": said(inspector.get_foreign_keys(table)),
            "unique": said(inspector.get_unique_constraints(table)),
            "checks": said(inspector.get_check_constraints(table)),
            "indexes": said(inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != schema.VERSION_TABLE
    }


class TestFromNothing:
    """One command makes the database; the same command again changes nothing."""

    def test_upgrade_makes_what_the_program_needs(self, nothing):
        assert state(nothing) is SchemaState.MISSING
        assert upgrade(nothing) is True
        assert state(nothing) is SchemaState.CURRENT
        require_current(nothing)
        made = described(nothing)

        assert upgrade(nothing) is False
        assert described(nothing) == made

    def test_looking_makes_no_file(self, tmp_path):
        file = tmp_path / "ocop.sqlite3"
        with pytest.raises(NotReady, match="ocop db upgrade"):
            require_current(f"sqlite:///{file}")
        assert not file.exists()

    def test_of_two_processes_at_once_exactly_one_makes_it(self, nothing):
        code = "import sys; from ocop_workflow.records.schema import upgrade; print(upgrade(sys.argv[1]))"
        programs = [
            subprocess.Popen([sys.executable, "-c", code, nothing], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        assert sorted(program.communicate()[0].strip() for program in programs) == ["False", "False", "True"]
        assert state(nothing) is SchemaState.CURRENT


class TestTheMigrationsAndTheTables:
    """They are two writings of one schema; a change of one without the other stops here."""

    def test_alembic_finds_nothing_to_do(self, database):
        with engine_for(database).begin() as connection:
            command.check(schema.config(connection))

    def test_the_migrated_database_is_the_one_that_the_tables_describe(self, nothing):
        """More than Alembic compares: also checks and the conditions of partial indexes."""
        upgrade(nothing)
        migrated = described(nothing)
        METADATA.drop_all(engine_for(nothing))
        METADATA.create_all(engine_for(nothing))

        assert migrated == described(nothing)

    def test_each_word_column_takes_exactly_the_words_of_the_vocabulary(self, database):
        """A word added to the vocabulary needs a migration, or the first officer to use it meets an error."""
        inspector = sa.inspect(engine_for(database))
        for table in METADATA.sorted_tables:
            checks = {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(table.name)}
            for column in table.columns:
                if isinstance(column.type, sa.Enum):
                    words = checks[f"ck_{table.name}_{column.type.name}"]
                    assert set(re.findall(r"'([^']+)'", words)) == set(column.type.enums), f"{table.name}.{column.name}"

    def test_the_migrations_need_only_alembic_and_sqlalchemy(self):
        """An old migration must not change when today's code does."""
        files = sorted((schema.MIGRATIONS / "versions").glob("*.py"))
        assert files
        for file in files:
            imported = set(re.findall(r"^(?:import|from) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE))
            assert imported <= {"alembic", "sqlalchemy"}, file.name

    def test_they_go_with_the_package(self):
        """`make run` on a fresh machine has no other copy of them."""
        patterns = ["migrations/*", "migrations/versions/*"]
        assert f'"ocop_workflow.records" = {patterns}'.replace("'", '"') in (ROOT / "pyproject.toml").read_text()


NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("dossier_log", recreate="always") as log:
        log.add_column(sa.Column("sealed_by", sa.String()))
    {then}
"""


@pytest.fixture
def next_release(tmp_path, monkeypatch):
    """The migrations of a later program: one more, which rebuilds the log with a new column and then does `then`."""

    def release(then: str = "pass") -> None:
        later = tmp_path / "migrations"
        shutil.copytree(schema.MIGRATIONS, later)
        head = max(file.name for file in (later / "versions").glob("0*.py"))[:4]
        (later / "versions" / "9999_later.py").write_text(NEXT.format(head=head, then=then))
        monkeypatch.setattr(schema, "MIGRATIONS", later)

    return release


@pytest.fixture
def filled(database):
    with unit_of_work(database) as session:
        dossiers(session, a_cycle(session), 3, DossierState.IDEA_ACCEPTED)
    return database


class TestForward:
    """A later program upgrades what an earlier one made, whole or not at all; an earlier one keeps its hands off."""

    def test_an_old_database_is_brought_forward_with_its_rows_and_its_locks(self, filled, next_release):
        with reading(filled) as session:
            before = dump(session)
        next_release()
        assert state(filled) is SchemaState.OLD
        with pytest.raises(NotReady, match="ocop db upgrade"):
            require_current(filled)

        assert upgrade(filled) is True

        assert state(filled) is SchemaState.CURRENT
        assert "sealed_by" in described(filled)["dossier_log"]["columns"]
        with reading(filled) as session:
            assert dump(session) == before
            assert verify(session).faults == ()
        with pytest.raises(sa.exc.IntegrityError, match="chỉ được ghi thêm"), unit_of_work(filled) as session:
            session.connection().exec_driver_sql("DELETE FROM dossier_log")
        with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"), unit_of_work(filled) as session:
            session.connection().exec_driver_sql("UPDATE dossier SET producer_id = 999999")

    def test_an_upgrade_that_fails_leaves_the_database_as_it_was(self, filled, next_release):
        before = described(filled)
        next_release(then="raise ZeroDivisionError")

        with pytest.raises(ZeroDivisionError):
            upgrade(filled)

        assert state(filled) is SchemaState.OLD
        assert described(filled) == before

    def test_a_database_of_a_later_program_is_left_alone(self, filled, next_release, monkeypatch):
        ours = schema.MIGRATIONS
        next_release()
        upgrade(filled)
        monkeypatch.setattr(schema, "MIGRATIONS", ours)
        made = described(filled)

        assert state(filled) is SchemaState.NEWER
        for act in (require_current, upgrade):
            with pytest.raises(NotReady, match="mới hơn"):
                act(filled)
        assert described(filled) == made


class TestTwoHeads:
    def test_an_installation_mixed_of_two_releases_touches_nothing(self, filled, next_release):
        made = described(filled)
        next_release()
        two = schema.MIGRATIONS / "versions" / "9998_other.py"
        two.write_text((schema.MIGRATIONS / "versions" / "9999_later.py").read_text().replace('"9999"', '"9998"'))
        assert state(filled) is SchemaState.FORKED
        for act in (require_current, upgrade):
            with pytest.raises(NotReady, match="hai nhánh"):
                act(filled)
        assert described(filled) == made


class TestWhatIsNotOurs:
    """Each case says what to do; none is guessed at."""

    def test_tables_without_a_version_are_not_touched(self, nothing):
        METADATA.create_all(engine_for(nothing))

        assert state(nothing) is SchemaState.UNKNOWN
        with pytest.raises(NotReady, match="cơ sở dữ liệu trống"):
            upgrade(nothing)

    @pytest.mark.parametrize("log", LOGS, ids=lambda log: log.name)
    def test_a_log_whose_lock_was_taken_off_is_noticed_and_locked_again(self, database, log):
        take_off = {
            "sqlite": f"DROP TRIGGER {log.name}_no_delete",
            "postgresql": f"ALTER TABLE {log.name} DISABLE TRIGGER {log.name}_append_only",
        }
        with unit_of_work(database) as session:
            session.connection().exec_driver_sql(take_off[session.get_bind().dialect.name])

        assert state(database) is SchemaState.UNGUARDED
        with pytest.raises(NotReady, match="ocop log verify"):
            require_current(database)
        assert upgrade(database) is True
        assert state(database) is SchemaState.CURRENT

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql://ocop:mat-khau@127.0.0.1:1/ocop",
            "mysql://ocop:mat-khau@127.0.0.1/ocop",
            "không phải địa chỉ mat-khau",
        ],
    )
    def test_an_address_where_nothing_answers_is_said_without_its_password(self, url):
        for act in (state, require_current, upgrade):
            with pytest.raises(NotReady, match="OCOP_DATABASE_URL") as refusal:
                act(url)
            assert "mat-khau" not in str(refusal.value)

    def test_a_file_that_is_no_database(self, tmp_path):
        file = tmp_path / "ocop.sqlite3"
        file.write_text("danh sách sản phẩm " * 100)
        for act in (state, upgrade):
            with pytest.raises(NotReady, match="OCOP_DATABASE_URL"):
                act(f"sqlite:///{file}")
