"""`ocop <noun> <verb>`: the officer's command line. Exit code 0 done, 1 refused or failed, 2 wrong use.

Nothing is imported before it is needed: a noun when one of its verbs is wanted (see `nouns`), everything heavy
(database, flows, Apprise, spreadsheets) inside the verb that needs it. So `ocop --help` answers at once.
"""

import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from ocop_workflow.cli import doctor, local, metrics, sweep
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.show import printable
from ocop_workflow.errors import OcopError

app = Verbs(
    help="Chu trình OCOP thường niên: kế hoạch, nhiệm vụ, hồ sơ sản phẩm, báo cáo, đôn đốc. Bắt đầu: ocop up",
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(local.up)
app.command("demo")(local.demo)
app.command("sweep")(sweep.sweep)
app.command("metrics")(metrics.metrics)
app.command("doctor")(doctor.doctor)
app.add_nouns()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):  # Vietnamese also where the system's locale knows ASCII only
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
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
    import tempfile
    import traceback

    from ocop_workflow.logs import discreet
    from ocop_workflow.settings import load_settings

    if type(error).__name__ == "OperationalError":
        what = "Cơ sở dữ liệu đang bận hoặc không trả lời; thử lại sau ít phút"
    else:
        what = f"Lỗi ngoài dự kiến ({type(error).__name__})"
    details = "".join(traceback.format_exception(error))
    try:
        path = load_settings().var_dir / "log" / "ocop-errors.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except (OSError, OcopError):
        file, name = tempfile.mkstemp(prefix="ocop-", suffix=".log")
        path = Path(name)
    with os.fdopen(file, "a", encoding="utf-8") as log_file:
        log_file.write(f"ocop {' '.join(sys.argv[1:])}\n{discreet(details)}\n")
    return f"{what}.\nChi tiết: {path} (xem ngay trên màn hình: đặt OCOP_DEBUG=1 rồi chạy lại)"


if __name__ == "__main__":
    sys.exit(main())
