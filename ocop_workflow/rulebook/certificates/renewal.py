"""How a certificate stands on a day, and what must be done about it by whom and by when: facts in, one answer out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import CertificateAct, Role
from ocop_workflow.vocabulary import CertificateStatus as Status

BEFORE_THE_END = frozenset({Status.VALID, Status.WINDOW_OPEN, Status.MISSED})
IN_FORCE = BEFORE_THE_END | {Status.EXTENDED}
"""A product with such a certificate may carry its stars."""


@dataclass(frozen=True)
class Held:
    """What the register knows of one certificate. Days are inclusive; None where nobody knows or nothing happened.

    `filed_on` is the day on which a dossier to evaluate the product again was filed, `ended_on` the first day on which
    the certificate is revoked or replaced.
    """

    issued_on: date | None
    valid_until: date | None
    extended_on: date | None = None
    extended_until: date | None = None
    ended_on: date | None = None
    ended_by: CertificateAct | None = None
    filed_on: date | None = None


@dataclass(frozen=True)
class Window:
    """The first and the last day for a dossier of re-evaluation."""

    opens_on: date
    closes_on: date


def window_of(valid_until: date, regime: Regime) -> Window:
    """From so many to so many days before the last day of the certificate, both inclusive."""
    opens, closes = regime.renewal_opens_days.value, regime.renewal_closes_days.value
    return Window(valid_until - timedelta(days=opens), valid_until - timedelta(days=closes))


def last_day(held: Held, day: date) -> date | None:
    """Until when the certificate holds as known on `day`."""
    is_extended = held.extended_on is not None and held.extended_on <= day
    return held.extended_until if is_extended else held.valid_until


def status_on(held: Held, day: date, regime: Regime) -> Status:
    """Exactly one status for any day; a dossier that was filed in time asks nothing more of the producer."""
    if held.issued_on is not None and day < held.issued_on:
        return Status.NOT_YET
    if held.ended_on is not None and held.ended_on <= day:
        return _ended(held, held.ended_on)
    if held.valid_until is None:
        return Status.VALID
    if day > held.valid_until:
        until = last_day(held, day)
        return Status.EXTENDED if until is not None and day <= until else Status.EXPIRED
    window = window_of(held.valid_until, regime)
    if day < window.opens_on or _is_filed_in_time(held, day, window):
        return Status.VALID
    return Status.WINDOW_OPEN if day <= window.closes_on else Status.MISSED


def _ended(held: Held, ended_on: date) -> Status:
    if held.ended_by is CertificateAct.REVOKED:
        return Status.REVOKED
    until = last_day(held, ended_on)
    had_expired = until is not None and until + timedelta(days=1) < ended_on  # a day without a certificate lay between
    return Status.EXPIRED if had_expired else Status.REPLACED


def _is_filed_in_time(held: Held, day: date, window: Window) -> bool:
    return held.filed_on is not None and held.filed_on <= min(day, window.closes_on)


@dataclass(frozen=True)
class Next:
    """What must be done about a certificate: by whom, until when, under which clause, and what is still possible."""

    status: Status
    what: str
    by: Role | None
    due_on: date | None
    clause: str
    possible: tuple[str, ...] = ()


def next_of(held: Held, day: date, regime: Regime) -> Next:
    """The next thing that is asked, and for a missed window or an ended certificate everything that is left."""
    status = status_on(held, day, regime)
    if held.valid_until is None or status in (Status.NOT_YET, Status.REPLACED, Status.REVOKED):
        return Next(status, _NOTHING.get(status, "Ghi ngày công nhận để biết hạn"), _WHO.get(status), None, "")
    window, until = window_of(held.valid_until, regime), last_day(held, day) or held.valid_until
    law = regime.renewal_closes_days.clause
    filed = held.filed_on is not None and held.filed_on <= day
    if status is Status.EXPIRED:
        ended = f"Hiệu lực chỉ đến hết {vn_date(until)}: không được tiếp tục sử dụng hạng sao"
        months = regime.certificate_months
        again = f"Đăng ký đánh giá lại; công nhận lại thì có giấy mới {months.value} tháng"
        return Next(status, ended, Role.PRODUCER, None, months.clause, (again,))
    if filed and status is not Status.WINDOW_OPEN:
        what = f"Đã nộp hồ sơ đánh giá lại ngày {vn_date(held.filed_on)}; cần có kết quả trước khi giấy hết hiệu lực"
        left = tuple(_late(held.valid_until, day, regime)) if status is Status.MISSED else ()
        return Next(status, what, Role.STANDING_UNIT, until, law, left)
    if status is Status.EXTENDED:
        return Next(status, "Hoàn tất đánh giá lại", Role.STANDING_UNIT, until, regime.renewal_closes_days.clause)
    if status is Status.MISSED:
        days = (day - window.closes_on).days
        what = f"Đã lỡ kỳ nộp ({vn_date(window.opens_on)}–{vn_date(window.closes_on)}) {days} ngày: nộp hồ sơ ngay"
        return Next(status, what, Role.PRODUCER, held.valid_until, law, tuple(_late(held.valid_until, day, regime)))
    when = "đến hết" if status is Status.WINDOW_OPEN else f"từ {vn_date(window.opens_on)} đến hết"
    what = f"Nộp hồ sơ đánh giá lại {when} {vn_date(window.closes_on)}"
    return Next(status, what, Role.PRODUCER, window.closes_on, law)


_NOTHING = {
    Status.NOT_YET: "Chưa cấp",
    Status.REPLACED: "Đã có giấy chứng nhận mới",
    Status.REVOKED: "Đã thu hồi: không được sử dụng hạng sao",
}
_WHO = {Status.VALID: Role.STANDING_UNIT}


def _late(valid_until: date, day: date, regime: Regime) -> Iterable[str]:
    """What is left when the window has closed and the certificate still holds."""
    after = regime.after_recognition
    if after.evaluation_days is not None:
        enough = valid_until - timedelta(days=after.evaluation_days.value)
        length = f"Cơ quan đánh giá có tối đa {after.evaluation_days.value} ngày từ khi đủ hồ sơ"
        when = "đã qua, giấy có thể hết hạn trước khi có kết quả" if enough < day else "thì còn kịp trước khi hết hạn"
        yield f"{length}: đủ hồ sơ chậm nhất {vn_date(enough)} {when} ({after.evaluation_days.clause})"
    closes_on = regime.round_closes_on(regime.first_council, day)
    if closes_on is not None:
        result_on = _result_on(regime, closes_on)
        kept = "trước khi" if result_on <= valid_until else "sau khi"
        yield (
            f"Đợt thường kỳ gần nhất: xã đề nghị chậm nhất {vn_date(closes_on)}, kết quả chậm nhất "
            f"{vn_date(result_on)}, {kept} giấy hết hạn ({vn_date(valid_until)})"
        )
    if after.extension is not None:
        longest = valid_until + timedelta(days=after.extension.value)
        opened_before = window_of(valid_until, regime).opens_on < regime.valid_from
        open_question = "" if opened_before else "; nguồn không nói rõ với kỳ nộp này, cơ quan có thẩm quyền xác nhận"
        yield (
            f"Khi hồ sơ đánh giá lại không thể đáp ứng kỳ nộp: giấy giữ hiệu lực đến khi có kết quả, muộn nhất "
            f"{vn_date(longest)} ({after.extension.clause}{open_question})"
        )
    yield f"Không có kết quả thì từ {vn_date(valid_until + timedelta(days=1))} không được sử dụng hạng sao"


def _result_on(regime: Regime, closes_on: date) -> date:
    """The last day for the result of the round whose proposals close on that day."""
    return next(held.result_by for held in rounds_from(regime, closes_on) if held.proposal_by == closes_on)


@dataclass(frozen=True)
class HeldRound:
    """A round of the first council: the last day for proposals and the last day for results, both inclusive."""

    proposal_by: date
    result_by: date


def rounds_from(regime: Regime, day: date, years: int = 2) -> tuple[HeldRound, ...]:
    """The regular rounds whose proposals close on `day` or later, oldest first; none where the regime has none.

    Both days are printed as «trước ngày», so the last day on time is the day before.
    """
    rounds = set()
    for held in regime.rounds:
        if held.level is not regime.first_council:
            continue
        for year in range(day.year, day.year + years + 1):
            proposal = date.fromisoformat(f"{year}-{held.proposal_before}") - timedelta(days=1)
            result = date.fromisoformat(f"{year}-{held.result_before}") - timedelta(days=1)
            if result < proposal:  # proposals in autumn, results in the spring after
                result = date.fromisoformat(f"{year + 1}-{held.result_before}") - timedelta(days=1)
            if proposal >= day:
                rounds.add(HeldRound(proposal, result))
    return tuple(sorted(rounds, key=lambda held: held.proposal_by))


@dataclass(frozen=True)
class Evidence:
    """A dated paper behind a certificate."""

    kind: str
    label: str
    number: str
    valid_until: date | None


def papers_ending_before(papers: Iterable[Evidence], until: date) -> list[Evidence]:
    """The papers that end before the certificate does; of one kind the one that lasts longest counts."""
    best: dict[str, Evidence] = {}
    for paper in papers:
        known = best.get(paper.kind)
        if known is None or (paper.valid_until or date.max) > (known.valid_until or date.max):
            best[paper.kind] = paper
    ending = [(paper.valid_until, paper) for paper in best.values() if paper.valid_until and paper.valid_until < until]
    return [paper for _, paper in sorted(ending, key=lambda pair: (pair[0], pair[1].kind))]
