"""`ocop delegation`: who receives notices and acts for whom, on which paper, from which day to which."""

from datetime import date
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, InCycle, OfUnit, Today, a_day, a_word, codes
from ocop_workflow.cli.show import Column, listing, say
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Desk

app = Verbs()

_DESK = a_word(Desk)


@app.command()
def add(
    unit: Annotated[str, typer.Argument(metavar="ĐƠN_VỊ", help="Mã đơn vị của người ủy quyền.")],
    principal: Annotated[str, typer.Option("--principal", metavar="HỌ_TÊN", help="Người ủy quyền.")],
    deputy: Annotated[str, typer.Option("--deputy", metavar="HỌ_TÊN", help="Người được ủy quyền.")],
    paper: Annotated[str, typer.Option("--paper", metavar="SỐ", help="Số văn bản ủy quyền.")],
    paper_date: Annotated[
        date, typer.Option("--paper-date", parser=a_day, metavar="NGÀY", help="Ngày văn bản ủy quyền.")
    ],
    starts_on: Annotated[date, typer.Option("--from", parser=a_day, metavar="NGÀY", help="Ngày đầu, kể cả ngày ấy.")],
    ends_on: Annotated[date, typer.Option("--until", parser=a_day, metavar="NGÀY", help="Ngày cuối, kể cả ngày ấy.")],
    by: By,
    desk_of: Annotated[
        Desk, typer.Option("--desk", parser=_DESK, metavar="NƠI_NHẬN", help=f"Của ai: {codes(Desk)}.")
    ] = Desk.HEAD,
    to_unit: Annotated[
        str | None, typer.Option("--to-unit", metavar="ĐƠN_VỊ", help="Đơn vị người được ủy quyền; mặc định: đơn vị ấy.")
    ] = None,
    to_desk: Annotated[
        Desk, typer.Option("--to-desk", parser=_DESK, metavar="NƠI_NHẬN", help="Nơi nhận của người được ủy quyền.")
    ] = Desk.OFFICE,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Ghi ủy quyền: thông báo gửi người ủy quyền sẽ chuyển đến người được ủy quyền trong những ngày ấy.

    Ví dụ: ocop delegation add ubnd-tp --principal "Nguyễn Văn A" --deputy "Trần Thị B" --to-unit phong-kinh-te
    --paper 12/GUQ-UBND --paper-date 2024-04-01 --from 2024-04-02 --until 2024-04-30 --by "Lê Văn C"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.notices.delegations import Seat, delegate, in_words
    from ocop_workflow.records.transitions import Paper

    with desk.work() as session:
        locality = desk.running(session, cycle).cycle.locality
        made = delegate(
            session,
            locality,
            Seat(unit, desk_of, principal.strip()),
            Seat(to_unit or unit, to_desk, deputy.strip()),
            paper=Paper(paper.strip(), paper_date),
            starts_on=starts_on,
            ends_on=ends_on,
            actor=by,
            today=desk.today,
            at=desk.now(),
        )
        say(f"Đã ghi ủy quyền số {made.id}: {in_words(made)}.")


@app.command("list")
def list_all(
    unit: OfUnit = None,
    in_force: Annotated[bool, typer.Option("--in-force", help="Chỉ ủy quyền đang hiệu lực trong ngày.")] = False,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Liệt kê ủy quyền: ai thay ai, văn bản, thời hạn, còn hiệu lực hay không.

    Ví dụ: ocop delegation list --in-force
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.notices.delegations import list_delegations

    with desk.look() as session:
        rows = list_delegations(session, desk.today, unit=unit, in_force=in_force)
    columns = [
        Column("Số", lambda row: row.id, right=True),
        Column("Người ủy quyền", lambda row: f"{row.principal}, {row.unit} ({row.desk.label})"),
        Column("Người được ủy quyền", lambda row: f"{row.deputy}, {row.to_unit} ({row.to_desk.label})"),
        Column("Văn bản", lambda row: f"{row.paper_no} ngày {vn_date(row.paper_on)}"),
        Column("Từ", lambda row: row.starts_on, whole=True),
        Column("Đến hết", lambda row: row.ends_on, whole=True),
        Column("Tình trạng", lambda row: row.stands),
    ]
    listing(rows, columns, as_json=as_json, title="ủy quyền", empty="Không có ủy quyền nào như vậy.")


@app.command()
def end(
    number: Annotated[int, typer.Argument(metavar="SỐ", help="Số ủy quyền trong «ocop delegation list».")],
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Vì sao kết thúc trước hạn.")],
    by: By,
    today: Today = None,
) -> None:
    """Kết thúc ủy quyền trước hạn: từ hôm nay thông báo lại gửi người ủy quyền.

    Ví dụ: ocop delegation end 3 --reason "Đã về cơ quan" --by "Lê Văn C"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.notices.delegations import end_delegation, in_words

    with desk.work() as session:
        ended = end_delegation(session, number, reason=reason, actor=by, today=desk.today, at=desk.now())
        say(f"Ủy quyền số {number} kết thúc từ ngày {vn_date(desk.today)}: {in_words(ended)}.")
