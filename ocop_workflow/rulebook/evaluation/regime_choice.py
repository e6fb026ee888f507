"""Which rules a dossier is under on a day: by the day, by the day it was filed, and by how newer rules take over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ocop_workflow.rulebook.evaluation.regime import Regime, regime_on
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Registration

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Choice:
    """The regime, why it is this one, where that stands, and until when where the time for older rules is limited."""

    regime: Regime
    because: str
    clause: str
    confidence: str
    until: date | None = None


def choose(regimes: tuple[Regime, ...], filed_on: date | None, kind: Registration, day: date) -> Choice | None:
    """The rules for a dossier of that kind on the day; None where no regime covers the day that decides.

    A dossier that is not filed yet is under the rules of the day. One that is filed stays under the rules of the day
    it was filed until newer ones take it over: on their first day, or after the days that they give to finish it.
    """
    today = regime_on(regimes, day)
    if filed_on is None or filed_on > day or not regimes:
        if today is None:
            return None
        because = f"hồ sơ đánh giá chưa nộp: theo quy định của ngày {vn_date(day)}"
        return Choice(today, because, today.validity.clause, today.validity.confidence)
    in_order = sorted(regimes, key=lambda regime: regime.valid_from)
    begun = regime_on(regimes, filed_on) or in_order[0]
    when = f"khi {begun.number} có hiệu lực" if begun.valid_from <= filed_on else f"trước {begun.number}"
    because = f"nộp ngày {vn_date(filed_on)}, {when}"
    chosen = Choice(begun, because, begun.validity.clause, begun.validity.confidence)
    for newer in in_order:
        if begun.valid_from < newer.valid_from <= day:
            chosen = _taken_over(chosen.regime, newer, filed_on, kind, day)
            if chosen.until is not None:
                return chosen
    return chosen


def _taken_over(older: Regime, newer: Regime, filed_on: date, kind: Registration, day: date) -> Choice:
    """What becomes of a dossier filed under `older` when `newer` has begun by the day."""
    filed = f"nộp ngày {vn_date(filed_on)}, trước khi {newer.number} có hiệu lực ({vn_date(newer.valid_from)})"
    if newer.takes_over is None:
        because = f"{filed}; không thấy điều khoản chuyển tiếp nào, nên theo quy định mới từ ngày đầu"
        return Choice(newer, because, newer.validity.clause, "D")
    last_day = last_day_under_old(newer, kind)
    term = next((rule for rule in newer.takes_over.finished_under_old if kind in rule.kinds), None)
    if term is not None and last_day is not None and day <= last_day:
        because = f"{filed}; {kind.label.lower()} được làm xong theo quy định cũ trong {term.days} ngày"
        return Choice(older, f"{because}, đến hết {vn_date(last_day)}", term.clause, term.confidence, last_day)
    ended = f", thời hạn làm xong theo quy định cũ đã hết ngày {vn_date(last_day)}" if last_day else ""
    afterwards = newer.takes_over.afterwards
    return Choice(newer, f"{filed}{ended}", afterwards.clause, afterwards.confidence)


def last_day_under_old(newer: Regime, kind: Registration) -> date | None:
    """The last day on which a dossier of that kind, filed before `newer` began, is finished under the older rules."""
    terms = newer.takes_over.finished_under_old if newer.takes_over else ()
    days = next((term.days for term in terms if kind in term.kinds), None)
    return newer.valid_from + timedelta(days=days) if days is not None else None


@dataclass(frozen=True)
class Filed:
    """Dossiers of a kind filed between two days, both inclusive, None where open: they share a regime on the day."""

    kind: Registration
    first: date | None
    last: date | None
    regime: Regime


def by_filing(regimes: tuple[Regime, ...], day: date) -> list[Filed]:
    """Every filing day up to `day`, by kind, in ranges under one regime: what sets of dossiers are split by.

    Open ranges reach from the beginning of time and to the day itself; ranges that meet under one regime are one.
    """
    return [filed for kind in Registration for filed in _ranges(regimes, kind, day)]


def _ranges(regimes: tuple[Regime, ...], kind: Registration, day: date) -> Iterator[Filed]:
    begins = sorted(regime.valid_from for regime in regimes if regime.valid_from <= day)
    pieces: list[Filed] = []
    for first, following in zip(begins, [*begins[1:], None], strict=True):
        choice = choose(regimes, first, kind, day)
        if choice is None:
            continue
        if pieces and pieces[-1].regime.code == choice.regime.code:
            first = pieces.pop().first or first
        pieces.append(Filed(kind, first, following - A_DAY if following else None, choice.regime))
    for place, piece in enumerate(pieces):
        yield Filed(kind, piece.first if place else None, piece.last, piece.regime)
