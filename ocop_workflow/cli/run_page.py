"""How the summary of a run reads at a terminal."""

from collections.abc import Iterable
from operator import itemgetter

from ocop_workflow.cli.show import Column, heading, say, table
from ocop_workflow.operations.cycle.summary import CycleSummary, DeliveryCount, Late, StepSummary, Table
from ocop_workflow.rulebook.text import vn_date

MOST_ROWS = 15
"""A summary is for reading; the whole list is one listing away."""


def show_step_run(summary: StepSummary) -> None:
    """One step for one cycle: what was done, what it results in, who is late."""
    heading(f"{summary.title} · {summary.locality}")
    _day(summary)
    say(f"Chu trình {summary.cycle}: {summary.standing}. Thời gian của bước: {summary.window}.")
    done = [("Nhiệm vụ mới giao", summary.assignments_raised), ("Báo cáo mới phải nộp", summary.reports_raised)]
    done += [(move.label, move.count) for move in summary.moves]
    done += [("Việc phải nhắc", summary.lines_owed), ("Thông báo mới", summary.notices_raised)]
    done += [("Thông báo còn chờ gửi", summary.notices_waiting)]
    table(
        done, [Column("Việc", lambda row: row[0]), Column("Số lượng", lambda row: row[1], right=True)], title="Đã làm"
    )
    for result in summary.results:
        _result(result)
    _states([summary])
    _late(summary.late)
    show_delivered(summary.delivered, summary.dry_run)


def show_cycle_run(summary: CycleSummary) -> None:
    """A run over whole cycles: the steps of each, dossiers before and after, who is late, what was sent."""
    heading(summary.title)
    _day(summary)
    if summary.note:
        say(summary.note)
    for cycle in dict.fromkeys(step.cycle for step in summary.steps):
        steps = [step for step in summary.steps if step.cycle == cycle]
        say()
        heading(f"{steps[0].locality} · {cycle}")
        say(f"Hôm nay: {steps[0].standing}.")
        table(
            steps,
            [
                Column("Bước", lambda step: step.title),
                Column("Nhiệm vụ mới", lambda step: step.assignments_raised, right=True),
                Column("Báo cáo mới", lambda step: step.reports_raised or None, right=True),
                Column("Hồ sơ chuyển", _moved),
                Column("Quá hạn", lambda step: len(step.late), right=True),
                Column("Phải nhắc", lambda step: step.lines_owed, right=True),
            ],
        )
        _states(steps)
        _late([late for step in steps for late in step.late])
    show_delivered(summary.delivered, summary.dry_run)


def _moved(step: StepSummary) -> str:
    return "\n".join(f"{move.label}: {move.count}" for move in step.moves if move.count) or "0"


def _day(summary: StepSummary | CycleSummary) -> None:
    replay = " (ngày giả định: năm của kế hoạch)" if summary.is_replay else ""
    rehearsal = "; CHẠY THỬ: không ghi, không gửi gì" if summary.dry_run else ""
    say(f"Tính đến ngày {vn_date(summary.today)}{replay}{rehearsal}")


def _states(steps: list[StepSummary]) -> None:
    before = {count.state: count.before for count in steps[0].states}
    after = {count.state: count.after for count in steps[-1].states}
    labels = {count.state: count.label for step in steps for count in step.states}
    columns = [
        Column("Trạng thái", lambda state: labels[state]),
        Column("Trước", lambda state: before.get(state, 0), right=True),
        Column("Sau", lambda state: after.get(state, 0), right=True),
    ]
    table(labels, columns, title="Hồ sơ theo trạng thái", empty="Chưa có hồ sơ nào.")


def _late(late: Iterable[Late]) -> None:
    """Who is late, by unit; what waits longest speaks for the others."""
    units: dict[str, list[Late]] = {}
    for one in sorted(late, key=lambda one: (-one.days_late, one.what)):
        units.setdefault(one.unit, []).append(one)
    by_weight = sorted(units.items(), key=lambda item: (-len(item[1]), item[0]))
    columns = [
        Column("Đơn vị", lambda item: item[0]),
        Column("Số việc", lambda item: len(item[1]), right=True),
        Column("Lâu nhất", lambda item: item[1][0].what),
        Column("Số ngày", lambda item: item[1][0].days_late, right=True),
    ]
    table(by_weight[:MOST_ROWS], columns, title="Đang quá hạn", empty="Không đơn vị nào quá hạn.")
    if len(by_weight) > MOST_ROWS:
        say(f"… và {len(by_weight) - MOST_ROWS} đơn vị nữa: ocop cycle status")


def _result(result: Table) -> None:
    columns = [Column(name, itemgetter(place)) for place, name in enumerate(result.columns)]
    table(result.rows[:MOST_ROWS], columns, title=result.title, empty="Chưa có.")
    if len(result.rows) > MOST_ROWS:
        say(f"… và {len(result.rows) - MOST_ROWS} dòng nữa.")


def show_delivered(count: DeliveryCount | None, dry_run: bool) -> None:
    """What became of the notices, in one line; nothing where nothing was to be sent."""
    if count is None:
        return
    parts = [
        (count.sent, "sẽ gửi" if dry_run else "đã gửi"),
        (count.no_target, "chưa khai báo kênh nhận"),
        (count.later, "gửi chưa được, sẽ thử lại"),
        (count.given_up, "gửi không được, cần người xử lý"),
        (count.withdrawn, "không còn cần gửi"),
    ]
    said = (
        ", ".join(f"{number} {words}" for number, words in parts if number) or "không có thông báo nào phải gửi lúc này"
    )
    say(f"\nThông báo: {said}.")
