"""`ocop dossier`: products on their way through the six steps."""

from decimal import Decimal
from typing import Annotated

import typer

from ocop_workflow.cli import at_work, dossier_journey, dossier_opening
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import (
    AsJson,
    By,
    DossierCode,
    PaperDate,
    PaperNo,
    Today,
    a_number,
    a_word,
    codes,
)
from ocop_workflow.cli.show import Column, due_cell, listing, print_json, say
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import DossierState, Role

app = Verbs()

app.command("import")(dossier_opening.import_file)
app.command()(dossier_opening.add)
app.command()(dossier_opening.amend)


@app.command("list")
def list_all(
    cycle: Annotated[str | None, typer.Option("--cycle", "-c", metavar="MÃ", help="Chỉ của địa phương này.")] = None,
    state: Annotated[
        DossierState | None,
        typer.Option(
            "--state", parser=a_word(DossierState), metavar="TRẠNG_THÁI", help="Mã trạng thái: ocop rules words."
        ),
    ] = None,
    commune: Annotated[str | None, typer.Option("--commune", metavar="MÃ", help="Chỉ của xã, phường này (mã).")] = None,
    words: Annotated[
        str, typer.Option("--find", metavar="CHỮ", help="Tìm trong tên sản phẩm, chủ thể; không cần dấu.")
    ] = "",
    late: Annotated[bool, typer.Option("--late", help="Chỉ hồ sơ đang chờ quá hạn.")] = False,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Liệt kê hồ sơ: đang ở đâu, chờ ai, hạn nào.

    Ví dụ: ocop dossier list --state in_promotion --find "nghe"
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.cycle.lookup import list_dossiers

    with desk.look() as session:
        locality = desk.running(session, cycle).plan.locality if cycle else None
        states = (state,) if state else ()
        rows = list_dossiers(
            session, desk.today, locality=locality, states=states, commune=commune, words=words, late_only=late
        )
    columns = [
        Column("Hồ sơ", lambda row: row.code, whole=True),
        Column("Sản phẩm", lambda row: row.product, wide=True),
        Column("Chủ thể", lambda row: row.producer),
        Column("Xã, phường", lambda row: (row.commune or "").removeprefix("UBND ")),
        Column("Trạng thái", lambda row: row.state),
        Column("Sao", lambda row: row.star_rank, right=True),
        Column("Chờ", lambda row: row.awaits),
        Column("Hạn", due_cell, whole=True),
        Column("Trễ (ngày)", lambda row: row.days_late or None, right=True),
    ]
    listing(rows, columns, as_json=as_json, title="hồ sơ", empty="Không có hồ sơ nào như vậy.")


@app.command()
def show(code: DossierCode, as_json: AsJson = False, today: Today = None) -> None:
    """Xem một hồ sơ: dữ kiện, đang chờ ai, tài liệu, hoạt động, nhật ký.

    Ví dụ: ocop dossier show HS-000012
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.cli.dossier_page import show_dossier

    with desk.look() as session:
        show_dossier(desk, session, code, as_json=as_json)


@app.command()
def moves(code: DossierCode, as_json: AsJson = False, today: Today = None) -> None:
    """Xem việc gì có thể làm tiếp với một hồ sơ: ai làm, còn thiếu gì, cần kèm gì.

    Ví dụ: ocop dossier moves HS-000012
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.cycle.lookup import cycle_of, moves_of
    from ocop_workflow.operations.dossiers.documents import missing_documents
    from ocop_workflow.operations.dossiers.dossiers import find_dossier

    with desk.look() as session:
        dossier = find_dossier(session, code)
        running = cycle_of(session, dossier, desk.office.rules, desk.today)
        rows = moves_of(running, dossier, desk.today)
        papers = missing_documents(session, running, dossier, desk.today)
        is_implementing = dossier.state in (DossierState.IMPLEMENTING, DossierState.READY)
        where = f"{dossier.code} «{dossier.product_name}»: {dossier.state.label}, phiên bản {dossier.version}"
    if as_json:
        print_json(rows)
        return
    say(where)
    columns = [
        Column("Việc", lambda row: row.label),
        Column("Lệnh", lambda row: "(tự động)" if row.by is Role.CLOCK else row.action, whole=True),
        Column("Ai (--as)", lambda row: "" if row.by is Role.CLOCK else f"{row.by.label} ({row.by})"),
        Column(
            "Còn thiếu", lambda row: ("khi: " if row.missing and row.by is Role.CLOCK else "") + "; ".join(row.missing)
        ),
        Column("Cần kèm", lambda row: "; ".join(row.needs)),
    ]
    listing(rows, columns, as_json=False, title="bước chuyển", empty="Hồ sơ đã kết thúc, không còn bước nào.")
    if is_implementing and papers:
        say("Tài liệu bắt buộc còn thiếu hoặc hết hiệu lực:\n" + "\n".join(f"  - {paper}" for paper in papers))


@app.command()
def decide(
    code: DossierCode,
    action: Annotated[str, typer.Argument(metavar="LỆNH", help="Việc cần làm, như trong «ocop dossier moves».")],
    role: Annotated[
        Role,
        typer.Option(
            "--as",
            parser=a_word(Role, without=(Role.CLOCK,)),
            metavar="VAI_TRÒ",
            help=f"Quyết định với tư cách: {codes(Role, without=(Role.CLOCK,))}.",
        ),
    ],
    by: By = "",
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Lý do.")] = "",
    score: Annotated[
        Decimal | None,
        typer.Option("--score", parser=a_number, metavar="ĐIỂM", help="Tổng điểm trung bình của Hội đồng, 0-100."),
    ] = None,
    ground: Annotated[
        str | None,
        typer.Option("--ground", metavar="CĂN_CỨ", help="Căn cứ thu hồi: ocop revocation grounds."),
    ] = None,
    signer: Annotated[str | None, typer.Option("--signer", metavar="HỌ_TÊN", help="Người ký văn bản.")] = None,
    version: Annotated[
        int | None,
        typer.Option("--version", metavar="SỐ", help="Phiên bản hồ sơ đã xem; nếu hồ sơ đã đổi thì không ghi."),
    ] = None,
    today: Today = None,
) -> None:
    """Ghi một quyết định về hồ sơ; nếu chưa được thì liệt kê mọi điều còn thiếu.

    Ví dụ: ocop dossier decide HS-000012 accept_idea --as standing_unit --by "Trần Thị B" --paper 15/TB-KT
    --paper-date 2024-04-22
    """
    grounds = at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.cycle.lookup import cycle_of
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.operations.dossiers.dossiers import decide as decide_now
    from ocop_workflow.operations.dossiers.dossiers import find_dossier

    with desk.work() as session:
        running = cycle_of(session, find_dossier(session, code), desk.office.rules, desk.today)
        decision = Decision(
            by, role, desk.today, desk.now(), reason, grounds, version, score, signer=signer, ground=ground
        )
        dossier = decide_now(session, running, code, action, decision)
        due = f"; hạn tiếp theo {vn_date(dossier.due_on)} ({dossier.due_basis})" if dossier.due_on else ""
        say(f"Hồ sơ {dossier.code} «{dossier.product_name}»: {dossier.state.label}{due}.")
        if action == "record_score":
            say(f"Kết quả: {dossier.star_rank} sao với {score} điểm.")
        say(f"Phiên bản {dossier.version}. Bước tiếp theo: ocop dossier moves {dossier.code}")


app.command()(dossier_journey.path)
app.command()(dossier_journey.letter)
