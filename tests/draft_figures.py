"""How near a draft comes to the plan that people made of the same document: used by the tests and by `make bench`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache

from ocop_workflow.rulebook.drafting.draft import Draft
from ocop_workflow.rulebook.drafting.draft_duties import DraftDuty
from ocop_workflow.rulebook.drafting.draft_reports import DraftReport
from ocop_workflow.rulebook.drafting.draft_units import Mention, in_heading, mentions, unit_key
from ocop_workflow.rulebook.plans.plan import Duty, Plan, ReportDuty
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import Part


@dataclass(frozen=True)
class Figures:
    """Counts over the duties, reports and targets of hand-made plans; figures of several plans add up.

    The units of a clause are right when the draft names exactly those of the hand-made duty that are printed in its
    words or in the headings above; `right_with_expansions` asks also for those that people added because they know
    whom «các phòng, ban, ngành» stands for. The parts are right when each of the units has its part, too.
    """

    duties: int = 0
    right_units: int = 0
    right_parts: int = 0
    right_with_expansions: int = 0
    duties_too_many: int = 0
    reports: int = 0
    reports_found: int = 0
    reports_too_many: int = 0
    targets: int = 0
    targets_found: int = 0
    invented_dates: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def __str__(self) -> str:
        return (
            f"đơn vị đúng {_share(self.right_units, self.duties)} (kể cả đơn vị do người thêm"
            f" {_share(self.right_with_expansions, self.duties)}) · chủ trì/phối hợp/đề nghị đúng"
            f" {_share(self.right_parts, self.duties)} · nhiệm vụ thừa {self.duties_too_many} · báo cáo tìm thấy"
            f" {_share(self.reports_found, self.reports)} (thừa {self.reports_too_many}) · chỉ tiêu tìm thấy"
            f" {_share(self.targets_found, self.targets)} · ngày bịa ra {self.invented_dates}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {100 * part / whole:.1f} %" if whole else "không có"


def figures(draft: Draft, plan: Plan) -> Figures:
    """Hold a draft against the hand-made plan of the same document."""
    held = _Held(draft, plan)
    return Figures(
        duties=len(plan.duties),
        right_units=sum(_units(held.printed(*pair)) == _units(held.drafted(pair[1])) for pair in held.pairs),
        right_parts=sum(held.printed(*pair) == held.drafted(pair[1]) for pair in held.pairs),
        right_with_expansions=sum(
            _units(set(ours.parts())) == _units(held.drafted(found)) for ours, found in held.pairs
        ),
        duties_too_many=len(held.extra_duties),
        reports=len(plan.reports),
        reports_found=len(plan.reports) - len(held.missing_reports),
        reports_too_many=len(held.extra_reports),
        targets=sum(target.value is not None for target in plan.targets),
        targets_found=sum(
            any(_overlap(target.quote, other.quote) and target.value == other.value for other in draft.targets)
            for target in plan.targets
            if target.value is not None
        ),
        invented_dates=sum(_is_invented(report, plan) for report in draft.reports) + _invented_head(draft, plan),
    )


def misses(draft: Draft, plan: Plan) -> Iterator[str]:
    """Every duty and report that was read otherwise than by hand, for a person to look at."""
    held = _Held(draft, plan)
    for duty, found in held.pairs:
        if held.printed(duty, found) != held.drafted(found):
            yield f"{plan.code} {duty.clause}: {sorted(duty.parts())} · nháp {sorted(held.drafted(found))}"
    for extra in held.extra_duties:
        yield f"{plan.code} {extra.clause.place}: nháp thừa nhiệm vụ {extra.quote[:80]}"
    for report in held.missing_reports:
        yield f"{plan.code} {report.clause}: báo cáo {report.code} không có trong nháp"
    for other in held.extra_reports:
        yield f"{plan.code} {other.clause.place}: nháp thừa báo cáo {other.cadence.label}: {other.quote[:80]}"


def keys_of(plan: Plan) -> dict[str, set[str]]:
    """The keys of every name that a plan's units and groups have, by code."""
    named = [(unit.code, (*unit.printed_as, unit.name)) for unit in plan.units]
    named += [(group.code, group.printed_as) for group in plan.groups]
    return {code: {unit_key(name) for name in names} for code, names in named}


class _Held:
    """A draft beside the hand-made plan, duty by duty and report by report."""

    def __init__(self, draft: Draft, plan: Plan) -> None:
        self._keys = keys_of(plan)
        self.pairs = [(duty, _nearest(duty, draft.duties)) for duty in plan.duties]
        used = {id(found) for _, found in self.pairs}
        self.extra_duties = [duty for duty in draft.duties if id(duty) not in used]
        self.missing_reports = [ours for ours in plan.reports if not any(_is_same(ours, r) for r in draft.reports)]
        self.extra_reports = [r for r in draft.reports if not any(_is_same(ours, r) for ours in plan.reports)]

    def printed(self, duty: Duty, found: DraftDuty | None) -> set[tuple[str, Part]]:
        """The parts of the units that the clause or a heading above it names."""
        if found is None:
            return set(duty.parts())
        texts = (duty.quote, found.quote, *(heading.title for heading in found.clause.headings))
        named = {mention.key for text in texts for mention in (*mentions(text), *in_heading(text))}
        return {(code, part) for code, part in duty.parts() if self._keys[code] & named}

    def drafted(self, found: DraftDuty | None) -> set[tuple[str, Part]]:
        """The parts as drafted, under the plan's codes; a body that the plan does not know stands with its words."""
        return {(self._code(mention), part) for mention, part in found.parts} if found else set()

    def _code(self, mention: Mention) -> str:
        return next((code for code, keys in self._keys.items() if mention.key in keys), f"? {mention.printed}")


def _nearest(ours: Duty, duties: Iterable[DraftDuty]) -> DraftDuty | None:
    """The drafted duty with the words of a hand-made one; among equal words, the one of the same clause."""
    alike = [duty for duty in duties if _overlap(ours.quote, duty.quote)]
    return max(alike, key=lambda duty: (duty.clause.place == ours.clause, -len(duty.quote)), default=None)


@cache
def _folded(text: str) -> str:
    return fold(text)


def _overlap(one: str, other: str) -> bool:
    return _folded(one) in _folded(other) or _folded(other) in _folded(one)


def _units(parts: set[tuple[str, Part]]) -> set[str]:
    return {code for code, _ in parts}


def _is_same(ours: ReportDuty, theirs: DraftReport) -> bool:
    return ours.cadence is theirs.cadence and _overlap(ours.quote, theirs.quote)


def _is_invented(report: DraftReport, plan: Plan) -> bool:
    """A due day that the hand-made plan does not find printed, or another one."""
    if report.due is None:
        return False
    printed = [ours.due for ours in plan.reports if _is_same(ours, report) and ours.due and not ours.due.not_in_plan]
    return not any((due.before_day, due.on_day) == (report.due.before_day, report.due.on_day) for due in printed)


def _invented_head(draft: Draft, plan: Plan) -> int:
    issued = plan.document.issued
    pairs = zip((issued.day, issued.month, issued.year), draft.head.issued, strict=True)
    return sum(ours != theirs and theirs is not None for ours, theirs in pairs)
