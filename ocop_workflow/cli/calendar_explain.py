"""`ocop calendar explain`: why a due day is that day, step by step, for what is open and for a bare rule."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, DossierCode, InCycle, Today, a_day
from ocop_workflow.cli.show import heading, print_json, say
from ocop_workflow.rulebook.text import vn_date

if TYPE_CHECKING:
    from ocop_workflow.operations.days.due_explained import Explained
    from ocop_workflow.rulebook.days.terms import Pause

app = Verbs(help="Vì sao hạn là ngày đó: từng bước tính, từng ngày nghỉ với nguồn.")


@app.command()
def report(
    unit: Annotated[str, typer.Argument(metavar="ĐƠN_VỊ", help="Mã đơn vị báo cáo.")],
    period: Annotated[str, typer.Argument(metavar="KỲ", help="Mã kỳ, ví dụ 2024-M03, 2024-Q1.")],
    cycle: InCycle = None,
    duty: Annotated[
        str | None, typer.Option("--duty", metavar="MÃ", help="Mã chế độ báo cáo, khi một kỳ có nhiều báo cáo.")
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Vì sao hạn của một báo cáo là ngày đó.

    Ví dụ: ocop calendar explain report phuong-quang-trung 2024-Q1 --cycle quang-ninh.uong-bi.2024
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.days.due_explained import explain_report
    from ocop_workflow.operations.reports.filing import find_report

    with desk.look() as session:
        running = desk.running(session, cycle)
        found = explain_report(session, running, find_report(session, running, unit, period, duty))
    _say(found, as_json=as_json)


@app.command()
def assignment(
    number: Annotated[int, typer.Argument(metavar="SỐ", help="Số nhiệm vụ, như trong «ocop assignment list».")],
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Vì sao hạn của một nhiệm vụ là ngày đó.

    Ví dụ: ocop calendar explain assignment 12
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.days.due_explained import assignment_of, explain_assignment
    from ocop_workflow.records.tables import Cycle

    with desk.look() as session:
        row = assignment_of(session, number)
        running = desk.running(session, session.get_one(Cycle, row.cycle_id).code)
        found = explain_assignment(session, running, row)
    _say(found, as_json=as_json)


@app.command()
def dossier(code: DossierCode, as_json: AsJson = False, today: Today = None) -> None:
    """Vì sao hạn của khâu mà hồ sơ đang chờ là ngày đó.

    Ví dụ: ocop calendar explain dossier HS-000012
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.cycle.lookup import cycle_of
    from ocop_workflow.operations.days.due_explained import explain_dossier
    from ocop_workflow.operations.dossiers.dossiers import find_dossier

    with desk.look() as session:
        row = find_dossier(session, code)
        found = explain_dossier(session, cycle_of(session, row, desk.office.rules, desk.today), row)
    _say(found, as_json=as_json)


@app.command()
def rule(
    reading: Annotated[
        str,
        typer.Argument(metavar="QUY_TẮC", help="Như trong tệp kế hoạch: before_day=30 hoặc on_day=17,roll=next."),
    ],
    period: Annotated[str, typer.Argument(metavar="KỲ", help="Mã kỳ: 2026-M03, 2026-Q1, 2026-H2, 2026-9M, 2026.")],
    as_json: AsJson = False,
) -> None:
    """Một quy tắc hạn cho ra ngày nào trong một kỳ, và vì sao.

    Ví dụ: ocop calendar explain rule before_day=30,roll=previous 2026-Q1
    """
    from pydantic import ValidationError

    from ocop_workflow.office import Office
    from ocop_workflow.rulebook.days.due import DueRule
    from ocop_workflow.rulebook.days.explain import explain
    from ocop_workflow.rulebook.days.periods import period_of

    which = period_of(period)
    if which is None:
        raise typer.BadParameter(f"không có kỳ «{period}»")
    pairs = (part.partition("=") for part in reading.split(","))
    fields: dict[str, Any] = {name.strip(): value.strip() for name, _, value in pairs}
    try:
        read = DueRule.model_validate(fields)
    except ValidationError as wrong:
        why = "; ".join(_what_is_wrong(error) for error in wrong.errors())
        raise typer.BadParameter(f"«{reading}»: {why}") from None
    due = read.due(which, Office.open().calendar())
    lines = explain(due.on, due.steps, due.days)
    _say_lines({"due_on": due.on, "is_provisional": due.is_provisional, "window": due.window}, lines, as_json=as_json)


@app.command()
def term(
    since: Annotated[date, typer.Argument(parser=a_day, metavar="NGÀY", help="Ngày xảy ra sự kiện.")],
    working_days: Annotated[int | None, typer.Option("--working-days", metavar="N", help="Số ngày làm việc.")] = None,
    days: Annotated[int | None, typer.Option("--days", metavar="N", help="Số ngày, kể cả ngày nghỉ.")] = None,
    months: Annotated[int | None, typer.Option("--months", metavar="N", help="Số tháng.")] = None,
    pause: Annotated[
        list[str] | None,
        typer.Option("--pause", metavar="NGÀY:NGÀY", help="Đồng hồ dừng từ ngày đến ngày (chờ bổ sung); lặp lại được."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Một thời hạn tính từ một sự kiện kết thúc ngày nào, và vì sao.

    Ví dụ: ocop calendar explain term 2026-02-05 --working-days 15 --pause 2026-02-10:2026-02-24
    """
    if sum(unit is not None for unit in (working_days, days, months)) != 1:
        raise typer.BadParameter("chọn đúng một trong --working-days, --days, --months")
    from ocop_workflow.office import Office
    from ocop_workflow.rulebook.days.explain import explain
    from ocop_workflow.rulebook.days.terms import Term

    try:
        length = Term(working_days=working_days, calendar_days=days, months=months)
        found = length.due(since, Office.open().calendar(), [_pause(text) for text in pause or ()])
    except ValueError as wrong:
        raise typer.BadParameter("số ngày, số tháng nằm ngoài giới hạn" if "\n" in str(wrong) else str(wrong)) from None
    lines = explain(found.on, found.steps, found.days)
    _say_lines({"due_on": found.on, "is_provisional": found.is_provisional}, lines, as_json=as_json)


def _what_is_wrong(error: Any) -> str:
    """One mistake of a rule typed in, in Vietnamese."""
    from ocop_workflow.rulebook.days.due import DueRule

    name = ".".join(map(str, error["loc"]))
    if error["type"] == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return f"không có khóa «{name}»; có: {', '.join(DueRule.model_fields)}"
    return f"{name}: không nhận giá trị «{error['input']}»"


def _pause(text: str) -> "Pause":
    from ocop_workflow.rulebook.days.terms import Pause

    stopped, _, resumed = text.partition(":")
    found = Pause(a_day(stopped), a_day(resumed) if resumed else None)
    if found.resumed_on and found.resumed_on < found.stopped_on:
        raise typer.BadParameter(f"«{text}»: ngày tiếp tục trước ngày dừng")
    return found


def _say(found: "Explained", *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    heading(found.what)
    if found.due_on is None:
        say("Không chờ ai, hoặc chưa có hạn.")
        return
    for line in (*found.steps, *(f"Đã đổi: {move}" for move in found.moves)):
        say(f"  {line}")
    if found.is_provisional:
        say("Hạn này tạm tính: văn bản chính thức về nghỉ lễ có thể làm đổi.")
    if found.counted_now not in (None, found.due_on):
        say(f"Tính theo lịch đang dùng thì là {vn_date(found.counted_now)}: chạy «ocop calendar recount».")


def _say_lines(head: dict[str, object], lines: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        print_json({**head, "steps": lines})
        return
    for line in lines:
        say(line)
