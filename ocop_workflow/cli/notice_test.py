"""`ocop notice test`: whether a channel takes a message, before a real notice depends on it."""

from typing import Annotated

import typer

from ocop_workflow.cli.show import say


def test(
    tag: Annotated[
        str, typer.Argument(metavar="TAG", help="Bàn nhận như trong tệp kênh: tỉnh.địa-phương.đơn-vị, thêm .head.")
    ],
) -> None:
    """Gửi một thư thử tới các kênh của một bàn nhận, không ghi gì vào dữ liệu; mã thoát 1 nếu có kênh không nhận.

    Ví dụ: ocop notice test quang-ninh.uong-bi.phong-kinh-te
    """
    from ocop_workflow.errors import NotFound
    from ocop_workflow.notify.message import Message, OutcomeState
    from ocop_workflow.office import Office

    office = Office.open()
    now = office.settings.now()
    message = Message(
        f"THU-{now:%Y%m%d%H%M%S}",
        "Thư thử",
        f"Thư thử kênh nhận thông báo OCOP của «{tag}», không cần trả lời.",
        now.astimezone(office.settings.timezone),
    )
    with office.channels() as channels:
        targets = channels.targets([tag])
        if not targets:
            raise NotFound("kênh", tag, "Khai báo tag này trong tệp kênh gửi (OCOP_CHANNELS_FILE).")
        outcomes = [(target.label, target.send(message)) for target in targets]
    for number, (label, outcome) in enumerate(outcomes, start=1):
        say(f"{number}. {label}: {outcome.state.label}" + (f" ({outcome.detail})" if outcome.detail else ""))
    if any(outcome.state is not OutcomeState.SENT for _, outcome in outcomes):
        raise typer.Exit(1)
    say(f"Thư thử mang mã {message.id}; tìm mã này ở nơi nhận.")
