"""How a run reads in Prefect: Vietnamese tables in Markdown, the day first."""

from collections.abc import Iterable, Sequence

from ocop_workflow.operations.cycle.summary import CycleSummary, DeliveryCount, Late, StepSummary, Table
from ocop_workflow.rulebook.text import fold, vn_date

MOST_ROWS = 60
"""A page is for reading; the whole list is one command away."""


def artifact_key(*words: str) -> str:
    """An ASCII key, the only kind that Prefect takes: «ket-qua-buoc-2-quang-ninh-uong-bi-2024»."""
    return "-".join(fold(" ".join(words)).encode("ascii", "ignore").decode().split())


def step_page(summary: StepSummary) -> str:
    """The page of one step, or of the watch, for one cycle."""
    return "\n".join([f"# {summary.title}", "", *_day(summary), "", *_step_body(summary, "##")])


def cycle_page(summary: CycleSummary) -> str:
    """The page of a run over whole cycles: each locality with its steps in one table, then who is late."""
    page = [f"# {summary.title}", "", *_day(summary)]
    page += [f"**{summary.note}**", ""] if summary.note else []
    page += [f"**Chưa chạy được:** {line}" for line in summary.failed]
    for cycle in dict.fromkeys(step.cycle for step in summary.steps):
        steps = [step for step in summary.steps if step.cycle == cycle]
        page += ["", f"## {steps[0].locality}", "", f"Chu trình `{cycle}`: {steps[0].standing}.", ""]
        page += table(_overview(steps))
        page += _states(steps)
        page += _late([late for step in steps for late in step.late], "###")
        results = [(step.title, result) for step in steps for result in step.results]
        for title, result in results:
            page += _titled(result, "###", title) if result.rows else []
        empty = [result.title for _, result in results if not result.rows]
        page += ["", f"Chưa có số liệu: {'; '.join(empty)}."] if empty else []
    if summary.delivered is not None:
        page += ["", f"**{delivery_in_words(summary.delivered, summary.dry_run)}**"]
    return "\n".join(page)


def delivery_in_words(count: DeliveryCount, dry_run: bool) -> str:
    """What became of the notices, in one line."""
    parts = [f"{'sẽ gửi' if dry_run else 'đã gửi'} {count.sent}"]
    parts += [f"chưa khai báo kênh nhận {count.no_target}"] if count.no_target else []
    parts += [f"gửi chưa được, sẽ thử lại {count.later}"] if count.later else []
    parts += [f"gửi không được, cần người xử lý {count.given_up}"] if count.given_up else []
    parts += [f"không còn cần gửi {count.withdrawn}"] if count.withdrawn else []
    return f"Thông báo: {', '.join(parts)}"


def table(shown: Table) -> list[str]:
    """A Markdown table; a cell cannot break out of it."""
    lines = [_row(shown.columns), _row(["---"] * len(shown.columns))]
    lines += [_row(row) for row in shown.rows[:MOST_ROWS]]
    if len(shown.rows) > MOST_ROWS:
        lines += ["", f"… và {len(shown.rows) - MOST_ROWS} dòng nữa."]
    return lines


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ") for cell in cells) + " |"


def _day(summary: StepSummary | CycleSummary) -> list[str]:
    replay = ", **ngày giả định** (năm của kế hoạch, không phải hôm nay)" if summary.is_replay else ""
    lines = [f"Ngày làm việc: **{vn_date(summary.today)}**{replay}"]
    return [*lines, "", "**Chạy thử: không ghi, không gửi gì.**"] if summary.dry_run else lines


def _step_body(summary: StepSummary, heading: str) -> list[str]:
    page = [f"{summary.locality}, chu trình `{summary.cycle}`: {summary.standing}."]
    page += [f"Thời gian của bước: {summary.window}.", ""]
    done = [("Nhiệm vụ mới giao", summary.assignments_raised), ("Báo cáo mới phải nộp", summary.reports_raised)]
    done += [(move.label, move.count) for move in summary.moves]
    done += [("Việc phải nhắc", summary.lines_owed), ("Thông báo mới", summary.notices_raised)]
    done += [("Thông báo còn chờ gửi", summary.notices_waiting)]
    rows = tuple((label, str(count)) for label, count in done)
    page += _titled(Table(title="Đã làm", columns=("Việc", "Số lượng"), rows=rows), heading)
    if summary.delivered is not None:
        page += ["", delivery_in_words(summary.delivered, summary.dry_run) + "."]
    for result in summary.results:
        page += _titled(result, heading)
    page += _states([summary], heading)
    return page + _late(summary.late, heading)


def _overview(steps: Sequence[StepSummary]) -> Table:
    return Table(
        title="",
        columns=("Bước", "Thời gian", "Nhiệm vụ mới", "Hồ sơ chuyển", "Đang quá hạn", "Việc phải nhắc"),
        rows=tuple(
            (
                step.title,
                step.window,
                str(step.assignments_raised) + (f" (và {step.reports_raised} báo cáo)" if step.reports_raised else ""),
                "; ".join(f"{move.label}: {move.count}" for move in step.moves if move.count) or "0",
                str(len(step.late)),
                str(step.lines_owed),
            )
            for step in steps
        ),
    )


def _states(steps: Sequence[StepSummary], heading: str = "###") -> list[str]:
    """Dossiers by state, before the first of the steps and after the last."""
    before = {count.state: count.before for count in steps[0].states}
    after = {count.state: count.after for count in steps[-1].states}
    labels = {count.state: count.label for step in steps for count in step.states}
    rows = tuple((label, str(before.get(state, 0)), str(after.get(state, 0))) for state, label in labels.items())
    if not rows:
        return ["", "Chưa có hồ sơ nào."]
    return _titled(Table(title="Hồ sơ theo trạng thái", columns=("Trạng thái", "Trước", "Sau"), rows=rows), heading)


def _late(late: Sequence[Late], heading: str) -> list[str]:
    """Who is late, by unit; the thing that waits longest speaks for the others."""
    if not late:
        return ["", "Không có đơn vị nào quá hạn."]
    units: dict[str, list[Late]] = {}
    for one in sorted(late, key=lambda one: (-one.days_late, one.what)):
        units.setdefault(one.unit, []).append(one)
    rows = tuple(
        (unit, str(len(own)), f"{own[0].what}, hạn {vn_date(own[0].due_on)}", str(own[0].days_late), own[0].clause)
        for unit, own in sorted(units.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    columns = ("Đơn vị", "Số việc", "Lâu nhất", "Số ngày", "Điều khoản")
    return _titled(Table(title=f"Đang quá hạn: {len(late)} việc", columns=columns, rows=rows), heading)


def _titled(shown: Table, heading: str, prefix: str = "") -> list[str]:
    title = f"{prefix}: {shown.title}" if prefix else shown.title
    return ["", f"{heading} {title}", "", *(table(shown) if shown.rows else ["Chưa có."])]
