"""The sheet of a report: filled in with what is known, filed once however often it is read, or refused by cell."""

from datetime import date

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from ocop_workflow.errors import BadInput, Refused
from ocop_workflow.operations.reports.report_content import newest_filing, values_of
from ocop_workflow.operations.reports.report_sheets import import_sheets, sheet_of
from ocop_workflow.papers.form_out import form_xlsx
from ocop_workflow.papers.form_sheet import KEY_SHEET
from ocop_workflow.records.report_tables import ReportFiling
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.vocabulary import ReportState
from tests.builders import AT, OFFICER, PAPER
from tests.operations.reporting import JUNE, Desk, figures


@pytest.fixture
def desk(sqlite_database, tmp_path):
    with unit_of_work(sqlite_database) as session:
        desk = Desk(session)
        desk.folder = tmp_path
        yield desk


def write(desk: Desk, unit="xa-mot", period="2024-M06", name="bieu.xlsx", **cells):
    """The sheet of a report as somebody sends it back, with cells filled in by their keys."""
    sheet = sheet_of(desk.session, desk.cycle, desk.report(unit, period))
    path = desk.folder / name
    path.write_bytes(form_xlsx(sheet, JUNE))
    book = load_workbook(path)
    for key, value in cells.items():
        address = sheet.address_of(key)
        book.worksheets[0][address or key] = value
    book.save(path)
    return path


def whole(**changes):
    return {code: int(value) for code, value in figures().items()} | changes


def load(desk: Desk, *paths, on=JUNE):
    return import_sheets(desk.session, desk.cycle.rules, list(paths), actor=OFFICER, today=on, at=AT)


def refused(desk: Desk, *paths) -> str:
    with pytest.raises(BadInput) as refusal:
        load(desk, *paths)
    return str(refusal.value)


class TestFiling:
    def test_a_filled_sheet_is_a_filing_and_the_same_sheet_again_is_none(self, desk):
        path = write(
            desk, **whole(**{"kinh-phi": 120.5, "kho-khan": "Thiếu vốn", "#paper-no": "5/BC", "#paper-on": JUNE})
        )
        (filed,) = load(desk, path)
        assert filed.is_new
        assert filed.report.state is ReportState.SUBMITTED
        (again,) = load(desk, path)
        assert not again.is_new
        (filing,) = desk.session.exec(select(ReportFiling)).all()
        assert (filing.paper_no, filing.paper_on, filing.filed_by) == ("5/BC", JUNE, OFFICER)
        said = values_of(desk.session, filing)
        assert (str(said["kinh-phi"]), said["kho-khan"]) == ("120.5", "Thiếu vốn")
        desk.accept()
        assert not load(desk, path)[0].is_new, "also after it was accepted"

    def test_nothing_to_report_is_marked_and_never_guessed(self, desk):
        assert "khai rõ «không phát sinh»" in refused(desk, write(desk))
        load(desk, write(desk, **{"#nothing": "X"}))
        assert desk.session.exec(select(ReportFiling.is_nothing)).one() is True

    def test_a_returned_report_gets_a_sheet_with_what_was_filed(self, desk):
        desk.file(paper=PAPER, values=figures())
        desk.send_back()
        sheet = sheet_of(desk.session, desk.cycle, desk.report())
        known = {cell.key: cell.value for cell in sheet.inputs.values() if cell.value is not None}
        assert known == {**figures(), "#paper-no": PAPER.number, "#paper-on": PAPER.on}
        assert sheet.keys["visit"] == "1"

    def test_the_accepted_figures_of_the_period_before_stand_beside(self, desk):
        desk.file(period="2024-M05")
        desk.accept(period="2024-M05")
        sheet = sheet_of(desk.session, desk.cycle, desk.report())
        assert "3" in sheet.info.values()
        assert "Số kỳ trước: tháng 5/2024." in sheet.notes[1]
        write(desk)
        load(desk, write(desk, **whole()))
        assert newest_filing(desk.session, desk.report().id).number == 1


class TestRefused:
    """With the place; nothing half stored."""

    @pytest.mark.parametrize(
        ("cells", "why"),
        [
            ({"tien-do": 101}, "ô E20: số nằm ngoài giới hạn (giá trị: «101»); cho phép: số từ 0 đến 100"),
            ({"diem-ban": "ba"}, "chữ trong ô số"),
            ({"diem-ban": None}, "Điểm giới thiệu và bán sản phẩm OCOP hoạt động đến cuối kỳ: chưa có giá trị"),
            ({"san-pham.truy-xuat": 4}, "lớn hơn chỉ tiêu bao trùm"),
            ({"kinh-phi": 1.2345}, "quá nhiều chữ số thập phân"),
            ({"#paper-on": "31/02/2024", "#paper-no": "5"}, "ngày không có trong lịch"),
            ({"#paper-no": "5/BC"}, "cần cả số và ngày"),
            ({"#nothing": "x"}, "không kèm số liệu"),
            ({"kinh-phi": "=1+1"}, "ô có công thức"),
        ],
    )
    def test_a_wrong_cell_by_its_address(self, desk, cells, why):
        assert why in refused(desk, write(desk, **whole(**cells)))
        assert desk.session.exec(select(ReportFiling)).first() is None

    def test_one_wrong_sheet_stops_them_all(self, desk):
        good, bad = write(desk, **whole()), write(desk, "xa-hai", name="sai.xlsx", **whole(**{"diem-ban": -1}))
        with desk.session.begin_nested() as savepoint:
            assert "sai.xlsx" in refused(desk, good, bad)
            savepoint.rollback()
        assert desk.session.exec(select(ReportFiling)).first() is None

    def test_other_figures_for_a_visit_that_was_filed(self, desk):
        load(desk, write(desk, **whole()))
        desk.send_back()
        other = write(desk, **whole(**{"diem-ban": 9}))
        load(desk, other)
        desk.send_back(on=date(2024, 6, 20))
        path = write(desk, **whole())
        desk.file(on=date(2024, 6, 20), is_nothing=True)
        assert "với số liệu khác" in refused(desk, path)

    def test_a_sheet_of_an_older_visit(self, desk):
        old = write(desk, **whole())
        desk.file(is_nothing=True)
        desk.send_back()
        assert "đã nộp ngày 14/06/2024" in refused(desk, old)

    @pytest.mark.parametrize(
        ("keys", "why"),
        [
            ({"report": "999"}, "cơ sở dữ liệu khác lập"),
            ({"cycle": "mau.khac.2024"}, "không thuộc cơ sở dữ liệu này"),
            ({"period": "2024-M99"}, "không thuộc cơ sở dữ liệu này"),
            ({"visit": "5"}, "biểu của lượt nộp trước"),
            ({"visit": "mười"}, "trang khóa của biểu bị hỏng"),
        ],
    )
    def test_a_sheet_of_another_report(self, desk, keys, why):
        path = write(desk, **whole())
        book = load_workbook(path)
        for row in book[KEY_SHEET].iter_rows():
            if row[0].value in keys:
                row[1].value = keys[row[0].value]
        book.save(path)
        assert why in refused(desk, path)

    def test_an_excused_or_accepted_report_gets_no_sheet_and_takes_none(self, desk):
        path = write(desk, **whole())
        desk.file()
        desk.accept()
        with pytest.raises(Refused, match="không còn chờ nộp"):
            write(desk)
        assert not load(desk, path)[0].is_new, "the very same figures"
        assert desk.report().state is ReportState.ACCEPTED
