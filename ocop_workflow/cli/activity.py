"""`ocop activity`: what is done for or by a product beside its moves."""

from datetime import date
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, DossierCode, Today, a_day, a_word, codes
from ocop_workflow.cli.show import Column, listing, say, vnd
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import ActivityKind, SupportTopic

app = Verbs()


@app.command()
def add(
    dossiers: Annotated[
        list[str], typer.Argument(metavar="HỒ_SƠ...", help="Các hồ sơ tham gia, ví dụ HS-000012 HS-000013.")
    ],
    kind: Annotated[
        ActivityKind,
        typer.Option("--kind", parser=a_word(ActivityKind), metavar="LOẠI", help=f"Một trong: {codes(ActivityKind)}."),
    ],
    name: Annotated[str, typer.Option("--name", metavar="TÊN", help="Tên hoạt động.")],
    by: By,
    on: Annotated[
        date | None, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Ngày diễn ra; mặc định: ngày làm việc.")
    ] = None,
    topic: Annotated[
        SupportTopic | None,
        typer.Option(
            "--topic",
            parser=a_word(SupportTopic),
            metavar="NỘI_DUNG",
            help=f"Tập huấn, hỗ trợ về: {codes(SupportTopic)}.",
        ),
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", "-u", metavar="MÃ", help="Đơn vị hướng dẫn, tập huấn, hỗ trợ (mã).")
    ] = None,
    amount: Annotated[
        int | None, typer.Option("--amount", metavar="ĐỒNG", help="Số tiền (doanh thu, hỗ trợ), đồng.")
    ] = None,
    paper: Annotated[str | None, typer.Option("--paper", metavar="SỐ", help="Số văn bản, biên bản.")] = None,
    today: Today = None,
) -> None:
    """Ghi một hoạt động cho một hoặc nhiều sản phẩm: tập huấn, hỗ trợ (về nội dung gì, đơn vị nào), bán hàng.

    Ví dụ: ocop activity add HS-000012 HS-000013 --kind training --topic food_safety --unit phong-y-te
    --name "Tập huấn an toàn thực phẩm" --on 2024-09-02 --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.running import unit_of
    from ocop_workflow.operations.dossiers.activities import Support, record_activity
    from ocop_workflow.operations.dossiers.dossiers import find_dossier

    with desk.work() as session:
        found = [find_dossier(session, code) for code in dossiers]
        gives = unit_of(session, found[0].locality, unit) if unit else None
        activity = record_activity(
            session,
            *found,
            kind=kind,
            on_day=on or desk.today,
            name=name,
            amount_vnd=amount,
            paper_no=paper,
            actor=by,
            today=desk.today,
            at=desk.now(),
            support=Support(topic, gives),
        )[0]
        whose = ", ".join(dossier.code for dossier in found)
        say(f"Đã ghi cho hồ sơ {whose}: {kind.label} «{activity.name}» ngày {vn_date(activity.on_day)}.")


@app.command("list")
def list_all(code: DossierCode, as_json: AsJson = False) -> None:
    """Liệt kê hoạt động của một hồ sơ.

    Ví dụ: ocop activity list HS-000012
    """
    desk = at_work.start(quiet=as_json)
    from ocop_workflow.operations.dossiers.activities import activities_of
    from ocop_workflow.operations.dossiers.dossiers import find_dossier

    with desk.look() as session:
        rows = activities_of(session, find_dossier(session, code))
    columns = [
        Column("Ngày", lambda row: row.on_day, whole=True),
        Column("Loại", lambda row: row.kind),
        Column("Tên", lambda row: row.name),
        Column("Nội dung", lambda row: row.topic),
        Column("Số tiền (đồng)", lambda row: vnd(row.amount_vnd), right=True),
        Column("Văn bản", lambda row: row.paper_no),
        Column("Người ghi", lambda row: row.recorded_by),
    ]
    listing(rows, columns, as_json=as_json, title="hoạt động", empty="Chưa ghi hoạt động nào.")
