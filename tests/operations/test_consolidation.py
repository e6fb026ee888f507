"""One report out of all: gathered by the rules of the form, counted by sets, opened to its sources, kept as it was."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from docx import Document
from openpyxl import load_workbook
from sqlmodel import Session, select

from ocop_workflow.errors import NotFound, Refused
from ocop_workflow.operations.cycle.assignment_lookup import list_assignments
from ocop_workflow.operations.cycle.assignments import mark_done, raise_assignments
from ocop_workflow.operations.plans.targets import enter_target
from ocop_workflow.operations.reports.consolidation import Made, consolidate
from ocop_workflow.operations.reports.consolidation_lookup import (
    content_of,
    find,
    give_number,
    lineage,
    list_consolidations,
    period_of,
)
from ocop_workflow.operations.reports.consolidation_paper import consolidated_paper
from ocop_workflow.operations.reports.report_decisions import reopen_report
from ocop_workflow.papers.consolidated_xlsx import SHEETS, consolidated_xlsx
from ocop_workflow.papers.official_docx import official_docx
from ocop_workflow.records.consolidation_tables import ConsolidationSource
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.session import unit_of_work
from ocop_workflow.records.sets import table_of
from ocop_workflow.records.tables import ActLog
from ocop_workflow.vocabulary import Cadence, Registration, Step
from ocop_workflow.vocabulary import DossierState as S
from tests.builders import AT, OFFICER, a_dossier, a_producer, dossiers
from tests.operations.reporting import FORM, Desk, figures
from tests.rendering import printed_pages

JULY = date(2024, 7, 3)
NEAR = date(2024, 6, 10)
MONEY = f"bm.{FORM}.kinh-phi"


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with unit_of_work(database) as session:
        yield Desk(session)


def filed(desk: Desk, unit: str, period: str, on: date = NEAR, **values: Decimal) -> None:
    """Filed and accepted on a day, every figure 3 but those given."""
    named = {code.replace("_", "-"): value for code, value in values.items()}
    desk.file(unit, period, on=on, values=figures() | named)
    desk.accept(unit, period, on=on)


def made(desk: Desk, cadence: Cadence = Cadence.MONTH, number: int = 6, today: date = JULY, reason: str = "") -> Made:
    period = period_of(desk.cycle, cadence, number)
    return consolidate(desk.session, desk.cycle, period, actor=OFFICER, today=today, at=AT, reason=reason)


def value(report: Made, code: str) -> Decimal | None:
    figure = report.content.figure(code)
    assert figure is not None, code
    return figure.value


def opened(session: Session, report: Made, code: str) -> list[tuple[str, int, Decimal]]:
    return [(one.kind, one.subject_id, one.value) for one in lineage(session, report.row, code)]


class TestReports:
    """What units report becomes one figure by the rule of the form; who is missing is named, never averaged in."""

    def test_sums_are_added_and_a_mean_is_that_of_those_who_reported(self, desk: Desk) -> None:
        filed(desk, "xa-mot", "2024-M06", kinh_phi=Decimal("120.5"), tien_do=Decimal(40))
        filed(desk, "xa-hai", "2024-M06", kinh_phi=Decimal("79.25"), tien_do=Decimal(75))
        report = made(desk)
        assert value(report, MONEY) == Decimal("199.75")
        assert value(report, f"bm.{FORM}.tien-do") == Decimal("57.5")
        assert report.content.missing == ()

    def test_a_missing_unit_is_named_with_the_reason_and_is_in_no_mean(self, desk: Desk) -> None:
        filed(desk, "xa-mot", "2024-M06", tien_do=Decimal(40))
        desk.file("xa-hai", "2024-M06", on=NEAR)
        report = made(desk)
        assert [(one.unit, one.period) for one in report.content.missing] == [("UBND xã Mẫu Hai", "tháng 6/2024")]
        assert report.content.missing[0].why == "đã nộp ngày 10/06/2024, chưa duyệt"
        mean = report.content.figure(f"bm.{FORM}.tien-do")
        assert mean is not None
        assert (mean.value, mean.of) == (Decimal(40), 1)
        assert [value(report, f"bc.{code}") for code in ("phai-nop", "da-nop", "dung-han", "da-duyet")] == [2, 2, 2, 1]

    def test_months_become_a_quarter_by_the_rule_across_periods(self, desk: Desk) -> None:
        """Money of three months is added; of products that hold a certificate the last month counts."""
        for month, money, products in ((4, 10, 5), (5, 20, 6), (6, 30, 4)):
            filed(
                desk,
                "xa-mot",
                f"2024-M{month:02}",
                kinh_phi=Decimal(money),
                **{"san_pham.con_hieu_luc": Decimal(products)},
            )
        report = made(desk, Cadence.QUARTER, 2)
        assert value(report, MONEY) == 60
        assert value(report, f"bm.{FORM}.san-pham.con-hieu-luc") == 4
        assert [one.period for one in report.content.missing] == ["tháng 4/2024", "tháng 5/2024", "tháng 6/2024"]

    def test_who_declared_that_there_was_nothing_has_reported(self, desk: Desk) -> None:
        desk.file("xa-mot", "2024-M06", on=NEAR, is_nothing=True)
        desk.accept("xa-mot", "2024-M06", on=NEAR)
        report = made(desk)
        assert [one.code for one in report.content.missing] == ["xa-hai"]
        assert value(report, "bc.da-duyet") == 1

    def test_what_was_accepted_after_the_day_is_not_known_on_it(self, desk: Desk) -> None:
        filed(desk, "xa-mot", "2024-M06", on=date(2024, 7, 10))
        report = made(desk, today=JULY)
        assert value(report, "bc.da-duyet") == 0
        assert {one.why for one in report.content.missing if one.code == "xa-mot"} == {"duyệt sau ngày tổng hợp"}

    def test_words_are_kept_beside_the_unit_that_wrote_them(self, desk: Desk) -> None:
        desk.file("xa-mot", "2024-M06", on=NEAR, values=figures() | {"kho-khan": "Thiếu vốn (mẫu)"})
        desk.accept("xa-mot", "2024-M06", on=NEAR)
        (said,) = made(desk).content.said
        assert (said.unit, said.text) == ("UBND xã Mẫu Một", "Thiếu vốn (mẫu)")


class TestOwnFigures:
    """Dossiers, products, producers and duties, counted from the rows that are written down for each figure."""

    def test_products_by_star_and_group_and_what_changed(self, desk: Desk) -> None:
        session, cycle = desk.session, desk.cycle
        in_june, next_year = date(2024, 6, 20), date(2025, 1, 1)
        new = dossiers(
            session, cycle, 2, S.IN_PROMOTION, star_rank=3, product_group=1, recognised_on=in_june, expires_on=next_year
        )
        (old,) = dossiers(
            session,
            cycle,
            1,
            S.IN_PROMOTION,
            star_rank=3,
            product_group=2,
            recognised_on=date(2023, 1, 5),
            expires_on=next_year,
        )
        (better,) = dossiers(
            session, cycle, 1, S.IN_PROMOTION, star_rank=4, product_group=2, recognised_on=in_june,
            expires_on=next_year, registration=Registration.UPGRADE, previous_id=old,
        )  # fmt: skip
        (gone,) = dossiers(
            session,
            cycle,
            1,
            S.IN_PROMOTION,
            star_rank=3,
            recognised_on=date(2021, 6, 15),
            expires_on=date(2024, 6, 15),
        )
        report = made(desk)
        counts = {code: value(report, code) for code in ("sp.tong", "sp.sao.3", "sp.sao.4", "sp.nhom.1", "sp.nhom.2")}
        assert counts == {"sp.tong": 3, "sp.sao.3": 2, "sp.sao.4": 1, "sp.nhom.1": 2, "sp.nhom.2": 1}
        assert value(report, "sp.nhom.2.sao.4") == 1
        assert [key[1] for key in opened(session, report, "sp.moi")] == new
        assert [key[1] for key in opened(session, report, "sp.nang-hang")] == [better]
        assert [key[1] for key in opened(session, report, "sp.het-han")] == [gone]
        assert value(report, "sp.thu-hoi") == 0
        assert [one.unit for one in lineage(session, report.row, "sp.moi")] == ["UBND xã Mẫu Một"] * 2

    def test_a_past_day_is_asked_of_the_log(self, desk: Desk) -> None:
        """Dossiers begun in July are in no figure of June, although they stand in the table."""
        session, cycle = desk.session, desk.cycle
        dossiers(session, cycle, 3, S.IDEA_SUBMITTED, today=NEAR)
        dossiers(session, cycle, 4, S.IDEA_ACCEPTED, today=JULY)
        report = made(desk)
        assert value(report, "hs.idea_submitted") == 3
        assert report.content.figure("hs.idea_accepted") is None

    def test_producers_by_legal_form(self, desk: Desk) -> None:
        session, cycle = desk.session, desk.cycle
        producer = a_producer(session, cycle)
        producer.type = None
        dossiers(session, cycle, 2, S.IN_PROMOTION, recognised_on=NEAR, expires_on=date(2027, 1, 1))
        report = made(desk)
        assert (value(report, "ct.tong"), value(report, "ct.khong-ro"), value(report, "ct.cooperative")) == (1, 1, 0)
        assert opened(session, report, "ct.tong") == [("producer", producer.id, Decimal(1))]

    def test_duties_done_late_and_done_late(self, desk: Desk) -> None:
        session, cycle = desk.session, desk.cycle
        for step in Step:
            raise_assignments(session, cycle, step, date(2024, 3, 1))
        first, second = [line.id for line in list_assignments(session, cycle, NEAR) if line.part != "đề nghị"][:2]
        mark_done(session, first, actor=OFFICER, today=NEAR, at=AT)
        mark_done(session, second, actor=OFFICER, today=JULY, at=AT)
        report = made(desk)
        given = [line for line in list_assignments(session, cycle, NEAR) if line.part != "đề nghị"]
        assert value(report, "nv.giao") == len(given)
        assert opened(session, report, "nv.xong") == [("assignment", first, Decimal(1))]
        assert opened(session, report, "nv.xong-tre") == [("assignment", first, Decimal(1))], "the step ended on 31/03"
        assert value(report, "nv.qua-han") == len(given) - 1

    def test_a_target_opens_down_to_what_it_counts_or_to_its_source(self, database: str) -> None:
        said = {"clause": "II.1", "quote": "mẫu", "programme": "ocop", "comparator": "≥", "unit": "sản phẩm"}
        targets = [
            {**said, "code": "mau.moi", "measures": "Sản phẩm mới", "value": 2, "computed_as": "new_products"},
            {**said, "code": "mau.tay", "measures": "Số nhập tay", "value": 5},
        ]
        with unit_of_work(database) as session:
            desk = Desk(session, targets=targets)
            new = dossiers(session, desk.cycle, 2, S.IN_PROMOTION, recognised_on=NEAR, expires_on=date(2027, 1, 1))
            source = "Biểu thống kê số 3 (mẫu)"
            enter_target(session, desk.cycle, "mau.tay", Decimal(4), source=source, actor=OFFICER, today=NEAR, at=AT)
            report = made(desk)
            assert [key[1] for key in opened(session, report, "mt.mau.moi")] == new
            assert [one.label for one in lineage(session, report.row, "mt.mau.tay")] == [source]
            assert [one.verdict for one in report.content.targets] == ["đạt", "chưa đạt"]

    def test_every_figure_is_the_number_of_its_sources(self, desk: Desk) -> None:
        for state in (S.IDEA_SUBMITTED, S.IMPLEMENTING, S.IN_PROMOTION, S.REVOKED):
            dossiers(desk.session, desk.cycle, 2, state, today=NEAR)
        filed(desk, "xa-mot", "2024-M06")
        report = made(desk)
        for group in report.content.groups:
            for one in group.figures:
                sources = lineage(desk.session, report.row, one.code)
                assert one.value in (len(sources), sum(source.value for source in sources), None), one.code


class TestCorrections:
    """A late child reopens the report with a new number; what was made before is never touched."""

    def test_nothing_new_makes_no_second_report(self, desk: Desk) -> None:
        filed(desk, "xa-mot", "2024-M06")
        first = made(desk)
        again = made(desk, today=JULY + timedelta(days=20))
        assert (again.is_new, again.row.id) == (False, first.row.id)
        assert len(desk.session.exec(select(ActLog).where(ActLog.action == "consolidated")).all()) == 1
        numbers = set(desk.session.exec(select(ConsolidationSource.consolidation_id)).all())
        assert numbers == {first.row.id}, "nothing is left of the trial"

    def test_a_late_unit_makes_a_correction_that_says_what_changed(self, desk: Desk) -> None:
        filed(desk, "xa-mot", "2024-M06", kinh_phi=Decimal(10))
        first = made(desk)
        give_number(desk.session, first.row, "112", JULY, actor=OFFICER, today=JULY, at=AT)
        filed(desk, "xa-hai", "2024-M06", on=date(2024, 7, 8), kinh_phi=Decimal(5))
        (line,) = list_consolidations(desk.session, desk.cycle, date(2024, 7, 9))
        assert line.came_later == ("UBND xã Mẫu Hai",)
        second = made(desk, today=date(2024, 7, 9))
        assert (second.row.correction, second.row.replaces) == (1, "báo cáo số 112 ngày 03/07/2024")
        assert second.changes[0] == "Bổ sung báo cáo tháng 6/2024 của UBND xã Mẫu Hai"
        assert "Kinh phí hỗ trợ đã giải ngân trong kỳ: từ 10 thành 15" in second.changes
        lines = list_consolidations(desk.session, desk.cycle, date(2024, 7, 9))
        assert [one.came_later for one in lines] == [(), ()]

    def test_a_corrected_child_is_seen_too(self, desk: Desk) -> None:
        filed(desk, "xa-mot", "2024-M06", kinh_phi=Decimal(10))
        made(desk)
        later = date(2024, 7, 9)
        reopen_report(desk.session, desk.cycle, "xa-mot", "2024-M06", actor=OFFICER, reason="sai", today=later, at=AT)
        filed(desk, "xa-mot", "2024-M06", on=later, kinh_phi=Decimal(12))
        second = made(desk, today=later, reason="Đính chính số liệu của xã Mẫu Một")
        assert second.changes == ("Kinh phí hỗ trợ đã giải ngân trong kỳ: từ 10 thành 12",)
        assert second.row.reason == "Đính chính số liệu của xã Mẫu Một"

    def test_a_past_report_is_printed_as_it_was_whatever_came_after(self, desk: Desk) -> None:
        session = desk.session
        dossier = a_dossier(session, desk.cycle, S.IDEA_SUBMITTED, today=NEAR)
        name = dossier.product_name
        filed(desk, "xa-mot", "2024-M06")
        first = made(desk)
        before = official_docx(consolidated_paper(session, first.row))
        filed(desk, "xa-hai", "2024-M06", on=date(2024, 7, 8))
        session.execute(table_of(Dossier).update().values(product_name="Tên khác", state=S.WITHDRAWN))
        session.expire_all()
        made(desk, today=date(2024, 7, 9))
        row = find(session, first.row.code)
        assert official_docx(consolidated_paper(session, row)) == before
        assert [one.label for one in lineage(session, row, "hs.idea_submitted")] == [name]

    def test_its_sources_can_not_be_rewritten(self, desk: Desk) -> None:
        filed(desk, "xa-mot", "2024-M06")
        made(desk)
        with pytest.raises(sa.exc.DBAPIError, match="chỉ được ghi thêm"), desk.session.begin_nested():
            desk.session.execute(table_of(ConsolidationSource).update().values(label="khác"))

    def test_a_number_is_given_once(self, desk: Desk) -> None:
        report = made(desk)
        give_number(desk.session, report.row, "112", JULY, actor=OFFICER, today=JULY, at=AT)
        with pytest.raises(Refused, match="đã có số 112 ngày 03/07/2024"):
            give_number(desk.session, report.row, "113", JULY, actor=OFFICER, today=JULY, at=AT)

    def test_what_does_not_exist_is_answered_with_what_does(self, desk: Desk) -> None:
        with pytest.raises(Refused, match="chưa bắt đầu"):
            made(desk, number=12)
        with pytest.raises(NotFound, match="quý I/2024, quý II/2024"):
            period_of(desk.cycle, Cadence.QUARTER, 5)
        report = made(desk)
        with pytest.raises(NotFound, match=f"ocop report lineage {report.row.code}"):
            lineage(desk.session, report.row, "khong-co")
        with pytest.raises(NotFound, match="ocop report consolidations"):
            find(desk.session, "TH-999999")


class TestPapers:
    """DOCX as an office's report, XLSX with every figure and its sources."""

    def test_the_report_says_who_is_missing_and_what_was_counted(self, desk: Desk, tmp_path: Path) -> None:
        dossiers(
            desk.session,
            desk.cycle,
            1,
            S.IN_PROMOTION,
            star_rank=3,
            product_group=1,
            recognised_on=NEAR,
            expires_on=date(2027, 1, 1),
        )
        filed(desk, "xa-mot", "2024-M06", kinh_phi=Decimal("1234.5"))
        raw = official_docx(consolidated_paper(desk.session, made(desk).row))
        document = Document(io.BytesIO(raw))
        tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
        assert ["1", "UBND xã Mẫu Hai", "tháng 6/2024", "chưa nộp, quá hạn 9 ngày"] in tables[1]
        assert any("1.234,5" in row for row in tables[2])
        assert ["Nhóm 1", "1", "0", "0", "0", "1"] in next(table for table in tables if table[0][0] == "Nhóm sản phẩm")
        text = [paragraph.text for paragraph in document.paragraphs]
        assert "BÁO CÁO" in text
        assert any(line.endswith("kính báo cáo./.") for line in text)
        pages = printed_pages(raw, tmp_path)
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0]
        assert "PHỤ LỤC" in pages[-1].upper()

    def test_the_workbook_opens_every_figure(self, desk: Desk) -> None:
        dossiers(desk.session, desk.cycle, 1, S.IDEA_SUBMITTED, today=NEAR)
        filed(desk, "xa-mot", "2024-M06", kinh_phi=Decimal("1234.5"))
        report = made(desk)
        rows = [(one.figure, one.kind, one.unit, one.label, one.value) for one in lineage(desk.session, report.row)]
        raw = consolidated_xlsx(content_of(report.row), code=report.row.code, note="", made_on=JULY, sources=rows)
        book = load_workbook(io.BytesIO(raw))
        assert tuple(book.sheetnames) == SHEETS
        figure = {row[0]: row[3] for row in book["Tổng hợp"].iter_rows(min_row=4, values_only=True)}
        assert (figure[MONEY], figure["hs.idea_submitted"]) == (1234.5, 1)
        named = [
            row for row in book["Nguồn số liệu"].iter_rows(min_row=4, values_only=True) if row[0] == "hs.idea_submitted"
        ]
        assert [row[4] for row in named] == [1]
        assert [row[1] for row in book["Chưa có báo cáo"].iter_rows(min_row=4, values_only=True)] == ["UBND xã Mẫu Hai"]
