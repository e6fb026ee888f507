"""Sentences that ask for a report: from whom, to whom, through whom, how often, by which printed day."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocop_workflow.rulebook.days.due import DueRule
from ocop_workflow.rulebook.drafting.draft_lines import sentences
from ocop_workflow.rulebook.drafting.draft_parts import Clause, Doubt
from ocop_workflow.rulebook.drafting.draft_subject import Responsible, programme_of
from ocop_workflow.rulebook.drafting.draft_units import Mention, leading, mentions
from ocop_workflow.rulebook.drafting.draft_words import CADENCES
from ocop_workflow.vocabulary import Cadence, Programme

_REPORT = re.compile(r"(?<!nghe )(?<!\()báo cáo(?! viên| chính trị)", re.IGNORECASE)
_REPORTS_TO = re.compile(
    r"báo cáo[^;.]{0,160}?\b(?:về|cho|lên|gửi|đến|với)\s"
    r"|báo cáo(?:, đề xuất|, kiến nghị|, tham mưu)*\s+(?:lãnh đạo )?"
    r"(?=UBND|[UỦ][ỷy] ban|Ủy ban|Ban|BCĐ|Phòng|Sở)",
    re.IGNORECASE,
)
_REPORT_REGIME = re.compile(
    r"(?:chế độ|công tác) (?:thông tin,? )?báo cáo|báo cáo (?:định kỳ|kết quả|tình hình|đánh giá)"
    r"|tổng hợp,? (?:xây dựng )?báo cáo",
    re.IGNORECASE,
)
_ONLY_REPORTS = re.compile(
    r"(?:[^,;.]{0,60},\s*)?(?:các [^.;]{0,60})?(?:định kỳ|h[àằ]ng|báo cáo|tổng hợp|chế độ|thực hiện (?:\w+ ){0,2}chế độ"
    r"|trong (?:quá trình|triển khai))",
    re.IGNORECASE,
)
"""A sentence that asks for a report and for nothing else."""
_FEWEST_WORDS = 4
_THROUGH = re.compile(r"\((?:thông )?qua\s([^)]+)\)", re.IGNORECASE)
_BEFORE = re.compile(r"trước ngày (\d{1,2})(?:[/-](\d{1,2})| tháng (\d{1,2}))?(.{0,40})", re.IGNORECASE)
_BY = re.compile(
    r"(?:chậm nhất|muộn nhất)(?: là| vào)*(?: ngày)? (\d{1,2})(?:[/-](\d{1,2})| tháng (\d{1,2}))?(?! ngày)(.{0,40})",
    re.IGNORECASE,
)
_NEXT_PERIOD = re.compile(r"sau\b|tiếp theo|kế tiếp|đầu (?:quý|tháng|năm)|liền kề", re.IGNORECASE)
_LAST_MONTH_OF_QUARTER = re.compile(r"cuối quý", re.IGNORECASE)
_NEXT_MONTH = re.compile(r"^(?: của)? tháng (?:sau|tiếp theo|kế tiếp)", re.IGNORECASE)
_NEXT_YEAR = re.compile(r"^(?: của)? năm (?:sau|tiếp theo|kế tiếp|liền kề)", re.IGNORECASE)
_DECEMBER = 12
_LONGEST_MONTH = 31
_PERIODIC = frozenset(Cadence) - {Cadence.AD_HOC, Cadence.NOT_STATED}


@dataclass(frozen=True)
class DraftReport:
    """A reporting duty as read; a body that the sentence does not name is empty, a day only where it is printed."""

    clause: Clause
    quote: str
    reporters: tuple[Mention, ...]
    to: tuple[Mention, ...]
    through: Mention | None
    cadence: Cadence
    programme: Programme
    due: DueRule | None


def reports_of(clause: Clause, who: Responsible, default: Programme) -> Iterator[DraftReport]:
    """One report for each sentence that asks for one and each cadence that it names."""
    for quote in _asking(clause.text):
        through = _THROUGH.search(quote)
        by_way_of = mentions(through[1]) if through else []
        own = leading(quote)
        for cadence in _cadences(quote):
            yield DraftReport(
                clause=clause,
                quote=quote,
                reporters=tuple(own) if own and not own[0].is_nameless else who.units,
                to=_receivers(quote[: through.start()] if through else quote),
                through=by_way_of[0] if by_way_of else None,
                cadence=cadence,
                programme=programme_of(clause, default),
                due=_due(quote, cadence),
            )


def without_reports(text: str, reports: Sequence[DraftReport]) -> str:
    """The clause without the sentences that only ask for reports, at its end or start; the whole of it otherwise."""
    rest = text.strip(" .;/")
    for quote in dict.fromkeys(report.quote for report in reversed(reports)):
        if _ONLY_REPORTS.match(quote):
            rest = rest.removesuffix(quote).strip(" .;/")
            rest = rest.removeprefix(quote).strip(" .;/")
    left_over = reports and len(rest.split()) < _FEWEST_WORDS
    return "" if left_over else rest


def unsure_reports(clause: Clause, reports: Sequence[DraftReport]) -> Iterator[Doubt]:
    """What a person has to look at in the reports of one clause."""
    for quote in dict.fromkeys(report.quote for report in reports):
        alike = [report for report in reports if report.quote == quote]
        if not alike[0].reporters:
            yield clause.doubt(quote, "không in ai báo cáo: điền khóa from")
        if not alike[0].to:
            yield clause.doubt(quote, "không thấy nơi nhận báo cáo: điền khóa to")
        if len(alike[0].to) > 1:
            yield clause.doubt(quote, "có hơn một nơi nhận báo cáo: lập một nhóm ở groups")
        if any(report.cadence is Cadence.NOT_STATED for report in alike):
            yield clause.doubt(quote, "báo cáo không in tần suất: định kỳ, hay chỉ một lần khi xong việc")
        has_day = bool(_BEFORE.search(quote) or _BY.search(quote))
        if not has_day and any(report.cadence in _PERIODIC for report in alike):
            yield clause.doubt(
                quote, "báo cáo không in hạn: ghi due (not_in_plan: true, why), nếu không sẽ không được theo dõi"
            )
        if has_day and not any(report.due for report in alike):
            yield clause.doubt(quote, "có in ngày nhưng không đọc được thành quy tắc hạn: điền khóa due")


def _asking(text: str) -> Iterator[str]:
    """The parts of a clause that ask for a report, each with what follows a semicolon when only that says how often."""
    for sentence in sentences(text, r"(?<=\.)\s+(?=[^\W\d_])"):
        parts = list(sentences(sentence))
        for n, part in enumerate(parts):
            if not _REPORT.search(part) or not (_REPORTS_TO.search(part) or _REPORT_REGIME.search(part)):
                continue
            rest = "; ".join(parts[n + 1 :])
            goes_on = bool(rest) and not _says_how_often(part) and _says_how_often(rest) and not _REPORT.search(rest)
            yield (sentence[sentence.index(part) :] if goes_on else part).strip(" .;/")


def _says_how_often(text: str) -> bool:
    return _cadences(text) != [Cadence.NOT_STATED] or "định kỳ" in text.lower()


def _cadences(sentence: str) -> list[Cadence]:
    found = [cadence for cadence, words in CADENCES if re.search(words, sentence, re.IGNORECASE)]
    if "định kỳ" in sentence.lower() and not set(found) - {Cadence.AD_HOC}:
        found.insert(0, Cadence.NOT_STATED)
    return found or [Cadence.NOT_STATED]


def _receivers(quote: str) -> tuple[Mention, ...]:
    found = (leading(quote, match.end()) for match in _REPORTS_TO.finditer(quote))
    return tuple(next(filter(None, found), ()))


def _due(quote: str, cadence: Cadence) -> DueRule | None:
    """The due rule where exactly one day is printed for one cadence, in a month that is sure: the period's last one,
    the one after a month, the one named of a year or of the next.
    """
    days = [(reading, day) for reading, pattern in _READINGS.items() for day in pattern.finditer(quote)]
    if len(days) != 1 or len(_cadences(quote)) > 1:
        return None
    reading, (day, month, named_month, behind) = days[0][0], days[0][1].groups()
    named = int(month or named_month or 0)
    rule: dict[str, int] | None = None
    if cadence is Cadence.MONTH and not named:
        rule = {"months_later": 1} if _NEXT_MONTH.search(behind) else None if _NEXT_PERIOD.search(behind) else {}
    elif cadence is Cadence.QUARTER and _LAST_MONTH_OF_QUARTER.search(behind):
        rule = {}
    elif cadence is Cadence.YEAR and 1 <= named <= _DECEMBER:
        of_year = {"month": named} if named != _DECEMBER else {}
        rule = {"months_later": named} if _NEXT_YEAR.search(behind) else of_year
    if rule is None or not 1 <= int(day) <= _LONGEST_MONTH:
        return None
    return DueRule.model_validate({reading: int(day), **rule})


_READINGS = {"before_day": _BEFORE, "on_day": _BY}
