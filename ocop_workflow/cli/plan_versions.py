"""`ocop plan versions`: every text of a plan that was applied, with its hash, and which was in force on a day."""

from datetime import date
from typing import Annotated, Any

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, a_day
from ocop_workflow.cli.show import Column, listing, print_json, say
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Difference


def versions(
    code: Annotated[str, typer.Argument(metavar="MÃ", help="Mã kế hoạch.")],
    on: Annotated[
        date | None, typer.Option("--on", parser=a_day, metavar="NGÀY", help="Chỉ bản có hiệu lực vào ngày này.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="In trọn tệp kế hoạch như khi áp dụng (cùng --on).")] = False,
    as_json: AsJson = False,
) -> None:
    """Liệt kê các bản của một kế hoạch đã áp dụng, mã băm, khác bản trước ở đâu; hoặc bản có hiệu lực vào một ngày.

    Ví dụ: ocop plan versions bac-kan.bac-kan.2024

    Ví dụ: ocop plan versions bac-kan.bac-kan.2024 --on 2024-06-30 --text
    """
    if text and on is None:
        raise typer.BadParameter("--text cần --on: bản của ngày nào")
    desk = at_work.start(quiet=as_json or text)
    from ocop_workflow.errors import NotFound
    from ocop_workflow.operations.plans.plans import versions_of

    with desk.look() as session:
        known = versions_of(session, code)
    if not known:
        raise NotFound("kế hoạch đã áp dụng", code, "Xem «ocop plan show».")
    rows = [_row(known, n) for n in range(len(known))]
    if on is not None:
        in_force = [n for n, version in enumerate(known) if version.applied_on <= on]
        if not in_force:
            first = vn_date(min(version.applied_on for version in known))
            raise NotFound("bản có hiệu lực", f"{code}, ngày {vn_date(on)}", f"Bản đầu áp dụng ngày {first}.")
        if text:
            say(known[in_force[-1]].text.rstrip("\n"))
            return
        rows = [rows[in_force[-1]]]
    if as_json:
        print_json(rows)
        return
    columns = [
        Column("Bản", lambda row: row["version"], right=True),
        Column("Áp dụng ngày", lambda row: row["applied_on"], whole=True),
        Column("Hiệu lực đến trước", lambda row: row["until"] or "nay", whole=True),
        Column("Người áp dụng", lambda row: row["applied_by"]),
        Column("So với bản trước", lambda row: row["changes"]),
        Column("SHA-256", lambda row: row["sha256"], wide=True),
    ]
    listing(rows, columns, as_json=False, title="bản", empty="")


def _row(known: Any, n: int) -> dict[str, Any]:
    version = known[n]
    return {
        "version": n + 1,
        "applied_on": version.applied_on,
        "until": min((later.applied_on for later in known[n + 1 :]), default=None),
        "applied_at": version.applied_at,
        "applied_by": version.applied_by,
        "sha256": version.sha256,
        "changes": _changes(known[n - 1], version) if n else "bản đầu",
    }


def _changes(before: Any, version: Any) -> str:
    from ocop_workflow.operations.plans.plans import plan_of
    from ocop_workflow.rulebook.plans.plan_compare import PARTS, compare

    found = compare(plan_of(before), plan_of(version))
    told = []
    for part, name in PARTS.items():
        counts = [(word, sum(row.part == part and row.difference is word for row in found)) for word in Difference]
        said = [f"{word.label} {count}" for word, count in counts if count and word is not Difference.SAME]
        told += [f"{name}: {', '.join(said)}"] if said else []
    others = sum(row.part not in PARTS for row in found)
    return (
        "; ".join([*told, *([f"đơn vị, thiết lập: đổi {others}"] if others else [])])
        or "chỉ khác ghi chú, cách trình bày"
    )
