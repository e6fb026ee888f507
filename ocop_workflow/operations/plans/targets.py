"""The targets of a cycle's plan: counted where the records can answer, entered by a person with a source elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ocop_workflow.errors import Conflict, NotFound, Refused
from ocop_workflow.operations.acts import note_act
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.plans.measures import count
from ocop_workflow.records.tables import TargetValue
from ocop_workflow.rulebook.plans.plan import Target
from ocop_workflow.rulebook.plans.targets import (
    PER_CENT,
    Counted,
    Judgement,
    in_vietnamese,
    judge_counted,
    judge_entered,
    wanted_in_words,
    with_unit,
)
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import CycleState, Programme, Word

_LARGEST = Decimal(10) ** 12


class Answer(Word):
    """Where the answer to a target comes from."""

    COMPUTED = "computed", "tính từ dữ liệu"
    BY_HAND = "by_hand", "nhập tay"
    PER_PRODUCT = "per_product", "ngưỡng của từng sản phẩm"


@dataclass(frozen=True)
class TargetLine:
    """One target as people read it; `due_on` only where it is printed, `is_over` when no day is left to reach it."""

    code: str
    clause: str
    quote: str
    measures: str
    stands: str
    programme: Programme
    wanted: str
    comparator: str | None
    wanted_value: float | None
    unit: str
    of: str | None
    due_on: date | None
    is_over: bool
    answer: Answer
    value: Decimal | None
    source: str | None
    is_reached: bool | None
    missing: str

    @property
    def reached_in_words(self) -> str:
        """«12,5%», or nothing where nobody has answered."""
        return "" if self.value is None else with_unit(self.value, self.unit)

    @property
    def verdict(self) -> str:
        """Reached, not yet, missed, or not known."""
        if self.is_reached is None:
            return "xét từng sản phẩm" if self.answer is Answer.PER_PRODUCT else "chưa rõ"
        return "đạt" if self.is_reached else ("không đạt, đã hết hạn" if self.is_over else "chưa đạt")


def list_targets(session: Session, running: RunningCycle, today: date) -> list[TargetLine]:
    """Every target of the plan in its order, also those of the new-rural programme alone, as it stands on the day."""
    stored = session.exec(select(TargetValue).where(TargetValue.cycle_id == running.id))
    entered = {value.target_code: value for value in stored}
    return [_line(session, running, target, entered.get(target.code), today) for target in running.plan.targets]


def enter_target(
    session: Session,
    running: RunningCycle,
    code: str,
    value: Decimal,
    *,
    source: str,
    actor: str,
    today: date,
    at: datetime,
) -> TargetValue:
    """Keep what was reached of a target that no data can answer, and where the figure stands; noted in the log of acts.

    Raises:
        NotFound: the plan has no such target. Refused: it is computed, the value cannot be, or the cycle is closed.
    """
    target = next((target for target in running.plan.targets if target.code == code), None)
    if target is None:
        raise NotFound(f"chỉ tiêu của chu trình {running.cycle.code}", code, "Xem mã ở «ocop target list».")
    if against := _against(running, target, value, source):
        raise Refused(f"Chưa ghi được chỉ tiêu «{code}»:", against)
    known = select(TargetValue).where(TargetValue.cycle_id == running.id, TargetValue.target_code == code)
    row = session.exec(known.with_for_update()).first()
    before = f"; thay cho {in_vietnamese(row.value)}, nguồn: {row.source}" if row else ""
    row = row or TargetValue.model_validate(
        {"cycle_id": running.id, "target_code": code, "value": value, "source": source, "entered_on": today}
        | {"entered_by": actor, "entered_at": at}
    )
    row.value, row.source, row.entered_on, row.entered_by, row.entered_at = value, source.strip(), today, actor, at
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(f"Chỉ tiêu «{code}» vừa được người khác nhập; xem «ocop target list».") from None
    detail = f"{running.cycle.code} {code}: {with_unit(value, target.unit)}, nguồn: {row.source}{before}"
    note_act(session, actor, "enter_target", "target_value", row.id or 0, detail, today, at)
    return row


def _against(running: RunningCycle, target: Target, value: Decimal, source: str) -> list[str]:
    against = []
    if running.cycle.state is CycleState.CLOSED:
        against.append(f"Chu trình «{running.cycle.code}» đã đóng")
    if target.computed_as is not None:
        against.append(f"Số này được tính từ dữ liệu ({target.computed_as.label}), không nhập tay")
    if target.stands == "threshold":
        against.append("Đây là ngưỡng của từng sản phẩm, không có một số chung để nhập")
    if not source.strip():
        against.append("Thiếu nguồn của số liệu (văn bản, biểu thống kê, ngày)")
    if not value.is_finite() or not 0 <= value < _LARGEST:
        against.append("Số phải từ 0 đến dưới một nghìn tỷ")
    elif value != value.quantize(Decimal("0.001")):
        against.append("Số có nhiều nhất ba chữ số sau dấu phẩy")
    elif target.unit == PER_CENT and target.of and value > 100:
        against.append(f"Tỷ lệ trong {target.of} không quá 100%")
    return against


def _line(
    session: Session, running: RunningCycle, target: Target, entered: TargetValue | None, today: date
) -> TargetLine:
    answer, judgement, source = Answer.BY_HAND, Judgement(None, None, "Chưa nhập số đạt được"), None
    if target.stands == "threshold":
        answer, judgement = Answer.PER_PRODUCT, Judgement(None, None, "")
    elif target.computed_as is not None:
        counted = count(session, running, target.computed_as, target.min_stars, today)
        answer, judgement, source = Answer.COMPUTED, judge_counted(target, counted), _said(target, counted)
    elif entered is not None:
        judgement = judge_entered(target, entered.value)
        source = f"{entered.source} ({entered.entered_by} nhập ngày {vn_date(entered.entered_on)})"
    return TargetLine(
        code=target.code,
        clause=target.clause,
        quote=target.quote,
        measures=target.measures,
        stands=target.stands,
        programme=target.programme,
        wanted=wanted_in_words(target),
        comparator=target.comparator,
        wanted_value=target.value,
        unit=target.unit,
        of=target.of,
        due_on=target.due_on,
        is_over=today > (target.due_on or running.cycle.ends_on),
        answer=answer,
        value=judgement.value,
        source=source,
        is_reached=judgement.is_reached,
        missing=judgement.missing,
    )


def _said(target: Target, counted: Counted) -> str:
    """What was counted, and of how many."""
    assert target.computed_as is not None
    stars = f" từ {target.min_stars} sao" if target.min_stars else ""
    share = f": {counted.part} trong {counted.whole} {counted.things}" if target.unit == PER_CENT else ""
    return f"{target.computed_as.label}{stars}{share}"
