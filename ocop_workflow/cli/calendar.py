"""`ocop calendar`: days off and make-up days with their papers; letters that change them; due days counted again."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocop_workflow.cli import at_work, calendar_explain, calendar_feed
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, Today
from ocop_workflow.cli.show import Column, facts, print_json, say, table
from ocop_workflow.rulebook.text import vn_date, weekday_vn
from ocop_workflow.vocabulary import Subject

if TYPE_CHECKING:
    from ocop_workflow.operations.days.due_moves import MovedDue
    from ocop_workflow.operations.days.due_recount import Recounted

app = Verbs()

By = Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Họ tên người thực hiện, ghi vào nhật ký.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ xem hạn nào sẽ đổi, không lưu gì.")]


@app.command("show")
def show_days(
    year: Annotated[int | None, typer.Option("--year", metavar="NĂM", help="Năm; mặc định: năm của hôm nay.")] = None,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Xem ngày nghỉ, làm bù của một năm với nguồn, các văn bản đã nạp, và lịch chính thức đến ngày nào.

    Ví dụ: ocop calendar show --year 2026
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.days.calendar_letters import letters_in_force

    calendar, year = desk.office.calendar(), year or desk.today.year
    with desk.look() as session:
        letters = letters_in_force(session)
    days = [
        {
            "day": day,
            "kind": special.kind,
            "name": special.name,
            "swapped_with": special.swapped_with,
            "source": special.source,
            "confidence": special.confidence,
            "note": special.note,
            "is_provisional": calendar.is_provisional(day),
        }
        for day, special in calendar.days.items()
        if day.year == year
    ]
    if as_json:
        print_json({"known_from": calendar.known_from, "known_to": calendar.known_to, "days": days, "letters": letters})
        return
    columns = [
        Column("Ngày", lambda row: row["day"], whole=True),
        Column("Thứ", lambda row: weekday_vn(row["day"]), whole=True),
        Column("Loại", lambda row: row["kind"]),
        Column("Tên", lambda row: row["name"]),
        Column("Đổi với", lambda row: row["swapped_with"], whole=True),
        Column("Nguồn", lambda row: row["source"]),
        Column("Độ tin cậy", lambda row: row["confidence"]),
        Column("Chú ý", lambda row: "tạm tính" if row["is_provisional"] else None),
    ]
    table(days, columns, title=f"Ngày nghỉ, làm bù năm {year}", empty=f"Lịch chưa có ngày nào của năm {year}.")
    if letters:
        columns = [
            Column("Số", lambda row: row.number, whole=True),
            Column("Ngày", lambda row: row.issued_on, whole=True),
            Column("Cơ quan", lambda row: row.issuer),
            Column("Số ngày", lambda row: row.days, right=True),
            Column("Chính thức đến", lambda row: row.official_to, whole=True),
            Column("Nạp ngày", lambda row: row.loaded_on, whole=True),
            Column("Người nạp", lambda row: row.loaded_by),
        ]
        table(letters, columns, title="Văn bản đã nạp")
    known = f"{vn_date(calendar.known_from)} đến {vn_date(calendar.known_to)}"
    say(f"Lịch chính thức từ {known}; ngoài thời gian đó hạn tính theo ngày làm việc là tạm tính.")


@app.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Văn bản gõ lại thành YAML.")],
    by: By,
    replace: Annotated[
        bool, typer.Option("--replace", help="Thay lần nạp trước của đúng văn bản này (cùng số, ngày) vì gõ sai.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Nạp văn bản chính thức về nghỉ lễ, hoán đổi, làm bù: lịch đổi, mọi hạn đang mở được tính lại cùng lúc.

    Liệt kê từng hạn thay đổi: hạn cũ, hạn mới, ngày nào làm đổi; hạn đã thông báo được đánh dấu. Mỗi hạn đổi là một
    dòng nhật ký. Mẫu tệp: config/calendar/letter.example.yaml.

    Ví dụ: ocop calendar load thong-bao-nghi-2027.yaml --by "Nguyễn Văn A" --dry-run
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.library.letters import load_letter
    from ocop_workflow.operations.days.calendar_letters import calendar_in_force, keep_letter
    from ocop_workflow.operations.days.due_recount import recount

    rules, at = desk.office.rules, desk.now()
    with desk.office.rehearsal() if dry_run else nullcontext(), desk.work() as session:
        read = load_letter(file, lambda letter: calendar_in_force(session, rules.calendar, without=letter))
        before = calendar_in_force(session, rules.calendar)
        is_new = keep_letter(
            session, read.letter, read.text, read.sha256, actor=by, today=desk.today, at=at, replace=replace
        )
        found = recount(session, rules, before=before, actor=by, today=desk.today, at=at)
        after = calendar_in_force(session, rules.calendar)
    if as_json:
        print_json({"letter": read.letter.reference, "is_new": is_new, "known_to": after.known_to, "recount": found})
        return
    if not is_new:
        say(f"Văn bản {read.letter.reference} đã nạp đúng như thế từ trước.")
    else:
        facts(
            [
                ("Văn bản", read.letter.reference),
                ("Quyết định", f"{len(read.letter.decided)} ngày"),
                ("Lịch chính thức đến", after.known_to),
            ]
        )
    say_recounted(found, dry_run=dry_run)


@app.command("recount")
def count_again(by: By, dry_run: DryRun = False, as_json: AsJson = False, today: Today = None) -> None:
    """Tính lại mọi hạn đang mở theo lịch đang dùng: sau khi cập nhật tệp lịch, hoặc khi «ocop doctor» nhắc.

    Ví dụ: ocop calendar recount --by "Nguyễn Văn A" --dry-run
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.days.due_recount import recount

    with desk.office.rehearsal() if dry_run else nullcontext(), desk.work() as session:
        found = recount(session, desk.office.rules, before=None, actor=by, today=desk.today, at=desk.now())
    if as_json:
        print_json(found)
    else:
        say_recounted(found, dry_run=dry_run)


def say_recounted(found: "Recounted", *, dry_run: bool) -> None:
    """What counting again has changed: under each reason what moved alike, with all its units or dossiers."""
    reasons: dict[str, dict[tuple[object, ...], list[MovedDue]]] = {}
    for moved in found.moved:
        what = moved.subject.label if moved.subject is Subject.DOSSIER else moved.what
        key = (moved.due_before, moved.due_after, moved.subject, what)
        reasons.setdefault(moved.reason, {}).setdefault(key, []).append(moved)
    columns = [
        Column("Hạn cũ", lambda group: group[0][0], whole=True),
        Column("Hạn mới", lambda group: group[0][1], whole=True),
        Column("Việc", lambda group: group[0][3]),
        Column("Số", lambda group: len(group[1]), right=True),
        Column("Đã báo hạn cũ", lambda group: sum(row.was_notified for row in group[1]) or None, right=True),
        Column("Của ai", lambda group: "; ".join(dict.fromkeys(map(_whose, group[1]))), wide=True),
    ]
    for reason, groups in reasons.items():
        table(list(groups.items()), columns, title=f"Vì {reason}")
    say()
    say(_summed_up(found.moved, found.confirmed, found.made_provisional))
    if dry_run:
        say("Chạy thử: chưa lưu gì.")


def _whose(moved: "MovedDue") -> str:
    return f"{moved.what} ({moved.unit})" if moved.subject is Subject.DOSSIER else moved.unit


def _summed_up(moved: Sequence["MovedDue"], confirmed: int, made_provisional: int) -> str:
    said = [f"{len(moved)} hạn đang mở thay đổi" if moved else "Không hạn đang mở nào thay đổi"]
    if told := sum(row.was_notified for row in moved):
        said.append(f"{told} hạn trong đó đã thông báo cho đơn vị: báo lại hạn mới")
    if confirmed:
        said.append(f"{confirmed} hạn hết tạm tính")
    if made_provisional:
        said.append(f"{made_provisional} hạn thành tạm tính")
    return "; ".join(said) + "."


app.add_typer(calendar_explain.app, name="explain")
app.command("feed")(calendar_feed.feed)
