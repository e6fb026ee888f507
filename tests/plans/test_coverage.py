"""A plan accounts for its document: nothing of the organising section is left out, no figure is left unexplained."""

import re

import pytest

from ocop_workflow.rulebook.plans.coverage import Share, coverage
from ocop_workflow.rulebook.plans.coverage_outline import outline
from ocop_workflow.rulebook.plans.plan_source import SourceText
from tests.plans.conftest import BAC_KAN, CAM_PHA, CHAU_THANH, CODES, QUANG_NINH, UONG_BI


def without(plan, part: str, quote: str):
    """The plan without the entries of one part that quote these words."""
    return plan.model_copy(update={part: tuple(entry for entry in getattr(plan, part) if entry.quote != quote)})


def with_entry(plan, part: str, code: str, **changes):
    """The plan with one entry changed."""
    entries = tuple(entry.model_copy(update=changes) if entry.code == code else entry for entry in getattr(plan, part))
    return plan.model_copy(update={part: entries})


class TestComplete:
    """«Coverage is 100 % for the five»."""

    def test_every_line_every_figure_and_every_quote(self, plan_file):
        found = coverage(plan_file.plan, plan_file.source_text)
        assert [str(gap) for gap in found.gaps] == []
        assert found.is_complete
        assert (found.lines.percent, found.figures.percent, found.quotes.percent) == (100, 100, 100)

    @pytest.mark.parametrize(
        ("code", "paragraphs", "figures"),
        [(UONG_BI, 19, 86), (BAC_KAN, 21, 48), (CHAU_THANH, 21, 41), (QUANG_NINH, 14, 23), (CAM_PHA, 30, 30)],
    )
    def test_there_is_something_to_account_for(self, shipped, code, paragraphs, figures):
        """Paragraphs that give duties as counted by hand in the documents: bullets and plain ones, without headings."""
        file = shipped[code]
        source = SourceText(file.source_text)
        page = outline(source)
        first = next(p for p in page if p.answers_to(file.plan.organising or "") or p.title.startswith("TỔ CHỨC"))
        section = [p for p in page if p.start >= first.start and p.clause != "nơi nhận" and p.heading_end < p.end]
        assert len(section) == paragraphs
        assert coverage(file.plan, file.source_text).figures.of == figures


class TestNothingCanGoMissing:
    """Whatever is taken out of a plan is missed."""

    @pytest.mark.parametrize("code", CODES)
    def test_a_missing_duty_leaves_its_line_unclaimed(self, shipped, code):
        file = shipped[code]
        source = SourceText(file.source_text)
        organising = [duty for duty in file.plan.duties if _in_section(file, duty.clause)]
        assert len(organising) > 10
        for duty in organising:
            rest = tuple(other for other in file.plan.duties if other is not duty)
            found = coverage(file.plan.model_copy(update={"duties": rest}), file.source_text)
            clause = duty.clause.partition(", mục ")[0]
            (printed,) = [p for p in outline(source) if p.answers_to(clause) and p.heading_end < p.end]
            missed = {gap.line for gap in found.gaps}
            assert found.lines.claimed < found.lines.of, duty.code
            assert missed <= set(range(source.line_at(printed.start), source.line_at(printed.end) + 1)), duty.code

    @pytest.mark.parametrize("code", CODES)
    @pytest.mark.parametrize("part", ["reports", "targets", "baselines", "events", "not_executable", "not_a_duty"])
    def test_no_entry_is_idle(self, shipped, code, part):
        """Each one with a figure in its words accounts for something that no other entry does."""
        file = shipped[code]
        for quote in {entry.quote for entry in getattr(file.plan, part)}:
            if part == "not_executable" or re.search(r"\d|báo cáo", quote, re.IGNORECASE):
                assert not coverage(without(file.plan, part, quote), file.source_text).is_complete, quote

    @pytest.mark.parametrize("code", CODES)
    def test_a_missing_legal_basis_leaves_its_number_unclaimed(self, shipped, code):
        file = shipped[code]
        for basis in file.plan.legal_bases:
            found = coverage(without(file.plan, "legal_bases", basis.quote), file.source_text)
            assert not found.is_complete, basis.quote

    def test_one_sentence_printed_three_times_is_three_duties(self, shipped):
        """Châu Thành IV.3, IV.4 and IV.6: «Hàng năm, phối hợp với Phòng Nông nghiệp và PTNT …»."""
        file = shipped[CHAU_THANH]
        (duty,) = [duty for duty in file.plan.duties if duty.clause == "IV.4, đoạn 2"]
        assert len([other for other in file.plan.duties if other.quote == duty.quote]) == 3
        rest = tuple(other for other in file.plan.duties if other is not duty)
        found = coverage(file.plan.model_copy(update={"duties": rest}), file.source_text)
        assert [gap.line for gap in found.gaps] == [129]

    @pytest.mark.parametrize(
        ("added", "what"),
        [
            ("- Đến năm 2030 có 75% chủ thể có mã QR.", "2030"),
            ("- Đến năm 2030 có 75% chủ thể có mã QR.", "75%"),
            ("- Các đơn vị báo cáo kết quả.", "báo cáo"),
            ("- Hoàn thành trước 30/11.", "30/11"),
        ],
    )
    def test_a_figure_that_a_newer_copy_adds_is_found_with_its_line(self, shipped, added, what):
        file = shipped[CHAU_THANH]
        text = file.source_text.replace("\n2. Mục tiêu cụ thể\n", f"\n{added}\n\n2. Mục tiêu cụ thể\n")
        gaps = [gap for gap in coverage(file.plan, text).gaps if f"«{what}»" in gap.why]
        assert [gap.line for gap in gaps] == [37]

    def test_a_line_that_a_newer_copy_adds_to_the_section_is_found_word_by_word(self, shipped):
        file = shipped[CHAU_THANH]
        text = file.source_text.replace("đặc biệt các mô hình, điển hình", "đặc biệt các điểm bán, điển hình")
        found = coverage(file.plan, text)
        assert not found.is_complete
        assert "IV.5, đoạn 2" in str(found.gaps[0])

    def test_a_legal_basis_of_another_date_is_not_the_same(self, shipped):
        file = shipped[CHAU_THANH]
        text = file.source_text.replace(
            "Quyết định số 2207/QĐ-UBND ngày 14/11/2022 của Ủy ban nhân dân",
            "Quyết định số 2207/QĐ-UBND ngày 15/11/2022",
        )
        assert {gap.why for gap in coverage(file.plan, text).gaps} == {"chưa ghi «2207»", "chưa ghi «15/11/2022»"}


class TestPlaces:
    """Every quote stands at the clause that the entry names."""

    @pytest.mark.parametrize(
        ("plan", "code", "clause"),
        [
            (UONG_BI, "ub.iii.1", "III.1"),  # two sections III: which one?
            (UONG_BI, "ub.iii.2.b1", "III (Nhiệm vụ và giải pháp).2, gạch đầu dòng 1"),
            (UONG_BI, "ub.iii.2.b3.i2", "III (Tổ chức thực hiện).2, gạch đầu dòng 3, mục (3)"),
            (UONG_BI, "ub.iii.2.b3.i2", "III (Tổ chức thực hiện).2, gạch đầu dòng 3, mục (7)"),
            (CAM_PHA, "cp.iii.2.4.b1", "III.2.2, gạch đầu dòng 7"),
            (CHAU_THANH, "ct.iv.5.d1", "IV.5, đoạn 2"),
            (QUANG_NINH, "qn.2.4", "2.3"),
            (BAC_KAN, "bk.iii.7.b1", "III.7"),
        ],
    )
    def test_a_wrong_clause_is_told_with_the_line_of_the_words(self, shipped, plan, code, clause):
        file = shipped[plan]
        found = coverage(with_entry(file.plan, "duties", code, clause=clause), file.source_text)
        misplaced = [gap for gap in found.gaps if "nguyên văn không đứng" in gap.why]
        assert len(misplaced) == 1
        assert clause in misplaced[0].why
        assert found.quotes.percent < 100
        (duty,) = [duty for duty in file.plan.duties if duty.code == code]
        assert misplaced[0].line == SourceText(file.source_text).line_of(duty.quote)

    def test_a_notice_must_say_which_item_gives_the_duties(self, shipped):
        file = shipped[QUANG_NINH]
        found = coverage(file.plan.model_copy(update={"organising": None}), file.source_text)
        assert [gap for gap in found.gaps if "organising" in gap.why]
        assert not found.is_complete

    @pytest.mark.parametrize(("claimed", "of", "percent"), [(199, 200, 99), (200, 200, 100), (0, 0, 100), (0, 3, 0)])
    def test_a_percentage_never_says_100_for_less_than_all(self, claimed, of, percent):
        assert Share(claimed, of).percent == percent


class TestOutline:
    """Where a line stands is read from what is printed before it, in whatever form the headings come."""

    TEXT = """Số: 1/KH-UBND

## **I. MỤC TIÊU**

1. Mục tiêu chung
Nâng cao
2. Mục tiêu riêng
- Một
+ Một cộng
+ Hai cộng, câu này

chạy sang trang sau
- Hai
3. Danh sách
1. Trong danh sách
2. Trong danh sách.
**II. TỔ CHỨC THỰC HIỆN**
*a) Phòng Một:* Làm việc này.
**1. 2. *Phòng Hai:***
Đoạn thứ nhất
Đoạn thứ hai
2. UBND các xã
- Làm việc kia
Câu kết của mục
Nơi nhận:
- Như trên
"""

    @pytest.mark.parametrize(
        ("line", "clause"),
        [
            (1, "phần đầu"),
            (3, "I"),
            (6, "I.1"),
            (8, "I.2, gạch đầu dòng 1"),
            (9, "I.2, gạch đầu dòng 1, dấu cộng 1"),
            (10, "I.2, gạch đầu dòng 1, dấu cộng 2"),
            (13, "I.2, gạch đầu dòng 2"),
            (15, "I.3.1"),
            (16, "I.3.2"),
            (18, "II.a"),
            (20, "II.1.2, đoạn 1"),
            (21, "II.1.2, đoạn 2"),
            (23, "II.2, gạch đầu dòng 1"),
            (24, "II, đoạn cuối"),
            (26, "nơi nhận"),
        ],
    )
    def test_the_clause_of_a_line(self, line, clause):
        source = SourceText(self.TEXT)
        (found,) = [p.clause for p in outline(source) if source.line_at(p.start) == line]
        assert found == clause

    def test_a_sentence_over_a_page_break_is_one_paragraph(self):
        source = SourceText(self.TEXT)
        (found,) = [p for p in outline(source) if p.clause == "I.2, gạch đầu dòng 1, dấu cộng 2"]
        assert source.text[found.start : found.end] == "+ Hai cộng, câu này chạy sang trang sau"

    def test_only_the_heading_before_the_colon_is_a_heading(self):
        source = SourceText(self.TEXT)
        (found,) = [p for p in outline(source) if p.clause == "II.a"]
        assert source.text[found.heading_end : found.end] == "Làm việc này."


def _in_section(file, clause: str) -> bool:
    """Whether a duty stands in the organising section; the clauses of five documents, by hand."""
    begins = {UONG_BI: "III (Tổ chức", BAC_KAN: "III", CHAU_THANH: "IV", QUANG_NINH: "2", CAM_PHA: "III"}
    return clause.startswith(begins[file.plan.code])
