"""A register becomes dossiers: all rows or none; the same register twice is once; it proves no more than it says."""

from datetime import date

import pytest
from sqlmodel import select

from ocop_workflow.errors import BadInput
from ocop_workflow.library.headings import load_headings
from ocop_workflow.operations.cycle.clock import advance
from ocop_workflow.operations.dossiers.imports import Imported, import_register
from ocop_workflow.papers.register import read_register
from ocop_workflow.records.dossier_tables import Dossier, DossierLog, Producer
from ocop_workflow.rulebook.registers import Place, RegisterRow, RegisterStatus
from ocop_workflow.vocabulary import DossierState
from tests.operations.conftest import AT, BAC_KAN, CONFIG, City

DAY = date(2024, 8, 1)


@pytest.fixture(scope="module")
def real_rows():
    register = read_register(
        CONFIG / "registers" / "bac-kan.bac-kan.2018-2022.csv", load_headings(CONFIG / "registers" / "headings.yaml")
    )
    return register.rows


def take(city: City, rows, today: date = DAY) -> Imported:
    with city.work() as session:
        cycle = city.cycle(session, BAC_KAN, today)
        return import_register(
            session, cycle, rows, file="mẫu.csv", source="so-mau", actor="Bà Mẫu", today=today, at=AT
        )


def dossiers(city: City) -> list[Dossier]:
    with city.look() as session:
        return list(session.exec(select(Dossier)))


class TestRealRegister:
    """57 products of Bắc Kạn city, 2018-2022: five recognised, the others assessed or registered."""

    def test_all_rows_come_in_once(self, city, real_rows):
        assert take(city, real_rows) == Imported(recognised=5, identified=52, known=0, producers=22)
        assert take(city, real_rows) == Imported(recognised=0, identified=0, known=57, producers=0)
        assert len(dossiers(city)) == 57

    def test_only_what_the_source_calls_recognised_begins_as_recognised(self, city, real_rows):
        take(city, real_rows)
        recognised = [dossier for dossier in dossiers(city) if dossier.state is DossierState.RECOGNISED]
        assert {dossier.source_id for dossier in recognised} == {"S11-004", "S11-005", "S11-006", "S15-008", "S15-009"}
        assert all("Cấp huyện đã đánh giá" in (d.note or "") for d in dossiers(city) if d.source_id.startswith("S12"))

    def test_a_year_alone_gives_the_latest_possible_expiry_and_says_so(self, city, real_rows):
        take(city, real_rows)
        of_2022 = next(dossier for dossier in dossiers(city) if dossier.source_id == "S11-004")
        assert of_2022.expires_on == date(2025, 12, 31)
        assert "muộn nhất" in (of_2022.expires_basis or "")
        assert of_2022.recognised_on is None, "no date is invented"

    def test_the_clock_moves_the_real_products(self, city, real_rows):
        """The certificates of 2018 have certainly ended by 2024, those of 2022 have not."""
        take(city, real_rows)
        with city.work() as session:
            cycle = city.cycle(session, BAC_KAN, DAY)
            assert advance(session, cycle, "expire", today=DAY, at=AT).count == 2
            assert advance(session, cycle, "start_promotion", today=DAY, at=AT).count == 3

    def test_every_beginning_is_in_the_log_with_its_register(self, city, real_rows):
        take(city, real_rows)
        with city.look() as session:
            lines = session.exec(select(DossierLog)).all()
        assert len(lines) == 57
        assert {line.reason for line in lines} == {"nhập từ danh sách so-mau"}


class TestBadRegister:
    """A commune that the city does not have refuses the whole register."""

    def test_nothing_is_stored_and_every_bad_row_is_named(self, city):
        rows = [
            RegisterRow(Place(None, 2), "Trà mẫu", "HTX Mẫu", commune="xã Nông Thượng"),
            RegisterRow(Place(None, 3), "Miến mẫu", "HTX Mẫu", commune="xã Không Có"),
            RegisterRow(Place(None, 4), "Rượu mẫu", "HTX Mẫu", commune="phường Cũng Không"),
        ]
        with pytest.raises(BadInput) as refused:
            take(city, rows)
        assert [(mistake.line, mistake.value) for mistake in refused.value.mistakes] == [
            (3, "xã Không Có"),
            (4, "phường Cũng Không"),
        ]
        assert dossiers(city) == []

    @pytest.mark.parametrize(
        "written", ["xã Nông Thượng", "Nông Thượng", "UBND xã Nông Thượng", "NÔNG THƯỢNG", "xa-nong-thuong"]
    )
    def test_a_commune_is_known_however_it_is_written(self, city, written):
        take(city, [RegisterRow(Place(None, 2), "Trà mẫu", "HTX Mẫu", commune=written)])
        assert dossiers(city)[0].commune_id is not None


class TestSameProducer:
    """Other spellings stay apart until a person says that they are one firm."""

    def test_the_very_name_is_one_producer(self, city):
        rows = [
            RegisterRow(Place(None, 2), "Trà mẫu", "HTX Minh Anh", status=RegisterStatus.REGISTERED),
            RegisterRow(Place(None, 3), "Nấm mẫu", "htx  minh anh", status=RegisterStatus.REGISTERED),
            RegisterRow(Place(None, 4), "Mộc nhĩ mẫu", "Hợp tác xã Minh Anh", status=RegisterStatus.REGISTERED),
        ]
        take(city, rows)
        with city.look() as session:
            assert len(session.exec(select(Producer)).all()) == 2
