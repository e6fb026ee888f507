"""A cycle with everything that decides what is owed in it on a day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from ocop_workflow.errors import NotFound, NotReady
from ocop_workflow.operations.plans import plan_of
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.tables import Cycle, PlanVersion, Unit
from ocop_workflow.rulebook.calendar import WorkingCalendar
from ocop_workflow.rulebook.criteria import CriteriaSet
from ocop_workflow.rulebook.earlier_rules import EarlierRules
from ocop_workflow.rulebook.evaluation_moves import IN_EVALUATION
from ocop_workflow.rulebook.local_settings import CertificateSettings, not_read
from ocop_workflow.rulebook.office_hours import sending_moment
from ocop_workflow.rulebook.plan import Plan
from ocop_workflow.rulebook.regime import Regime, regime_on
from ocop_workflow.rulebook.regime_choice import Choice, choose
from ocop_workflow.rulebook.report_form import ReportForm
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import CycleState, Role, Step

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def _no_sheets(regime: str) -> tuple[CriteriaSet, ...]:
    raise NotReady(f"Chưa nạp bộ tiêu chí nào, kể cả của «{regime}».")


@dataclass(frozen=True)
class Rules:
    """What holds for every locality, as dated data: the working calendar, the regimes and their score sheets, and the
    report forms by code.

    `sheets` reads the score sheets of a regime when they are first asked for, `forms` the report forms,
    `certificates` the local settings of certificates; `earlier` are rules that nobody is ranked by.
    """

    calendar: WorkingCalendar
    regimes: tuple[Regime, ...]
    sheets: Callable[[str], tuple[CriteriaSet, ...]] = _no_sheets
    forms: Callable[[], Mapping[str, ReportForm]] = dict
    timezone: tzinfo = _HERE
    earlier: tuple[EarlierRules, ...] = ()
    certificates: Callable[[], CertificateSettings] = not_read

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


@dataclass(frozen=True)
class RunningCycle:
    """One cycle, its plan as applied, and the national rules."""

    cycle: Cycle
    plan: Plan
    rules: Rules
    is_newest: bool

    @property
    def id(self) -> int:
        """The row of the cycle."""
        assert self.cycle.id is not None
        return self.cycle.id

    @property
    def calendar(self) -> WorkingCalendar:
        return self.rules.calendar

    def sending_moment(self, at: datetime, today: date) -> datetime:
        """When a notice that is owed at this moment may be sent."""
        return may_be_sent_at(self.plan, self.rules, at, today)

    def gives_duties(self, today: date) -> bool:
        """Whether the plan may raise duties and chase on the day: in force, open, and its period not over."""
        in_force = self.cycle.in_force_from <= today <= self.cycle.ends_on
        return self.cycle.state is CycleState.OPEN and in_force

    def drives_clock(self, today: date) -> bool:
        """Whether this cycle moves the locality's dossiers by the clock: open, begun, and no newer one has begun."""
        return self.cycle.state is CycleState.OPEN and self.is_newest and self.cycle.starts_on <= today

    def window_is_over(self, step: Step, today: date) -> bool:
        """Whether the step's months have passed."""
        return self.plan.window(step)[1] < today

    def unit_id_of(self, role: Role, commune_id: int | None) -> int:
        """The unit that answers in a role; a producer is reached through the commune, an unknown commune through the
        standing unit."""
        if role in (Role.COMMUNE, Role.PRODUCER):
            return commune_id or self.cycle.standing_unit_id
        return {
            Role.COUNCIL: self.cycle.council_id,
            Role.AUTHORITY: self.cycle.authority_id,
            Role.LEADER: self.cycle.leader_id,
        }.get(role, self.cycle.standing_unit_id)


def may_be_sent_at(plan: Plan, rules: Rules, at: datetime, today: date) -> datetime:
    """The moment, or the next one in the office hours of the plan.

    The hour of a day that is replayed is not known; then a notice is sent at once.
    """
    here = at.astimezone(rules.timezone)
    if here.date() != today:
        return at
    return sending_moment(plan.ladder.office_hours, rules.calendar, here).astimezone(UTC)


def running(session: Session, code: str, rules: Rules, today: date) -> RunningCycle:
    """The cycle of that code.

    Raises:
        NotFound: there is none; the message names those that exist.
    """
    cycle = session.exec(select(Cycle).where(Cycle.code == code)).first()
    if cycle is None:
        codes = session.exec(select(Cycle.code).order_by(col(Cycle.code))).all()
        hint = (
            f"Các chu trình hiện có: {', '.join(codes)}." if codes else "Chưa có chu trình nào: chạy «ocop cycle open»."
        )
        raise NotFound("chu trình", code, hint)
    version = session.get_one(PlanVersion, cycle.plan_version_id)
    newer = select(Cycle.id).where(
        Cycle.locality == cycle.locality, col(Cycle.starts_on) > cycle.starts_on, col(Cycle.starts_on) <= today
    )
    is_newest = session.exec(newer).first() is None
    return RunningCycle(cycle, plan_of(version).in_year(cycle.year), rules, is_newest)


def open_cycle_codes(session: Session, begun_by: date | None = None) -> list[str]:
    """The codes of all open cycles, in order; with `begun_by` only those that have begun on that day."""
    opened = select(Cycle.code).where(Cycle.state == CycleState.OPEN).order_by(col(Cycle.code))
    if begun_by is not None:
        opened = opened.where(Cycle.starts_on <= begun_by)
    return list(session.exec(opened).all())


def open_cycles(session: Session, begun_by: date, localities: Sequence[str] = ()) -> list[Cycle]:
    """The open cycles that have begun on the day, by code: of all localities, or of those named.

    Raises:
        NotFound: a named locality has none; the message names those that have.
    """
    opened = select(Cycle).where(Cycle.state == CycleState.OPEN, Cycle.starts_on <= begun_by).order_by(col(Cycle.code))
    found = list(session.exec(opened))
    known = {cycle.locality for cycle in found}
    for locality in localities:
        if locality not in known:
            raise NotFound("địa phương có chu trình đang mở", locality, f"Hiện có: {', '.join(sorted(known)) or '–'}.")
    return [cycle for cycle in found if not localities or cycle.locality in localities]


def unit_of(session: Session, locality: str, code: str) -> Unit:
    """The unit of a locality by its code.

    Raises:
        NotFound: the plan of the locality does not know it.
    """
    unit = session.exec(select(Unit).where(Unit.locality == locality, Unit.code == code)).first()
    if unit is None:
        raise NotFound("đơn vị", code, "Xem «ocop plan show» để biết mã đơn vị.")
    return unit
