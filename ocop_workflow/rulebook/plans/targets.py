"""Whether a target is reached, and what is missing: exact comparisons of what was counted with what is printed."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from ocop_workflow.rulebook.plans.plan_entries import Target

PER_CENT = "%"


@dataclass(frozen=True)
class Counted:
    """`part` of `whole` things; `unsure` more may belong to the part, the records lack the fact that decides."""

    part: int
    whole: int
    unsure: int
    things: str
    unsure_why: str

    def between(self, unit: str) -> tuple[Fraction, Fraction] | None:
        """The lowest and the highest value that the records allow; None for a share of nothing."""
        if unit != PER_CENT:
            return Fraction(self.part), Fraction(self.part + self.unsure)
        if not self.whole:
            return None
        return Fraction(100 * self.part, self.whole), Fraction(100 * (self.part + self.unsure), self.whole)


@dataclass(frozen=True)
class Judgement:
    """`value` is what is sure, never rounded up to the target; `is_reached` is None where nobody can say."""

    value: Decimal | None
    is_reached: bool | None
    missing: str


def judge_counted(target: Target, counted: Counted) -> Judgement:
    """Compare what the records count with the target; a fact that they lack leaves it open only if it can matter."""
    found = counted.between(target.unit)
    if found is None:
        return Judgement(None, None, f"Chưa có {counted.things} nào để tính tỷ lệ")
    low, high = found
    reached = _holds_between(target, low, high)
    said = [] if reached else [_cannot_compare(target) or _things_missing(target, counted)]
    if counted.unsure:
        said.append(f"{counted.unsure} {counted.things} {counted.unsure_why}")
    return Judgement(_rounded_down(low), reached, "; ".join(said))


def judge_entered(target: Target, value: Decimal) -> Judgement:
    """Compare a value that a person entered with the target."""
    reached = _holds(target, Fraction(value))
    missing = "" if reached else _cannot_compare(target) or _amount_missing(target, Fraction(value))
    return Judgement(value, reached, missing)


def wanted_in_words(target: Target) -> str:
    """«≥ 2 sản phẩm»."""
    if target.value is None:
        return f"văn bản không in số ({target.unit})"
    return f"{target.comparator or ''} {with_unit(Decimal(str(target.value)), target.unit)}".strip()


def with_unit(value: Decimal, unit: str) -> str:
    """«12,5 triệu đồng», «100%»."""
    return f"{in_vietnamese(value)}{'' if unit == PER_CENT else ' '}{unit}"


def in_vietnamese(value: Decimal) -> str:
    """A number as offices write it: «12,5»."""
    return f"{value.normalize():f}".replace(".", ",")


def _holds(target: Target, value: Fraction) -> bool | None:
    if target.value is None or target.comparator is None:
        return None
    wanted = _printed(target.value)
    return {
        ">": value > wanted,
        "≥": value >= wanted,
        "=": value == wanted,
        "<": value < wanted,
        "≤": value <= wanted,
    }[target.comparator]


def _holds_between(target: Target, low: Fraction, high: Fraction) -> bool | None:
    """The answer for every value from `low` to `high`; None where they do not agree."""
    at_low, at_high = _holds(target, low), _holds(target, high)
    passes_by = target.comparator == "=" and target.value is not None and low < _printed(target.value) < high
    return at_low if at_low is at_high and not passes_by else None


def _cannot_compare(target: Target) -> str:
    if target.value is not None and target.comparator is not None:
        return ""
    lacks = "số" if target.value is None else "dấu so sánh"
    return f"Văn bản không in {lacks}: đối chiếu với nguyên văn tại {target.clause}"


def _things_missing(target: Target, counted: Counted) -> str:
    """In whole things, of the whole as it is now."""
    wanted, things = _printed(target.value or 0), target.unit
    if target.unit == PER_CENT:
        wanted, things = wanted * counted.whole / 100, f"{counted.things} (trong {counted.whole})"
    least = floor(wanted) + 1 if target.comparator == ">" else ceil(wanted)
    most = ceil(wanted) - 1 if target.comparator == "<" else floor(wanted)
    if target.comparator in (">", "≥") or counted.part < wanted:
        return f"Còn thiếu {least - counted.part} {things}"
    return f"Vượt {counted.part - most} {things}"


def _amount_missing(target: Target, value: Fraction) -> str:
    difference = value - _printed(target.value or 0)
    if not difference:
        return f"Phải {'hơn' if target.comparator == '>' else 'dưới'} mức này"
    return f"{'Vượt' if difference > 0 else 'Còn thiếu'} {with_unit(_rounded_down(abs(difference)), target.unit)}"


def _printed(value: float) -> Fraction:
    """The number as printed: 0.1 is one tenth."""
    return Fraction(str(value))


def _rounded_down(value: Fraction) -> Decimal:
    """To one thousandth, never up: 99,9996 % is not 100 %."""
    return Decimal(floor(value * 1000)) / 1000
