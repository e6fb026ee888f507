"""`ocop log`: the append-only log of dossiers."""

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson
from ocop_workflow.cli.show import Column, print_json, say, table

app = Verbs()


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Kiểm tra chuỗi băm của nhật ký: dòng nào bị sửa, xóa, chèn; mã thoát 1 nếu có lỗi.

    Ví dụ: ocop log verify
    """
    desk = at_work.start(quiet=as_json)
    from ocop_workflow.records.log import verify as verify_log

    with desk.look() as session:
        found = verify_log(session)
    if as_json:
        print_json(found)
    elif not found.faults:
        say(f"Nhật ký nguyên vẹn: {found.lines} dòng của {found.dossiers} hồ sơ.")
    else:
        columns = [
            Column("Hồ sơ", lambda fault: fault.dossier_code, whole=True),
            Column("Dòng", lambda fault: fault.seq, right=True),
            Column("Lỗi", lambda fault: fault.why),
        ]
        table(found.faults, columns)
        say(f"{len(found.faults)} lỗi trong {found.lines} dòng của {found.dossiers} hồ sơ.")
        say("Báo người quản trị, đối chiếu với bản sao lưu.")
    if found.faults:
        raise typer.Exit(1)
