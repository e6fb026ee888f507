"""`ocop revocation`: grounds, cases with their clock, the decision as a paper; the moves are `ocop dossier decide`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, InCycle, Today
from ocop_workflow.cli.show import Column, listing, say

app = Verbs()


@app.command()
def grounds(as_json: AsJson = False, today: Today = None) -> None:
    """Liệt kê căn cứ thu hồi theo khung pháp lý của ngày làm việc, với điều khoản và độ tin cậy của nguồn.

    Ví dụ: ocop revocation grounds --today 2026-11-22
    """
    from ocop_workflow.office import Office

    office = Office.open()
    at_work.say_day(office, today, quiet=as_json)
    regime = office.rules.regime(today or office.settings.today())
    rules = regime.after_recognition.revocation
    columns = [
        Column("Căn cứ", lambda row: row.code, whole=True),
        Column("Nội dung", lambda row: row.label),
        Column("Điều khoản", lambda row: row.clause),
        Column("Nguồn", lambda row: row.confidence),
    ]
    rows = rules.grounds if rules else ()
    listing(rows, columns, as_json=as_json, title=f"căn cứ theo {regime.number}", empty="Nguồn không nêu căn cứ nào.")
    if rules and not as_json:
        say(f"Quyết định trong {rules.decision_days.value} ngày kể từ kết luận ({rules.decision_days.clause}).")


@app.command("list")
def list_all(
    every: Annotated[bool, typer.Option("--all", help="Cả vụ việc đã kết thúc.")] = False,
    cycle: InCycle = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Liệt kê vụ việc thu hồi: căn cứ, đang chờ ai, hạn quyết định, trễ bao lâu.

    Ví dụ: ocop revocation list --all
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.certificates.revocations import list_cases

    with desk.look() as session:
        rows = list_cases(session, desk.running(session, cycle), desk.today, open_only=not every)
    columns = [
        Column("Số", lambda row: row.id, right=True),
        Column("Hồ sơ", lambda row: row.dossier, whole=True),
        Column("Giấy", lambda row: row.certificate, whole=True),
        Column("Sản phẩm", lambda row: row.product),
        Column("Căn cứ", lambda row: row.ground_label, wide=True),
        Column("Mở ngày", lambda row: row.opened_on, whole=True),
        Column("Kết luận ngày", lambda row: row.concluded_on, whole=True),
        Column("Chờ", lambda row: row.awaits),
        Column("Hạn", lambda row: row.due_on, whole=True),
        Column("Trễ (ngày)", lambda row: row.days_late or None, right=True),
        Column("Kết quả", lambda row: row.outcome),
    ]
    listing(rows, columns, as_json=as_json, title="vụ việc", empty="Không có vụ việc thu hồi nào.")


@app.command()
def paper(
    case: Annotated[int, typer.Argument(metavar="SỐ", help="Số vụ việc: ocop revocation list.")],
    docx: Annotated[Path, typer.Option("--docx", metavar="TỆP", help="Tệp Word; tệp có sẵn bị thay.")],
    signer: Annotated[str | None, typer.Option("--signer", metavar="HỌ_TÊN", help="Họ tên người ký.")] = None,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Viết quyết định thu hồi: dự thảo để trống số, ngày; khi đã quyết định thì theo số, ngày của quyết định.

    Ví dụ: ocop revocation paper 1 --docx thu-hoi.docx
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.certificates.revocation_papers import revocation_paper
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.papers.official_docx import official_docx

    day: date = desk.today
    with desk.look() as session:
        made = revocation_paper(session, desk.running(session, cycle), case, day, signer=signer)
    write_whole({docx: official_docx(made)})
    say(f"Đã ghi: {docx}")
