"""`ocop up` and `ocop demo`: the whole product on one machine."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli.at_work import say_day
from ocop_workflow.cli.show import say

if TYPE_CHECKING:
    from ocop_workflow.settings import Settings


def up() -> None:
    """Chạy tất cả trên máy này cho đến khi nhấn Ctrl-C: dữ liệu, máy chủ Prefect, lịch chạy.

    Lần đầu tạo cơ sở dữ liệu, áp dụng kế hoạch, mở chu trình, nhập danh sách sản phẩm; lần sau tiếp tục từ chỗ đã có.

    Ví dụ: ocop up

    Ví dụ: OCOP_REPLAY_YEAR=2024 ocop up (xem kế hoạch năm 2024 như đang ở năm đó)
    """
    from ocop_workflow.cli.prepare import prepare
    from ocop_workflow.cli.up import up as keep_up
    from ocop_workflow.office import Office

    office = Office.open()
    say_day(office, None)
    prepare(office, say)
    keep_up(office.settings, when_ready=lambda api_url: _first_look(office.settings, api_url), say=say)


def demo(
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="THƯ_MỤC", help="Giữ dữ liệu, thông báo và nhật ký trong thư mục mới này."),
    ] = None,
) -> None:
    """Chạy thử các kế hoạch kèm theo qua các quý trong năm của chúng, trong dữ liệu tạm, rồi tự kết thúc.

    Ví dụ: ocop demo --keep var/demo
    """
    from ocop_workflow.cli.demo import demo as run_demo

    run_demo(keep)


def _first_look(settings: "Settings", api_url: str) -> None:
    """Run the annual cycle once for today, in a process of its own, and say where to look."""
    from ocop_workflow.cli.server import child_environment

    say("Đang chạy chu trình thường niên cho hôm nay…")
    argv = [sys.executable, "-m", "ocop_workflow.cli.main", "cycle", "run"]
    done = subprocess.run(argv, env=child_environment(settings, api_url), check=False)
    if done.returncode:
        say("Chưa chạy xong chu trình (xem lý do ở trên). Sửa xong chạy lại: ocop cycle run")
    where = f"Hộp thư thử (thông báo là tệp đọc được): {settings.mailbox_dir}"
    if settings.channels_file:
        where = f"Thông báo gửi theo kênh khai báo trong {settings.channels_file}"
    from ocop_workflow.settings import PROJECT_ROOT

    ocop = "ocop" if shutil.which("ocop") else ".venv/bin/ocop"
    say(
        f"""
Xem lịch chạy và kết quả:  {api_url.removesuffix("/api")}
{where}
Lệnh nên thử, ở cửa sổ khác, trong thư mục {PROJECT_ROOT}:
  {ocop} cycle status               đang ở đâu, ai quá hạn
  {ocop} dossier list               hồ sơ sản phẩm
  {ocop} dossier moves HS-000001    việc có thể làm tiếp
  {ocop} notice list                thông báo đã lập
  {ocop} --help                     mọi lệnh
Nhấn Ctrl-C để dừng."""
    )
