"""The head of an office's document: issuing body left, the nation's title right, number and place line below them."""

from docx.document import Document

from ocop_workflow.papers.docx_forms import CENTRE, Words, in_two_lines, rule, side_by_side, write

_WIDTHS = (68, 97)


def head(document: Document, superior: str | None, body: str, below_body: list[Words], date_line: str | None) -> None:
    """The four cells; `below_body` stand under the issuing body (the number), `date_line` under the nation's title."""
    agency, nation = side_by_side(document, _WIDTHS)
    if superior:
        write(agency, [Words(in_two_lines(superior.upper()), align=CENTRE)])
    write(agency, [Words(in_two_lines(body.upper()), bold=True, align=CENTRE)])
    rule(agency, 24, _WIDTHS[0] - 4)
    write(agency, below_body)
    write(
        nation,
        [
            Words("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, align=CENTRE),
            Words("Độc lập - Tự do - Hạnh phúc", size=13, bold=True, align=CENTRE),
        ],
    )
    rule(nation, 58, _WIDTHS[1] - 4)
    if date_line:
        write(nation, [Words(date_line, size=13, italic=True, align=CENTRE, before=4)])
