"""The words of a notice: short official Vietnamese, one digest for one desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Desk, Part, Subject

MAX_LINES = 60
QUOTE_LENGTH = 240


class DigestLine(NamedTuple):
    """One thing that is still open: what, whose, by when, under which clause and words; named once in a notice."""

    subject: Subject
    what: str
    owner: str
    is_own: bool
    due_on: date
    due_basis: str
    clause: str
    quote: str
    todo: str
    part: Part | None
    visit: int
    is_provisional: bool = False
    """An official letter on days off may still move the last day."""
    read: str = ""
    """When and by whom the unit that owes has confirmed an earlier notice about it."""


@dataclass(frozen=True)
class DigestHead:
    """To whom, from whom, and whom to call; `deputy` says who receives it instead and on which paper."""

    code: str
    locality_name: str
    cycle_code: str
    unit: str
    desk: Desk
    sender: str
    call: str
    deputy: str = ""


def write_digest(head: DigestHead, lines: Sequence[DigestLine], today: date) -> tuple[str, str]:
    """Title and body of a notice about the lines that are still open on `today`.

    What the desk itself owes is listed with clause and words; what others owe is summed up by unit, for a leader.

    Raises:
        ValueError: no line is left; such a notice is withdrawn, not sent.
    """
    if not lines:
        raise ValueError("a notice without lines is withdrawn")
    chosen = sorted(lines, key=lambda line: (line.due_on, line.owner, line.what))
    asked = [line for line in chosen if line.part is Part.REQUEST]
    owed = [line for line in chosen if line.part is not Part.REQUEST]
    late = [line for line in owed if line.is_own and line.due_on < today]
    ahead = [line for line in owed if line.is_own and line.due_on >= today]
    others = [line for line in owed if not line.is_own]
    body = [f"Kính gửi: {head.unit}" + (" (Thủ trưởng đơn vị)" if head.desk is Desk.HEAD else "")]
    body += [f"Người nhận: {head.deputy}.", ""] if head.deputy else [""]
    body.append(f"{head.sender} thông báo, tính đến ngày {vn_date(today)} (chu trình {head.cycle_code}):")
    for title, group in (
        (f"QUÁ HẠN: {len(late)} việc", late),
        (f"SẮP ĐẾN HẠN: {len(ahead)} việc", ahead),
        (f"TRÂN TRỌNG ĐỀ NGHỊ QUAN TÂM PHỐI HỢP: {len(asked)} việc", asked),
    ):
        if group:
            body += ["", title, *_by_clause(group, today)]
    if others:
        body += ["", f"CÁC ĐƠN VỊ KHÁC CÒN VIỆC QUÁ HẠN: {len(others)} việc", *_by_owner(others, today)]
    body += ["", f"Liên hệ: {head.call}", f"Mã thông báo: {head.code}"]
    body.append("Việc đã xong mà vẫn nhận thông báo này, đề nghị báo lại theo địa chỉ liên hệ.")
    return _title(head, len(late) + len(others), len(ahead), len(asked)), "\n".join(body)


def _title(head: DigestHead, late: int, ahead: int, asked: int) -> str:
    parts = [f"{late} việc quá hạn"] if late else []
    parts += [f"{ahead} việc sắp đến hạn"] if ahead else []
    parts += [f"đề nghị quan tâm phối hợp {asked} việc"] if asked else []
    return f"OCOP {head.locality_name}: {', '.join(parts)}"


def _by_clause(lines: list[DigestLine], today: date) -> list[str]:
    """The lines under the clause that gives them, so that its words are printed once."""
    groups: dict[tuple[str, str, str], list[DigestLine]] = {}
    for line in lines[:MAX_LINES]:
        groups.setdefault((line.clause, line.quote, line.todo), []).append(line)
    text: list[str] = []
    for (clause, quote, todo), group in groups.items():
        text.append(f"* {clause}" + (f": «{_short(quote)}»" if quote else ""))
        text += [f"  - {_item(line, today)}" for line in group]
        text.append(f"  Đề nghị: {todo}.")
        bases = {line.due_basis for line in group}
        if len(bases) == 1:
            text.append(f"  Cách tính hạn: {bases.pop()}.")
        else:
            text.append(f"  Cách tính hạn gần nhất: {group[-1].due_basis}.")
    if len(lines) > MAX_LINES:
        text.append(f"… và {len(lines) - MAX_LINES} việc khác; danh sách đầy đủ có tại cơ quan thường trực.")
    return text


def _item(line: DigestLine, today: date) -> str:
    again = f" (chỉnh sửa lần {line.visit})" if line.subject is Subject.REPORT and line.visit else ""
    due_on = vn_date(line.due_on) + (" (tạm tính)" if line.is_provisional else "")
    if line.part is Part.REQUEST:
        return f"{line.what}: thời gian đến {due_on}"
    days = (today - line.due_on).days
    when = f"quá hạn {days} ngày" if days > 0 else ("đến hạn hôm nay" if days == 0 else f"còn {-days} ngày")
    read = f"; đơn vị đã xác nhận nhận thông báo {line.read}" if line.read else ""
    return f"{line.what}{again}: hạn {due_on}, {when}{read}"


def _by_owner(lines: list[DigestLine], today: date) -> list[str]:
    owners: dict[str, list[DigestLine]] = {}
    for line in lines:
        owners.setdefault(line.owner, []).append(line)
    text = []
    for owner, group in sorted(owners.items(), key=lambda item: (-len(item[1]), item[0])):
        counts = [
            f"{sum(line.subject is subject for line in group)} {subject.label.lower()}"
            for subject in Subject
            if any(line.subject is subject for line in group)
        ]
        oldest = group[0]
        days = (today - oldest.due_on).days
        read = f"; đơn vị đã xác nhận nhận thông báo {oldest.read}" if oldest.read else ""
        longest = f"lâu nhất: {oldest.what}, quá hạn {days} ngày ({oldest.clause}){read}"
        text.append(f"* {owner}: {', '.join(counts)}; {longest}")
    text.append("  Đề nghị: chỉ đạo, đôn đốc các đơn vị nêu trên.")
    return text


def _short(quote: str) -> str:
    if len(quote) <= QUOTE_LENGTH:
        return quote
    return quote[:QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
