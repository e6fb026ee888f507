"""`ocop plan diff`: what applying a plan file would do, or how two plans of other levels or years differ."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ocop_workflow.cli import at_work
from ocop_workflow.cli.options import AsJson, Today
from ocop_workflow.cli.show import Column, print_json, say, shortened, table
from ocop_workflow.vocabulary import Difference

if TYPE_CHECKING:
    from ocop_workflow.operations.plans.change_lines import Change
    from ocop_workflow.rulebook.plans.plan_compare import Compared


def diff(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp kế hoạch .yaml.")],
    other: Annotated[
        Path | None,
        typer.Argument(metavar="[TỆP_KHÁC]", help="Kế hoạch cấp khác, năm khác; bỏ trống: so với bản đang áp dụng."),
    ] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Cho xem áp dụng tệp này sẽ thay đổi gì, kể cả trong chu trình đang chạy; hoặc so hai kế hoạch. Không lưu gì.

    Một tệp: so với bản đang áp dụng, rồi cho xem nhiệm vụ, báo cáo của chu trình đang chạy sẽ được giao thêm, rút lại,
    đổi hạn. Hai tệp: bỏ, thêm, đổi gì so với tệp thứ nhất; hai mục được coi là một khi giống chữ, chung đơn vị.

    Ví dụ: ocop plan diff config/plans/bac-kan.bac-kan.2024.yaml

    Ví dụ: ocop plan diff ke-hoach-2024.yaml ke-hoach-2025.yaml
    """
    from ocop_workflow.library.plans import load_plan

    read = load_plan(file.resolve())
    if other is not None:
        _two_files(read.plan, load_plan(other.resolve()).plan, as_json=as_json)
        return
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.plans.plan_changes import apply_to_cycle
    from ocop_workflow.operations.plans.plans import current_version, plan_of
    from ocop_workflow.rulebook.plans.plan_compare import compare

    plan, actor = read.plan, at_work.user()
    with desk.look() as session:
        current = current_version(session, plan.code)
        found = compare(plan_of(current), plan) if current else ()
        in_force = {"sha256": current.sha256, "applied_on": current.applied_on} if current else None
    with desk.office.rehearsal(), desk.work() as session:
        applied, changes = apply_to_cycle(
            session, plan, read.text, read.sha256, desk.office.rules, actor=actor, today=desk.today, at=desk.now()
        )
    if as_json:
        differs = [_plain(row) for row in found if row.difference is not Difference.SAME]
        print_json(
            {"plan": plan.code, "sha256": read.sha256, "in_force": in_force, "is_new": applied.is_new}
            | {"differences": differs, "cycle_changes": changes}
        )
        return
    if in_force is None:
        say(
            f"{plan.code}: chưa áp dụng lần nào; áp dụng sẽ ghi {applied.duties} nhiệm vụ, "
            f"{applied.reports} chế độ báo cáo."
        )
    elif not applied.is_new:
        say(f"{plan.code}: đúng là văn bản đang áp dụng, không có gì thay đổi.")
    else:
        show_compared(found, f"So với bản đang áp dụng ({str(in_force['sha256'])[:12]})")
        show_changes(changes)
        if not changes:
            say("Chu trình đang chạy: không nhiệm vụ, báo cáo nào thay đổi.")
    say(f"Chưa lưu gì. Áp dụng: ocop plan apply {file}")


def _two_files(old: Any, new: Any, *, as_json: bool) -> None:
    from ocop_workflow.rulebook.plans.plan_compare import compare

    found = compare(old, new)
    if as_json:
        print_json({"old": old.code, "new": new.code, "differences": [_plain(row) for row in found]})
    else:
        show_compared(found, f"{old.code} → {new.code}")


def _plain(row: "Compared") -> dict[str, Any]:
    return {
        "part": row.part,
        "difference": row.difference,
        "old": row.old,
        "new": row.new,
        "how": row.how,
        "changes": row.changes,
    }


def show_compared(found: "Sequence[Compared]", title: str) -> None:
    """What was dropped, added, changed, part by part; what stayed is only counted."""
    from ocop_workflow.rulebook.plans.plan_compare import PARTS, SETTINGS, UNITS

    names = {**PARTS, UNITS: "đơn vị", SETTINGS: "thiết lập của địa phương"}
    say(title)
    for part, name in names.items():
        rows = [row for row in found if row.part == part]
        counts = {word: sum(row.difference is word for row in rows) for word in Difference}
        told = ", ".join(f"{word.label} {count}" for word, count in counts.items() if count)
        if told:
            say(f"  {name}: {told}")
    for word in (Difference.DROPPED, Difference.ADDED):
        rows = [row for row in found if row.difference is word]
        if rows:
            columns = [
                Column("Loại", lambda row: names[row.part]),
                Column("Mã", lambda row: (row.old or row.new).code),
                Column("Điều khoản", lambda row: (row.old or row.new).clause),
                Column("Nguyên văn", lambda row: shortened((row.old or row.new).words, 160), wide=True),
            ]
            table(rows, columns, title=f"{word.label.capitalize()} ({len(rows)})")
    changed = [row for row in found if row.difference is Difference.CHANGED]
    if changed:
        columns = [
            Column("Loại", lambda row: names[row.part]),
            Column("Điều khoản", _clauses),
            Column("Khác nhau", _what_differs, wide=True),
            Column("Vì sao coi là một", lambda row: row.how),
        ]
        table(changed, columns, title=f"Đổi ({len(changed)})")


def _clauses(row: "Compared") -> str:
    assert row.old and row.new
    old, new = (entry.clause or entry.code for entry in (row.old, row.new))
    return old if old == new else f"{old} → {new}"


def _what_differs(row: "Compared") -> str:
    assert row.old and row.new
    lines = [change for change in row.changes if change != "câu chữ"]
    if "câu chữ" in row.changes:
        lines += [f"câu chữ: «{row.old.words}»", f"→ «{row.new.words}»"]
    return "\n".join(lines)


def show_changes(changes: "Sequence[Change]") -> None:
    """What a plan changes in the cycles that are already running; the same change for several units is one line."""
    if not changes:
        return
    alike: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        key = (change.kind, change.what, change.clause, change.due_before, change.due_after, change.reason)
        alike.setdefault(key, []).append(change)
    columns = [
        Column("Thay đổi", lambda rows: rows[0].kind),
        Column("Đơn vị", _units_of),
        Column("Việc", lambda rows: f"{rows[0].what}\n{rows[0].clause}", wide=True),
        Column("Hạn cũ", lambda rows: rows[0].due_before, whole=True),
        Column("Hạn mới", lambda rows: rows[0].due_after, whole=True),
        Column("Lý do", lambda rows: rows[0].reason),
    ]
    table(alike.values(), columns, title=f"Thay đổi trong chu trình đang chạy ({len(changes)})")


def _units_of(rows: "Sequence[Change]") -> str:
    """One unit by its name, several by their number; --json has each."""
    units = list(dict.fromkeys(row.unit for row in rows))
    return units[0] if len(units) == 1 else f"{len(units)} đơn vị"
