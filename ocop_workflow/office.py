"""One installation at work: the settings made into a database, rules and channels; the roof opens it, floors do not."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial

from sqlmodel import Session

from ocop_workflow import logs
from ocop_workflow.errors import Refused
from ocop_workflow.library.calendars import load_calendar
from ocop_workflow.library.criteria import load_criteria
from ocop_workflow.library.dossier_forms import load_dossier_forms
from ocop_workflow.library.local_settings import load_certificate_settings
from ocop_workflow.library.regimes import load_earlier_rules, load_regimes
from ocop_workflow.library.report_forms import load_report_forms
from ocop_workflow.notify.channels import Channels
from ocop_workflow.operations.cycle.running import Rules
from ocop_workflow.operations.days.calendar_letters import calendar_in_force
from ocop_workflow.records.schema import SchemaState, require_current, state
from ocop_workflow.records.session import reading, rehearsal, unit_of_work
from ocop_workflow.rulebook.days.calendar import WorkingCalendar
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.settings import Settings, load_settings


@dataclass(frozen=True)
class Office:
    """What a command or a flow works with."""

    settings: Settings

    @classmethod
    def open(cls) -> "Office":
        """The office of this process's settings; raises BadInput when a setting is wrong."""
        settings = load_settings()
        logs.configure(settings.log_format, settings.log_level)
        return cls(settings)

    @cached_property
    def rules(self) -> Rules:
        """The working calendar, the regimes and, once asked for, score sheets, report forms and local settings.

        Raises BadInput or NotReady.
        """
        config = self.settings.config_dir
        sheets = cache(partial(load_criteria, config / "criteria"))
        forms = cache(partial(load_report_forms, config / "report_forms"))
        regimes, earlier = load_regimes(config / "regimes"), load_earlier_rules(config / "regimes")
        certificates = cache(partial(load_certificate_settings, config / "local" / "certificates.yaml"))
        zone = self.settings.timezone
        filed = cache(partial(load_dossier_forms, config / "dossier_forms"))
        return Rules(load_calendar(config / "calendar"), regimes, sheets, forms, zone, earlier, certificates, filed)

    def calendar(self) -> WorkingCalendar:
        """The working calendar in force: the tables as the loaded letters leave them.

        Where no records are ready, the tables alone.
        """
        if state(self.settings.database_url) is not SchemaState.CURRENT:
            return self.rules.calendar
        with self.look() as session:
            return calendar_in_force(session, self.rules.calendar)

    def day(self, asked: date | None = None, *, dry_run: bool = False) -> date:
        """The day to work on: the one asked for, else today.

        Raises:
            NotReady: the database is not there or old.
            Refused: the day has not come yet; a typing slip there would let certificates expire for good.
        """
        require_current(self.settings.database_url)
        today = asked or self.settings.today()
        latest = max(self.settings.today(), self.settings.now().astimezone(self.settings.timezone).date())
        if today > latest and not dry_run:
            raise Refused(
                f"Ngày {vn_date(today)} chưa đến (hôm nay là {vn_date(latest)}), chưa ghi gì."
                " Chọn ngày khác, hoặc chọn «Chạy thử» để xem trước."
            )
        return today

    def work(self) -> AbstractContextManager[Session]:
        """One transaction, committed at its end."""
        return unit_of_work(self.settings.database_url)

    def look(self) -> AbstractContextManager[Session]:
        """A session that only reads."""
        return reading(self.settings.database_url)

    def rehearsal(self) -> AbstractContextManager[None]:
        """Everything inside is undone at its end."""
        return rehearsal(self.settings.database_url)

    def channels(self) -> Channels:
        """The channels file, or the mailbox folder where there is none; raises BadInput on a wrong file."""
        path = self.settings.channels_file
        if path is None:
            return Channels.mailbox(self.settings.mailbox_dir)
        return Channels.from_file(path, variables=self.settings.variables())
