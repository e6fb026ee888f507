"""Two plans side by side: what the newer, or the lower, one drops, adds and changes; entry by entry with the reason.

Entries of one plan's versions answer to each other by their code; those of different plans (other level, other year)
by the meaning of their words and units: the pair that shares most, each entry once. Units alone make no pair.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from ocop_workflow.rulebook.plans.plan import Plan
from ocop_workflow.rulebook.plans.plan_bodies import Bodies, alike
from ocop_workflow.rulebook.plans.plan_differences import Entry, changes, entries
from ocop_workflow.rulebook.plans.plan_likeness import Wordings
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import Difference

_PAIR_FROM = 0.42
_FEWEST_WORDS = 0.25
_WORDS, _UNITS = 0.7, 0.3
PARTS = {
    "duties": "nhiệm vụ",
    "own_duties": "nhiệm vụ do địa phương thiết lập",
    "reports": "chế độ báo cáo",
    "own_reports": "chế độ báo cáo do địa phương thiết lập",
    "targets": "chỉ tiêu",
}
UNITS, SETTINGS = "units", "settings"


@dataclass(frozen=True)
class Compared:
    """One entry of the comparison; `how` says why two entries were taken for one, `changes` what differs."""

    part: str
    difference: Difference
    old: Entry | None
    new: Entry | None
    how: str = ""
    changes: tuple[str, ...] = ()


def compare(old: Plan, new: Plan) -> tuple[Compared, ...]:
    """Everything that differs, and what stayed; duties, reports and targets first, then units and settings."""
    found: list[Compared] = []
    for part in PARTS:
        found += _compare_part(part, old, new)
    return (*found, *_units(old, new), *_settings(old, new))


def _compare_part(part: str, old: Plan, new: Plan) -> Iterator[Compared]:
    before, after = Bodies(old), Bodies(new)
    olds, news = list(entries(old, part)), list(entries(new, part))
    pairs = list(_pairs(olds, news, before, after, by_code=old.code == new.code))
    for mine, yours, how in pairs:
        differs = tuple(changes(mine, yours, before, after))
        yield Compared(part, Difference.CHANGED if differs else Difference.SAME, mine, yours, how, differs)
    kept_old, kept_new = {id(mine) for mine, _, _ in pairs}, {id(yours) for _, yours, _ in pairs}
    yield from (Compared(part, Difference.DROPPED, entry, None) for entry in olds if id(entry) not in kept_old)
    yield from (Compared(part, Difference.ADDED, None, entry) for entry in news if id(entry) not in kept_new)


def _pairs(
    olds: Sequence[Entry], news: Sequence[Entry], before: Bodies, after: Bodies, *, by_code: bool
) -> Iterator[tuple[Entry, Entry, str]]:
    by_their_code = {entry.code: entry for entry in news} if by_code else {}
    taken = set[int]()
    for mine in olds:
        if yours := by_their_code.get(mine.code):
            taken |= {id(mine), id(yours)}
            yield mine, yours, "cùng mã"
    olds = [entry for entry in olds if id(entry) not in taken]
    news = [entry for entry in news if id(entry) not in taken]
    wordings = Wordings(entry.words for entry in (*olds, *news))
    scored = []
    for n, mine in enumerate(olds):
        for m, yours in enumerate(news):
            likeness = wordings.likeness(mine.words, yours.words)
            units = alike(before, mine.bodies, after, yours.bodies)
            has_units = bool(mine.bodies and yours.bodies)
            score = _WORDS * likeness.share + _UNITS * units if has_units else likeness.share
            if score >= _PAIR_FROM and likeness.share >= _FEWEST_WORDS:
                scored.append((-score, n, m, likeness, units if has_units else None))
    for _, n, m, likeness, shared in sorted(scored, key=lambda pair: pair[:3]):
        mine, yours = olds[n], news[m]
        if id(mine) in taken or id(yours) in taken:
            continue
        taken |= {id(mine), id(yours)}
        common = ", ".join(f"«{words}»" for words in likeness.common)
        how = f"giống {likeness.percent} % chữ" + (f" ({common})" if common else "")
        yield mine, yours, how + (f", chung {round(100 * shared)} % đơn vị" if shared is not None else "")


def _units(old: Plan, new: Plan) -> Iterator[Compared]:
    before, after = Bodies(old), Bodies(new)
    mine, yours = [unit.code for unit in old.units], [unit.code for unit in new.units]
    for gone in before.without(mine, after, yours):
        yield Compared(UNITS, Difference.DROPPED, Entry(gone, "", before.name(gone)), None)
    for joined in after.without(yours, before, mine):
        yield Compared(UNITS, Difference.ADDED, None, Entry(joined, "", after.name(joined)))


def _settings(old: Plan, new: Plan) -> Iterator[Compared]:
    """Months of the steps, roles and days in force: the locality's own."""
    differs = []
    windows = {window.step: window for window in new.windows.steps}
    for window in old.windows.steps:
        other = windows[window.step]
        if (window.opens, window.closes) != (other.opens, other.closes):
            what = f"{window.step.title}: {window.opens} – {window.closes} → {other.opens} – {other.closes}"
            differs.append((f"windows.{int(window.step)}", what))
    days = [f"{vn_date(plan.in_force.from_)} – {vn_date(plan.in_force.to)}" for plan in (old, new)]
    if days[0] != days[1]:
        differs.append(("in_force", f"thời gian giao việc: {days[0]} → {days[1]}"))
    for role in ("standing_unit", "authority", "leader", "council", "steering_body"):
        names = [plan.name_of(code) if (code := getattr(plan.roles, role)) else "chưa giao" for plan in (old, new)]
        if names[0] != names[1]:
            differs.append((f"roles.{role}", f"vai trò {role}: {names[0]} → {names[1]}"))
    for name in ("due_days", "ladder", "terms", "contact", "letterhead"):
        mine, yours = (_values(getattr(plan, name)) for plan in (old, new))
        if mine != yours:
            keys = [key for key in dict.fromkeys((*mine, *yours)) if mine.get(key) != yours.get(key)]
            differs.append((name, "; ".join(f"{key}: {mine.get(key)} → {yours.get(key)}" for key in keys)))
    for code, what in differs:
        entry = Entry(code, "", what)
        yield Compared(SETTINGS, Difference.CHANGED, entry, entry, "thiết lập của địa phương", (what,))


def _values(setting: BaseModel | None) -> dict[str, object]:
    return setting.model_dump(mode="json", by_alias=True, exclude={"not_in_plan"}) if setting else {}
