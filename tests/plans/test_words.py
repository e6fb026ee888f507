"""Every word that a plan calls printed is held against the source text, and the wording says how a duty is given."""

import re
import unicodedata

import pytest

from ocop_workflow.library.plans import find_quote, quotes_with_lines
from ocop_workflow.rulebook.plans.coverage_outline import outline
from ocop_workflow.rulebook.plans.plan_source import SourceText
from ocop_workflow.vocabulary import Wording

PRINTED_AS = {Wording.CHU_TRI: "chủ trì", Wording.THAM_MUU: "tham mưu", Wording.PHOI_HOP: "phối hợp"}


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.replace("*", "").replace("#", "")).split())


def opening(quote: str) -> str:
    """The first words of a duty, without its item and without «Hàng năm,» or «Chủ động»."""
    return re.sub(r"^(?:\(\d\)|hàng năm,|chủ động) ", "", quote.lower())


class TestPrintedWords:
    """Nothing is invented: what a plan file calls printed stands in the source, letter by letter."""

    def test_every_printed_word_stands_in_the_source(self, plan_file):
        found = list(quotes_with_lines(plan_file.plan, plan_file.source_text))
        assert [place for place, _, line in found if line is None] == []
        places = {place[0] for place, _, _ in found}
        assert {"duties", "recipients", "legal_bases", "document", "units", "groups"} <= places

    def test_the_number_date_and_issuer_of_each_legal_basis_are_printed(self, plan_file):
        for basis in plan_file.plan.legal_bases:
            assert basis.number is None or basis.number in basis.quote
            printed = re.search(rf"{basis.number} ngày (\d+)/(\d+)/(\d+)", basis.quote)
            dated = (basis.issued_on.day, basis.issued_on.month, basis.issued_on.year) if basis.issued_on else None
            assert dated == (tuple(map(int, printed.groups())) if printed else None)
            if basis.issuer:
                assert find_quote(plan_file.source_text, basis.issuer.removesuffix(" thành phố"))

    def test_the_head_is_printed_and_its_blanks_stay_blank(self, plan_file):
        document = plan_file.plan.document
        issued = (document.issued.day, document.issued.month, document.issued.year)
        if not document.head:
            assert (document.number, *issued) == (None, None, None, None)
            return
        number, dated = document.head
        assert document.number == number.removeprefix("Số: ").replace(" ", "")
        printed = re.search(r"ngày(?: (\d+))? tháng(?: (\d+))? năm(?: (\d+))?$", dated).groups()
        assert issued == tuple(int(part) if part else None for part in printed)

    def test_who_signed_is_printed(self, plan_file):
        assert find_quote(plan_file.source_text, plan_file.plan.document.signature.name)

    def test_a_printed_frequency_is_part_of_the_words_of_its_duty(self, plan_file):
        for duty in plan_file.plan.duties:
            if duty.deadline_quote:
                assert duty.deadline_quote in duty.quote

    def test_a_marker_is_printed_on_its_own_line_of_recipients(self, plan_file):
        for line in plan_file.plan.recipients:
            assert ("(" in line.printed) == (line.marker is not None)
            assert line.marker is None or line.printed.endswith(f"({line.marker})")

    def test_all_recipients_are_kept(self, plan_file):
        text = plan_file.source_text
        below = text[text.index("Nơi nhận") :].splitlines()
        printed = [plain(line)[2:].rstrip(".;") for line in below if line.startswith("- ")]
        assert [line.printed for line in plan_file.plan.recipients] == printed

    def test_no_two_duties_of_a_clause_claim_the_same_words(self, plan_file):
        duties = plan_file.plan.duties
        same = [(a.code, b.code) for a in duties for b in duties if a is not b and a.clause == b.clause]
        quotes = {duty.code: duty.quote for duty in duties}
        assert not [(a, b) for a, b in same if quotes[a] in quotes[b]]

    def test_a_slip_of_the_copy_is_kept_and_explained(self, plan_file):
        """«phần đầu» for «phấn đấu», «Lòng ghép», «tuor» …: the quote is as printed, the note has our reading."""
        slips = {"phần đầu", "công đồng", "chuyên biến", "lòng ghép", "đặc sản sản", "tuor"}
        for entry in (*plan_file.plan.duties, *plan_file.plan.targets):
            for slip in slips:
                if slip in entry.quote.lower():
                    assert f"«{slip}»" in entry.note.lower()
                    assert "đọc là" in entry.note


class TestWording:
    """The wording says how the text gives the duty; the word itself has to be printed."""

    def test_the_word_stands_in_the_duty_or_in_the_sentence_that_opens_its_items(self, plan_file):
        duties = {duty.code: duty for duty in plan_file.plan.duties}
        for duty in duties.values():
            if duty.wording in PRINTED_AS:
                above = duties.get(duty.code.rpartition(".")[0], duty)
                assert PRINTED_AS[duty.wording] in f"{above.quote} {duty.quote}".lower()

    def test_a_duty_given_only_by_its_heading_has_none_of_the_words(self, plan_file):
        for duty in plan_file.plan.duties:
            if duty.wording is Wording.HEADING_ONLY:
                assert not opening(duty.quote).startswith(("chủ trì", "tham mưu", "phối hợp", "đề nghị"))

    def test_a_request_is_a_request_in_the_heading_or_in_the_words(self, plan_file):
        source = SourceText(plan_file.source_text)
        heading, asked = "", []
        for paragraph in outline(source):
            if paragraph.mark_end < paragraph.heading_end:
                heading = source.text[paragraph.mark_end : paragraph.heading_end]
            if paragraph.clause.endswith("đoạn cuối"):
                heading = ""
            words = source.text[paragraph.start : paragraph.end]
            asked.append((paragraph, "đề nghị" in f"{heading} {words}".lower()))
        for duty in plan_file.plan.duties:
            clause = re.sub(r", mục \(\d\)", "", duty.clause)
            (is_asked,) = {is_asked for paragraph, is_asked in asked if paragraph.answers_to(clause)}
            assert is_asked == (duty.wording is Wording.DE_NGHI), duty.code

    def test_who_is_only_asked_to_coordinate_leads_nothing(self, plan_file):
        """«phối hợp» is not a lead, whatever else the sentence says."""
        for duty in plan_file.plan.duties:
            if opening(duty.quote).startswith("phối hợp") and duty.wording is not Wording.DE_NGHI:
                assert duty.wording is Wording.PHOI_HOP
            assert bool(duty.lead) == (duty.wording not in (Wording.PHOI_HOP, Wording.DE_NGHI))
            assert bool(duty.request) == (duty.wording is Wording.DE_NGHI)
            if duty.request:
                assert not (duty.lead or duty.coordinate)

    def test_whoever_is_named_after_phoi_hop_voi_does_not_lead(self, plan_file):
        """«Chủ trì, phối hợp với X»: X coordinates, unless X is also part of a collective name that leads."""
        plan = plan_file.plan
        names = {unit.code: unit.printed_as for unit in plan.units} | {
            group.code: group.printed_as for group in plan.groups
        }
        for duty in plan.duties:
            _, _, after = duty.quote.partition("phối hợp với ")
            for code in duty.lead:
                assert not after.startswith(names[code]), duty.code


class TestQuotes:
    """A quote is found over line and page breaks, without Markdown marks, and only as whole words."""

    SOURCE = "Mở đầu\n\n- **Báo cáo** kết quả *xúc tiến\n\n\fthương mại...*).\n#### Nơi nhận"

    @pytest.mark.parametrize(
        ("quote", "line"),
        [
            ("Mở đầu", 1),
            ("Báo cáo kết quả xúc tiến thương mại", 3),
            ("Báo cáo   kết\nquả", 3),
            ("thương mại...)", 5),
            ("Nơi nhận", 6),
            (unicodedata.normalize("NFD", "thương mại"), 5),
            ("áo cáo", None),
            ("Báo cáo kết qu", None),
            ("báo cáo", None),
            ("Báo cáo, kết quả", None),
            ("", None),
            ("**", None),
        ],
    )
    def test_where_a_quote_stands(self, quote, line):
        assert find_quote(self.SOURCE, quote) == line
