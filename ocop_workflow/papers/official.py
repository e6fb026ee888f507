"""An official paper as values: head, number, date, what it says, who signs, who gets it; how it looks is the writer's.

A blank (None) is a blank on the paper: an office gives the number and the date itself when it issues one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ocop_workflow.rulebook.text import vn_date, vn_number
from ocop_workflow.vocabulary import Word


@dataclass(frozen=True)
class Picture:
    """A picture in a cell, such as the QR code of a certificate."""

    png: bytes
    width_mm: float = 28


Cell = str | int | Decimal | date | Picture | None


class PaperKind(Word):
    """The kinds of papers that offices issue, with the abbreviation of their number (Nghị định 30/2020/NĐ-CP)."""

    LETTER = "CV", "Công văn"
    REPORT = "BC", "Báo cáo"
    DECISION = "QĐ", "Quyết định"
    MINUTES = "BB", "Biên bản"
    ANNOUNCEMENT = "TB", "Thông báo"
    SUBMISSION = "TTr", "Tờ trình"
    PLAN = "KH", "Kế hoạch"
    GUIDANCE = "HD", "Hướng dẫn"
    INVITATION = "GM", "Giấy mời"
    TRANSFER = "PC", "Phiếu chuyển"

    def symbol(self, office: str) -> str:
        """What stands behind the number: «BC-UBND»; a letter has no kind: «UBND-KT» is the office's own."""
        return office if self is PaperKind.LETTER else f"{self.value}-{office}"


@dataclass(frozen=True)
class Letterhead:
    """The issuing body under its superior, where there is one, and the place named before the date."""

    body: str
    superior: str | None = None
    place: str | None = None


@dataclass(frozen=True)
class Signature:
    """A signature block line by line: «TM. ỦY BAN NHÂN DÂN», «KT. CHỦ TỊCH», «PHÓ CHỦ TỊCH», and the name."""

    capacity: tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True)
class Para:
    """A paragraph of the text, justified with its first line set in; `lead` are bold words before it («Điều 1.»)."""

    text: str
    lead: str = ""
    bold: bool = False
    italic: bool = False
    centred: bool = False
    stays_with_next: bool = False


@dataclass(frozen=True)
class Across:
    """A row over the whole width of a table: bold, or only its `lead` where it has one."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Table:
    """A table with lines; `widths` are shares of the text's width. Numbers stand right, days in the middle."""

    headings: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...] | Across]
    widths: tuple[float, ...]
    caption: str = ""


Block = Para | Table


@dataclass(frozen=True)
class Appendix:
    """A sheet of its own behind the paper, with page numbers of its own; wide tables want it across (`landscape`)."""

    title: str
    body: Sequence[Block]
    landscape: bool = False


@dataclass(frozen=True)
class OfficialPaper:
    """One paper: `symbol` is what stands behind the number, `about` the trích yếu (a letter's without «V/v»).

    `to` are the addressees of «Kính gửi»; `recipients` the lines of «Nơi nhận», `archive` the units that keep a copy.
    `note` stands in italics under the title. `made_on` is the day in the file's own properties, so that the same paper
    gives the same bytes.
    """

    kind: PaperKind
    head: Letterhead
    symbol: str
    about: str
    body: Sequence[Block]
    signatures: tuple[Signature, ...]
    made_on: date
    number: str | None = None
    dated: date | None = None
    has_date_line: bool = True
    to: tuple[str, ...] = ()
    note: str = ""
    recipients: tuple[str, ...] = ()
    archive: str | None = "VT"
    appendices: tuple[Appendix, ...] = ()

    @property
    def number_line(self) -> str:
        """«Số: 05/BC-UBND»; a number below ten gets its nought, a missing one stays a blank."""
        number = self.number or "……"
        return f"Số: {number.zfill(2) if number.isdecimal() else number}/{self.symbol}"

    @property
    def date_line(self) -> str:
        """«Uông Bí, ngày 05 tháng 4 năm 2024»: days below ten and the months 1 and 2 get a nought."""
        place = self.head.place or "………"
        if self.dated is None:
            return f"{place}, ngày …… tháng …… năm ……"
        month = self.dated.month
        return (
            f"{place}, ngày {self.dated.day:02} tháng {month:02} năm {self.dated.year}"
            if month < 3
            else (f"{place}, ngày {self.dated.day:02} tháng {month} năm {self.dated.year}")
        )


def section(text: str) -> Para:
    """The heading of a part of the text."""
    return Para(text, bold=True, stays_with_next=True)


def article(number: int, text: str) -> Para:
    """«Điều 1.» in bold and its words."""
    return Para(text, lead=f"Điều {number}.")


def item(text: str) -> Para:
    """A line with a dash."""
    return Para(f"- {text}")


def ground(text: str) -> Para:
    """A legal basis of a decision, in italics."""
    return Para(text, italic=True)


def centred(text: str) -> Para:
    """A bold line in the middle: «QUYẾT ĐỊNH:»."""
    return Para(text, bold=True, centred=True, stays_with_next=True)


def shown(value: Cell) -> str:
    """A cell as it is printed."""
    if value is None or isinstance(value, Picture):
        return ""
    if isinstance(value, date):
        return vn_date(value)
    return value if isinstance(value, str) else vn_number(value)
