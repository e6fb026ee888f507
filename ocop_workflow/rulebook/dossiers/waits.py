"""Whom a dossier waits for in each state, what is asked, and where the last day comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ocop_workflow.rulebook.days.calendar import SpecialDay, WorkingCalendar
from ocop_workflow.rulebook.days.due import PROVISIONAL
from ocop_workflow.rulebook.days.terms import Counted, Pause, Term
from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import DossierState as S
from ocop_workflow.vocabulary import Level, Role, Step


@dataclass(frozen=True)
class Wait:
    """One waiting state: who is asked to do what, by a term in working days or by the end of a step's window.

    A producer is reached through the commune. `fact` names the dossier's own date where the regime sets the day, and
    `regime` the regime's own term where that runs from the day of a paper.
    """

    state: S
    step: Step
    on: Role
    ask: str
    term: str | None = None
    window: Step | None = None
    fact: str | None = None
    regime: str | None = None
    above: Role | None = None

    def awaited(self, level: Level) -> Role:
        """Who is asked at that level: `above` the commune it may be somebody else."""
        return self.on if self.above is None or level is Level.COMMUNE else self.above


WAITS: tuple[Wait, ...] = (
    Wait(S.IDENTIFIED, Step.OUTREACH, Role.COMMUNE, "Hướng dẫn chủ thể, ghi nhận đã hướng dẫn", window=Step.OUTREACH),
    Wait(S.GUIDED, Step.IDEAS, Role.COMMUNE, "Vận động chủ thể nộp phiếu đăng ký ý tưởng", window=Step.IDEAS),
    Wait(S.IDEA_SUBMITTED, Step.IDEAS, Role.COMMUNE, "Kiểm tra ý tưởng, chuyển thẩm định hoặc trả lại", "idea_check"),
    Wait(S.IDEA_REFERRED, Step.IDEAS, Role.STANDING_UNIT, "Thẩm định ý tưởng", "idea_appraisal"),
    Wait(S.IDEA_RETURNED, Step.IDEAS, Role.PRODUCER, "Hoàn thiện và nộp lại ý tưởng", "idea_correction"),
    Wait(S.IDEA_ACCEPTED, Step.BUSINESS_PLANS, Role.PRODUCER, "Nộp phương án SXKD", window=Step.BUSINESS_PLANS),
    Wait(
        S.BUSINESS_PLAN_SUBMITTED,
        Step.BUSINESS_PLANS,
        Role.STANDING_UNIT,
        "Thẩm định phương án SXKD",
        "business_plan_appraisal",
    ),
    Wait(
        S.BUSINESS_PLAN_RETURNED,
        Step.BUSINESS_PLANS,
        Role.PRODUCER,
        "Hoàn thiện và nộp lại phương án SXKD",
        "business_plan_correction",
    ),
    Wait(
        S.IMPLEMENTING,
        Step.IMPLEMENTATION,
        Role.PRODUCER,
        "Bổ sung tài liệu bắt buộc còn thiếu hoặc hết hiệu lực",
        window=Step.IMPLEMENTATION,
    ),
    Wait(S.READY, Step.EVALUATION, Role.PRODUCER, "Nộp hồ sơ đánh giá, phân hạng", window=Step.EVALUATION),
    Wait(
        S.SUBMITTED,
        Step.EVALUATION,
        Role.COMMUNE,
        "Tiếp nhận hồ sơ",
        "dossier_reception",
        above=Role.STANDING_UNIT,
    ),
    Wait(S.COMMUNE_REVIEW, Step.EVALUATION, Role.COMMUNE, "Kiểm tra hồ sơ, đề nghị hoặc trả bổ sung", "commune_review"),
    Wait(S.RETURNED, Step.EVALUATION, Role.PRODUCER, "Bổ sung và nộp lại hồ sơ", "dossier_correction"),
    Wait(S.PROPOSED, Step.EVALUATION, Role.STANDING_UNIT, "Tiếp nhận hồ sơ xã đề nghị", "dossier_reception"),
    Wait(S.HIGHER_REVIEW, Step.EVALUATION, Role.STANDING_UNIT, "Kiểm tra hồ sơ, đưa ra Hội đồng", "higher_review"),
    Wait(S.SCORING, Step.EVALUATION, Role.COUNCIL, "Chấm điểm, gửi biên bản", "scoring"),
    Wait(
        S.SCORED,
        Step.EVALUATION,
        Role.AUTHORITY,
        "Quyết định công nhận, không công nhận hoặc chuyển cấp trên",
        "decision",
    ),
    Wait(
        S.FORWARDED, Step.EVALUATION, Role.STANDING_UNIT, "Theo dõi, ghi nhận cấp trên tiếp nhận", "dossier_reception"
    ),
    Wait(S.RENEWAL_DUE, Step.PROMOTION, Role.PRODUCER, "Nộp hồ sơ đánh giá lại", fact="renewal_closes_on"),
    Wait(
        S.REVOCATION_PROPOSED,
        Step.PROMOTION,
        Role.STANDING_UNIT,
        "Xác minh, kết luận về đề nghị thu hồi",
        "revocation",
    ),
    Wait(
        S.REVOCATION_CONCLUDED,
        Step.PROMOTION,
        Role.AUTHORITY,
        "Quyết định thu hồi hoặc không thu hồi",
        regime="revocation",
    ),
)


SENT_BACK = (S.IDEA_RETURNED, S.BUSINESS_PLAN_RETURNED, S.RETURNED)
"""Where a dossier waits for its producer to complete it; meanwhile the clock of the office may stand."""


def wait_in(state: S) -> Wait | None:
    """What is awaited in `state`, or None where nobody is asked for anything."""
    return next((wait for wait in WAITS if wait.state is state), None)


LOCAL_TERM = "thiết lập của địa phương"


@dataclass(frozen=True)
class DueDay:
    """A last day on time, inclusive, and how it was reached; `since` and `term_days` where it is so many working days
    after a day."""

    on: date
    basis: str
    is_provisional: bool = False
    since: date | None = None
    term_days: int | None = None
    days: tuple[tuple[date, SpecialDay], ...] = ()
    source: str = LOCAL_TERM

    def columns(self) -> dict[str, Any]:
        """What stands on a dossier for it."""
        return {
            "due_on": self.on,
            "due_basis": self.basis,
            "due_is_provisional": self.is_provisional,
            "due_since": self.since,
            "due_term_days": self.term_days,
        }


def due_day(wait: Wait, since: date, plan: Plan, calendar: WorkingCalendar) -> DueDay | None:
    """The last day for what is awaited since `since`; None until a window that still lies ahead is known."""
    if wait.term is not None:
        return term_day(plan.terms.days(wait.term), since, calendar)
    if wait.window is not None:
        closes_on = plan.window(wait.window)[1]
        if since <= closes_on:
            return DueDay(closes_on, f"ngày cuối của {wait.window.title} (thiết lập của địa phương)")
    return None


def term_day(days: int, since: date, calendar: WorkingCalendar, source: str = LOCAL_TERM) -> DueDay:
    """The last day of a term of so many working days; `source` says who gives it."""
    counted = Term(working_days=days).due(since, calendar)
    basis = f"{days} ngày làm việc kể từ {vn_date(since)} ({source})"
    return DueDay(counted.on, _told(basis, counted), counted.is_provisional, since, days, counted.days, source)


def resumed_day(
    days: int, stays: Sequence[tuple[date, date]], today: date, calendar: WorkingCalendar, source: str = LOCAL_TERM
) -> DueDay:
    """The last day of a term whose clock stood while the file was sent back, and goes on today.

    `stays` are the earlier times that it lay with whoever is awaited: the day it came in and the day it was sent back.
    From now on it is counted from today, so much as was left; nothing is left of a term that had run out before.
    """
    resumed = [*(came_in for came_in, _ in stays[1:]), today]
    pauses = [Pause(sent_back, back_on) for (_, sent_back), back_on in zip(stays, resumed, strict=True)]
    counted = Term(working_days=days).due(stays[0][0], calendar, pauses)
    left = calendar.working_days_between(today, counted.on)
    stood = ", ".join(f"{vn_date(pause.stopped_on)} – {vn_date(pause.resumed_on)}" for pause in pauses)
    basis = (
        f"{days} ngày làm việc kể từ {vn_date(stays[0][0])}, không tính thời gian chờ bổ sung {stood},"
        f" còn {max(left, 0)} ngày ({source})"
    )
    since, term_days = (today, left) if left > 0 else (None, None)
    return DueDay(counted.on, _told(basis, counted), counted.is_provisional, since, term_days, counted.days, source)


def _told(basis: str, counted: Counted) -> str:
    return f"{basis}; {PROVISIONAL}" if counted.is_provisional else basis
