"""`ocop plan`: official plans as data, checked, applied, shown with their clauses and words."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work, plan_book, plan_diff, plan_source, plan_trace, plan_versions
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, Today
from ocop_workflow.cli.show import Column, listing, print_json, say

if TYPE_CHECKING:
    from ocop_workflow.library.plans import PlanFile
    from ocop_workflow.operations.plans.plans import PlanApplied

app = Verbs()

Files = Annotated[list[Path], typer.Argument(metavar="TỆP", help="Tệp kế hoạch .yaml, một hoặc nhiều.")]


@app.command()
def check(files: Files) -> None:
    """Kiểm tra tệp kế hoạch và đối chiếu nguyên văn; không lưu gì.

    Ví dụ: ocop plan check config/plans/bac-kan.bac-kan.2024.yaml
    """
    for file in _read(files):
        plan = file.plan
        say(
            f"{file.path.name}: đúng. {len(plan.units)} đơn vị, {len(plan.duties)} nhiệm vụ in trong kế hoạch "
            f"và {len(plan.own_duties)} do địa phương thiết lập, {len(plan.reports)} chế độ báo cáo, "
            f"{len(plan.targets)} chỉ tiêu; mọi nguyên văn có trong {plan.source}."
        )


@app.command()
def apply(
    files: Files,
    by: Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Người áp dụng; mặc định: tài khoản máy.")] = "",
    today: Today = None,
) -> None:
    """Kiểm tra rồi áp dụng kế hoạch; một tệp có lỗi thì không lưu tệp nào. Chu trình đang mở được chỉnh theo bản mới.

    Xem trước điều sẽ thay đổi: ocop plan diff. Việc đã hoàn thành, báo cáo đã nộp luôn giữ nguyên.

    Ví dụ: ocop plan apply config/plans/bac-kan.bac-kan.2024.yaml --by "Nguyễn Văn A"
    """
    read = _read(files)
    desk = at_work.start(today)
    from ocop_workflow.cli.plan_diff import show_changes
    from ocop_workflow.operations.plans.plan_changes import apply_to_cycle

    actor, at = by.strip() or at_work.user(), desk.now()
    with desk.work() as session:
        done = [
            apply_to_cycle(
                session,
                file.plan,
                file.text,
                file.sha256,
                desk.office.rules,
                actor=actor,
                today=desk.today,
                at=at,
                source_text=file.source_text,
            )
            for file in read
        ]
    for applied, changes in done:
        _say_applied(applied)
        show_changes(changes)


def _say_applied(applied: "PlanApplied") -> None:
    if not applied.is_new:
        say(f"{applied.code}: đã áp dụng đúng văn bản này từ trước, không có gì thay đổi.")
        return
    gone = f", {applied.withdrawn} nhiệm vụ không còn trong kế hoạch" if applied.withdrawn else ""
    say(
        f"{applied.code}: đã áp dụng. {applied.units} đơn vị, {applied.duties} nhiệm vụ "
        f"(kể cả do địa phương thiết lập), {applied.reports} chế độ báo cáo{gone}. "
        f"Tiếp theo: ocop cycle open {applied.code}"
    )


@app.command("show")
def show_plans(
    code: Annotated[str | None, typer.Argument(metavar="[MÃ]", help="Mã kế hoạch; bỏ trống: mọi kế hoạch.")] = None,
    as_json: AsJson = False,
) -> None:
    """Xem các kế hoạch đã áp dụng, hoặc trọn một kế hoạch: đơn vị, thời gian, nhiệm vụ, báo cáo, chỉ tiêu.

    Ví dụ: ocop plan show bac-kan.bac-kan.2024
    """
    desk = at_work.start(quiet=as_json)
    from ocop_workflow.cli.plan_page import show_plan
    from ocop_workflow.errors import NotFound
    from ocop_workflow.operations.cycle.lookup import applied_plans
    from ocop_workflow.operations.plans.plans import plan_of

    with desk.look() as session:
        versions = applied_plans(session)
        if code is None:
            rows = [
                {
                    "code": version.code,
                    "sha256": version.sha256,
                    "applied_at": version.applied_at,
                    "applied_by": version.applied_by,
                    "duties": len((plan := plan_of(version)).duties),
                    "reports": len(plan.reports),
                }
                for version in versions
            ]
            columns = [
                Column("Kế hoạch", lambda row: row["code"], whole=True),
                Column("Nhiệm vụ", lambda row: row["duties"], right=True),
                Column("Báo cáo", lambda row: row["reports"], right=True),
                Column("Áp dụng lúc", lambda row: desk.clock(row["applied_at"])),
                Column("Người áp dụng", lambda row: row["applied_by"]),
            ]
            listing(
                rows,
                columns,
                as_json=as_json,
                title="kế hoạch",
                empty="Chưa áp dụng kế hoạch nào. Chạy «ocop plan apply TỆP».",
            )
            return
        chosen = next((version for version in versions if version.code == code), None)
        if chosen is None:
            raise NotFound("kế hoạch đã áp dụng", code, "Xem «ocop plan show».")
        plan = plan_of(chosen)
    print_json(plan) if as_json else show_plan(plan)


def _read(files: list[Path]) -> "list[PlanFile]":
    """Every file read and checked; the mistakes of all files together."""
    from ocop_workflow.errors import BadInput, Mistake
    from ocop_workflow.library.plans import load_plan

    plans: list[PlanFile] = []
    mistakes: list[Mistake] = []
    for path in files:
        try:
            plans.append(load_plan(path.resolve()))
        except BadInput as refused:
            mistakes += refused.mistakes
    if mistakes:
        raise BadInput("Kế hoạch" if len(files) > 1 else f"Kế hoạch {files[0].name}", mistakes)
    return plans


app.command("book")(plan_book.book)
app.command("coverage")(plan_source.coverage)
app.command("draft")(plan_source.draft)
app.command("schema")(plan_source.schema)
app.command("diff")(plan_diff.diff)
app.command("versions")(plan_versions.versions)
app.command("trace")(plan_trace.trace)
