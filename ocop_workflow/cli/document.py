"""`ocop document`: the papers of a product with number, issuer and validity."""

from datetime import date
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, DossierCode, Today, a_day
from ocop_workflow.cli.show import Column, listing, say

app = Verbs()


@app.command()
def add(
    code: DossierCode,
    kind: Annotated[str, typer.Option("--kind", metavar="LOẠI", help="Mã loại tài liệu: ocop document kinds.")],
    number: Annotated[str, typer.Option("--number", metavar="SỐ", help="Số của tài liệu.")],
    issuer: Annotated[str, typer.Option("--issuer", metavar="CƠ_QUAN", help="Nơi cấp.")],
    issued: Annotated[date, typer.Option("--issued", parser=a_day, metavar="NGÀY", help="Ngày cấp.")],
    by: By,
    until: Annotated[
        date | None,
        typer.Option("--until", parser=a_day, metavar="NGÀY", help="Hiệu lực đến hết ngày; bỏ trống: không thời hạn."),
    ] = None,
    today: Today = None,
) -> None:
    """Ghi một tài liệu của sản phẩm; cùng số thì sửa hiệu lực.

    Ví dụ: ocop document add HS-000012 --kind food_safety_certificate --number 12/2024/ATTP
    --issuer "Chi cục QLCL" --issued 2024-03-01 --until 2027-03-01 --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.lookup import cycle_of
    from ocop_workflow.operations.dossiers.documents import missing_documents, record_document
    from ocop_workflow.operations.dossiers.dossiers import find_dossier

    with desk.work() as session:
        dossier = find_dossier(session, code)
        running = cycle_of(session, dossier, desk.office.rules, desk.today)
        record_document(
            session,
            running,
            dossier,
            kind=kind,
            number=number.strip(),
            issuer=issuer.strip(),
            issued_on=issued,
            valid_until=until,
            actor=by,
            today=desk.today,
            at=desk.now(),
        )
        missing = missing_documents(session, running, dossier, desk.today)
        say(f"Đã ghi tài liệu {number} của hồ sơ {dossier.code}.")
    say("Còn thiếu hoặc hết hiệu lực: " + "; ".join(missing) if missing else "Đủ tài liệu bắt buộc.")


@app.command("list")
def list_all(code: DossierCode, as_json: AsJson = False) -> None:
    """Liệt kê tài liệu của một hồ sơ.

    Ví dụ: ocop document list HS-000012
    """
    desk = at_work.start(quiet=as_json)
    from ocop_workflow.operations.dossiers.documents import documents_of
    from ocop_workflow.operations.dossiers.dossiers import find_dossier

    with desk.look() as session:
        rows = documents_of(session, find_dossier(session, code))
    columns = [
        Column("Loại", lambda row: row.kind),
        Column("Số", lambda row: row.number),
        Column("Nơi cấp", lambda row: row.issuer),
        Column("Ngày cấp", lambda row: row.issued_on, whole=True),
        Column("Hiệu lực đến", lambda row: row.valid_until or "không thời hạn", whole=True),
        Column("Người ghi", lambda row: row.recorded_by),
    ]
    listing(rows, columns, as_json=as_json, title="tài liệu", empty="Chưa ghi tài liệu nào.")


@app.command()
def kinds(as_json: AsJson = False, today: Today = None) -> None:
    """Liệt kê các loại tài liệu ghi được theo khung pháp lý của ngày làm việc, theo nhóm sản phẩm.

    Ví dụ: ocop document kinds --today 2024-04-22
    """
    from ocop_workflow.office import Office

    office = Office.open()
    at_work.say_day(office, today, quiet=as_json)
    regime = office.rules.regime(today or office.settings.today())
    columns = [
        Column("Mã loại", lambda row: row.code),
        Column("Tài liệu", lambda row: row.label),
        Column("Nhóm sản phẩm", lambda row: ", ".join(map(str, row.groups)) or "không bắt buộc"),
        Column("Bộ tiêu chí", lambda row: ", ".join(map(str, row.sets))),
        Column("Điều khoản", lambda row: row.clause),
    ]
    listing(regime.documents, columns, as_json=as_json, title=f"loại tài liệu theo {regime.number}", empty="Không có.")
