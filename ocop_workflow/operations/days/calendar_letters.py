"""Official letters in the records: they change the working calendar, and every open due day that was counted by it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlmodel import Session, col, select

from ocop_workflow.errors import Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.records.calendar_tables import CalendarLetter as LetterRow
from ocop_workflow.rulebook.days.calendar import WorkingCalendar
from ocop_workflow.rulebook.days.letters import CalendarLetter, with_letters
from ocop_workflow.rulebook.text import vn_date


@dataclass(frozen=True)
class LetterLine:
    """A letter in force as people read it."""

    number: str
    issued_on: date
    issuer: str
    days: int
    official_to: date | None
    loaded_on: date
    loaded_by: str


def calendar_in_force(
    session: Session, tables: WorkingCalendar, *, without: CalendarLetter | None = None
) -> WorkingCalendar:
    """The tables of config/calendar/ as the loaded letters leave them, all but another reading of `without`."""
    rows = select(LetterRow.data).where(LetterRow.is_in_force).order_by(col(LetterRow.issued_on), col(LetterRow.id))
    letters = [_letter(data) for data in session.exec(rows)]
    return with_letters(tables, [letter for letter in letters if without is None or not letter.is_same(without)])


def letters_in_force(session: Session) -> list[LetterLine]:
    """The letters that were loaded, oldest first."""
    rows = select(LetterRow).where(LetterRow.is_in_force).order_by(col(LetterRow.issued_on), col(LetterRow.id))
    return [
        LetterLine(
            row.number,
            row.issued_on,
            row.issuer,
            len(_letter(row.data).decided),
            _letter(row.data).official_to,
            row.loaded_on,
            row.loaded_by,
        )
        for row in session.exec(rows)
    ]


def keep_letter(
    session: Session,
    letter: CalendarLetter,
    text: str,
    sha256: str,
    *,
    actor: str,
    today: date,
    at: datetime,
    replace: bool = False,
) -> bool:
    """Put a letter in force; whether it is new. The same text twice is once.

    Raises:
        Refused: the same letter (number and date) is in force with another reading, and is not to be replaced.
    """
    same = select(LetterRow).where(LetterRow.number == letter.number, LetterRow.issued_on == letter.issued_on)
    before = session.exec(same.where(LetterRow.is_in_force).with_for_update()).first()
    if before is not None and before.sha256 == sha256:
        return False
    if before is not None and not replace:
        raise Refused(
            f"Văn bản {letter.reference} đã nạp với nội dung khác.",
            [
                f"Nạp ngày {vn_date(before.loaded_on)}, bởi {before.loaded_by}.",
                "Nếu lần nạp trước gõ sai, nạp lại với --replace.",
            ],
        )
    if before is not None:
        before.is_in_force = False
        session.add(before)
        session.flush()
    row = LetterRow(
        number=letter.number,
        issued_on=letter.issued_on,
        issuer=letter.issuer,
        data=letter.model_dump_json(),
        text=text,
        sha256=sha256,
        loaded_on=today,
        loaded_by=actor,
        loaded_at=at,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    what = "calendar_letter_replaced" if before else "calendar_letter_loaded"
    note_act(session, actor, what, "calendar_letter", row.id, letter.reference, today, at)
    return True


@lru_cache(maxsize=256)
def _letter(data: str) -> CalendarLetter:
    return CalendarLetter.model_validate_json(data)
