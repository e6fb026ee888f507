"""Writes an official paper as a document in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from docx import Document
from docx.document import Document as Draft
from docx.enum.text import WD_ALIGN_PARAGRAPH

from ocop_workflow.papers.docx_forms import (
    CENTRE,
    JUSTIFIED,
    LEFT,
    RIGHT,
    TEXT_MM,
    Grid,
    Words,
    gap,
    in_two_lines,
    next_sheet,
    rule,
    set_up,
    side_by_side,
    text_width,
    write,
)
from ocop_workflow.papers.docx_head import head
from ocop_workflow.papers.docx_saved import describe, saved
from ocop_workflow.papers.official import (
    Across,
    Appendix,
    Block,
    Cell,
    OfficialPaper,
    PaperKind,
    Para,
    Picture,
    Signature,
    Table,
    shown,
)

_SIZE = 14
_FIRST_MM = 12.7
_GAP = 6
_SIGN = 62
"""Points left free for the signature and the seal."""
_ORDINALS = ("STT", "TT")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def official_docx(paper: OfficialPaper) -> bytes:
    """The document; number and date that are not given are blanks for the office to fill in."""
    document = Document()
    set_up(document)
    describe(document, title=f"{paper.kind.label} {paper.about}", author=paper.head.body, made_on=paper.made_on)
    is_letter = paper.kind is PaperKind.LETTER
    number = [Words(paper.number_line, size=13, align=CENTRE, before=4)]
    if is_letter:
        number.append(Words(in_two_lines(f"V/v {paper.about}", 34), align=CENTRE, before=2))
    date_line = paper.date_line if paper.has_date_line else None
    head(document, paper.head.superior, paper.head.body, number, date_line)
    if not is_letter:
        _title(document, paper)
    _addressees(document, paper.to)
    _blocks(document, _closed(paper.body), TEXT_MM)
    _foot(document, paper)
    for place, appendix in enumerate(paper.appendices):
        _appendix(document, paper, place, appendix)
    return saved(document)


def _title(document: Draft, paper: OfficialPaper) -> None:
    name = Words(paper.kind.label.upper(), size=_SIZE, bold=True, align=CENTRE, before=16)
    write(document, [name, Words(in_two_lines(_capital(paper.about), 58), size=_SIZE, bold=True, align=CENTRE)])
    rule(document, 50, TEXT_MM)
    if paper.note:
        write(document, [Words(paper.note, size=13, italic=True, align=CENTRE, before=2)])


def _addressees(document: Draft, to: Sequence[str]) -> None:
    """«Kính gửi» on one line for one body, as a list for several."""
    if len(to) == 1:
        write(document, [Words(f"Kính gửi: {to[0]}", size=_SIZE, align=CENTRE, before=16, after=_GAP)])
    elif to:
        write(document, [Words("Kính gửi:", size=_SIZE, left_mm=35, before=16)])
        ends = [";"] * (len(to) - 1) + ["."]
        write(
            document,
            [Words(f"- {name}{end}", size=_SIZE, left_mm=55, first_mm=-4) for name, end in zip(to, ends, strict=True)],
        )


def _closed(body: Sequence[Block]) -> list[Block]:
    """The text with «./.» behind its last words, and those kept on one page with the signature."""
    blocks = list(body)
    if blocks and isinstance(last := blocks[-1], Para):
        blocks[-1] = replace(last, text=f"{last.text.rstrip(' ./')}./.", stays_with_next=True)
    return blocks


def _blocks(document: Draft, blocks: Sequence[Block], width_mm: float) -> None:
    for block in blocks:
        if isinstance(block, Para):
            write(document, [_words(block)])
        else:
            _table(document, block, width_mm)


def _words(para: Para) -> Words:
    return Words(
        para.text,
        size=_SIZE,
        bold=para.bold,
        italic=para.italic,
        align=CENTRE if para.centred else JUSTIFIED,
        before=_GAP,
        first_mm=0 if para.centred else _FIRST_MM,
        lead=para.lead,
        stays_with_next=para.stays_with_next,
    )


def _table(document: Draft, table: Table, width_mm: float) -> None:
    if table.caption:
        write(document, [Words(table.caption, size=13, italic=True, align=CENTRE, before=_GAP, stays_with_next=True)])
    gap(document, 4)
    share = width_mm / sum(table.widths)
    grid = Grid(document, table.headings, [width * share for width in table.widths])
    for row in table.rows:
        if isinstance(row, Across):
            grid.across([Words(row.text, lead=row.lead, bold=not row.lead, before=1, after=1)])
        else:
            sides = (_side(cell, heading) for cell, heading in zip(row, table.headings, strict=True))
            grid.row(*([_cell_words(cell, side)] for cell, side in zip(row, sides, strict=True)))
    gap(document, 4)


def _cell_words(cell: Cell, side: WD_ALIGN_PARAGRAPH) -> Words:
    if isinstance(cell, Picture):
        return Words("", align=CENTRE, before=1, after=1, picture=cell.png, picture_mm=cell.width_mm)
    return Words(shown(cell), align=side, before=1, after=1)


def _side(cell: Cell, heading: str) -> WD_ALIGN_PARAGRAPH:
    if isinstance(cell, date) or heading in _ORDINALS:
        return CENTRE
    return LEFT if isinstance(cell, str) or cell is None else RIGHT


def _foot(document: Draft, paper: OfficialPaper) -> None:
    """«Nơi nhận» left and the signature right; several signatures stand side by side above «Nơi nhận»."""
    gap(document, 10)
    if len(paper.signatures) > 1:
        share = TEXT_MM / len(paper.signatures)
        for cell, signature in zip(
            side_by_side(document, [share] * len(paper.signatures)), paper.signatures, strict=True
        ):
            write(cell, _signature(signature))
        gap(document, 6)
        write(document, _recipients(paper))
        return
    left, right = side_by_side(document, (78, TEXT_MM - 78))
    write(left, _recipients(paper))
    for signature in paper.signatures:
        write(right, _signature(signature))


def _recipients(paper: OfficialPaper) -> list[Words]:
    copies = [f"- {name};" for name in paper.recipients]
    copies += [f"- Lưu: {paper.archive}."] if paper.archive else []
    if not copies:
        return []
    return [Words("Nơi nhận:", bold=True, italic=True), *(Words(line, size=11) for line in copies)]


def _signature(signature: Signature) -> list[Words]:
    lines = [Words(line.upper(), size=_SIZE, bold=True, align=CENTRE) for line in signature.capacity]
    return [*lines, Words(signature.name or "", size=_SIZE, bold=True, align=CENTRE, before=_SIGN)]


def _appendix(document: Draft, paper: OfficialPaper, place: int, appendix: Appendix) -> None:
    next_sheet(document, landscape=appendix.landscape)
    number = f" {_ROMAN[place] if place < len(_ROMAN) else place + 1}" if len(paper.appendices) > 1 else ""
    number_line = paper.number_line.replace("Số:", "số")
    with_it = f"(Kèm theo {paper.kind.label} {number_line} {_on(paper)} của {paper.head.body})"
    write(
        document,
        [
            Words(f"Phụ lục{number}", size=14, bold=True, align=CENTRE),
            Words(appendix.title.upper(), size=13, bold=True, align=CENTRE),
            Words(with_it, size=13, italic=True, align=CENTRE, after=_GAP),
        ],
    )
    _blocks(document, appendix.body, text_width(landscape=appendix.landscape))


def _on(paper: OfficialPaper) -> str:
    return paper.date_line.partition(", ")[2]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
