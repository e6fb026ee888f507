"""`ocop activity`: what is done for or by a product beside its moves."""

from datetime import date
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, By, DossierCode, Today, a_day, a_word, codes
from ocop_workflow.cli.show import Column, listing, say, vnd
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import ActivityKind

app = typer.Typer(help="Hoạt động của sản phẩm: hướng dẫn, tập huấn, hội chợ, kênh bán.", no_args_is_help=True)


@app.command()
def add(
    code: DossierCode,
    kind: Annotated[
        ActivityKind,
        typer.Option("--kind", parser=a_word(ActivityKind), metavar="LOẠI", help=f"Một trong: {codes(ActivityKind)}."),
    ],
    name: Annotated[str, typer.Option("--name", metavar="TÊN", help="Tên hoạt động.")],
    by: By,
    on: Annotated[
        date | None, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Ngày diễn ra; mặc định: ngày làm việc.")
    ] = None,
    amount: Annotated[
        int | None, typer.Option("--amount", metavar="ĐỒNG", help="Số tiền (doanh thu, hỗ trợ), đồng.")
    ] = None,
    paper: Annotated[str | None, typer.Option("--paper", metavar="SỐ", help="Số văn bản, biên bản.")] = None,
    today: Today = None,
) -> None:
    """Ghi một hoạt động của sản phẩm.

    Ví dụ: ocop activity add HS-000012 --kind fair --name "Hội chợ OCOP tỉnh" --on 2024-09-02 --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.documents import record_activity
    from ocop_workflow.operations.dossiers import find_dossier

    with desk.work() as session:
        dossier = find_dossier(session, code)
        activity = record_activity(
            session,
            dossier,
            kind=kind,
            on_day=on or desk.today,
            name=name,
            amount_vnd=amount,
            paper_no=paper,
            actor=by,
            today=desk.today,
            at=desk.now(),
        )
        say(f"Đã ghi cho hồ sơ {dossier.code}: {kind.label} «{activity.name}» ngày {vn_date(activity.on_day)}.")


@app.command("list")
def list_all(code: DossierCode, as_json: AsJson = False) -> None:
    """Liệt kê hoạt động của một hồ sơ.

    Ví dụ: ocop activity list HS-000012
    """
    desk = at_work.start(quiet=as_json)
    from ocop_workflow.operations.documents import activities_of
    from ocop_workflow.operations.dossiers import find_dossier

    with desk.look() as session:
        rows = activities_of(session, find_dossier(session, code))
    columns = [
        Column("Ngày", lambda row: row.on_day, whole=True),
        Column("Loại", lambda row: row.kind),
        Column("Tên", lambda row: row.name),
        Column("Số tiền (đồng)", lambda row: vnd(row.amount_vnd), right=True),
        Column("Văn bản", lambda row: row.paper_no),
        Column("Người ghi", lambda row: row.recorded_by),
    ]
    listing(rows, columns, as_json=as_json, title="hoạt động", empty="Chưa ghi hoạt động nào.")
