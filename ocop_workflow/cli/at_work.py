"""What a command works with: the office, the day, the person; opened at the start of every verb that needs data."""

import getpass
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import typer

from ocop_workflow.cli.show import say
from ocop_workflow.rulebook.text import vn_date

if TYPE_CHECKING:
    from sqlmodel import Session

    from ocop_workflow.office import Office
    from ocop_workflow.operations.cycle.running import RunningCycle
    from ocop_workflow.records.transitions import Paper


@dataclass(frozen=True)
class AtWork:
    """An open office on a day."""

    office: "Office"
    today: date

    def work(self) -> AbstractContextManager["Session"]:
        """One transaction, committed at its end."""
        return self.office.work()

    def look(self) -> AbstractContextManager["Session"]:
        """A session that only reads."""
        return self.office.look()

    def now(self) -> datetime:
        """This moment, for stamps."""
        return self.office.settings.now()

    def moment(self) -> datetime:
        """This time of the day on the day that the office works with: what an hour of a call is compared with."""
        here = self.now().astimezone(self.office.settings.timezone)
        return here + (self.today - here.date())

    def clock(self, at: datetime | None) -> str:
        """An instant as the office's own clock showed it."""
        return at.astimezone(self.office.settings.timezone).strftime("%H:%M %d/%m/%Y") if at else ""

    def running(self, session: "Session", code: str | None) -> "RunningCycle":
        """The cycle of that code; without one, the only open cycle.

        Raises:
            NotFound: no such cycle, or none is open. typer.BadParameter: several are open.
        """
        from ocop_workflow.errors import NotFound
        from ocop_workflow.operations.cycle.running import open_cycle_codes, running

        if code is None:
            opened = open_cycle_codes(session)
            if not opened:
                raise NotFound("chu trình", "đang mở", "Mở chu trình bằng «ocop cycle open», hoặc ghi rõ --cycle.")
            if len(opened) > 1:
                raise typer.BadParameter(f"có {len(opened)} chu trình đang mở, ghi rõ --cycle: {', '.join(opened)}")
            code = opened[0]
        return running(session, code, self.office.rules, self.today)


def start(today: date | None = None, *, quiet: bool = False) -> AtWork:
    """Open the office on `today` (the day of the settings if None) and say so when that is not the real day.

    With `quiet` the day goes to the error stream, so that the output stays pure JSON.

    Raises:
        NotReady: the database is missing or has another schema. BadInput: a setting is wrong.
    """
    from ocop_workflow.office import Office
    from ocop_workflow.records.schema import require_current

    office = Office.open()
    require_current(office.settings.database_url)
    say_day(office, today, quiet=quiet)
    return AtWork(office, today or office.settings.today())


def say_day(office: "Office", today: date | None, *, quiet: bool = False) -> None:
    """Say which day it is for the office, when that is not the real day."""
    if today is not None:
        say(f"Ngày làm việc: {vn_date(today)} (theo --today)", to_errors=quiet)
    elif (year := office.settings.replay_year) is not None:
        day = vn_date(office.settings.today())
        say(f"Ngày làm việc: {day} (xem lại năm {year}, theo OCOP_REPLAY_YEAR)", to_errors=quiet)


def user() -> str:
    """Who is at the terminal, where no name was given."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such account, as in some containers
        return "không rõ người dùng"


def paper(number: str | None, on: date | None) -> "Paper | None":
    """The paper that a decision rests on; half of one is wrong use."""
    if number is None and on is None:
        return None
    if not (number and number.strip()) or on is None:
        raise typer.BadParameter("văn bản làm căn cứ cần cả số (--paper) và ngày (--paper-date)")
    from ocop_workflow.records.transitions import Paper

    return Paper(number.strip(), on)
