"""`ocop db`: the schema of the database, its soundness, backups and restores."""

from pathlib import Path
from typing import Annotated

import typer

from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By
from ocop_workflow.cli.show import print_json, say

app = Verbs()

Backup = Annotated[Path, typer.Argument(metavar="BẢN_SAO_LƯU", help="Thư mục do «ocop db backup» tạo.")]


@app.command()
def upgrade() -> None:
    """Tạo cơ sở dữ liệu hoặc nâng lược đồ lên bản của chương trình này; chạy lại không đổi gì.

    Ví dụ: ocop db upgrade
    """
    from ocop_workflow.records.schema import upgrade as upgrade_schema
    from ocop_workflow.settings import load_settings

    changed = upgrade_schema(load_settings().database_url)
    say("Đã nâng lược đồ cơ sở dữ liệu." if changed else "Lược đồ đã là bản mới nhất, không có gì thay đổi.")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Xem cơ sở dữ liệu ở đâu, lược đồ thế nào; mã thoát 1 nếu chưa dùng được.

    Ví dụ: ocop db status
    """
    from ocop_workflow.records.schema import SchemaState, state
    from ocop_workflow.settings import load_settings

    url = load_settings().database_url
    found = state(url)
    is_current = found is SchemaState.CURRENT
    if as_json:
        print_json({"database": place(url), "state": found.name.lower(), "is_current": is_current})
    else:
        say(f"Cơ sở dữ liệu: {place(url)}")
        say("Lược đồ đúng bản của chương trình." if is_current else found.value)
    if not is_current:
        raise typer.Exit(1)


@app.command()
def check(
    backup: Annotated[
        Path | None,
        typer.Option("--backup", metavar="THƯ_MỤC", help="Kiểm tra bản sao lưu này thay cho cơ sở dữ liệu."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Kiểm tra dữ liệu: tệp lành, tham chiếu đủ, chuỗi nhật ký nguyên vẹn, thông báo không lạc; mã thoát 1 nếu có lỗi.

    Ví dụ: ocop db check

    Ví dụ: ocop db check --backup /var/backups/ocop/ocop-20240422T000000.000Z
    """
    from ocop_workflow.records.manifest import check_file, read_manifest
    from ocop_workflow.records.schema import require_current
    from ocop_workflow.records.soundness import faults_of
    from ocop_workflow.settings import load_settings

    if backup is not None:
        manifest = read_manifest(backup)
        check_file(backup, manifest)
        counts, faults = manifest.contents.rows, tuple[str, ...]()
    else:
        url = load_settings().database_url
        require_current(url)
        counts, faults = faults_of(url)
    if as_json:
        print_json({"rows": counts, "faults": faults})
    else:
        for fault in faults:
            say(f"- {fault}")
        say(
            f"{sum(counts.values())} dòng trong {len(counts)} bảng: {f'{len(faults)} lỗi' if faults else 'nguyên vẹn'}."
        )
        if faults:
            say("Báo người quản trị; đối chiếu với bản sao lưu gần nhất còn nguyên vẹn.")
    if faults:
        raise typer.Exit(1)


@app.command()
def backup(
    into: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Nơi chứa các bản sao lưu; được tạo nếu chưa có.")],
    keep: Annotated[
        int | None, typer.Option("--keep", min=1, metavar="SỐ", help="Giữ lại số bản mới nhất này, xóa bản cũ hơn.")
    ] = None,
) -> None:
    """Sao lưu cơ sở dữ liệu như tại một thời điểm, trong khi mọi người vẫn làm việc; kèm số dòng và mã băm.

    Kế hoạch, thiết lập (config/), tệp .env và tệp kênh gửi sao lưu riêng.

    Ví dụ: ocop db backup /var/backups/ocop --keep 30
    """
    from ocop_workflow.cli.backups import drop_old, take

    made = take(into)
    say(f"Đã sao lưu vào {made}.")
    for gone in drop_old(into, keep) if keep else ():
        say(f"Đã xóa bản cũ {gone.name}.")


@app.command()
def restore(backup: Backup, by: By) -> None:
    """Phục hồi một bản sao lưu vào cơ sở dữ liệu trống, kiểm tra số dòng và nhật ký, giữ lại thông báo chưa gửi.

    Không ghi đè: cơ sở dữ liệu đích phải chưa có. Dừng mọi tiến trình của chương trình trước khi phục hồi.

    Ví dụ: ocop db restore /var/backups/ocop/ocop-20240422T000000.000Z --by "Nguyễn Văn A"
    """
    from ocop_workflow.cli.backups import bring_back
    from ocop_workflow.office import Office

    bring_back(Office.open(), backup, by)


def place(url: str) -> str:
    """The address of the database without its password."""
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)
