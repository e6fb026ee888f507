"""`ocop inspection`: visits to producers after recognition, planned and recorded; a violation opens a revocation."""

from datetime import date
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, InCycle, OfCommune, PaperDate, PaperNo, Today, a_day, a_word, codes
from ocop_workflow.cli.show import Column, listing, say
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import InspectionKind, InspectionResult, Role

app = Verbs()

InspectionId = Annotated[int, typer.Argument(metavar="SỐ", help="Số của cuộc kiểm tra: ocop inspection list.")]


@app.command()
def plan(
    on: Annotated[date, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Ngày dự kiến kiểm tra.")],
    by: By,
    dossiers: Annotated[
        list[str] | None,
        typer.Argument(metavar="HỒ_SƠ...", help="Các hồ sơ; bỏ trống: mọi giấy chứng nhận còn hiệu lực."),
    ] = None,
    commune: OfCommune = None,
    kind: Annotated[
        InspectionKind,
        typer.Option(
            "--kind", parser=a_word(InspectionKind), metavar="LOẠI", help=f"Một trong: {codes(InspectionKind)}."
        ),
    ] = InspectionKind.PERIODIC,
    unit: Annotated[
        str | None, typer.Option("--unit", "-u", metavar="MÃ", help="Đơn vị chủ trì; mặc định: cơ quan thường trực.")
    ] = None,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Lập kế hoạch kiểm tra cho các giấy chứng nhận còn hiệu lực; lập lại cho cùng ngày không thêm lần nữa.

    Ví dụ: ocop inspection plan --commune xa-thuong-yen-cong --on 2024-09-10 --by "Trần Thị B"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.certificates.inspections import plan_inspections
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.operations.dossiers.dossiers import find_dossier

    with desk.work() as session:
        running = desk.running(session, cycle)
        chosen = [find_dossier(session, code).id or 0 for code in dossiers] if dossiers else None
        decision = Decision(by, Role.STANDING_UNIT, desk.today, desk.now())
        ids = plan_inspections(
            session, running, on=on, kind=kind, decision=decision, unit=unit, dossiers=chosen, commune=commune
        )
    say(f"Kế hoạch kiểm tra ngày {vn_date(on)}: thêm {len(ids)} cuộc kiểm tra ({kind.label.lower()}).")


@app.command()
def record(
    inspection: InspectionId,
    result: Annotated[
        InspectionResult,
        typer.Option(
            "--result",
            parser=a_word(InspectionResult),
            metavar="KẾT_QUẢ",
            help=f"Một trong: {codes(InspectionResult)}.",
        ),
    ],
    finding: Annotated[str, typer.Option("--finding", metavar="NỘI_DUNG", help="Kết quả kiểm tra, ghi rõ.")],
    by: By,
    held: Annotated[
        date | None,
        typer.Option("--held", parser=a_day, metavar="NGÀY", help="Ngày kiểm tra; mặc định: ngày làm việc."),
    ] = None,
    remedy_by: Annotated[
        date | None, typer.Option("--remedy-by", parser=a_day, metavar="NGÀY", help="Hạn khắc phục.")
    ] = None,
    ground: Annotated[
        str | None,
        typer.Option("--ground", metavar="CĂN_CỨ", help="Căn cứ thu hồi, khi có vi phạm: ocop revocation grounds."),
    ] = None,
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Ghi kết quả kiểm tra; kết quả «violation» mở ngay việc thu hồi với căn cứ và văn bản kết luận.

    Ví dụ: ocop inspection record 3 --result violation --ground logo_misuse --finding "In sai hạng sao trên bao bì"
    --paper 7/KL-PKT --paper-date 2024-09-12 --by "Trần Thị B"
    """
    grounds = at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.certificates.inspections import Finding, record_inspection
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.records.certificate_tables import Certificate
    from ocop_workflow.records.dossier_tables import Dossier

    with desk.work() as session:
        running = desk.running(session, cycle)
        decision = Decision(by, Role.STANDING_UNIT, desk.today, desk.now(), paper=grounds)
        found = Finding(held or desk.today, result, finding, remedy_by, ground)
        done = record_inspection(session, running, inspection, found, decision)
        dossier = session.get_one(Dossier, session.get_one(Certificate, done.certificate_id).dossier_id)
    say(f"Đã ghi kiểm tra số {inspection} của «{dossier.product_name}»: {result.label}.")
    if result is InspectionResult.VIOLATION:
        due = f"hạn quyết định {vn_date(dossier.due_on)} ({dossier.due_basis})"
        say(f"Hồ sơ {dossier.code}: {dossier.state.label}; {due}.")


@app.command()
def remedied(
    inspection: InspectionId,
    by: By,
    on: Annotated[
        date | None, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Ngày khắc phục xong; mặc định: hôm nay.")
    ] = None,
    today: Today = None,
) -> None:
    """Ghi nhận đã khắc phục xong điều mà kiểm tra yêu cầu.

    Ví dụ: ocop inspection remedied 3 --on 2024-10-01 --by "Trần Thị B"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.certificates.inspections import mark_remedied
    from ocop_workflow.operations.dossiers.decision import Decision

    with desk.work() as session:
        mark_remedied(session, inspection, on or desk.today, Decision(by, Role.STANDING_UNIT, desk.today, desk.now()))
    say(f"Kiểm tra số {inspection}: đã khắc phục ngày {vn_date(on or desk.today)}.")


@app.command("list")
def list_all(
    late: Annotated[bool, typer.Option("--late", help="Chỉ cuộc kiểm tra quá ngày, việc khắc phục quá hạn.")] = False,
    waiting: Annotated[bool, typer.Option("--waiting", help="Chỉ cuộc kiểm tra chưa thực hiện.")] = False,
    cycle: InCycle = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Liệt kê các cuộc kiểm tra: ngày dự kiến, đơn vị, kết quả, việc phải khắc phục.

    Ví dụ: ocop inspection list --late
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.certificates.inspection_lookup import list_inspections

    with desk.look() as session:
        running = desk.running(session, cycle)
        rows = list_inspections(session, running, desk.today, late_only=late, waiting_only=waiting)
    columns = [
        Column("Số", lambda row: row.id, right=True),
        Column("Ngày dự kiến", lambda row: row.planned_on, whole=True),
        Column("Loại", lambda row: row.kind),
        Column("Sản phẩm", lambda row: row.product, wide=True),
        Column("Chủ thể", lambda row: row.producer),
        Column("Đơn vị", lambda row: row.unit),
        Column("Đã kiểm tra", lambda row: row.held_on, whole=True),
        Column("Kết quả", lambda row: row.result),
        Column("Hạn khắc phục", lambda row: row.remedy_by, whole=True),
        Column("Đã khắc phục", lambda row: row.remedied_on, whole=True),
        Column("Trễ (ngày)", lambda row: row.days_late or None, right=True),
    ]
    listing(rows, columns, as_json=as_json, title="cuộc kiểm tra", empty="Không có cuộc kiểm tra nào như vậy.")
