"""`ocop report consolidate` and its company: one report of a period out of all, opened, numbered and printed again."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, By, InCycle, Today, a_day, a_file
from ocop_workflow.cli.show import Column, listing, print_json, say
from ocop_workflow.rulebook.text import vn_date, vn_number
from ocop_workflow.vocabulary import Cadence

if TYPE_CHECKING:
    from sqlmodel import Session

    from ocop_workflow.records.consolidation_tables import Consolidation

Docx = Annotated[
    Path | None,
    typer.Option("--docx", parser=a_file(".docx"), metavar="TỆP", help="Ghi văn bản Word; tệp có sẵn bị thay."),
]
Xlsx = Annotated[
    Path | None, typer.Option("--xlsx", parser=a_file(".xlsx"), metavar="TỆP", help="Ghi sổ Excel; tệp có sẵn bị thay.")
]
Signer = Annotated[str | None, typer.Option("--signer", metavar="HỌ_TÊN", help="Họ tên người ký.")]
Code = Annotated[str, typer.Argument(metavar="MÃ", help="Mã báo cáo tổng hợp, ví dụ TH-000003 hoặc 3.")]


def consolidate(
    cycle: Annotated[str, typer.Argument(metavar="CHU_TRÌNH", help="Mã chu trình.")],
    by: By,
    month: Annotated[int | None, typer.Option("--month", metavar="1-12", help="Tháng.")] = None,
    quarter: Annotated[int | None, typer.Option("--quarter", metavar="1-4", help="Quý.")] = None,
    half: Annotated[int | None, typer.Option("--half", metavar="1-2", help="6 tháng đầu hoặc cuối năm.")] = None,
    nine_months: Annotated[bool, typer.Option("--nine-months", help="9 tháng.")] = False,
    year: Annotated[bool, typer.Option("--year", help="Cả năm.")] = False,
    docx: Docx = None,
    xlsx: Xlsx = None,
    signer: Signer = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao điều chỉnh; mặc định: điều đã đổi.")
    ] = "",
    today: Today = None,
) -> None:
    """Tổng hợp báo cáo đã duyệt và số liệu của hệ thống trong một kỳ; có báo cáo đến sau thì lập bản điều chỉnh.

    Ví dụ: ocop report consolidate quang-ninh.uong-bi.2024 --quarter 1 --by "Trần Thị B" --docx quy-1.docx
    """
    asked = [
        (Cadence.MONTH, month),
        (Cadence.QUARTER, quarter),
        (Cadence.HALF_YEAR, half),
        (Cadence.NINE_MONTHS, 1 if nine_months else None),
        (Cadence.YEAR, 1 if year else None),
    ]
    chosen = [(cadence, number) for cadence, number in asked if number is not None]
    if len(chosen) != 1:
        raise typer.BadParameter("ghi rõ một kỳ: --month, --quarter, --half, --nine-months hoặc --year")
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.consolidation import consolidate as make
    from ocop_workflow.operations.reports.consolidation_lookup import period_of

    (cadence, number) = chosen[0]
    with desk.work() as session:
        running = desk.running(session, cycle)
        period = period_of(running, cadence, number)
        made = make(session, running, period, actor=by, today=desk.today, at=desk.now(), reason=reason, signer=signer)
        _print(session, made.row, docx, xlsx)
        content, row = made.content, made.row
        if not made.is_new:
            say(f"{row.code}: không có gì thay đổi từ bản lập ngày {vn_date(row.made_on)}.")
        else:
            which = f"điều chỉnh lần {row.correction}" if row.correction else "lập lần đầu"
            say(f"Đã lập {row.code}, báo cáo tổng hợp {content.period_label} của {cycle}: {which}.")
        window = f"{vn_date(content.figures_from)} đến hết {vn_date(content.figures_to)}"
        value = {one.code: one.value for group in content.groups for one in group.figures}
        counts = (vn_number(value[code] or 0) for code in ("bc.da-duyet", "bc.phai-nop"))
        say(f"Số liệu từ {window}. Báo cáo đã duyệt {'/'.join(counts)}.")
        for line in made.changes:
            say(f"  - {line}")
        if content.missing:
            say(
                "Không có trong số liệu: "
                + "; ".join(f"{one.unit} ({one.period}: {one.why})" for one in content.missing)
            )
        say(f"Xem nguồn của từng số: ocop report lineage {row.code}")


def consolidations(cycle: InCycle = None, as_json: AsJson = False, today: Today = None) -> None:
    """Liệt kê báo cáo tổng hợp của chu trình, và báo cáo nào đến sau cần lập bản điều chỉnh.

    Ví dụ: ocop report consolidations --cycle quang-ninh.uong-bi.2024
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.reports.consolidation_lookup import list_consolidations

    with desk.look() as session:
        rows = list_consolidations(session, desk.running(session, cycle), desk.today)
    columns = [
        Column("Mã", lambda row: row.code, whole=True),
        Column("Kỳ", lambda row: row.period_label),
        Column("Điều chỉnh", lambda row: row.correction or None, right=True),
        Column("Lập ngày", lambda row: row.made_on, whole=True),
        Column("Số", lambda row: row.paper_no),
        Column("Thiếu", lambda row: row.missing or None, right=True),
        Column("Đến sau, cần điều chỉnh", lambda row: "; ".join(row.came_later), wide=True),
    ]
    listing(rows, columns, as_json=as_json, title="báo cáo tổng hợp", empty="Chưa có báo cáo tổng hợp nào.")


def lineage(
    code: Code,
    figure: Annotated[str | None, typer.Argument(metavar="MÃ_SỐ_LIỆU", help="Bỏ trống: liệt kê mọi số liệu.")] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Mở một số liệu xuống các báo cáo, hồ sơ, nhiệm vụ mà nó được đếm từ đó, như lúc lập.

    Ví dụ: ocop report lineage TH-000003 sp.moi
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.reports.consolidation_lookup import content_of, find, lineage
    from ocop_workflow.rulebook.reports.consolidated import Figure

    with desk.look() as session:
        row = find(session, code)
        if figure is None:
            content = content_of(row)
            figures = [one for group in content.groups for one in group.figures]
            figures += [
                Figure(code=one.code, label=one.measures, unit="", value=None, note=one.reached)
                for one in content.targets
            ]
            columns = [
                Column("Mã số liệu", lambda one: one.code, whole=True),
                Column("Nội dung", lambda one: one.label, wide=True),
                Column("Giá trị", lambda one: one.note if one.value is None else one.value, right=True),
                Column("Đơn vị tính", lambda one: one.unit),
            ]
            if as_json:
                print_json([one.model_dump() for one in figures])
            else:
                listing(figures, columns, as_json=False, title="số liệu", empty="")
            return
        sources = lineage(session, row, figure)
        columns = [
            Column("Loại", lambda one: KINDS[one.kind]),
            Column("Số", lambda one: called(one.kind, one.subject_id), whole=True),
            Column("Đơn vị", lambda one: one.unit),
            Column("Nguồn", lambda one: one.label, wide=True),
            Column("Giá trị", lambda one: one.value, right=True),
        ]
        if as_json:
            print_json([one.model_dump(exclude={"consolidation_id"}) for one in sources])
        else:
            listing(sources, columns, as_json=False, title="nguồn", empty="Không có gì; số liệu là 0.")


KINDS = {
    "filing": "bản báo cáo",
    "report": "báo cáo",
    "dossier": "hồ sơ",
    "producer": "chủ thể",
    "assignment": "nhiệm vụ",
    "target_value": "số nhập tay",
}


def called(kind: str, number: int) -> str:
    """What people call a source by."""
    from ocop_workflow.records.dossier_tables import dossier_code

    return dossier_code(number) if kind == "dossier" else str(number)


def reprint(code: Code, docx: Docx = None, xlsx: Xlsx = None, today: Today = None) -> None:
    """In lại báo cáo tổng hợp đúng như khi lập, dù dữ liệu về sau đã khác.

    Ví dụ: ocop report reprint TH-000003 --docx quy-1.docx --xlsx quy-1.xlsx
    """
    if docx is None and xlsx is None:
        raise typer.BadParameter("ghi rõ --docx hoặc --xlsx (hoặc cả hai)")
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.consolidation_lookup import find

    with desk.look() as session:
        row = find(session, code)
        _print(session, row, docx, xlsx)
        say(f"{row.code}, lập ngày {vn_date(row.made_on)}.")


def number(
    code: Code,
    paper: Annotated[str, typer.Option("--number", metavar="SỐ", help="Số mà văn thư đã cấp, ví dụ 112.")],
    dated: Annotated[date, typer.Option("--date", parser=a_day, metavar="NGÀY", help="Ngày ký.")],
    by: By,
    today: Today = None,
) -> None:
    """Ghi số, ngày của báo cáo tổng hợp khi đã ban hành; chỉ ghi một lần.

    Ví dụ: ocop report number TH-000003 --number 112 --date 2024-04-05 --by "Lê Văn C"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.reports.consolidation_lookup import find, give_number

    with desk.work() as session:
        row = find(session, code)
        give_number(session, row, paper.strip(), dated, actor=by, today=desk.today, at=desk.now())
        say(f"{row.code}: số {row.paper_no} ngày {vn_date(dated)}.")


def _print(session: "Session", row: "Consolidation", docx: Path | None, xlsx: Path | None) -> None:
    """Write the files that were asked for, from what was kept."""
    files: dict[Path, bytes] = {}
    from ocop_workflow.operations.reports.consolidation_lookup import content_of, lineage
    from ocop_workflow.papers.files import write_whole

    if docx is not None:
        from ocop_workflow.operations.reports.consolidation_paper import consolidated_paper
        from ocop_workflow.papers.official_docx import official_docx

        files[docx] = official_docx(consolidated_paper(session, row))
    if xlsx is not None:
        from ocop_workflow.papers.consolidated_xlsx import consolidated_xlsx

        rows = (
            (one.figure, KINDS[one.kind], one.unit, f"{called(one.kind, one.subject_id)}: {one.label}", one.value)
            for one in lineage(session, row)
        )
        note = f"Điều chỉnh lần {row.correction}: {row.reason}" if row.correction else ""
        files[xlsx] = consolidated_xlsx(content_of(row), code=row.code, note=note, made_on=row.made_on, sources=rows)
    if files:
        write_whole(files)
    for path in files:
        say(f"Đã ghi: {path}")
