"""`ocop notice`: the outbox of reminders and notices of lateness."""

from typing import Annotated

import typer

from ocop_workflow.cli import at_work, notice_letter, notice_test, quarantine
from ocop_workflow.cli.nouns import Verbs
from ocop_workflow.cli.options import AsJson, By, OfUnit, Today, a_word, codes
from ocop_workflow.cli.show import Column, listing, print_json, say
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import NoticeState

app = Verbs()
app.add_typer(quarantine.app, name="quarantine")

Cycle = Annotated[str | None, typer.Option("--cycle", "-c", metavar="MÃ", help="Chỉ của chu trình này.")]


@app.command("list")
def list_all(
    cycle: Cycle = None,
    unit: OfUnit = None,
    state: Annotated[
        NoticeState | None,
        typer.Option(
            "--state", parser=a_word(NoticeState), metavar="TRẠNG_THÁI", help=f"Một trong: {codes(NoticeState)}."
        ),
    ] = None,
    unread: Annotated[bool, typer.Option("--unread", help="Chỉ thông báo đã gửi mà nơi nhận chưa xác nhận.")] = False,
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Liệt kê thông báo: gửi ai, đang ở đâu, vì sao chưa gửi được.

    Ví dụ: ocop notice list --state no_target
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.notices.notice_lookup import list_notices

    with desk.look() as session:
        rows = list_notices(session, cycle=cycle, unit=unit, states=(state,) if state else (), unread=unread)
    columns = [
        Column("Mã", lambda row: row.code, whole=True),
        Column("Đơn vị", lambda row: row.unit + (" (thủ trưởng)" if row.desk.value == "head" else "")),
        Column("Lập ngày", lambda row: row.raised_on, whole=True, spare=True),
        Column("Tình trạng", lambda row: "Giữ lại sau phục hồi" if row.held_at else row.state),
        Column("Nội dung", lambda row: (row.title or "").partition(": ")[2], wide=True, spare=True),
        Column("Gửi lúc", lambda row: desk.clock(row.sent_at or row.next_attempt_at)),
        Column("Xác nhận", lambda row: row.acknowledged_on, whole=True),
        Column("Lỗi gần nhất", lambda row: row.last_error),
    ]
    listing(rows, columns, as_json=as_json, title="thông báo", empty="Không có thông báo nào như vậy.")


@app.command()
def preview(
    code: Annotated[str, typer.Argument(metavar="MÃ", help="Mã thông báo, ví dụ TB-2024-000012 hoặc 12.")],
    as_json: AsJson = False,
    today: Today = None,
) -> None:
    """Đọc một thông báo: bản đã gửi, hoặc bản sẽ gửi nếu gửi hôm nay.

    Ví dụ: ocop notice preview TB-2024-000012
    """
    desk = at_work.start(today, quiet=as_json)
    from ocop_workflow.operations.notices.digests import digest_of
    from ocop_workflow.operations.notices.notice_lookup import find_notice

    with desk.look() as session:
        notice = find_notice(session, code)
        was_sent = notice.state is NoticeState.SENT
        text = (notice.title or "", notice.body or "") if was_sent else digest_of(session, notice, desk.today)
        state, name = notice.state, notice.code
    if as_json:
        print_json(
            {"code": name, "state": state, "title": text[0] if text else None, "body": text[1] if text else None}
        )
    elif text is None:
        say(f"Thông báo {name} («{state.label}»): mọi việc trong đó đã xong; sẽ không gửi.")
    else:
        say(f"[{name}] {text[0]}\n({state.label})\n\n{text[1]}")


@app.command()
def ack(
    code: Annotated[str, typer.Argument(metavar="MÃ", help="Mã thông báo, ví dụ TB-2024-000012 hoặc 12.")],
    by: By,
    today: Today = None,
) -> None:
    """Xác nhận đã nhận thông báo: không nhắc trước hạn lần hai; hạn không đổi, quá hạn vẫn báo lên theo bậc.

    Ví dụ: ocop notice ack TB-2024-000012 --by "Nguyễn Văn A"
    """
    desk = at_work.start(today)
    from ocop_workflow.operations.notices.acknowledgements import acknowledge
    from ocop_workflow.operations.notices.digests import digest_of
    from ocop_workflow.operations.notices.notice_lookup import find_notice

    with desk.work() as session:
        notice = find_notice(session, code)
        text = digest_of(session, notice, desk.today)
        acknowledge(session, notice, text, actor=by, today=desk.today, at=desk.now())
        say(f"Thông báo {notice.code}: {by} xác nhận đã nhận ngày {vn_date(desk.today)}.")


@app.command()
def deliver(
    cycle: Cycle = None,
    any_hour: Annotated[
        bool, typer.Option("--any-hour", help="Gửi cả ngoài giờ làm việc của kế hoạch; cần --by, ghi vào nhật ký.")
    ] = False,
    by: Annotated[str | None, typer.Option("--by", metavar="HỌ_TÊN", help="Người cho gửi ngoài giờ.")] = None,
    today: Today = None,
) -> None:
    """Gửi các thông báo đang chờ, qua kênh đã khai báo hoặc vào hộp thư thử, trong giờ làm việc của kế hoạch.

    Ví dụ: ocop notice deliver --cycle quang-ninh.uong-bi.2024
    """
    if any_hour and not by:
        raise typer.BadParameter("gửi ngoài giờ (--any-hour) cần người cho gửi (--by)")
    desk = at_work.start(today)
    from ocop_workflow.operations.acts import note_act
    from ocop_workflow.operations.cycle.running import running
    from ocop_workflow.operations.notices import outbox

    if cycle is not None:
        with desk.look() as session:
            running(session, cycle, desk.office.rules, desk.today)
    if any_hour:
        with desk.work() as session:
            note_act(
                session, by or "", "sent_at_any_hour", "notice", 0, cycle or "mọi chu trình", desk.today, desk.now()
            )
    with desk.office.channels() as channels:
        done = outbox.deliver(
            desk.work,
            channels,
            today=desk.today,
            now=desk.now,
            rules=desk.office.rules,
            any_hour=any_hour,
            cycle=cycle,
        )
    if not done.looked_at:
        say(
            "Không có thông báo nào đến lúc gửi."
            + ("" if any_hour else " Ngoài giờ làm việc thì chờ: ocop notice list")
        )
        return
    parts = (
        (done.sent, "đã gửi"),
        (done.no_target, "chưa khai báo kênh nhận"),
        (done.later, "chưa gửi được, sẽ gửi lại"),
        (done.given_up, "gửi không được, cần người xử lý"),
        (done.withdrawn, "không còn cần gửi"),
    )
    say("Thông báo: " + ", ".join(f"{count} {words}" for count, words in parts if count) + ".")
    if not desk.office.settings.channels_file and done.sent:
        say(f"Hộp thư thử: {desk.office.settings.mailbox_dir}")
    if done.no_target or done.later or done.given_up:
        say("Xem lý do: ocop notice list")
    if done.later or done.given_up:
        raise typer.Exit(1)


app.command("letter")(notice_letter.letter)
app.command("test")(notice_test.test)
