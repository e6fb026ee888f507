"""`ocop council`: councils by decision, their sessions and dockets."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli import at_work, council_votes
from ocop_workflow.cli.acting import As, attempting, decision
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, CouncilCode, SessionCode, SomeDossiers, Today, a_day
from ocop_workflow.cli.show import Column, facts, heading, listing, print_json, say, table

app = Verbs()


@app.command()
def declare(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp Hội đồng; mẫu: config/councils/example.yaml.")],
    by: By,
    role: As,
    today: Today = None,
) -> None:
    """Thành lập Hội đồng, hoặc đổi thành viên, theo một quyết định; chạy lại cùng tệp không đổi gì.

    Ví dụ: ocop council declare config/councils/example.yaml --as authority --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.library.councils import load_council, load_practice
    from ocop_workflow.operations.evaluation.councils import declare_council

    with attempting(desk, "declare_council", "council", by):
        declared = load_council(file.resolve())
        practice = load_practice(desk.office.settings.config_dir / "councils")
        with desk.work() as session:
            done = declare_council(session, declared, practice, decision(desk, by, role))
            say(
                f"Hội đồng {done.council.code} ({done.council.decision_no}): thêm {done.added}, đổi {done.changed}, "
                f"thôi {done.ended} thành viên."
            )


@app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Liệt kê Hội đồng: quyết định, số thành viên, điều kiện họp, giới hạn lệch điểm và căn cứ.

    Ví dụ: ocop council list
    """
    desk = at_work.start(quiet=as_json)
    from ocop_workflow.operations.evaluation.session_page import list_councils

    with desk.look() as session:
        rows = list_councils(session)
    columns = [
        Column("Hội đồng", lambda row: row.code, whole=True),
        Column("Cấp", lambda row: row.level),
        Column("Quyết định", lambda row: row.decision),
        Column("Thành viên", lambda row: row.members, right=True),
        Column("Chấm điểm", lambda row: row.scoring, right=True),
        Column("Họp khi có", lambda row: row.quorum, wide=True),
        Column("Chấm lại khi lệch quá", lambda row: row.spread, wide=True),
    ]
    listing(rows, columns, as_json=as_json, title="Hội đồng", empty="Chưa có Hội đồng: ocop council declare TỆP.")


@app.command()
def members(code: CouncilCode, as_json: Annotated[bool, typer.Option("--json", help="In JSON.")] = False) -> None:
    """Liệt kê thành viên hiện nay của một Hội đồng và mã của họ.

    Ví dụ: ocop council members quang-ninh.2026
    """
    desk = at_work.start(quiet=as_json)
    from ocop_workflow.operations.evaluation.councils import find_council, members_of
    from ocop_workflow.operations.evaluation.session_page import seats

    with desk.look() as session:
        rows = seats(members_of(session, find_council(session, code).id or 0, desk.today))
    listing(rows, _SEATS, as_json=as_json, title="thành viên", empty="Hội đồng không còn thành viên nào.")


@app.command()
def convene(
    round_code: Annotated[str, typer.Argument(metavar="ĐỢT", help="Mã đợt, ví dụ quang-ninh.2026-2: ocop round list.")],
    code: CouncilCode,
    on: Annotated[date, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Ngày họp.")],
    by: By,
    role: As,
    today: Today = None,
) -> None:
    """Triệu tập một phiên họp của Hội đồng trong một đợt đánh giá.

    Ví dụ: ocop council convene quang-ninh.2026-2 quang-ninh.2026 --on 2026-11-20 --as standing_unit --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.councils import find_council
    from ocop_workflow.operations.evaluation.rounds import find_round
    from ocop_workflow.operations.evaluation.sittings import convene as convene_now

    with attempting(desk, "convene", "council_session", by), desk.work() as session:
        held, council = find_round(session, round_code), find_council(session, code)
        sitting, is_new = convene_now(session, held, council, on, decision(desk, by, role))
        say(f"Phiên {sitting.code}, ngày {on:%d/%m/%Y}: {'đã triệu tập' if is_new else 'đã có'}.")
        say(f"Đưa hồ sơ ra phiên: ocop council docket {sitting.code}")


@app.command()
def sessions(as_json: AsJson = False) -> None:
    """Liệt kê phiên họp của các Hội đồng.

    Ví dụ: ocop council sessions
    """
    desk = at_work.start(quiet=as_json)
    from ocop_workflow.operations.evaluation.session_page import list_sessions

    with desk.look() as session:
        rows = list_sessions(session)
    columns = [
        Column("Phiên", lambda row: row.code, whole=True),
        Column("Hội đồng", lambda row: row.council),
        Column("Ngày", lambda row: row.held_on, whole=True),
        Column("Hồ sơ", lambda row: row.dossiers, right=True),
        Column("Đã kết luận", lambda row: row.concluded, right=True),
        Column("Biên bản", lambda row: row.minutes_no),
    ]
    listing(rows, columns, as_json=as_json, title="phiên", empty="Chưa có phiên nào: ocop council convene.")


@app.command()
def docket(
    code: SessionCode,
    by: By,
    role: As,
    dossiers: SomeDossiers = None,
    criteria_set: Annotated[
        str | None,
        typer.Option("--set", metavar="BỘ", help="Bộ tiêu chí cho hồ sơ chưa ghi bộ nào, ví dụ QD26_2026.05."),
    ] = None,
    today: Today = None,
) -> None:
    """Đưa hồ sơ đang chờ chấm điểm ra phiên họp; tìm ngay thành viên có xung đột lợi ích.

    Ví dụ: ocop council docket quang-ninh.2026-2.1 HS-000012 HS-000013 --set QD26_2026.05 --as standing_unit
    --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.docket import put_on_docket
    from ocop_workflow.operations.evaluation.sittings import find_session

    with attempting(desk, "put_on_docket", "council_session", by), desk.work() as session:
        sitting = find_session(session, code)
        made = decision(desk, by, role)
        done = put_on_docket(session, desk.office.rules, sitting, dossiers or (), made, criteria_set=criteria_set)
        say(
            f"Phiên {sitting.code}: thêm {done.added} hồ sơ, {done.known} đã có; "
            f"{done.conflicts} trường hợp thành viên không tham gia chấm."
        )
        for reason in done.left_out:
            say(f"  - chưa đưa vào: {reason}")


@app.command()
def show(code: SessionCode, as_json: AsJson = False, today: Today = None) -> None:
    """Xem một phiên họp: ai có mặt, hồ sơ nào, ai không chấm hồ sơ nào; số liệu chỉ hiện sau khi kiểm phiếu.

    Ví dụ: ocop council show quang-ninh.2026-2.1
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.evaluation.session_page import session_page
    from ocop_workflow.operations.evaluation.sittings import find_session

    with desk.look() as session:
        page = session_page(session, find_session(session, code))
    if as_json:
        print_json(page)
        return
    heading(f"Phiên {page.code} · {page.council}")
    minutes = f"{page.minutes_no} ngày {page.minutes_on:%d/%m/%Y}" if page.minutes_no and page.minutes_on else "chưa có"
    facts([("Đợt", page.round), ("Ngày họp", page.held_on), ("Biên bản", minutes)])
    table(page.members, [*_SEATS, Column("Vắng", lambda row: row.absent)], title="Thành viên")
    columns = [
        Column("Hồ sơ", lambda row: row.code, whole=True),
        Column("Sản phẩm", lambda row: row.product, wide=True),
        Column("Bộ", lambda row: row.criteria_set),
        Column("Lượt", lambda row: row.ballot, right=True),
        Column("Không tham gia chấm", lambda row: ", ".join(row.excluded)),
        Column("Phiếu", lambda row: row.sheets, right=True),
        Column("Lệch", lambda row: row.spread, right=True),
        Column("Điểm", lambda row: row.score, right=True),
        Column("Sao", lambda row: row.star_rank, right=True),
        Column("Kiểm phiếu", lambda row: row.note),
    ]
    table(page.dossiers, columns, title="Hồ sơ", empty="Chưa có hồ sơ: ocop council docket.")


_SEATS = [
    Column("Mã", lambda row: row.code, whole=True),
    Column("Họ tên", lambda row: row.name),
    Column("Chức vụ", lambda row: row.title),
    Column("Đơn vị", lambda row: row.unit),
    Column("Vai trò", lambda row: row.post),
    Column("Chấm", lambda row: row.scores),
]


app.command()(council_votes.absent)
app.command()(council_votes.conflict)
app.command()(council_votes.remove)
app.command()(council_votes.count)
app.command()(council_votes.record)
app.command()(council_votes.minutes)
