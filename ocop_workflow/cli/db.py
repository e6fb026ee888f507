"""`ocop db`: the schema of the database."""

import typer

from ocop_workflow.cli.options import AsJson
from ocop_workflow.cli.show import print_json, say

app = typer.Typer(help="Cơ sở dữ liệu: lược đồ.", no_args_is_help=True)


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


def place(url: str) -> str:
    """The address of the database without its password."""
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)
