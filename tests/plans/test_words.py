"""Every word that a plan calls printed is held against the source text, and every word of the section is claimed."""

import re
import unicodedata
from dataclasses import dataclass, field

import pytest

from ocop_workflow.library.plans import find_quote, quotes_with_lines
from ocop_workflow.vocabulary import Wording

HEADING = re.compile(r"^(?:#+ |\*\*\d)")
NUMBER = re.compile(r"^(\d+(?:\.\d+)*)\.\s")


PRINTED_AS = {Wording.CHU_TRI: "chủ trì", Wording.THAM_MUU: "tham mưu", Wording.PHOI_HOP: "phối hợp"}


@dataclass
class Paragraph:
    """One bullet or unbulleted paragraph of the organising section, with its number and the heading above it."""

    number: str
    heading: str
    bullet: int
    words: str
    first_line: int
    lines: set[int] = field(default_factory=set)

    @property
    def clause(self) -> str:
        return f".{self.number}, gạch đầu dòng {self.bullet}" if self.bullet else self.number and f".{self.number}"


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.replace("*", "").replace("#", "")).split())


def organising_section(source_text: str) -> list[Paragraph]:
    """The paragraphs between «III. TỔ CHỨC THỰC HIỆN» and «Nơi nhận», read from the document alone."""
    paragraphs: list[Paragraph] = []
    number, heading, bullet, inside = "", "", 0, False
    for n, line in enumerate(source_text.split("\n"), start=1):
        words = plain(line)
        if words == "III. TỔ CHỨC THỰC HIỆN":
            inside = True
            continue
        if words.startswith("Nơi nhận"):
            break
        if not inside or not words:
            continue
        if HEADING.match(line):
            heading, _, rest = words.partition(":") if not line.startswith("#") else (words, "", "")
            number, bullet, words = NUMBER.match(heading)[1], 0, rest.strip()
            if not words:
                continue
        elif words.startswith("- "):
            bullet, words = bullet + 1, words[2:]
        elif words[0].islower():  # the paragraph runs over a page break
            paragraphs[-1].words += " " + words
            paragraphs[-1].lines.add(n)
            continue
        elif bullet:  # an unbulleted paragraph after the bullets closes the section; it stands under no number
            number, heading, bullet = "", "", 0
        paragraphs.append(Paragraph(number, heading, bullet, words, n, {n}))
    return paragraphs


def entries(plan):
    return [*plan.duties, *plan.reports, *plan.not_executable]


class TestPrintedWords:
    """Nothing is invented: what a plan file calls printed stands in the source, letter by letter."""

    def test_every_printed_word_stands_in_the_source(self, plan_file):
        found = list(quotes_with_lines(plan_file.plan, plan_file.source_text))
        assert [place for place, _, line in found if line is None] == []
        places = {place[0] for place, _, _ in found}
        assert {"duties", "recipients", "legal_bases", "document", "units", "groups"} <= places

    def test_the_signature_and_the_number_and_date_of_each_legal_basis_are_printed(self, plan_file):
        assert find_quote(plan_file.source_text, plan_file.plan.document.signature.name)
        for basis in plan_file.plan.legal_bases:
            assert basis.number in basis.quote
            day, month, year = map(int, re.search(r"ngày (\d+)/(\d+)/(\d+)", basis.quote).groups())
            assert (basis.issued_on.day, basis.issued_on.month, basis.issued_on.year) == (day, month, year)
            assert basis.issuer.removesuffix(" thành phố") in basis.quote

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


class TestOrganisingSection:
    """«Tổ chức thực hiện» is complete: one entry per bullet, unbulleted paragraph and printed item."""

    @pytest.mark.parametrize(("code", "paragraphs"), [("quang-ninh.uong-bi.2024", 19), ("bac-kan.bac-kan.2024", 21)])
    def test_the_section_is_read_as_printed(self, shipped, code, paragraphs):
        assert len(organising_section(shipped[code].source_text)) == paragraphs

    def test_every_word_of_the_section_is_claimed_by_an_entry(self, plan_file):
        for paragraph in organising_section(plan_file.source_text):
            left = paragraph.words
            for entry in entries(plan_file.plan):
                left = left.replace(plain(entry.quote), " ")
            assert re.findall(r"\w+", left) == [], f"dòng {paragraph.first_line} chưa được ghi: {left}"

    def test_each_entry_names_the_clause_where_its_words_stand(self, plan_file):
        section = organising_section(plan_file.source_text)
        prefix = "III (Tổ chức thực hiện)" if "uong-bi" in plan_file.plan.code else "III"
        for entry in entries(plan_file.plan):
            line = find_quote(plan_file.source_text, entry.quote)
            (paragraph,) = [paragraph for paragraph in section if line in paragraph.lines]
            expected = prefix + (paragraph.clause or ", đoạn cuối")
            if item := re.match(r"\((\d)\)", entry.quote):
                expected += f", mục ({item[1]})"
            assert entry.clause == expected

    def test_no_two_duties_claim_the_same_words(self, plan_file):
        quotes = [duty.quote for duty in plan_file.plan.duties]
        assert not [(a, b) for a in quotes for b in quotes if a is not b and a in b]


class TestWording:
    """The wording says how the text gives the duty; the word itself has to be printed."""

    def test_the_word_stands_in_the_duty_or_in_the_sentence_that_opens_its_items(self, plan_file):
        duties = {duty.code: duty for duty in plan_file.plan.duties}
        for duty in duties.values():
            if duty.wording in PRINTED_AS:
                opening = duties.get(duty.code.rpartition(".")[0], duty)
                assert PRINTED_AS[duty.wording] in f"{opening.quote} {duty.quote}".lower()

    def test_a_duty_given_only_by_its_heading_has_none_of_the_words(self, plan_file):
        for duty in plan_file.plan.duties:
            if duty.wording is Wording.HEADING_ONLY:
                begins = duty.quote.lower()
                assert not begins.startswith(("chủ trì", "tham mưu", "phối hợp", "đề nghị"))

    def test_a_request_is_a_request_in_the_heading_or_in_the_words(self, plan_file):
        for duty in plan_file.plan.duties:
            line = find_quote(plan_file.source_text, duty.quote)
            paragraph = next(p for p in organising_section(plan_file.source_text) if line in p.lines)
            asked = "đề nghị" in f"{paragraph.heading} {paragraph.words}".lower()
            assert asked == (duty.wording is Wording.DE_NGHI)

    def test_who_is_only_asked_to_coordinate_leads_nothing(self, plan_file):
        """«phối hợp» is not a lead, whatever else the sentence says."""
        for duty in plan_file.plan.duties:
            begins = re.sub(r"^\(\d\) ", "", duty.quote).lower()
            if begins.startswith("phối hợp") and duty.wording is not Wording.DE_NGHI:
                assert duty.wording is Wording.PHOI_HOP
            assert bool(duty.lead) == (duty.wording not in (Wording.PHOI_HOP, Wording.DE_NGHI))
            assert bool(duty.request) == (duty.wording is Wording.DE_NGHI)
            if duty.request:
                assert not (duty.lead or duty.coordinate)


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
