"""The form of an office's document: page, font, head, tables, as Nghị định 30/2020/NĐ-CP, Phụ lục I asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from ocop_workflow.papers.task_book import printable

FONT = "Times New Roman"
TEXT_MM = 165
"""What A4 leaves between a margin of 30 mm on the left and of 15 mm on the right."""
LEFT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER


@dataclass(frozen=True)
class Words:
    """One paragraph and how it looks; `size` in points."""

    text: str
    size: float = 12
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = LEFT
    before: float = 0
    after: float = 0


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
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(20),
        Mm(20),
        Mm(30),
        Mm(15),
    )
    section.header_distance, section.different_first_page_header_footer = Mm(10), True
    section._sectPr.insert_element_before(_made("w:pgNumType", start="1"), "w:cols", "w:titlePg", "w:docGrid")
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _add(number._p, "w:fldSimple", instr="PAGE").append(OxmlElement("w:r"))


def next_sheet(document: Document) -> None:
    """Begin a new sheet, with page numbers that begin again."""
    document.add_section(WD_SECTION.NEW_PAGE)
    _thin(document.paragraphs[-1])  # the paragraph that ends the sheet before


def write(where: Document | _Cell, words: Iterable[Words]) -> None:
    """Paragraphs below each other; in a cell that is still empty the first one takes its place."""
    for said in words:
        is_fresh = isinstance(where, _Cell) and len(where.paragraphs) == 1 and not where.paragraphs[0].runs
        paragraph = where.paragraphs[0] if is_fresh else where.add_paragraph()
        paragraph.alignment = said.align
        paragraph.paragraph_format.space_before = Pt(said.before)
        paragraph.paragraph_format.space_after = Pt(said.after)
        run = paragraph.add_run(printable(said.text))
        run.bold, run.italic, run.font.size = said.bold or None, said.italic or None, Pt(said.size)


def in_two_lines(name: str, most: int = 26) -> str:
    """A long name broken at the blank nearest to its middle, as heads of documents have it."""
    blanks = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= most or not blanks:
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
    """Cells without lines, for the head of a document."""
    table = document.add_table(rows=1, cols=len(widths))
    _measure(table, widths)
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
        cells = list(self._table.add_row().cells)
        for cell, width in zip(cells, self._widths, strict=True):
            cell.width = Mm(width)
        return cells


def _measure(table: Table, widths: Sequence[float]) -> None:
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)


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
