"""What must agree between the parts of a regime: bands that fall, levels that take part, a way out of every result."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Self

from pydantic import ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.vocabulary import Level

_UPWARDS = tuple(Level)
_A_COMMON_YEAR = 2001


class SoundRegime(Regime):
    """A regime as it is read from a file: refused, with the place of each mistake, where its parts disagree."""

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if mistakes := disagreements(self):
            # Raised this way, pydantic keeps the place of each mistake, and the file's reader its line.
            raise ValidationError.from_exception_data("Regime", mistakes)
        return self


def disagreements(regime: Regime) -> list[InitErrorDetails]:
    """Every mistake between the parts, each with its place in the file; empty when the regime is sound."""
    return [
        *_wrong_days(regime),
        *_wrong_bands(regime),
        *_wrong_levels(regime),
        *_results_without_a_way(regime),
        *_repeated_documents(regime),
    ]


def _mistake(where: tuple[str | int, ...], value: object, why: str, allowed: str = "") -> InitErrorDetails:
    return InitErrorDetails(
        type=PydanticCustomError("regime", "{why}", {"why": why, "expected": allowed}), loc=where, input=value
    )


def _wrong_days(regime: Regime) -> Iterator[InitErrorDetails]:
    if regime.valid_to is not None and regime.valid_to < regime.valid_from:
        yield _mistake(("valid_to",), str(regime.valid_to), "ngày hết hiệu lực trước ngày có hiệu lực")
    if regime.renewal_opens_days.value <= regime.renewal_closes_days.value:
        opens = str(regime.renewal_opens_days.value)
        yield _mistake(("renewal_opens_days", "value"), opens, "kỳ đánh giá lại mở sau khi đã đóng")
    for n, held in enumerate(regime.rounds):
        for key in ("proposal_before", "result_before"):
            month_day = getattr(held, key)
            try:
                date.fromisoformat(f"{_A_COMMON_YEAR}-{month_day}")
            except ValueError:
                yield _mistake(("rounds", n, key), month_day, "không phải năm nào cũng có ngày này")


def _wrong_bands(regime: Regime) -> Iterator[InitErrorDetails]:
    for n, (higher, lower) in enumerate(pairwise(regime.bands), start=1):
        if lower.stars >= higher.stars or lower.from_points >= higher.from_points:
            value = f"{lower.stars} sao từ {lower.from_points}"
            yield _mistake(("bands", n), value, "xếp từ hạng cao xuống thấp, mỗi hạng một dòng, điểm giảm dần")


def _wrong_levels(regime: Regime) -> Iterator[InitErrorDetails]:
    allowed = ", ".join(regime.levels)
    if list(regime.levels) != sorted(set(regime.levels), key=_UPWARDS.index):
        yield _mistake(("levels",), allowed, "xếp từ cấp thấp lên cấp cao, mỗi cấp một lần", ", ".join(_UPWARDS))
    for where, level in _named_levels(regime):
        if level not in regime.levels:
            yield _mistake(where, str(level), "cấp này không tham gia theo khoá levels", allowed)
    for n, rule in enumerate(regime.forwards):
        if _UPWARDS.index(rule.to) <= _UPWARDS.index(rule.level):
            yield _mistake(("forwards", n, "to"), str(rule.to), "hồ sơ chỉ được chuyển lên cấp cao hơn")


def _named_levels(regime: Regime) -> Iterator[tuple[tuple[str | int, ...], Level]]:
    """Every use of a level, with the place where it stands."""
    yield ("receives",), regime.receives
    yield ("first_council",), regime.first_council
    yield from ((("decides", n, "level"), rule.level) for n, rule in enumerate(regime.decides))
    yield from ((("decides", n, "on_result_of"), rule.scored_at) for n, rule in enumerate(regime.decides))
    yield from ((("forwards", n, end), getattr(rule, end)) for n, rule in enumerate(regime.forwards) for end in _ENDS)
    yield from ((("rounds", n, "level"), held.level) for n, held in enumerate(regime.rounds))
    yield from ((("ended_levels", n, "level"), end.level) for n, end in enumerate(regime.ended_levels))


_ENDS = ("level", "to")


def _results_without_a_way(regime: Regime) -> Iterator[InitErrorDetails]:
    """A recognisable result of a council must be decided or sent on, or the dossier would stand there for ever."""
    councils = [regime.first_council, *(rule.to for rule in regime.forwards)]
    for band in regime.bands:
        for level in dict.fromkeys(councils) if band.stars >= 3 else ():
            if not regime.decides_at(level, band.stars) and regime.next_level(level, band.from_points) is None:
                why = f"{level.label}: kết quả {band.stars} sao không có cấp nào quyết định và không được chuyển lên"
                yield _mistake(("decides",), f"{band.stars} sao", why)


def _repeated_documents(regime: Regime) -> Iterator[InitErrorDetails]:
    seen = set[str]()
    for n, document in enumerate(regime.documents):
        if document.code in seen:
            yield _mistake(("documents", n, "code"), document.code, "tài liệu đã khai ở trên; mỗi mã chỉ dùng một lần")
        seen.add(document.code)
