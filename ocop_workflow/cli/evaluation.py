"""`ocop evaluation`: score sheets in and out, and the results explained."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli import at_work, dossier_journey, evaluation_page
from ocop_workflow.cli.acting import As, Reason, attempting, decision
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import (
    Answers,
    AsJson,
    By,
    DossierCode,
    MemberCode,
    SessionCode,
    SomeDossiers,
    Today,
    answers_of,
)
from ocop_workflow.cli.show import Column, listing, say

app = Verbs()


@app.command()
def sheets(
    code: SessionCode,
    member: MemberCode,
    dossiers: SomeDossiers = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="TỆP", help="Ghi phiếu chấm Excel để điền; tệp có sẵn bị thay.")
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Xem phiếu của chính một thành viên trong phiên, hoặc lấy phiếu chấm Excel để điền; không lộ phiếu người khác.

    Ví dụ: ocop evaluation sheets quang-ninh.2026-2.1 y-te --xlsx phieu.y-te.xlsx
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.evaluation.councils import find_member
    from ocop_workflow.operations.evaluation.member_view import own_lines
    from ocop_workflow.operations.evaluation.score_forms import score_form
    from ocop_workflow.operations.evaluation.sittings import find_session

    with desk.look() as session:
        sitting = find_session(session, code)
        person = find_member(session, sitting.council_id, member)
        if xlsx is not None:
            from ocop_workflow.papers.files import write_whole
            from ocop_workflow.papers.form_out import form_xlsx

            form = score_form(session, desk.office.rules, sitting, person, dossiers or ())
            write_whole({xlsx: form_xlsx(form, desk.today)})
            say(f"Đã ghi phiếu của {person.name}: {xlsx}. Điền xong: ocop evaluation import {xlsx}")
            return
        rows = own_lines(session, sitting, person)
    columns = [
        Column("TT", lambda row: row.number, right=True),
        Column("Hồ sơ", lambda row: row.code, whole=True),
        Column("Sản phẩm", lambda row: row.product, wide=True),
        Column("Bộ", lambda row: row.criteria_set),
        Column("Lượt", lambda row: row.ballot, right=True),
        Column("Phiếu lượt 1", lambda row: row.own_first_total, right=True),
        Column("Phiếu lượt này", lambda row: row.own_total, right=True),
        Column("Điểm Hội đồng", lambda row: row.score, right=True),
        Column("Sao", lambda row: row.star_rank, right=True),
    ]
    listing(rows, columns, as_json=as_json, title="hồ sơ", empty="Không có hồ sơ nào để chấm.")


@app.command("import")
def import_file(
    files: Annotated[list[Path], typer.Argument(metavar="TỆP", help="Phiếu chấm .xlsx đã điền.")],
    by: By,
    role: As,
    today: Today = None,
) -> None:
    """Nhập phiếu chấm Excel: mỗi tệp đủ cả hoặc không phiếu nào; nhập lại cùng số liệu thì không thêm gì.

    Ví dụ: ocop evaluation import phieu.y-te.xlsx --as council --by "Phạm Thị Mẫu"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.score_forms import KIND, LIMITS, read_score_form
    from ocop_workflow.operations.evaluation.score_sheets import submit_sheets
    from ocop_workflow.papers.form_in import open_form

    for path in files:
        with attempting(desk, "submit_sheets", "council_session", by):
            file = open_form(path.resolve(), KIND, LIMITS)
            with desk.work() as session:
                sitting, person, rows = read_score_form(session, desk.office.rules, file)
                made = decision(desk, by, role)
                done = submit_sheets(session, desk.office.rules, sitting, person, rows, made, source=path.name)
                say(f"{path.name}: {person.name}, phiên {sitting.code}: {done.added} phiếu mới, {done.known} đã có.")


@app.command()
def score(
    code: SessionCode,
    member: MemberCode,
    dossier: DossierCode,
    answers: Answers,
    by: By,
    role: As,
    remark: Annotated[str | None, typer.Option("--remark", metavar="Ý_KIẾN", help="Ý kiến ghi trên phiếu.")] = None,
    today: Today = None,
) -> None:
    """Nộp phiếu chấm một hồ sơ của một thành viên bằng lệnh.

    Ví dụ: ocop evaluation score quang-ninh.2026-2.1 y-te HS-000012 1.1=4 1.2=3 --as council --by "Phạm Thị Mẫu"
    """
    given = answers_of(answers)
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.councils import find_member
    from ocop_workflow.operations.evaluation.score_sheets import SheetIn, submit_sheets
    from ocop_workflow.operations.evaluation.sittings import find_session

    with attempting(desk, "submit_sheets", "council_session", by), desk.work() as session:
        sitting = find_session(session, code)
        person = find_member(session, sitting.council_id, member)
        rows = [SheetIn(dossier, given, remark=remark)]
        done = submit_sheets(session, desk.office.rules, sitting, person, rows, decision(desk, by, role), source="lệnh")
        total = sum(given.values(), Decimal(0))
        say(f"Phiếu của {person.name} cho {dossier}: {total:f} điểm, {'đã nhận' if done.added else 'đã có từ trước'}.")


@app.command("return")
def give_back(
    code: SessionCode,
    member: MemberCode,
    dossier: DossierCode,
    by: By,
    role: As,
    reason: Reason = "",
    today: Today = None,
) -> None:
    """Thư ký trả lại một phiếu chưa kiểm để thành viên nộp lại; phiếu cũ vẫn được giữ trong dữ liệu.

    Ví dụ: ocop evaluation return quang-ninh.2026-2.1 y-te HS-000012 --reason "ghi nhầm dòng" --as council
    --by "Đỗ Thị Mẫu"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.evaluation.councils import find_member
    from ocop_workflow.operations.evaluation.score_sheets import return_sheet
    from ocop_workflow.operations.evaluation.sittings import find_session

    with attempting(desk, "return_sheet", "score_sheet", by), desk.work() as session:
        sitting = find_session(session, code)
        person = find_member(session, sitting.council_id, member)
        about = find_dossier(session, dossier)
        return_sheet(session, sitting, person, about, decision(desk, by, role, reason=reason))
        say(f"Đã trả phiếu của {person.name} cho {about.code} ({reason}); nộp phiếu mới trước khi kiểm phiếu.")


app.command()(dossier_journey.assess)
app.command()(evaluation_page.explain)
app.command()(evaluation_page.totals)
app.command()(evaluation_page.verify)
