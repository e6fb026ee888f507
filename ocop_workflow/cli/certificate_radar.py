"""`ocop certificate radar` and `rounds`: what must be renewed, by whom and when, and what the rounds must take."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, InCycle, OfCommune, OnDay, Today
from ocop_workflow.cli.show import Column, heading, listing, print_json, say, table
from ocop_workflow.rulebook.text import vn_date

if TYPE_CHECKING:
    from ocop_workflow.operations.certificates.radar import RadarLine
    from ocop_workflow.operations.cycle.running import RunningCycle


def radar(
    on: OnDay = None,
    commune: OfCommune = None,
    ahead: Annotated[
        int | None,
        typer.Option("--ahead", min=0, metavar="NGÀY", help="Nêu trước bao nhiêu ngày; mặc định theo thiết lập."),
    ] = None,
    letters: Annotated[
        Path | None, typer.Option("--letters", metavar="THƯ_MỤC", help="Ghi công văn (.docx) gửi từng xã, phường.")
    ] = None,
    cycle: InCycle = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Giấy chứng nhận nào cần làm gì: đến kỳ, lỡ kỳ, được kéo dài, hết hạn, giấy tờ sắp hết hạn; ai làm, hạn nào.

    Ví dụ: ocop certificate radar --on 2026-11-22 --commune xa-nong-thuong --letters cong-van
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.certificates.radar import radar as look_out

    day = on or desk.today
    with desk.look() as session:
        running = desk.running(session, cycle)
        rows = look_out(session, running, day, commune=commune, ahead=ahead)
        written = _letters(running, rows, day, letters) if letters is not None else {}
    if as_json:
        print_json(rows)
        return
    say(f"Ngày {vn_date(day)}:")
    columns = [
        Column("Giấy, hồ sơ", lambda row: row.certificate.number or row.certificate.dossier, whole=True),
        Column("Sản phẩm", lambda row: row.certificate.product),
        Column("Xã, phường", lambda row: (row.certificate.commune or "").removeprefix("UBND ")),
        Column("Tình trạng", lambda row: row.certificate.status),
        Column("Hiệu lực đến", lambda row: row.certificate.valid_until, whole=True),
        Column("Việc", lambda row: row.what, wide=True),
        Column("Ai", lambda row: row.by),
        Column("Hạn", lambda row: row.due_on, whole=True),
    ]
    listing(rows, columns, as_json=False, title="giấy chứng nhận cần xử lý", empty="Không có giấy nào cần xử lý.")
    papers = [(row, paper) for row in rows for paper in row.papers]
    if papers:
        table(
            papers,
            [
                Column(
                    "Giấy, hồ sơ", lambda pair: pair[0].certificate.number or pair[0].certificate.dossier, whole=True
                ),
                Column("Giấy tờ hết hạn trước giấy chứng nhận", lambda pair: pair[1].label),
                Column("Số", lambda pair: pair[1].number),
                Column("Hiệu lực đến", lambda pair: pair[1].valid_until, whole=True),
            ],
            title="Minh chứng sắp hết hạn",
        )
    for row in rows:
        if row.possible:
            say()
            heading(f"{row.certificate.number or row.certificate.dossier} · {row.certificate.product}: còn có thể")
            for line in row.possible:
                say(f"  - {line}")
    for path in written:
        say(f"Đã ghi: {path}")


def _letters(running: "RunningCycle", rows: Sequence["RadarLine"], day: date, folder: Path) -> dict[Path, bytes]:
    from ocop_workflow.operations.certificates.renewal_letters import renewal_letters
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.papers.official_docx import official_docx

    files = {
        folder / f"danh-gia-lai.{commune}.{day}.docx": official_docx(paper)
        for commune, paper in renewal_letters(running, rows, day).items()
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(files)
    return files


def rounds(
    on: OnDay = None,
    capacity: Annotated[
        int | None,
        typer.Option(
            "--capacity", min=1, metavar="SỐ", help="Số hồ sơ mỗi đợt; mặc định: config/local/certificates.yaml."
        ),
    ] = None,
    cycle: InCycle = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Mỗi đợt đánh giá phải nhận bao nhiêu hồ sơ đánh giá lại, tính lùi từ ngày hết hạn và sức của Hội đồng.

    Ví dụ: ocop certificate rounds --on 2026-07-01 --capacity 40
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.certificates.radar import round_loads

    day = on or desk.today
    with desk.look() as session:
        loads = round_loads(session, desk.running(session, cycle), day, capacity)
    if as_json:
        print_json(loads)
        return
    columns = [
        Column("Xã đề nghị chậm nhất", lambda load: load.round.proposal_by, whole=True),
        Column("Kết quả chậm nhất", lambda load: load.round.result_by, whole=True),
        Column("Đánh giá lại", lambda load: len(load.certificates), right=True),
        Column("Sức nhận", lambda load: load.capacity, right=True),
        Column("Vượt", lambda load: load.over or None, right=True),
    ]
    none = "Không có đợt nào: không giấy chứng nhận nào còn phải đánh giá lại, hoặc khung pháp lý không có đợt chung."
    listing(loads.rounds, columns, as_json=False, title="đợt", empty=none)
    if loads.without_round:
        say(
            f"{len(loads.without_round)} giấy chứng nhận không có đợt thường kỳ nào vừa sau ngày mở kỳ nộp vừa có kết "
            "quả trước ngày hết hạn: cần đợt bổ sung theo Quy chế của Hội đồng, hoặc đánh giá lại ngoài đợt."
        )
        table(
            loads.without_round,
            [
                Column("Giấy, hồ sơ", lambda line: line.number or line.dossier, whole=True),
                Column("Sản phẩm", lambda line: line.product),
                Column("Hiệu lực đến", lambda line: line.valid_until, whole=True),
            ],
        )
