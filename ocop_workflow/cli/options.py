"""The arguments and options that many verbs share: read alike and named alike everywhere."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

Kind = TypeVar("Kind", bound=Enum)


def a_day(text: str) -> date:
    """A day as 2024-04-22 or 22/04/2024; anything else is wrong use."""
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise typer.BadParameter(f"«{text}» không phải là ngày; viết dạng 2024-04-22 hoặc 22/04/2024")


def a_file(ending: str) -> Callable[[str], Path]:
    """A reader of file names with that ending; another one is wrong use."""

    def read(text: str) -> Path:
        path = Path(text)
        if path.suffix.lower() != ending:
            raise typer.BadParameter(f"«{text}» không có đuôi {ending}")
        return path

    return read


def a_number(text: str) -> Decimal:
    """A decimal number as 87.5 or 87,5; anything else is wrong use."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise typer.BadParameter(f"«{text}» không phải là số")
    return number


def answers_of(texts: list[str]) -> dict[str, Decimal]:
    """«1.1=3» as points by criterion; anything else, or a criterion twice, is wrong use."""
    given: dict[str, Decimal] = {}
    for text in texts:
        code, is_pair, points = text.partition("=")
        if not is_pair or not code.strip():
            raise typer.BadParameter(f"viết TIÊU_CHÍ=ĐIỂM, không phải «{text}»")
        if code.strip() in given:
            raise typer.BadParameter(f"tiêu chí {code.strip()} ghi hai lần")
        given[code.strip()] = a_number(points)
    return given


def a_word(kind: type[Kind], *, without: tuple[Kind, ...] = ()) -> Callable[[str], Kind]:
    """A reader of the codes of a vocabulary; an unknown code is wrong use and answered with all codes."""
    words: dict[str, Any] = {str(word.value): word for word in kind if word not in without}

    def read(text: str) -> Kind:
        if (word := words.get(text.strip())) is None:
            codes = ", ".join(f"{code} ({word.label})" for code, word in words.items())
            raise typer.BadParameter(f"không có «{text}»; có: {codes}")
        found: Kind = word
        return found

    return read


def codes(kind: type[Enum], *, without: tuple[Enum, ...] = ()) -> str:
    """The codes of a vocabulary for a help text."""
    return ", ".join(str(word.value) for word in kind if word not in without)


AsJson = Annotated[bool, typer.Option("--json", help="In JSON cho chương trình khác đọc (khóa cố định, ngày ISO).")]
Today = Annotated[
    date | None,
    typer.Option("--today", parser=a_day, metavar="NGÀY", help="Ngày làm việc; mặc định: hôm nay theo thiết lập."),
]
InCycle = Annotated[
    str | None,
    typer.Option("--cycle", "-c", metavar="MÃ", help="Mã chu trình; bỏ được khi chỉ có một chu trình đang mở."),
]
By = Annotated[str, typer.Option("--by", metavar="HỌ_TÊN", help="Họ tên người thực hiện, ghi vào nhật ký.")]
PaperNo = Annotated[
    str | None, typer.Option("--paper", metavar="SỐ", help="Số văn bản làm căn cứ, đi cùng --paper-date.")
]
PaperDate = Annotated[
    date | None, typer.Option("--paper-date", parser=a_day, metavar="NGÀY", help="Ngày của văn bản làm căn cứ.")
]
OfUnit = Annotated[str | None, typer.Option("--unit", "-u", metavar="MÃ", help="Chỉ của đơn vị này (mã đơn vị).")]
ReportUnit = Annotated[str, typer.Argument(metavar="ĐƠN_VỊ", help="Mã đơn vị báo cáo.")]
ReportPeriod = Annotated[str, typer.Argument(metavar="KỲ", help="Mã kỳ, ví dụ 2024-M03, 2024-Q1, 2024-H1, 2024.")]
OfDuty = Annotated[
    str | None,
    typer.Option("--duty", metavar="MÃ", help="Mã nhiệm vụ báo cáo; chỉ cần khi một kỳ có nhiều báo cáo."),
]
DossierCode = Annotated[str, typer.Argument(metavar="HỒ_SƠ", help="Mã hồ sơ, ví dụ HS-000012 hoặc 12.")]
CertificateCode = Annotated[
    str, typer.Argument(metavar="MÃ", help="Số giấy chứng nhận, mã sản phẩm (22-06811-1-2026) hoặc hồ sơ (HS-000012).")
]
OnDay = Annotated[
    date | None,
    typer.Option("--on", parser=a_day, metavar="NGÀY", help="Tình trạng ngày nào; mặc định: ngày làm việc."),
]
Signer = Annotated[str | None, typer.Option("--signer", metavar="HỌ_TÊN", help="Người ký quyết định.")]
OfCommune = Annotated[str | None, typer.Option("--commune", metavar="MÃ", help="Chỉ của xã, phường này (mã).")]
CouncilCode = Annotated[str, typer.Argument(metavar="HỘI_ĐỒNG", help="Mã Hội đồng: ocop council list.")]
SessionCode = Annotated[
    str, typer.Argument(metavar="PHIÊN", help="Mã phiên họp, ví dụ quang-ninh.2026-2.1: ocop council sessions.")
]
SomeDossiers = Annotated[
    list[str] | None, typer.Argument(metavar="HỒ_SƠ", help="Mã hồ sơ; không ghi thì tất cả hồ sơ phù hợp.")
]
MemberCode = Annotated[str, typer.Argument(metavar="THÀNH_VIÊN", help="Mã thành viên: ocop council members.")]
Answers = Annotated[
    list[str],
    typer.Argument(metavar="TIÊU_CHÍ=ĐIỂM", help="Điểm của từng tiêu chí, ví dụ 1.1=3 1.2=2; đủ mọi tiêu chí."),
]
