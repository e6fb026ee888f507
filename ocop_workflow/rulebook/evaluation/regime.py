"""National rules valid on a day, as data: levels, who decides which stars, terms, rounds, documents."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ocop_workflow.rulebook.certificates.after_recognition import AfterRecognition, Length
from ocop_workflow.rulebook.dossiers.lifecycle import QD26
from ocop_workflow.rulebook.evaluation.criteria import SetNumbers
from ocop_workflow.rulebook.evaluation.provenance import Fact, Points
from ocop_workflow.rulebook.plans.plan_document import Code, MonthDay, Shape, Text
from ocop_workflow.vocabulary import Level, Registration

RegimeCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(?:_[A-Z0-9]+)*$", max_length=40)]
Group = Annotated[int, Field(ge=1, le=6)]


class Band(Fact):
    """Lowest average total of a star rank, inclusive; compared without rounding."""

    stars: int = Field(ge=1, le=5)
    from_points: Points


class Decides(Fact):
    """The level that decides on a star rank, after its own council or on the result of another level's council."""

    stars: int = Field(ge=3, le=5)
    level: Level
    on_result_of: Level | None = None

    @property
    def scored_at(self) -> Level:
        """The level whose council gave the result."""
        return self.on_result_of or self.level


class Forwards(Fact):
    """From which average total a level sends the dossier to the next one."""

    level: Level
    to: Level
    from_points: Points


class MissedMinimum(Fact):
    """What a missed minimum answer (dấu sao) does: lower the star to one whose minimums are met, or end without one."""

    value: Literal["lowers", "declines"]


class CouncilMinimum(Fact):
    """When a council reaches a minimum answer: by the mean of its members, or when more than half of them give it."""

    value: Literal["mean", "majority"]


class Round(Fact):
    """An evaluation round of a level; both days are printed as «trước ngày», so the day itself is late."""

    level: Level
    proposal_before: MonthDay
    result_before: MonthDay


class RequiredDocument(Fact):
    """A document that must be valid before a product is ready, for all product groups or those listed.

    With no group listed it is evidence that nobody must have and the records can keep. With `sets` it is owed only by
    products whose score sheet is one of these.
    """

    code: Code
    label: Text
    groups: tuple[Group, ...] = Field(default=(1, 2, 3, 4, 5, 6))
    check: Literal["gs1"] | None = None
    sets: SetNumbers = ()

    def is_owed(self, group: int, criteria_set: int | None) -> bool:
        """Whether a product of that group and score sheet must have it; an unknown sheet owes no special papers."""
        return group in self.groups and (not self.sets or criteria_set in self.sets)


class FinishedUnder(Fact):
    """How many days after these rules began a dossier filed before them is still finished under the older ones."""

    kinds: tuple[Registration, ...]
    days: int = Field(ge=0)


class TakingOver(Shape):
    """How these rules take over from the older ones: dossiers that may still be finished, and what comes after."""

    finished_under_old: tuple[FinishedUnder, ...]
    afterwards: Fact
    """Where a dossier goes that was not finished in time."""


class LevelEnd(Fact):
    """A level of administration that stopped working before the rules that name it were changed."""

    level: Level
    last_day: date


class Regime(Shape):
    """The rules of evaluation between two days, both inclusive; `valid_to` is None while they are in force."""

    code: RegimeCode
    number: Text
    title: Text
    valid_from: date
    valid_to: date | None
    validity: Fact
    levels: tuple[Level, ...]
    receives: Level
    first_council: Level
    procedure: Fact
    """Where levels, reception and the first council stand."""
    bands: tuple[Band, ...]
    criteria: RegimeCode | None = None
    """Whose score sheets are used (config/criteria); None where none was read."""
    missed_minimum: MissedMinimum
    council_minimum: CouncilMinimum
    decides: tuple[Decides, ...]
    forwards: tuple[Forwards, ...]
    certificate_months: Length
    renewal_opens_days: Length
    renewal_closes_days: Length
    rounds: tuple[Round, ...] = ()
    commune_review_days: Length | None = None
    """Working days of the commune from the receipt of a dossier; None where no source read sets them."""
    documents: tuple[RequiredDocument, ...]
    takes_over: TakingOver | None = None
    """How dossiers in flight pass to these rules; None where no source read says so: they pass on the first day."""
    ended_levels: tuple[LevelEnd, ...] = ()
    after_recognition: AfterRecognition = AfterRecognition()
    notes: tuple[Text, ...] = ()

    def stars_for(self, points: Decimal | Fraction) -> int:
        """The star rank of an average total by the bands alone, 0 (below every band that was read) to 5."""
        return next((band.stars for band in self.bands if points >= band.from_points), 0)

    def decides_at(self, level: Level, stars: int) -> bool:
        """Whether a result of the council of `level` with this rank can be decided without going higher."""
        return self.decider(level, stars) is not None

    def decider(self, level: Level, stars: int) -> Level | None:
        """The level that decides on such a result; a lower one where the result of a higher council comes back."""
        return next((rule.level for rule in self.decides if rule.scored_at is level and rule.stars == stars), None)

    def next_level(self, level: Level, points: Decimal | Fraction) -> Level | None:
        """The level to which a dossier with this total is sent, or None where it stays."""
        return next((rule.to for rule in self.forwards if rule.level is level and points >= rule.from_points), None)

    def documents_for(self, group: int, criteria_set: int | None = None) -> tuple[RequiredDocument, ...]:
        """The documents that a product of this group (and score sheet) must have valid before it is ready."""
        return tuple(document for document in self.documents if document.is_owed(group, criteria_set))

    @property
    def special_sets(self) -> tuple[int, ...]:
        """The score sheets whose products owe papers of their own, ascending."""
        return tuple(sorted({number for document in self.documents for number in document.sets}))

    def set_number(self, criteria_set: str | None) -> int | None:
        """The number of a product's score sheet, where it is one of these rules."""
        owner, _, number = (criteria_set or "").partition(".")
        return int(number) if owner and owner == self.criteria else None

    def level_ended(self, level: Level, day: date) -> LevelEnd | None:
        """Why a level can no longer act on the day, though these rules name it."""
        return next((end for end in self.ended_levels if end.level is level and day > end.last_day), None)

    def council_for(self, level: Level) -> Level:
        """The level whose council scores a dossier that stands at `level`: its own, or the first one above it."""
        with_councils = self.levels[self.levels.index(self.first_council) :]
        return level if level in with_councils else self.first_council

    def round_closes_on(self, level: Level, day: date) -> date | None:
        """The last day, `day` or later, on which a proposal still makes a round; None without national rounds.

        A dossier below the first council waits for the rounds of that council.
        """
        council = self.council_for(level)
        last_days = (
            date.fromisoformat(f"{year}-{held.proposal_before}") - timedelta(days=1)
            for held in self.rounds
            if held.level is council
            for year in (day.year, day.year + 1)
        )
        return min((last for last in last_days if last >= day), default=None)

    def cite(self, clause: str) -> str:
        """The clause as on the day: under an older regime its own number, since its articles are not known to us."""
        return clause if self.number == QD26 or not clause.startswith(QD26) else self.number


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first_of_next - timedelta(days=1), date(year, month + 1, 1) + timedelta(days=day.day - 1))


def regime_on(regimes: tuple[Regime, ...], day: date) -> Regime | None:
    """The regime under which a dossier begun on `day` falls: the newest that is valid then.

    Where two overlap (QĐ 148 runs until 21/07/2026, QĐ 26 from 22/05/2026), the older one is only there to finish what
    was filed before the newer began (26/2026/QĐ-TTg, Đ.12); what begins now begins under the newer.
    """
    valid = [r for r in regimes if r.valid_from <= day and (r.valid_to is None or day <= r.valid_to)]
    return max(valid, key=lambda regime: regime.valid_from, default=None)
