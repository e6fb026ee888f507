"""The form of an office's document: page, font, head, tables, as Nghị định 30/2020/NĐ-CP, Phụ lục I asks for."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from ocop_workflow.papers.task_book import printable

FONT = "Times New Roman"
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20, 20, 30, 15
TEXT_MM = 210 - LEFT_MM - RIGHT_MM
"""What A4 leaves between the margins."""
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY


@dataclass(frozen=True)
class Words:
    """One paragraph and how it looks; `size` in points, `first_mm` sets its first line in, `lead` is bold before it.

    A `picture` (PNG) stands behind the words.
    """

    text: str
    size: float = 12
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = LEFT
    before: float = 0
    after: float = 0
    first_mm: float = 0
    left_mm: float = 0
    lead: str = ""
    stays_with_next: bool = False
    picture: bytes | None = None
    picture_mm: float = 28


def set_up(document: Document) -> None:
    """A4 with the margins of the decree, one font, page numbers in the top margin from the second page on."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    properties: Any = normal.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    _add(properties, "w:lang", val="vi-VN")
    section = document.sections[0]
    _turn(section, landscape=False)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.header_distance, section.different_first_page_header_footer = Mm(10), True
    section._sectPr.insert_element_before(_made("w:pgNumType", start="1"), "w:cols", "w:titlePg", "w:docGrid")
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _add(number._p, "w:fldSimple", instr="PAGE").append(OxmlElement("w:r"))


def next_sheet(document: Document, *, landscape: bool = False) -> None:
    """Begin a new sheet, with page numbers that begin again."""
    _turn(document.add_section(WD_SECTION.NEW_PAGE), landscape=landscape)
    _thin(document.paragraphs[-1])  # the paragraph that ends the sheet before


def text_width(*, landscape: bool) -> float:
    """The width of the text in millimetres on a sheet of A4."""
    return 297 - LEFT_MM - RIGHT_MM if landscape else TEXT_MM


def _turn(section: Section, *, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))


def write(where: Document | _Cell, words: Iterable[Words]) -> None:
    """Paragraphs below each other; in a cell that is still empty the first one takes its place."""
    for said in words:
        is_fresh = isinstance(where, _Cell) and len(where.paragraphs) == 1 and not where.paragraphs[0].runs
        paragraph = where.paragraphs[0] if is_fresh else where.add_paragraph()
        paragraph.alignment = said.align
        form = paragraph.paragraph_format
        form.space_before, form.space_after = Pt(said.before), Pt(said.after)
        form.keep_with_next = said.stays_with_next or None
        form.first_line_indent = Mm(said.first_mm) if said.first_mm else None
        form.left_indent = Mm(said.left_mm) if said.left_mm else None
        if said.lead:
            lead = paragraph.add_run(f"{printable(said.lead)} ")
            lead.bold, lead.font.size = True, Pt(said.size)
        run = paragraph.add_run(printable(said.text))
        run.bold, run.italic, run.font.size = said.bold or None, said.italic or None, Pt(said.size)
        if said.picture:
            run.add_picture(io.BytesIO(said.picture), width=Mm(said.picture_mm))


def gap(document: Document, points: float) -> None:
    """White space that keeps what stands above it with what stands below."""
    paragraph = document.add_paragraph()
    _thin(paragraph)
    paragraph.paragraph_format.line_spacing, paragraph.paragraph_format.keep_with_next = Pt(points), True


def in_two_lines(name: str, most: int = 26) -> str:
    """A name that needs two lines broken at the blank nearest to its middle, as heads of documents have it."""
    blanks = [place for place, letter in enumerate(name) if letter == " "]
    if not most < len(name) <= 2 * most or not blanks:
        return name
    middle = min(blanks, key=lambda place: abs(2 * place - len(name)))
    return f"{name[:middle]}\n{name[middle + 1 :]}"


def rule(where: Document | _Cell, width_mm: float, of_mm: float) -> None:
    """A short line in the middle of the place that is `of_mm` wide."""
    paragraph = where.add_paragraph()
    _thin(paragraph)
    aside = Mm((of_mm - width_mm) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = aside
    borders = _made("w:pBdr")
    _add(borders, "w:top", val="single", sz="6", space="1", color="000000")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def side_by_side(document: Document, widths: Sequence[float]) -> list[_Cell]:
    """Cells without lines that no page break parts, for the head and the foot of a document."""
    table = document.add_table(rows=1, cols=len(widths))
    _measure(table, widths)
    _whole(table.rows[0])
    return list(table.rows[0].cells)


class Grid:
    """A table with lines whose heading stands again on every page."""

    def __init__(self, document: Document, headings: Sequence[str], widths: Sequence[float]) -> None:
        self._table, self._widths = document.add_table(rows=1, cols=len(widths)), widths
        self._table.style = "Table Grid"
        _measure(self._table, widths)
        for cell, heading in zip(self._table.rows[0].cells, headings, strict=True):
            write(cell, [Words(heading, bold=True, align=CENTRE)])
        _add(self._table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", val="true")

    def row(self, *cells: Sequence[Words]) -> None:
        """One cell for each column."""
        for cell, words in zip(self._new_row(), cells, strict=True):
            write(cell, words)

    def across(self, words: Sequence[Words]) -> None:
        """A shaded row over all columns that stays with the row below it."""
        cells = self._new_row()
        whole = cells[0].merge(cells[-1])
        write(whole, words)
        for paragraph in whole.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
        _add(whole._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill="EDEDED")

    def _new_row(self) -> list[_Cell]:
        row = self._table.add_row()
        _whole(row)
        cells = list(row.cells)
        for cell, width in zip(cells, self._widths, strict=True):
            cell.width = Mm(width)
        return cells


def _measure(table: Table, widths: Sequence[float]) -> None:
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)


def _whole(row: _Row) -> None:
    """No page break parts the row."""
    _add(row._tr.get_or_add_trPr(), "w:cantSplit", val="true")


def _thin(paragraph: Paragraph) -> None:
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(2)


def _add(parent: Any, tag: str, **values: str) -> Any:
    """An element at the end of another one; Word minds the order."""
    made = _made(tag, **values)
    parent.append(made)
    return made


def _made(tag: str, **values: str) -> Any:
    made = OxmlElement(tag)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    return made
