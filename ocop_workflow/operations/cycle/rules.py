"""What holds for every locality, as dated data: the calendar, the regimes and their score sheets, the report forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from ocop_workflow.errors import NotFound, NotReady
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.rulebook.certificates.local_settings import CertificateSettings, not_read
from ocop_workflow.rulebook.days.calendar import WorkingCalendar
from ocop_workflow.rulebook.dossiers.dossier_form import DossierForm
from ocop_workflow.rulebook.dossiers.evaluation_moves import IN_EVALUATION
from ocop_workflow.rulebook.evaluation.criteria import CriteriaSet
from ocop_workflow.rulebook.evaluation.earlier_rules import EarlierRules
from ocop_workflow.rulebook.evaluation.regime import Regime, regime_on
from ocop_workflow.rulebook.evaluation.regime_choice import Choice, choose
from ocop_workflow.rulebook.reports.report_form import ReportForm
from ocop_workflow.rulebook.text import vn_date

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def _no_sheets(regime: str) -> tuple[CriteriaSet, ...]:
    raise NotReady(f"Chưa nạp bộ tiêu chí nào, kể cả của «{regime}».")


@dataclass(frozen=True)
class Rules:
    """What holds for every locality, as dated data: the working calendar, the regimes and their score sheets, and the
    report forms by code.

    `calendar` are the tables alone; what loaded letters make of them is `RunningCycle.calendar`. `sheets` reads the
    score sheets of a regime when they are first asked for, `forms` the report forms, `certificates` the local settings
    of certificates; `earlier` are rules that nobody is ranked by.
    """

    calendar: WorkingCalendar
    regimes: tuple[Regime, ...]
    sheets: Callable[[str], tuple[CriteriaSet, ...]] = _no_sheets
    forms: Callable[[], Mapping[str, ReportForm]] = dict
    timezone: tzinfo = _HERE
    earlier: tuple[EarlierRules, ...] = ()
    certificates: Callable[[], CertificateSettings] = not_read
    dossier_forms: Callable[[], Mapping[str, DossierForm]] = dict

    def regime(self, day: date) -> Regime:
        """The regime of the day.

        Raises:
            NotReady: no regime covers the day.
        """
        found = regime_on(self.regimes, day)
        if found is None:
            read = [f"{rules.number}: {'; '.join(rules.not_found)}" for rules in self.earlier if rules.covers(day)]
            known = f" Đã biết nhưng không thấy trong nguồn – {' · '.join(read)}." if read else ""
            raise NotReady(
                f"Không có khung pháp lý đánh giá nào cho ngày {vn_date(day)}.{known}"
                " Bổ sung tệp vào config/regimes/ khi có văn bản."
            )
        return found

    def choice_for(self, dossier: Dossier, day: date) -> Choice:
        """The regime of a dossier on the day and why: from its filing to its result, the one that it was filed under.

        Before it is filed and after it is recognised the rules of the day hold.

        Raises:
            NotReady: no regime covers the day.
        """
        filed_on = dossier.filed_on if dossier.state in IN_EVALUATION else None
        choice = choose(self.regimes, filed_on, dossier.registration, day)
        return choice or Choice(self.regime(day), "", "", "D")

    def regime_for(self, dossier: Dossier, day: date) -> Regime:
        """The regime of a dossier on the day; see `choice_for`."""
        return self.choice_for(dossier, day).regime

    def no_regime(self, day: date) -> str:
        """Why no dossier moves on the day, in words; empty where a regime covers it."""
        if regime_on(self.regimes, day) is not None:
            return ""
        return (
            f"Chưa có khung pháp lý đánh giá cho ngày {day:%d/%m/%Y} (config/regimes/): chỉ theo dõi nhiệm vụ, báo cáo;"
            " hồ sơ sản phẩm không chuyển."
        )

    def regime_of(self, code: str) -> Regime:
        """The regime of that code.

        Raises:
            NotFound: there is none; the message names those that exist.
        """
        found = next((regime for regime in self.regimes if regime.code == code), None)
        if found is None:
            codes = ", ".join(regime.code for regime in self.regimes)
            raise NotFound("khung pháp lý", code, f"Các khung đang có: {codes}.")
        return found

    def criteria_of(self, regime: Regime) -> tuple[CriteriaSet, ...]:
        """The score sheets that the regime uses; none where none was read.

        Raises:
            NotReady: the regime names sheets that are not there. BadInput: they contradict themselves.
        """
        return self.sheets(regime.criteria) if regime.criteria else ()

    def criteria_set(self, code: str) -> CriteriaSet:
        """The score sheet of a code such as QD26_2026.05.

        Raises:
            NotFound: there is none of that code.
        """
        used = {regime.criteria for regime in self.regimes if regime.criteria}
        owner, _, number = code.strip().partition(".")
        for criteria in self.sheets(owner) if owner in used else ():
            if number.isdecimal() and len(number) < 4 and criteria.number == int(number):
                return criteria
        raise NotFound("bộ tiêu chí", code, "Viết như QD26_2026.05; xem «ocop criteria list».")

    def form(self, code: str) -> ReportForm:
        """The report form of that code, as it is now.

        Raises:
            NotReady: there is no such file.
        """
        found = self.forms().get(code)
        if found is None:
            raise NotReady(f"Không có biểu mẫu báo cáo «{code}». Bổ sung tệp config/report_forms/{code}.yaml.")
        return found
