"""`ocop deployment`: what a Prefect server with workers should run, from deploy/prefect.yaml."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson
from ocop_workflow.cli.show import Column, listing, print_json, say
from ocop_workflow.errors import NotReady

app = Verbs()


@app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Liệt kê các luồng và lịch mà tệp deploy/prefect.yaml khai báo.

    Ví dụ: ocop deployment list
    """
    from ocop_workflow.library.deployment_file import load_deployments
    from ocop_workflow.settings import load_settings

    rows = load_deployments(load_settings().deployments_file).deployments
    columns = [
        Column("Luồng", lambda row: row.entrypoint.rpartition(".")[2], whole=True),
        Column("Tên", lambda row: row.name),
        Column("Lịch", lambda row: "; ".join(f"{one.cron} ({one.timezone})" for one in row.schedules)),
        Column("Nhóm máy chạy", lambda row: row.work_pool.name),
    ]
    listing(rows, columns, as_json=as_json, title="mục", empty="Tệp không khai báo gì.")


@app.command()
def check() -> None:
    """Kiểm tra tệp deploy/prefect.yaml: khóa lạ, luồng không có, tham số sai, lịch sai; không cần máy chủ.

    Ví dụ: ocop deployment check
    """
    from flows.deployments import load_deployables
    from ocop_workflow.settings import load_settings

    path = load_settings().deployments_file
    found = load_deployables(path)
    say(f"{path}: đúng. {len(found)} luồng, {sum(len(one.entry.schedules) for one in found)} lịch.")


@app.command()
def register(
    pool_type: Annotated[
        str, typer.Option("--pool-type", metavar="LOẠI", help="Loại nhóm máy chạy nếu phải tạo: process, kubernetes …")
    ] = "process",
    as_json: AsJson = False,
) -> None:
    """Đăng ký mọi luồng và lịch với máy chủ Prefect (PREFECT_API_URL); đăng ký lại không đổi gì.

    Mục không còn trong tệp được gỡ; lịch mà người điều phối đã tạm dừng vẫn dừng; lượt chạy trễ không mất.

    Ví dụ: ocop deployment register --pool-type kubernetes
    """
    _require_server_address()
    from flows.automations import ensure_automations
    from flows.deployments import load_deployables
    from flows.registration import register as bring_up_to_date
    from ocop_workflow.settings import load_settings

    deployables = load_deployables(load_settings().deployments_file)
    with _said_in_words():
        ids, changes = bring_up_to_date(deployables, pooled=True, pool_type=pool_type)
        changes += ensure_automations()
    if as_json:
        print_json({"deployments": {name: str(one) for name, one in ids.items()}, "changes": changes})
        return
    for change in changes:
        say(f"- {change}")
    say(f"{len(ids)} luồng đã đăng ký; {f'{len(changes)} thay đổi' if changes else 'không có gì thay đổi'}.")


def _require_server_address() -> None:
    if not os.environ.get("PREFECT_API_URL"):
        raise NotReady(
            "Chưa biết máy chủ Prefect ở đâu. Đặt PREFECT_API_URL (và PREFECT_API_AUTH_STRING nếu máy chủ có mật khẩu),"
            " ví dụ PREFECT_API_URL=http://127.0.0.1:4200/api. Một máy thì không cần: «ocop up» tự đăng ký."
        )


@contextmanager
def _said_in_words() -> Iterator[None]:
    """What a server that is away or refuses us means, and what to do."""
    import httpx

    url = os.environ["PREFECT_API_URL"]
    try:
        yield
    except httpx.HTTPStatusError as refused:
        code = refused.response.status_code
        what = "sai hoặc thiếu mật khẩu: đặt PREFECT_API_AUTH_STRING" if code == 401 else f"trả lời {code}"
        raise NotReady(f"Máy chủ Prefect {url} {what}. Đăng ký lại sau khi sửa; làm lại không hại gì.") from None
    except (httpx.HTTPError, RuntimeError) as away:
        why = str(away).partition("\n")[0]
        raise NotReady(f"Không gọi được máy chủ Prefect {url} ({why}). Kiểm tra địa chỉ và máy chủ.") from None
