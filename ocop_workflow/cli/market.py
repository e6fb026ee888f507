"""`ocop market`: fairs, points of sale, chains and platforms of the locality, and the products in them."""

from datetime import date
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, InCycle, Today, a_day, a_word
from ocop_workflow.cli.show import Column, listing, say
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import ActivityKind, Role

app = Verbs()

_OTHERS = (
    ActivityKind.GUIDANCE,
    ActivityKind.TRAINING,
    ActivityKind.SUPPORT,
    ActivityKind.INSPECTION,
    ActivityKind.SALES,
)
MarketId = Annotated[int, typer.Argument(metavar="SỐ", help="Số của nơi bán: ocop market list.")]


@app.command()
def add(
    kind: Annotated[
        ActivityKind,
        typer.Option(
            "--kind",
            parser=a_word(ActivityKind, without=_OTHERS),
            metavar="LOẠI",
            help="Một trong: fair, sales_point, supermarket, e_commerce.",
        ),
    ],
    starts: Annotated[date, typer.Option("--from", parser=a_day, metavar="NGÀY", help="Ngày đầu, ngày mở.")],
    source: Annotated[str, typer.Option("--source", metavar="NGUỒN", help="Biết từ đâu: văn bản, thông báo.")],
    by: By,
    name: Annotated[str, typer.Option("--name", metavar="TÊN", help="Tên; bỏ được khi có --event.")] = "",
    until: Annotated[
        date | None, typer.Option("--until", parser=a_day, metavar="NGÀY", help="Ngày cuối; bỏ trống: còn mở.")
    ] = None,
    venue: Annotated[str | None, typer.Option("--venue", metavar="NƠI", help="Địa điểm.")] = None,
    stands: Annotated[int | None, typer.Option("--stands", metavar="SỐ", help="Số gian hàng.")] = None,
    event: Annotated[
        str | None, typer.Option("--event", metavar="MÃ", help="Sự kiện mà kế hoạch nêu tên (mã trong kế hoạch).")
    ] = None,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Ghi một hội chợ, điểm bán, siêu thị, sàn; ghi lại cùng tên, cùng ngày thì bổ sung điều chưa biết.

    Ví dụ: ocop market add --kind fair --event ub.hc.xuan --from 2024-02-02 --until 2024-02-07
    --source "Thông báo của Sở Công Thương" --by "Trần Thị B"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.operations.dossiers.markets import Place, add_market, planned_event

    with desk.work() as session:
        running = desk.running(session, cycle)
        called = name or (planned_event(running, event).name if event else "")
        place = Place(kind, called, starts, until, venue, stands, source, event)
        market = add_market(session, running, place, Decision(by, Role.STANDING_UNIT, desk.today, desk.now()))
        say(f"Đã ghi số {market.id}: {market.kind.label} «{market.name}» từ {vn_date(market.starts_on)}.")


@app.command()
def join(
    market: MarketId,
    dossiers: Annotated[list[str], typer.Argument(metavar="HỒ_SƠ...", help="Các sản phẩm tham gia.")],
    by: By,
    on: Annotated[
        date | None, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Ngày; mặc định: ngày làm việc.")
    ] = None,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Ghi các sản phẩm có mặt ở nơi bán; tham gia được tính vào chỉ tiêu của kế hoạch.

    Ví dụ: ocop market join 1 HS-000012 HS-000013 --on 2024-02-02 --by "Trần Thị B"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.dossiers.markets import find_market, take_part

    with desk.work() as session:
        running = desk.running(session, cycle)
        found, chosen = find_market(session, running, market), [find_dossier(session, code) for code in dossiers]
        decision = Decision(by, Role.STANDING_UNIT, desk.today, desk.now())
        new = take_part(session, running, found, chosen, on or desk.today, decision)
        say(f"«{found.name}»: thêm {new} sản phẩm, {len(chosen) - new} đã ghi từ trước.")


@app.command()
def close(
    market: MarketId,
    by: By,
    on: Annotated[
        date | None, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Ngày cuối; mặc định: ngày làm việc.")
    ] = None,
    cycle: InCycle = None,
    today: Today = None,
) -> None:
    """Ghi ngày cuối của một điểm bán, kênh bán; sau ngày ấy không tính là đang bán ở đó.

    Ví dụ: ocop market close 1 --on 2024-10-31 --by "Trần Thị B"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.dossiers.decision import Decision
    from ocop_workflow.operations.dossiers.markets import close_market

    with desk.work() as session:
        running = desk.running(session, cycle)
        decision = Decision(by, Role.STANDING_UNIT, desk.today, desk.now())
        closed = close_market(session, running, market, on or desk.today, decision)
        say(f"«{closed.name}»: ngày cuối {vn_date(closed.ends_on)}.")


@app.command("list")
def list_all(cycle: InCycle = None, as_json: AsJson = False, today: Today = None) -> None:
    """Liệt kê nơi bán trong năm của chu trình, cả sự kiện kế hoạch nêu tên mà chưa ghi; số sản phẩm, chủ thể tham gia.

    Ví dụ: ocop market list --cycle quang-ninh.uong-bi.2024
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.dossiers.markets import list_markets

    with desk.look() as session:
        rows = list_markets(session, desk.running(session, cycle), desk.today)
    columns = [
        Column("Số", lambda row: row.id or "chưa ghi", right=True),
        Column("Loại", lambda row: row.kind),
        Column("Tên", lambda row: row.name, wide=True),
        Column("Từ", lambda row: row.starts_on, whole=True),
        Column("Đến", lambda row: row.ends_on or ("còn mở" if row.id else None), whole=True),
        Column("Nơi", lambda row: row.venue),
        Column("Sản phẩm", lambda row: row.products, right=True),
        Column("Chủ thể", lambda row: row.producers, right=True),
        Column("Sự kiện của kế hoạch", lambda row: row.event_code),
        Column("Nguồn", lambda row: row.source),
    ]
    listing(rows, columns, as_json=as_json, title="nơi bán, sự kiện", empty="Chưa ghi nơi bán nào.")
