"""How near a draft comes to the plan that people made of the same document: used by the tests and by `make bench`."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from ocop_workflow.rulebook.draft import Draft
from ocop_workflow.rulebook.draft_duties import DraftDuty
from ocop_workflow.rulebook.draft_reports import DraftReport
from ocop_workflow.rulebook.draft_units import Mention, in_heading, mentions, unit_key
from ocop_workflow.rulebook.plan import Duty, Plan, ReportDuty
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
    pairs = [(_parts(duty), _printed(plan, duty, found), _drafted(plan, found)) for duty, found in _paired(draft, plan)]
    used = {id(found) for _, found in _paired(draft, plan)}
    return Figures(
        duties=len(pairs),
        right_units=sum(_units(printed) == _units(drafted) for _, printed, drafted in pairs),
        right_parts=sum(printed == drafted for _, printed, drafted in pairs),
        right_with_expansions=sum(_units(ours) == _units(drafted) for ours, _, drafted in pairs),
        duties_too_many=sum(id(duty) not in used for duty in draft.duties),
        reports=len(plan.reports),
        reports_found=sum(any(_is_same(plan, ours, theirs) for theirs in draft.reports) for ours in plan.reports),
        reports_too_many=sum(
            not any(_is_same(plan, ours, theirs) for ours in plan.reports) for theirs in draft.reports
        ),
        targets=sum(target.value is not None for target in plan.targets),
        targets_found=sum(
            any(_overlap(target.quote, other.quote) and target.value == other.value for other in draft.targets)
            for target in plan.targets
            if target.value is not None
        ),
        invented_dates=sum(_is_invented(report, plan) for report in draft.reports) + _invented_head(draft, plan),
    )


def misses(draft: Draft, plan: Plan) -> Iterable[str]:
    """Every duty and report that was read otherwise than by hand, for a person to look at."""
    used = []
    for duty, found in _paired(draft, plan):
        used.append(id(found))
        if _printed(plan, duty, found) != _drafted(plan, found):
            yield f"{plan.code} {duty.clause}: {sorted(_parts(duty))} · nháp {sorted(_drafted(plan, found))}"
    for extra in draft.duties:
        if id(extra) not in used:
            yield f"{plan.code} {extra.clause.place}: nháp thừa nhiệm vụ {extra.quote[:80]}"
    for report in plan.reports:
        if not any(_is_same(plan, report, other) for other in draft.reports):
            yield f"{plan.code} {report.clause}: báo cáo {report.code} không có trong nháp"
    for other in draft.reports:
        if not any(_is_same(plan, report, other) for report in plan.reports):
            yield f"{plan.code} {other.clause.place}: nháp thừa báo cáo {other.cadence.label}: {other.quote[:80]}"


def _nearest(ours: Duty, duties: Iterable[DraftDuty]) -> DraftDuty | None:
    """The drafted duty with the words of a hand-made one; among equal words, the one of the same clause."""
    alike = [duty for duty in duties if _overlap(ours.quote, duty.quote)]
    return max(alike, key=lambda duty: (duty.clause.place == ours.clause, -len(duty.quote)), default=None)


def _overlap(one: str, other: str) -> bool:
    a, b = fold(one), fold(other)
    return a in b or b in a


def _paired(draft: Draft, plan: Plan) -> list[tuple[Duty, DraftDuty | None]]:
    return [(duty, _nearest(duty, draft.duties)) for duty in plan.duties]


def _units(parts: set[tuple[str, Part]]) -> set[str]:
    return {code for code, _ in parts}


def _parts(duty: Duty) -> set[tuple[str, Part]]:
    return set(duty.parts())


def _printed(plan: Plan, duty: Duty, found: DraftDuty | None) -> set[tuple[str, Part]]:
    """The parts of the units that the clause or a heading above it names."""
    if found is None:
        return _parts(duty)
    texts = (duty.quote, found.quote, *(heading.title for heading in found.clause.headings))
    named = {mention.key for text in texts for mention in (*mentions(text), *in_heading(text))}
    keys = keys_of(plan)
    return {(code, part) for code, part in duty.parts() if keys[code] & named}


def _drafted(plan: Plan, duty: DraftDuty | None) -> set[tuple[str, Part]]:
    return {(_code(plan, mention), part) for mention, part in duty.parts} if duty else set()


def keys_of(plan: Plan) -> dict[str, set[str]]:
    """The keys of every name that a plan's units and groups have, by code."""
    named = [(unit.code, (*unit.printed_as, unit.name)) for unit in plan.units]
    named += [(group.code, group.printed_as) for group in plan.groups]
    return {code: {unit_key(name) for name in names} for code, names in named}


def _code(plan: Plan, mention: Mention) -> str:
    """The plan's code of a drafted body, or its own words when the plan knows no such name."""
    return next((code for code, keys in keys_of(plan).items() if mention.key in keys), f"? {mention.printed}")


def _is_same(plan: Plan, ours: ReportDuty, theirs: DraftReport) -> bool:
    return ours.cadence is theirs.cadence and _overlap(ours.quote, theirs.quote)


def _is_invented(report: DraftReport, plan: Plan) -> bool:
    """A due day that the hand-made plan does not find printed, or another one."""
    if report.due is None:
        return False
    printed = [
        ours.due for ours in plan.reports if _is_same(plan, ours, report) and ours.due and not ours.due.not_in_plan
    ]
    return not any(due.before_day == report.due.before_day and due.on_day == report.due.on_day for due in printed)


def _invented_head(draft: Draft, plan: Plan) -> int:
    issued = plan.document.issued
    return sum(
        ours != theirs and theirs is not None
        for ours, theirs in zip((issued.day, issued.month, issued.year), draft.head.issued, strict=True)
    )
