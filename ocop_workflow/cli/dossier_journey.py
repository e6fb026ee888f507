"""`ocop dossier path|letter`, `ocop evaluation assess`: a dossier on its way through the levels, with its papers."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.acting import As, attempting, decision
from ocop_workflow.cli.options import (
    Answers,
    AsJson,
    By,
    DossierCode,
    InCycle,
    PaperDate,
    PaperNo,
    SomeDossiers,
    Today,
    a_day,
    a_word,
    answers_of,
    codes,
)
from ocop_workflow.cli.show import Column, facts, heading, print_json, say, table
from ocop_workflow.rulebook.text import points_vn
from ocop_workflow.vocabulary import AssessmentKind

if TYPE_CHECKING:
    from ocop_workflow.cli.at_work import AtWork
    from ocop_workflow.rulebook.evaluation.council import CouncilPractice


def path(code: DossierCode, as_json: AsJson = False, today: Today = None) -> None:
    """Xem đường đi của một hồ sơ qua các cấp trên một trang: ngày, cấp, việc, văn bản, kết quả, khung pháp lý và lý do.

    Ví dụ: ocop dossier path HS-000012
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.dossiers.dossier_path import path_of
    from ocop_workflow.operations.dossiers.dossiers import find_dossier

    with desk.look() as session:
        found = path_of(session, desk.office.rules, find_dossier(session, code), desk.today)
    if as_json:
        print_json(found)
        return
    heading(f"{found.code} · {found.product}")
    levels = " → ".join(level.label for level in found.levels)
    facts([("Khung pháp lý", f"{found.regime}: {found.because}"), ("Các cấp", levels), ("Đang ở", found.waits)])
    columns = [
        Column("Ngày", lambda stop: stop.on_day, whole=True),
        Column("Cấp", lambda stop: stop.level),
        Column("Việc", lambda stop: stop.what),
        Column("Kết quả", lambda stop: stop.outcome, wide=True),
        Column("Văn bản", lambda stop: stop.paper),
        Column("Ai", lambda stop: stop.by),
    ]
    table(found.stops, columns, title="Đường đi")


def letter(
    action: Annotated[str, typer.Argument(metavar="VIỆC", help="propose (xã đề nghị) hoặc forward (chuyển cấp trên).")],
    docx: Annotated[Path, typer.Option("--docx", metavar="TỆP", help="Ghi công văn Word; tệp có sẵn bị thay.")],
    dossiers: SomeDossiers = None,
    cycle: InCycle = None,
    number: Annotated[str | None, typer.Option("--number", metavar="SỐ", help="Số công văn, khi đã cấp.")] = None,
    dated: Annotated[date | None, typer.Option("--date", parser=a_day, metavar="NGÀY", help="Ngày ký.")] = None,
    signer: Annotated[str | None, typer.Option("--signer", metavar="HỌ_TÊN", help="Họ tên người ký.")] = None,
    today: Today = None,
) -> None:
    """Lập công văn chuyển hồ sơ lên cấp trên, kèm danh sách sản phẩm và giấy tờ theo khung pháp lý.

    Ví dụ: ocop dossier letter forward HS-000012 --docx chuyen-trung-uong.docx --cycle quang-ninh.uong-bi.2024
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.evaluation.forwarding_letters import forwarding_letter
    from ocop_workflow.operations.notices.letters import Ordered
    from ocop_workflow.papers.files import write_whole
    from ocop_workflow.papers.official_docx import official_docx

    with desk.look() as session:
        made = forwarding_letter(
            session, desk.running(session, cycle), practice(desk), action, dossiers or (), desk.today,
            Ordered(number, dated, signer=signer),
        )  # fmt: skip
    write_whole({docx: official_docx(made.paper)})
    say(f"Đã ghi {docx}: {len(made.codes)} hồ sơ gửi {made.to.label.lower()}.")
    say(f"Khi có số, ghi quyết định chuyển: ocop dossier decide {made.codes[0]} {action} --paper SỐ --paper-date NGÀY")


def assess(
    code: DossierCode,
    answers: Answers,
    kind: Annotated[
        AssessmentKind,
        typer.Option(
            "--kind", parser=a_word(AssessmentKind), metavar="LOẠI", help=f"Một trong: {codes(AssessmentKind)}."
        ),
    ],
    by: By,
    role: As,
    paper: PaperNo = None,
    paper_date: PaperDate = None,
    today: Today = None,
) -> None:
    """Ghi tự đánh giá của chủ thể (đủ mọi tiêu chí) hoặc đánh giá của xã (các nội dung Mẫu số 03) theo bộ của hồ sơ.

    Ví dụ: ocop evaluation assess HS-000012 1.1=4 2.1=4 3.3=3 5.3=3 --kind commune --as commune --by "Trần Thị B"
    --paper 31/BC-UBND --paper-date 2026-10-12
    """
    given, grounds = answers_of(answers), at_work.paper(paper, paper_date)
    desk = at_work.start(today)
    from ocop_workflow.operations.dossiers.dossiers import find_dossier
    from ocop_workflow.operations.evaluation.assessments import assess as assess_now
    from ocop_workflow.rulebook.evaluation.tally import points_of

    with attempting(desk, "assess", "dossier", by), desk.work() as session:
        made, is_new = assess_now(
            session, desk.office.rules, practice(desk), find_dossier(session, code), kind, given,
            decision(desk, by, role, grounds=grounds),
        )  # fmt: skip
        stars = f", đạt mức tối thiểu tới {made.gate_rank} sao" if made.gate_rank is not None else ""
        total = points_vn(points_of(made.total))
        say(f"{kind.label}, bản {made.version}: {total} điểm theo bộ {made.criteria_set}{stars}.")
        if not is_new:
            say("Bản này đã có từ trước; không thêm gì.")


def practice(desk: "AtWork") -> "CouncilPractice":
    """How councils vote and what goes with their results, from the configuration."""
    from ocop_workflow.library.councils import load_practice

    return load_practice(desk.office.settings.config_dir / "councils")
