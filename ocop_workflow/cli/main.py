"""`ocop <noun> <verb>`: the officer's command line. Exit code 0 done, 1 refused or failed, 2 wrong use.

Everything heavy (database, flows, Apprise, spreadsheets) is imported inside the verb that needs it: `ocop --help`
answers at once.
"""

import io
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import typer

from ocop_workflow.cli import (
    activity,
    assignment,
    calendar,
    calendar_explain,
    calendar_feed,
    certificate,
    certificate_acts,
    certificate_papers,
    certificate_radar,
    council,
    council_votes,
    criteria,
    criteria_compare,
    cycle,
    db,
    delegation,
    deployment,
    doctor,
    document,
    dossier,
    dossier_journey,
    evaluation,
    evaluation_page,
    form,
    inspection,
    local,
    log,
    market,
    metrics,
    notice,
    notice_letter,
    plan,
    plan_book,
    plan_diff,
    plan_source,
    plan_trace,
    plan_versions,
    report,
    report_consolidated,
    revocation,
    round,
    rules,
    sample,
    step,
    target,
    unit,
)
from ocop_workflow.cli import sweep as sweep_verb
from ocop_workflow.cli.show import printable
from ocop_workflow.errors import OcopError
from ocop_workflow.logs import discreet

app = typer.Typer(
    help="Chu trình OCOP thường niên: kế hoạch, nhiệm vụ, hồ sơ sản phẩm, báo cáo, đôn đốc. Bắt đầu: ocop up",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for noun in (
    plan,
    cycle,
    step,
    target,
    dossier,
    form,
    round,
    council,
    evaluation,
    criteria,
    document,
    activity,
    market,
    certificate,
    revocation,
    inspection,
    assignment,
    report,
    notice,
    delegation,
    log,
    rules,
    unit,
    calendar,
    db,
    deployment,
    sample,
):
    app.add_typer(noun.app, name=noun.__name__.rpartition(".")[2])
criteria.app.command("compare")(criteria_compare.compare)
certificate.app.command("code")(certificate_acts.code)
certificate.app.command("extend")(certificate_acts.extend)
certificate.app.command("reissue")(certificate_acts.reissue)
certificate.app.command("check")(certificate_acts.check)
certificate.app.command("print")(certificate_papers.print_decision)
certificate.app.command("export")(certificate_papers.export)
certificate.app.command("radar")(certificate_radar.radar)
certificate.app.command("rounds")(certificate_radar.rounds)
calendar.app.add_typer(calendar_explain.app, name="explain")
calendar.app.command("feed")(calendar_feed.feed)
notice.app.command("letter")(notice_letter.letter)
dossier.app.command()(dossier_journey.path)
dossier.app.command()(dossier_journey.letter)
council.app.command()(council_votes.absent)
council.app.command()(council_votes.conflict)
council.app.command()(council_votes.remove)
council.app.command()(council_votes.count)
council.app.command()(council_votes.record)
council.app.command()(council_votes.minutes)
evaluation.app.command()(dossier_journey.assess)
evaluation.app.command()(evaluation_page.explain)
evaluation.app.command()(evaluation_page.totals)
evaluation.app.command()(evaluation_page.verify)
report.app.command("consolidate")(report_consolidated.consolidate)
report.app.command("consolidations")(report_consolidated.consolidations)
report.app.command("lineage")(report_consolidated.lineage)
report.app.command("reprint")(report_consolidated.reprint)
report.app.command("number")(report_consolidated.number)
plan.app.command("book")(plan_book.book)
plan.app.command("coverage")(plan_source.coverage)
plan.app.command("draft")(plan_source.draft)
plan.app.command("schema")(plan_source.schema)
plan.app.command("diff")(plan_diff.diff)
plan.app.command("versions")(plan_versions.versions)
plan.app.command("trace")(plan_trace.trace)
app.command("up")(local.up)
app.command("demo")(local.demo)
app.command("sweep")(sweep_verb.sweep)
app.command("metrics")(metrics.metrics)
app.command("doctor")(doctor.doctor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):  # Vietnamese also where the system's locale knows ASCII only
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    _vietnamese_help()
    try:
        code = app(args=arguments, prog_name="ocop", standalone_mode=False)
        sys.stdout.flush()
        return code or 0
    except OcopError as refused:
        _complain(str(refused))
        return 1
    except typer.TyperException as wrong:
        if not _is_help(wrong):
            _complain(_wrong_use(wrong))
        return wrong.exit_code
    except BrokenPipeError:  # the reader of a pipe had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if os.environ.get("OCOP_DEBUG"):
            raise
        _complain(_unexpected(error))
        return 1


def _complain(text: str) -> None:
    text = printable(text)
    wants_color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    print(f"\033[31m{text}\033[0m" if wants_color else text, file=sys.stderr)


def _is_help(wrong: typer.TyperException) -> bool:
    """Typer reports a noun without a verb as wrong use and has already shown the help."""
    return type(wrong).__name__ == "NoArgsIsHelpError"


_IN_VIETNAMESE = (
    (r"Missing (?:option|argument|parameter) (.+?)\.?$", r"Thiếu \1."),
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?$", r"Không có tùy chọn \1."),
    (r"No such command '(.+?)'\.(?: Did you mean (.+?)\?)?$", r"Không có lệnh «\1»."),
    (r"Invalid value for (.+?): (.+)$", r"Giá trị của \1 không hợp lệ: \2"),
    (r"Invalid value: (.+)$", r"Dùng chưa đúng: \1"),
    (r"Option (.+) requires an argument\.$", r"Tùy chọn \1 cần một giá trị."),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)$", r"Thừa: \1"),
)


def _wrong_use(wrong: typer.TyperException) -> str:
    """What was wrong in Vietnamese, and how to see the right use."""
    message = wrong.format_message()
    for english, vietnamese in _IN_VIETNAMESE:
        if found := re.match(english, message, re.DOTALL):
            message = found.expand(vietnamese)
            break
    context = getattr(wrong, "ctx", None)
    return f"{message}\nXem cách dùng: {context.command_path if context else 'ocop'} --help"


def _unexpected(error: Exception) -> str:
    """A short message; the details go to a file that only this account can read."""
    if type(error).__name__ == "OperationalError":
        what = "Cơ sở dữ liệu đang bận hoặc không trả lời; thử lại sau ít phút"
    else:
        what = f"Lỗi ngoài dự kiến ({type(error).__name__})"
    details = "".join(traceback.format_exception(error))
    try:
        from ocop_workflow.settings import load_settings

        path = load_settings().var_dir / "log" / "ocop-errors.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except (OSError, OcopError):
        file, name = tempfile.mkstemp(prefix="ocop-", suffix=".log")
        path = Path(name)
    with os.fdopen(file, "a", encoding="utf-8") as log_file:
        log_file.write(f"ocop {' '.join(sys.argv[1:])}\n{discreet(details)}\n")
    return f"{what}.\nChi tiết: {path} (xem ngay trên màn hình: đặt OCOP_DEBUG=1 rồi chạy lại)"


def _vietnamese_help() -> None:
    """Typer prints the headings of its help pages from these names."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = "Tham số"
    rich_utils.OPTIONS_PANEL_TITLE = "Tùy chọn"
    rich_utils.COMMANDS_PANEL_TITLE = "Lệnh"
    rich_utils.REQUIRED_LONG_STRING = "[bắt buộc]"
    rich_utils.DEFAULT_STRING = "[mặc định: {}]"


if __name__ == "__main__":
    sys.exit(main())
