"""`ocop plan trace`: from what the engine asks to the printed words, and from a line to what came of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, InCycle, Today
from ocop_workflow.cli.show import Column, due_cell, facts, heading, print_json, say, table
from ocop_workflow.rulebook.text import vn_date

if TYPE_CHECKING:
    from sqlmodel import Session

    from ocop_workflow.operations.cycle.running import RunningCycle
    from ocop_workflow.operations.plans.traces import Trace, Versions
    from ocop_workflow.rulebook.plans.trace import SourceLine

_SHOWN = 12


def trace(
    assignment: Annotated[
        int | None, typer.Option("--assignment", "-a", metavar="SỐ", help="Số nhiệm vụ: ocop assignment list.")
    ] = None,
    report: Annotated[
        tuple[str, str] | None,
        typer.Option("--report", "-r", metavar="ĐƠN_VỊ KỲ", help="Mã đơn vị và kỳ: ocop report list."),
    ] = None,
    entry: Annotated[
        str | None,
        typer.Option("--entry", "-e", metavar="MÃ", help="Mã nhiệm vụ, chế độ báo cáo trong kế hoạch: ocop plan show."),
    ] = None,
    target: Annotated[
        str | None, typer.Option("--target", "-t", metavar="MÃ", help="Mã chỉ tiêu: ocop target list.")
    ] = None,
    notice: Annotated[
        str | None, typer.Option("--notice", "-n", metavar="MÃ", help="Mã thông báo: ocop notice list.")
    ] = None,
    line: Annotated[
        int | None, typer.Option("--line", "-l", metavar="SỐ", min=1, help="Số dòng của văn bản gốc.")
    ] = None,
    cycle: InCycle = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Truy nguồn hai chiều: việc này do câu chữ nào của kế hoạch; dòng này của văn bản đã thành việc gì.

    Chọn đúng một. Điều văn bản không in (địa phương tự thiết lập) được ghi rõ là không in, không có dòng nào.

    Ví dụ: ocop plan trace --assignment 12 --cycle quang-ninh.uong-bi.2024

    Ví dụ: ocop plan trace --report phuong-bac-son 2024-M03 --cycle quang-ninh.uong-bi.2024

    Ví dụ: ocop plan trace --notice TB-2024-000012

    Ví dụ: ocop plan trace --line 201 --cycle quang-ninh.uong-bi.2024
    """
    asked = [value for value in (assignment, report, entry, target, notice, line) if value is not None]
    if len(asked) != 1:
        raise typer.BadParameter("chọn đúng một trong --assignment, --report, --entry, --target, --notice, --line")
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.plans import traces

    with desk.look() as session:
        running = _cycle_of(desk, session, cycle, notice)
        versions = traces.versions_for(session, running, _document(desk, running.plan.source))
        if line is not None:
            _show_line(session, running, versions, line, as_json=as_json)
            return
        if assignment is not None:
            found: Sequence[Trace] = (traces.trace_assignment(session, running, versions, assignment),)
        elif report is not None:
            found = traces.trace_report(session, running, versions, *report)
        elif notice is not None:
            found = traces.trace_notice(session, running, versions, notice)
        else:
            found = (traces.trace_entry(session, running, versions, entry or target or ""),)
    if as_json:
        print_json([_plain(running, one) for one in found])
        return
    if not found:
        say("Thông báo này chỉ nói về hồ sơ sản phẩm: hạn theo quy định và thiết lập, không theo câu chữ của kế hoạch.")
    for one in found:
        _show(running, one)
    if target is not None:
        say(f"Tình hình chỉ tiêu: ocop target list --cycle {running.cycle.code}")


def _cycle_of(desk: at_work.AtWork, session: "Session", cycle: str | None, notice: str | None) -> "RunningCycle":
    """The cycle that was named, that of the notice, or the only open one."""
    if cycle is None and notice is not None:
        from ocop_workflow.operations.notices.notice_lookup import find_notice
        from ocop_workflow.records.tables import Cycle

        cycle = session.get_one(Cycle, find_notice(session, notice).cycle_id).code
    return desk.running(session, cycle)


def _document(desk: at_work.AtWork, name: str) -> str:
    """The document beside the plans of this installation, for plans applied before it was kept with them."""
    from ocop_workflow.errors import OcopError
    from ocop_workflow.library.yaml_files import read_text

    try:
        return read_text(desk.office.settings.config_dir / "sources" / name)
    except OcopError:
        return ""


def _show_line(
    session: "Session", running: "RunningCycle", versions: "Versions", number: int, *, as_json: bool
) -> None:
    from ocop_workflow.operations.plans.traces import trace_line

    found, tracer = trace_line(session, running, versions, number)
    clause, context = tracer.clause_of(number), tracer.context((number,))
    if as_json:
        entries = [_plain(running, one) for one in found]
        print_json({"line": number, "clause": clause, "context": context, "entries": entries})
        return
    heading(f"{running.plan.source}, dòng {number}: {clause or 'dòng trống'}")
    _show_context(context)
    if not found:
        say("Không mục nào của kế hoạch dựa vào dòng này (đề mục, phần mở đầu, hoặc câu không giao việc cho ai).")
    for one in found:
        _show(running, one, with_context=False)


def _show(running: "RunningCycle", one: "Trace", *, with_context: bool = True) -> None:
    origin = one.origin
    say()
    heading(origin.label + (f" {origin.code}" if origin.code else ""))
    version = f"áp dụng ngày {vn_date(one.applied_on)}, SHA-256 {one.sha256[:12]}…"
    pairs: list[tuple[str, object]] = [("Kế hoạch", f"{running.plan.code}, bản {version}")] if with_context else []
    if origin.is_printed:
        pairs += [("Điều khoản", origin.clause), ("Nguyên văn", f"«{origin.quote}»"), ("Ghi chú", origin.says)]
    else:
        whose = "theo yêu cầu của" if origin.part == "calls" else "thiết lập của địa phương:"
        pairs += [("Không in", f"Văn bản của kế hoạch không in; {whose} {origin.says}")]
    facts(pairs)
    if with_context and one.context:
        say(f"Văn bản gốc {running.plan.source}:")
        _show_context(one.context)
    elif with_context and origin.is_printed:
        say("Không có văn bản gốc để xem các dòng xung quanh: áp dụng lại tệp kế hoạch để lưu kèm.")
    if one.raised:
        columns = [
            Column("Việc", lambda row: row.subject.label),
            Column("Số", lambda row: row.number, right=True, whole=True),
            Column("Đơn vị", lambda row: row.unit),
            Column("Bước, kỳ", lambda row: row.what),
            Column("Phần việc", lambda row: row.part),
            Column("Hạn", due_cell, whole=True),
            Column("Tình trạng", lambda row: row.state),
            Column("Thông báo", lambda row: ", ".join(row.notices)),
        ]
        shown = one.raised[:_SHOWN]
        table(shown, columns, title=f"Đã thành việc trong chu trình {running.cycle.code} ({len(one.raised)})")
        if len(one.raised) > _SHOWN:
            say(f"… và {len(one.raised) - _SHOWN} việc khác; xem đủ bằng --json.")
        if len(one.raised) == 1:
            facts([("Cách tính hạn", one.raised[0].due_basis)])
    elif origin.part in ("duties", "own_duties", "reports", "own_reports"):
        say(f"Chưa thành việc nào trong chu trình {running.cycle.code}.")


def _show_context(lines: "Sequence[SourceLine]") -> None:
    for line in lines:
        say(f"{'>' if line.is_quoted else ' '} {line.number:4d}  {line.text}")


def _plain(running: "RunningCycle", one: "Trace") -> dict[str, Any]:
    return {
        "plan": running.plan.code,
        "cycle": running.cycle.code,
        "source": running.plan.source,
        "sha256": one.sha256,
        "applied_on": one.applied_on,
        "entry": one.origin,
        "context": one.context,
        "raised": one.raised,
    }
