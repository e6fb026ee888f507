"""`ocop notice letter`: letters to late units as documents that the office numbers, signs and sends."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import InCycle, OfUnit, Today, a_day, a_word
from ocop_workflow.cli.show import Column, listing, say
from ocop_workflow.vocabulary import Role

ISSUERS = tuple(role for role in Role if role not in (Role.STANDING_UNIT, Role.AUTHORITY))


def letter(
    to: Annotated[
        Path, typer.Option("--to", metavar="THƯ_MỤC", help="Nơi ghi công văn (.docx), mỗi đơn vị một tệp.")
    ] = Path(),
    cycle: InCycle = None,
    unit: OfUnit = None,
    number: Annotated[
        str | None, typer.Option("--number", metavar="SỐ", help="Số công văn, khi đã cấp; bỏ trống thì in chỗ trống.")
    ] = None,
    dated: Annotated[
        date | None, typer.Option("--date", parser=a_day, metavar="NGÀY", help="Ngày ký; bỏ trống thì in chỗ trống.")
    ] = None,
    answer_by: Annotated[
        date | None,
        typer.Option("--answer-by", parser=a_day, metavar="NGÀY", help="Ngày đề nghị gửi kết quả, do cơ quan đặt."),
    ] = None,
    signer: Annotated[str | None, typer.Option("--signer", metavar="HỌ_TÊN", help="Họ tên người ký.")] = None,
    role: Annotated[
        Role,
        typer.Option(
            "--as",
            parser=a_word(Role, without=ISSUERS),
            metavar="VAI_TRÒ",
            help="Cơ quan ban hành: standing_unit (mặc định) hoặc authority.",
        ),
    ] = Role.STANDING_UNIT,
    by: Annotated[
        str | None, typer.Option("--by", metavar="HỌ_TÊN", help="Người lập; cần khi công văn có số, ghi vào nhật ký.")
    ] = None,
    today: Today = None,
) -> None:
    """Lập công văn đôn đốc gửi từng đơn vị quá hạn: điều khoản, nguyên văn, hạn, số ngày quá hạn, cách tính hạn.

    Ví dụ: ocop notice letter --cycle quang-ninh.uong-bi.2024 --to cong-van --today 2024-04-22
    """
    if number and not (dated and by):
        raise typer.BadParameter("công văn đã cấp số (--number) cần cả ngày ký (--date) và người lập (--by)")
    desk = at_work.start(today)
    from ocop_workflow.operations.notices.letters import Ordered, chasing_letters, note_letter
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.papers.official_docx import official_docx

    ordered = Ordered(number, dated, answer_by, signer, role)
    with desk.work() as session:
        running = desk.running(session, cycle)
        letters = chasing_letters(session, running, desk.today, ordered, unit=unit)
        files = {
            to / f"don-doc.{letter.unit_code}.{desk.today}.docx": official_docx(letter.paper) for letter in letters
        }
        if letters:
            to.mkdir(parents=True, exist_ok=True)
            write_whole(files)
        for letter in letters if number and by else ():
            note_letter(session, running, letter, actor=by or "", today=desk.today, at=desk.now())
    listing(
        letters,
        [
            Column("Gửi", lambda row: row.unit),
            Column("Báo cáo", lambda row: row.reports or None, right=True),
            Column("Nhiệm vụ", lambda row: row.assignments or None, right=True),
            Column("Quá hạn lâu nhất (ngày)", lambda row: row.most_days_late, right=True),
            Column("Tệp", lambda row: f"don-doc.{row.unit_code}.{desk.today}.docx", whole=True),
        ],
        as_json=False,
        title="công văn",
        empty="Không đơn vị nào quá hạn; không có công văn nào phải lập.",
    )
    if letters:
        say(f"Đã ghi vào {to}." + ("" if number else " Số và ngày để trống: cơ quan tự cấp khi ban hành."))
