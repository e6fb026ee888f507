"""What stands above and below the body: number, date with its blanks, title, issuer, bases, recipients, signer."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ocop_workflow.rulebook.drafting.draft_lines import PrintedLine
from ocop_workflow.rulebook.drafting.draft_units import Mention, mentions
from ocop_workflow.rulebook.drafting.draft_words import CENTRAL_CITIES, DOCUMENT_KINDS

_NUMBER = re.compile(r"\bSố:?\s*(\d{0,5}\s*[^\s\w]?\s*/\s?[A-ZĐ][\w\-/]*)")
_NUMBER_LINE = re.compile(r"Số\s*:")
_SHORT = 120
_LETTERHEAD = 8
_PLACE = re.compile(r"(?:HUYỆN|THÀNH PHỐ|THỊ XÃ|TỈNH|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)\s[^\d:]+")
_ISSUED = re.compile(r"ngày\s*(\d{0,2})[\s.…]*tháng\s*(\d{0,2})[\s.…]*năm\s*(\d{4})")
_KIND = re.compile(rf"({'|'.join(DOCUMENT_KINDS)})\b[\s:]*(.*)", re.IGNORECASE)
_BODY = re.compile(r"(?:căn cứ|thực hiện|ngày \d|để |nhằm |theo |xét |kính gửi|sau khi)", re.IGNORECASE)
_BODY_OF_LENGTH = 200
_BANNER = re.compile(r"cộng h[oòó]a xã hội|độc lập\s*[-–]|\bsố:|ngày.*tháng.*năm", re.IGNORECASE)
_ISSUER = re.compile(
    r"((?:UBND|[UỦ][ỷy] ban nhân dân)\s(?:tỉnh|thành phố|huyện|thị xã|xã|phường|thị trấn|đặc khu)(?:\s[A-ZĐÀ-Ỹ]\w*)*)",
    re.IGNORECASE,
)
_ISSUES = re.compile(r"(?:(?:xây dựng|ban hành)\s+[Kk]ế hoạch|tổ chức họp|kết luận|thông báo)")
_TYPE = (
    r"(?:Luật|Nghị quyết|Nghị định|Quyết định|Thông tư|Chỉ thị|Kế hoạch|Công văn|Kết luận|Thông báo|Hướng dẫn|Văn bản"
    r"|Chương trình|Tờ trình|Báo cáo|Đề án|Quy chế)"
)
_SAYS = r"(?:về|phê duyệt|ban hành|quy định|thực hiện|triển khai|v/v|bổ sung|sửa đổi|điều chỉnh|hướng dẫn)"
_OUTSIDE = r"[^;:.()“”\"]"
_BASIS = re.compile(
    rf"({_TYPE}\s+(?:số:?\s*)?(\d[\w./]*(?:\s?-\s?[A-ZĐ]{{2,}}|/)[\w/Đ\-]*)"
    r"\s*,?\s+ngày\s+(\d{1,2})(?:[/-]|\s+tháng\s+)(\d{1,2})(?:[/-]|\s+năm\s+)(\d{4})"
    rf"(?:\s+của\s+((?:(?!\s+{_SAYS}\b|\s+và\s+[^A-ZĐ\W]|\s+và\s+{_TYPE})[^,;:.()“”\"]){{1,120}}))?"
    rf"(?:\s+(?:{_SAYS}\b|(?=“))(?:(?!\s+và\s+{_TYPE}\s+số|,\s+điều chỉnh){_OUTSIDE}){{0,600}}"
    rf"(?:“[^”]*”(?:(?!,){_OUTSIDE})*)?)?)"
)
_LONGEST_TITLE = 400
_CAPACITY = re.compile(
    r"(?:(?:TM|T/M|KT|K/T|TL|TUQ|Q)\b\s*\.?\s*)?(?:[UỦ][ỶY] BAN|UBND|BAN"
    r"|(?:PHÓ )?(?:CHỦ TỊCH|CHÁNH|TRƯỞNG|GIÁM ĐỐC))[\w\s,.]*"
)
_NAME = re.compile(r"[A-ZĐÀ-Ỹ]\w*(?:\s[A-ZĐÀ-Ỹ]\w*){1,5}")
_MARKER = re.compile(r"\(([^()]{2,30})\)\s*$")
_BULLET = re.compile(r"[-–•+]\s*")


@dataclass(frozen=True)
class Basis:
    """A document that this one rests on, as printed."""

    number: str
    issued_on: date | None
    issuer: str | None
    quote: str


@dataclass(frozen=True)
class Addressee:
    """A line of «Nơi nhận»."""

    printed: str
    marker: str | None
    units: tuple[Mention, ...]


@dataclass(frozen=True)
class Head:
    """What the document says of itself; what it leaves blank is None."""

    lines: tuple[str, ...]
    """The lines of number and date as printed."""
    kind: str | None
    number: str | None
    issued: tuple[int | None, int | None, int | None]
    issuer: str | None
    title: str | None
    capacity: tuple[str, ...]
    signed_by: str | None
    recipients: tuple[Addressee, ...]


def level_of(issuer: str | None) -> str | None:
    """The level of the committee that issues the document, by its name; None where it does not tell."""
    name = (issuer or "").upper()
    if found := re.search(
        r"(?:[UỦ][ỶY] BAN NHÂN DÂN|UBND)\s(TỈNH|HUYỆN|THỊ XÃ|THÀNH PHỐ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)\b", name
    ):
        is_central = found[1] == "THÀNH PHỐ" and name.endswith(CENTRAL_CITIES)
        if found[1] == "TỈNH" or is_central:
            return "province"
        return "district" if found[1] in ("HUYỆN", "THỊ XÃ", "THÀNH PHỐ") else "commune"
    return None


def read_head(head: Sequence[PrintedLine], foot: Sequence[PrintedLine]) -> Head:
    """Everything printed above the first heading and below the last clause."""
    texts = [line.text for line in head]
    whole = " ".join(texts)
    number = _NUMBER.search(whole)
    issued = next((found for text in texts if len(text) < _SHORT and (found := _ISSUED.search(text))), None)
    kind, title = _titled(head)
    day, month, year = (int(part) if part else None for part in issued.groups()) if issued else (None, None, None)
    capacity, signed_by = _signature(foot)
    lines = tuple(text for text in texts if len(text) < _SHORT and (_NUMBER_LINE.match(text) or _ISSUED.search(text)))
    return Head(
        lines=lines,
        kind=kind,
        number=re.sub(r"\s+", "", number[1]) if number else None,
        issued=(day, month, year),
        issuer=_issuer(texts),
        title=title,
        capacity=capacity,
        signed_by=signed_by,
        recipients=tuple(_recipients(foot)),
    )


def _titled(head: Sequence[PrintedLine]) -> tuple[str | None, str | None]:
    """The kind in a line of its own («KẾ HOẠCH») or at the start of one, and the title lines below it."""
    for n, line in enumerate(head):
        found = _KIND.fullmatch(line.text)
        if not found or _BANNER.search(line.text) or not (found[1].isupper() or line.is_marked):
            continue
        title = [found[2]] if found[2] else []
        for below in head[n + 1 :]:
            is_body = (
                len(below.text) > _BODY_OF_LENGTH or below.text.endswith((";", ":", ".")) or _BANNER.search(below.text)
            )
            if (title or not below.is_marked) and (
                is_body or (title and not below.is_marked and _BODY.match(below.text))
            ):
                break
            if is_body and not below.is_marked:
                break
            title.append(below.text)
        return found[1].capitalize(), " ".join(title).strip(" -–_") or None
    return None, None


def _issuer(head: Sequence[str]) -> str | None:
    """The committee of the letterhead, else the one that «xây dựng kế hoạch» or holds the meeting."""
    for n, text in enumerate(head[:_LETTERHEAD]):
        if re.fullmatch(r"[UỦ][ỶY] BAN NHÂN DÂN|UBND", text):
            place = next((below for below in head[n + 1 : _LETTERHEAD] if _PLACE.fullmatch(below)), None)
            if place:
                return f"{text} {place}"
        if text.isupper() and re.match(r"(?:[UỦ][ỶY] BAN NHÂN DÂN|UBND) ", text):
            return text
    for text in head:
        for issues in _ISSUES.finditer(text):
            before = list(_ISSUER.finditer(text, 0, issues.start()))
            if before:
                return before[-1][1].strip()
    return None


def read_bases(texts: Iterable[str]) -> tuple[Basis, ...]:
    """Every document that is named by number and date, once, in printed order."""
    found: dict[str, Basis] = {}
    for text in texts:
        at = 0
        while match := _BASIS.search(text, at):
            at = match.end(5)  # a title can name another document
            number = re.sub(r"\s", "", match[2]).strip(".")
            issuer = match[6].strip() if match[6] else None
            quote = (
                match[1] if len(match[1]) <= _LONGEST_TITLE else text[match.start() : match.end(6 if match[6] else 5)]
            )
            found.setdefault(number, Basis(number, _day(match[5], match[4], match[3]), issuer, quote.strip(" ,;")))
    return tuple(found.values())


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _recipients(foot: Sequence[PrintedLine]) -> Iterable[Addressee]:
    for line in foot:
        text = re.sub(r"^nơi nhận\s*:?\s*", "", line.text, flags=re.IGNORECASE)
        if not _BULLET.match(text):
            continue
        printed = _BULLET.sub("", text, count=1).strip(" ;.")
        marker = _MARKER.search(printed)
        if printed:
            yield Addressee(
                printed, marker[1] if marker else None, tuple(m for m in mentions(printed) if not m.is_nameless)
            )


def _signature(foot: Sequence[PrintedLine]) -> tuple[tuple[str, ...], str | None]:
    texts = [line.text.strip() for line in foot if not _BULLET.match(line.text)]
    at = [n for n, text in enumerate(texts) if text.isupper() and _CAPACITY.fullmatch(text)]
    if not at:
        return (), None
    names = [text for text in texts[at[-1] + 1 :] if _NAME.fullmatch(text) and not text.isupper()]
    return tuple(texts[n] for n in at), names[-1] if names else None
