"""Letters to communes about certificates that need something: product, status, what to do, by when, what is left."""

from collections.abc import Sequence
from datetime import date

from ocop_workflow.operations.certificates.radar import RadarLine
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.notices.letterheads import issuing
from ocop_workflow.papers.official import Block, Cell, OfficialPaper, PaperKind, Para, Table, item
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Role

NO_COMMUNE = "chua-ro-xa"


def renewal_letters(running: RunningCycle, lines: Sequence[RadarLine], day: date) -> dict[str, OfficialPaper]:
    """One letter for each commune, by the commune's code; number and date are blanks for the office."""
    by_commune: dict[str, list[RadarLine]] = {}
    for line in lines:
        by_commune.setdefault(line.certificate.commune_code or NO_COMMUNE, []).append(line)
    return {commune: _letter(running, of, day) for commune, of in sorted(by_commune.items())}


def _letter(running: RunningCycle, lines: Sequence[RadarLine], day: date) -> OfficialPaper:
    of = issuing(running.plan, Role.STANDING_UNIT)
    to = lines[0].certificate.commune or "UBND xã, phường (chưa xác định)"
    body: list[Block] = [
        Para(
            f"{of.head.body} thông báo tình trạng giấy chứng nhận sản phẩm OCOP trên địa bàn tính đến ngày "
            f"{vn_date(day)} và đề nghị {to} chỉ đạo, hướng dẫn các chủ thể thực hiện:"
        ),
        Table(
            ("STT", "Sản phẩm, chủ thể", "Tình trạng", "Hiệu lực đến", "Việc phải làm", "Hạn"),
            [_row(number, line) for number, line in enumerate(lines, start=1)],
            (9, 32, 22, 22, 34, 22),
        ),
    ]
    papers = [(line, paper) for line in lines for paper in line.papers]
    if papers:
        body.append(Para("Giấy tờ hết hiệu lực trước giấy chứng nhận, đề nghị bổ sung:", stays_with_next=True))
        body += [
            item(f"{line.certificate.product}: {paper.label} {paper.number}, đến {vn_date(paper.valid_until)};")
            for line, paper in papers
        ]
    for line in lines:
        if line.possible:
            body.append(Para(f"{line.certificate.product}: còn có thể", stays_with_next=True))
            body += [item(f"{possible};") for possible in line.possible]
    clauses = sorted({line.clause for line in lines if line.clause})
    if clauses:
        body.append(Para(f"Căn cứ: {'; '.join(clauses)}."))
    return OfficialPaper(
        kind=PaperKind.LETTER,
        head=of.head,
        symbol=of.numbered(PaperKind.LETTER),
        about="đánh giá lại sản phẩm OCOP",
        body=tuple(body),
        signatures=(of.signature,),
        made_on=day,
        to=(to,),
        recipients=("Như trên",),
        archive=of.archive,
    )


def _row(number: int, line: RadarLine) -> tuple[Cell, ...]:
    product = f"{line.certificate.product}\n{line.certificate.producer or ''}".strip()
    return (number, product, line.certificate.status.label, line.certificate.valid_until, line.what, line.due_on)
