"""`ocop plan coverage` and `ocop plan draft`: a plan file against its document, and a first file out of a document."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli.options import AsJson
from ocop_workflow.cli.show import print_json, say


def coverage(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp kế hoạch (YAML).")],
    as_json: AsJson = False,
) -> None:
    """Đối chiếu tệp kế hoạch với văn bản gốc: dòng, số, ngày nào chưa mục nào nhận; còn sót thì mã thoát 1.

    Ví dụ: ocop plan coverage config/plans/bac-kan.bac-kan.2024.yaml
    """
    from ocop_workflow.library.plans import load_plan
    from ocop_workflow.rulebook.plans.coverage import coverage as cover

    read = load_plan(file)
    found = cover(read.plan, read.source_text)
    shares = {"lines": found.lines, "figures": found.figures, "quotes": found.quotes}
    if as_json:
        print_json(
            {
                "plan": read.plan.code,
                "complete": found.is_complete,
                **{name: {**asdict(share), "percent": share.percent} for name, share in shares.items()},
                "gaps": [asdict(gap) for gap in found.gaps],
            }
        )
    else:
        labels = {
            "lines": "dòng của phần tổ chức thực hiện",
            "figures": "số, ngày, «báo cáo»",
            "quotes": "nguyên văn đúng chỗ",
        }
        told = "; ".join(
            f"{labels[name]} {share.claimed}/{share.of} ({share.percent} %)" for name, share in shares.items()
        )
        say(f"{read.plan.code}: {told}.")
        for gap in found.gaps:
            say(f"  - {gap}")
    if not found.is_complete:
        raise typer.Exit(1)


def draft(
    file: Annotated[Path, typer.Argument(metavar="VĂN_BẢN", help="Văn bản kế hoạch (.docx, .txt, .md).")],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="TỆP", help="Ghi bản nháp vào tệp này; tên tệp là mã kế hoạch. Chưa có thì in ra."
        ),
    ] = None,
    like: Annotated[
        Path | None,
        typer.Option("--like", metavar="TỆP", help="Lấy thời gian, bậc nhắc, thời hạn theo kế hoạch này để xem lại."),
    ] = None,
    communes: Annotated[
        Path | None,
        typer.Option("--communes", metavar="TỆP", help="Danh sách xã, phường (.txt), mỗi dòng một tên: «xã A; 01234»."),
    ] = None,
) -> None:
    """Lập bản nháp tệp kế hoạch từ văn bản: đơn vị, nhiệm vụ, báo cáo, chỉ tiêu kèm nguyên văn, điều cần xem lại.

    Ví dụ: ocop plan draft ke-hoach.docx --to config/plans/tinh-a.huyen-b.2026.yaml
    --like config/plans/bac-kan.bac-kan.2024.yaml --communes xa-phuong.txt
    """
    from ocop_workflow.errors import Refused
    from ocop_workflow.library.draft_locality import Locality, read_communes
    from ocop_workflow.library.drafts import is_code, write_draft
    from ocop_workflow.library.plans import load_plan
    from ocop_workflow.papers.documents import read_document
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.rulebook.drafting.draft import draft as draw_up

    if to is not None and not (to.suffix == ".yaml" and is_code(to.stem)):
        raise typer.BadParameter(
            f"«{to.name}»: tên tệp là mã kế hoạch, dạng tinh.dia-phuong.2026.yaml, chữ thường không dấu"
        )
    known_of = Locality(
        code=to.stem if to else None,
        settings_of=load_plan(like).plan if like else None,
        communes=read_communes(communes) if communes else (),
        listed_in=communes.name if communes else "",
    )
    document = read_document(file)
    drawn = draw_up(document)
    text = write_draft(drawn, known_of)
    if to is None:
        say(text)
        return
    source = to.parent.parent / "sources" / f"{to.stem}.txt"
    taken = [str(path) for path in (to, source) if path.exists()]
    if taken:
        raise Refused(f"Đã có {', '.join(taken)}; bản nháp không ghi đè lên việc người khác đã làm. Chọn tên khác.")
    if not source.parent.is_dir():
        raise Refused(f"Không có thư mục {source.parent} để đặt văn bản gốc. Ghi bản nháp vào config/plans/.")
    write_whole({to: text.encode(), source: document.text.encode()})
    say(f"Đã ghi bản nháp {to}: {len(drawn.duties)} nhiệm vụ, {len(drawn.reports)} chế độ báo cáo.")
    doubts = text.rpartition("\nreview:")[2].count("\n  - line: ")
    say(f"Còn {text.count('# ĐIỀN')} chỗ «ĐIỀN» và {doubts} điều cần xem lại (mục «review»).")
    say(f"Văn bản gốc: {source}. Tiếp theo: ocop plan check {to}")


def schema(
    to: Annotated[Path | None, typer.Option("--to", metavar="TỆP", help="Ghi vào tệp này; chưa có thì in ra.")] = None,
) -> None:
    """In lược đồ JSON Schema của tệp kế hoạch, để trình soạn thảo gợi ý khóa và báo lỗi ngay khi gõ.

    Ví dụ: ocop plan schema --to config/plan.schema.json
    """
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.rulebook.plans.plan_schema import schema_text

    if to is None:
        say(schema_text().rstrip("\n"))
        return
    write_whole({to: schema_text().encode()})
    say(f"Đã ghi lược đồ {to}. Dòng đầu của tệp kế hoạch: # yaml-language-server: $schema=../{to.name}")
