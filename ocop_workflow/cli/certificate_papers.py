"""`ocop certificate print` and `export`: the decision with its annexes, QR codes, the register as a workbook."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import InCycle, OnDay, Today
from ocop_workflow.cli.show import say
from ocop_workflow.rulebook.text import vn_date


def print_decision(
    decision: Annotated[str, typer.Argument(metavar="SỐ_QĐ", help="Số quyết định công nhận, ví dụ 99/QĐ-UBND.")],
    docx: Annotated[
        Path | None, typer.Option("--docx", metavar="TỆP", help="Ghi quyết định, phụ lục, mã QR thành tệp Word.")
    ] = None,
    qr: Annotated[
        Path | None, typer.Option("--qr", metavar="THƯ_MỤC", help="Ghi mã QR của từng giấy chứng nhận vào thư mục.")
    ] = None,
    kind: Annotated[
        Literal["svg", "png"], typer.Option("--format", metavar="DẠNG", help="Dạng tệp mã QR: svg hoặc png.")
    ] = "svg",
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """In quyết định công nhận với danh sách sản phẩm và mã QR; mã QR riêng từng giấy để in lên giấy chứng nhận.

    Ví dụ: ocop certificate print 99/QĐ-UBND --docx quyet-dinh.docx --qr ma-qr
    """
    if docx is None and qr is None:
        raise typer.BadParameter("ghi rõ --docx hoặc --qr (hoặc cả hai)")
    desk = at_work.start(today)
    from ocop_workflow.operations.certificates.certificate_papers import (
        certificates_of,
        decision_of,
        decision_paper,
        described,
        file_name,
    )
    from ocop_workflow.operations.certificates.certificate_register import verification
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.papers.official_docx import official_docx
    from ocop_workflow.papers.qr import qr_png, qr_svg

    files: dict[Path, bytes] = {}
    with desk.look() as session:
        running = desk.running(session, cycle)
        found = decision_of(session, running, decision)
        lines = certificates_of(session, running, found, desk.today)
        if docx is not None:
            files[docx] = official_docx(decision_paper(running, found, lines, desk.today))
        if qr is not None:
            draw = qr_svg if kind == "svg" else qr_png
            files |= {qr / f"{file_name(line)}.{kind}": draw(verification(running, line)) for line in lines}
    if qr is not None:
        qr.mkdir(parents=True, exist_ok=True)
    write_whole(files)
    say(f"Quyết định {described(found)}: {len(lines)} giấy chứng nhận, đã ghi {len(files)} tệp.")


def export(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp .xlsx; tệp có sẵn bị thay.")],
    on: OnDay = None,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Xuất sổ giấy chứng nhận theo danh mục trường quốc gia (PTNT_OCOP, QĐ 5277/QĐ-BNNMT), tình trạng một ngày bất kỳ.

    Ví dụ: ocop certificate export so-ocop.xlsx --on 2026-12-31
    """
    if file.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"«{file}» không có đuôi .xlsx")
    desk = at_work.start(today)
    from ocop_workflow.operations.certificates.national_export import national_register
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.papers.register_out import register_xlsx

    day: date = on or desk.today
    with desk.look() as session:
        register = national_register(session, desk.running(session, cycle), day)
    write_whole({file: register_xlsx(register, desk.today)})
    say(f"Đã ghi {len(register.rows)} giấy chứng nhận, tình trạng ngày {vn_date(day)}: {file}")
