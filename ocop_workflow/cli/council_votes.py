"""`ocop council`: who does not score what, the count of a ballot, the results on the minutes."""

from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.acting import As, Reason, attempting, decision
from ocop_workflow.cli.options import (
    By,
    CouncilCode,
    DossierCode,
    MemberCode,
    PaperDate,
    PaperNo,
    SessionCode,
    SomeDossiers,
    Today,
)
from ocop_workflow.cli.show import Column, say, table


def absent(code: SessionCode, member: MemberCode, by: By, role: As, reason: Reason = "", today: Today = None) -> None:
    """Ghi một thành viên vắng mặt ở phiên họp, có lý do; người vắng không phải nộp phiếu.

    Ví dụ: ocop council absent quang-ninh.2026-2.1 y-te --reason "đi công tác" --as council --by "Đỗ Thị Mẫu"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.councils import find_member
    from ocop_workflow.operations.evaluation.sittings import find_session, record_absence

    with attempting(desk, "record_absence", "council_session", by), desk.work() as session:
        sitting = find_session(session, code)
        person = find_member(session, sitting.council_id, member)
        record_absence(session, sitting, person, decision(desk, by, role, reason=reason))
        say(f"Phiên {sitting.code}: {person.name} vắng mặt ({reason}).")


def remove(code: SessionCode, dossier: DossierCode, by: By, role: As, reason: Reason = "", today: Today = None) -> None:
    """Rút một hồ sơ chưa kiểm phiếu khỏi phiên (chủ thể rút, chuyển cấp khác), có lý do; phiếu đã nộp được giữ lại.

    Ví dụ: ocop council remove quang-ninh.2026-2.1 HS-000012 --reason "chủ thể rút hồ sơ" --as standing_unit
    --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.evaluation.docket import take_off_docket
    from ocop_workflow.operations.evaluation.sittings import find_session

    with attempting(desk, "take_off_docket", "council_session", by), desk.work() as session:
        sitting, about = find_session(session, code), find_dossier(session, dossier)
        take_off_docket(session, sitting, about, decision(desk, by, role, reason=reason))
        say(f"Đã rút {about.code} khỏi phiên {sitting.code} ({reason}).")


def conflict(
    code: CouncilCode,
    member: MemberCode,
    dossier: DossierCode,
    by: By,
    role: As,
    reason: Reason = "",
    producer: Annotated[
        bool, typer.Option("--producer", help="Có quan hệ với chủ thể: không chấm mọi sản phẩm của chủ thể này.")
    ] = False,
    today: Today = None,
) -> None:
    """Khai thành viên không tham gia chấm một hồ sơ, hoặc mọi hồ sơ của chủ thể; phiếu chưa kiểm được trả lại.

    Ví dụ: ocop council conflict quang-ninh.2026 y-te HS-000012 --reason "người nhà góp vốn" --as council
    --by "Phạm Thị Mẫu"
    """
    desk = at_work.start(today)
    from ocop_workflow.errors import Refused
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.evaluation.conflicts import declare_conflict, relate
    from ocop_workflow.operations.evaluation.councils import find_council, find_member
    from ocop_workflow.records.dossier_tables import Producer

    with attempting(desk, "declare_conflict", "council_member", by), desk.work() as session:
        person = find_member(session, find_council(session, code).id or 0, member)
        about = find_dossier(session, dossier)
        made = decision(desk, by, role, reason=reason)
        if not producer:
            is_new = declare_conflict(session, person, about, made)
        elif about.producer_id is None:
            raise Refused(f"Hồ sơ {about.code} chưa ghi chủ thể.")
        else:
            is_new = relate(session, person, session.get_one(Producer, about.producer_id), made)
        say(f"{person.name} không tham gia chấm {about.code}: {'đã ghi' if is_new else 'đã có'}.")


def count(
    code: SessionCode,
    by: By,
    role: As,
    dossiers: SomeDossiers = None,
    ground: Annotated[
        list[str] | None,
        typer.Option("--ground", metavar="HỒ_SƠ=MÃ", help="Lý do loại mà Hội đồng thống nhất, theo bộ tiêu chí."),
    ] = None,
    despite_spread: Annotated[
        str,
        typer.Option("--despite-spread", metavar="LÝ_DO", help="Từ lượt 2: kết luận dù còn lệch quá giới hạn, vì sao."),
    ] = "",
    today: Today = None,
) -> None:
    """Kiểm phiếu: đủ điều kiện họp, đủ phiếu thì kết luận; lệch quá giới hạn thì mở lượt chấm lại, giữ phiếu cũ.

    Ví dụ: ocop council count quang-ninh.2026-2.1 --as council --by "Đỗ Thị Mẫu"

    Ví dụ: ocop council count quang-ninh.2026-2.1 HS-000012 --ground HS-000012=forged_dossier --as council
    --by "Đỗ Thị Mẫu"
    """
    grounds: dict[str, list[str]] = {}
    for text in ground or ():
        dossier, is_pair, name = text.partition("=")
        if not is_pair:
            raise typer.BadParameter(f"viết --ground HỒ_SƠ=MÃ, không phải «{text}»")
        grounds.setdefault(dossier, []).append(name.strip())
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.ballots import count_ballots
    from ocop_workflow.operations.evaluation.sittings import find_session
    from ocop_workflow.vocabulary import BallotOutcome

    with attempting(desk, "count_ballot", "council_session", by), desk.work() as session:
        counted = count_ballots(
            session, desk.office.rules, find_session(session, code), dossiers or (), decision(desk, by, role),
            grounds=grounds, despite_spread=despite_spread,
        )  # fmt: skip
    table(
        counted,
        [
            Column("Hồ sơ", lambda row: row.code, whole=True),
            Column("Sản phẩm", lambda row: row.product, wide=True),
            Column("Lượt", lambda row: row.ballot, right=True),
            Column("Phiếu", lambda row: row.sheets, right=True),
            Column("Điểm", lambda row: row.score, right=True),
            Column("Lệch", lambda row: row.spread, right=True),
            Column("Sao", lambda row: row.star_rank, right=True),
            Column("Kết quả", lambda row: row.outcome),
        ],
    )
    again = sum(one.outcome is BallotOutcome.RESCORE for one in counted)
    say(f"{len(counted)} hồ sơ: {len(counted) - again} kết luận, {again} thảo luận và chấm lại (xem phiếu mới).")


def record(
    code: SessionCode, by: By, role: As, paper: PaperNo = None, paper_date: PaperDate = None, today: Today = None
) -> None:
    """Ghi kết quả của phiên vào hồ sơ theo biên bản; chỉ khi mọi hồ sơ của phiên đã kết luận.

    Ví dụ: ocop council record quang-ninh.2026-2.1 --paper 12/BB-HĐ --paper-date 2026-11-20 --as council
    --by "Đỗ Thị Mẫu"
    """
    grounds = at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.council_results import record_results
    from ocop_workflow.operations.evaluation.sittings import find_session

    with attempting(desk, "record_results", "council_session", by), desk.work() as session:
        sitting = find_session(session, code)
        recorded = record_results(session, desk.office.rules, sitting, decision(desk, by, role, grounds=grounds))
        say(f"Phiên {sitting.code}, biên bản {sitting.minutes_no}: đã ghi {len(recorded)} kết quả vào hồ sơ.")


def minutes(
    code: SessionCode,
    docx: Annotated[Path, typer.Option("--docx", metavar="TỆP", help="Ghi biên bản Word; tệp có sẵn bị thay.")],
    dossiers: SomeDossiers = None,
    place: Annotated[str | None, typer.Option("--place", metavar="ĐỊA_DANH", help="Địa danh ghi trước ngày.")] = None,
    today: Today = None,
) -> None:
    """Lập biên bản phiên họp kèm mọi phiếu chấm; ghi mã hồ sơ để trích biên bản của riêng các sản phẩm ấy.

    Ví dụ: ocop council minutes quang-ninh.2026-2.1 --docx bien-ban.docx --place "Hạ Long"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.minutes import minutes as draw_up
    from ocop_workflow.operations.evaluation.sittings import find_session
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.papers.official_docx import official_docx

    with desk.look() as session:
        paper = draw_up(
            session, desk.office.rules, find_session(session, code), dossiers or (), place=place, drawn_up=desk.today
        )
    write_whole({docx: official_docx(paper)})
    say(f"Đã ghi: {docx}." + ("" if paper.number else " Số để trống: ocop council record ghi số sau."))
