"""A council as data: who sits in it by which decision, from how many members it may vote, how far sheets may differ."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from ocop_workflow.rulebook.evaluation.provenance import Fact
from ocop_workflow.rulebook.evaluation.regime import RegimeCode
from ocop_workflow.rulebook.plans.plan_document import Code, Shape, Text
from ocop_workflow.vocabulary import CouncilPost, Level, Registration

SCORING_POSTS = (CouncilPost.CHAIR, CouncilPost.DEPUTY, CouncilPost.MEMBER)
"""Who scores unless the decision says otherwise; a secretary may be a member too, an adviser reports to the council."""


class Quorum(Shape):
    """From which share of the members a council may vote."""

    members: int = Field(ge=1)
    of: int = Field(ge=1)
    needs_chair: bool

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if self.members > self.of:
            raise ValueError("tỷ lệ họp không thể lớn hơn 1")
        return self

    def missing(self, members: int, present: int, *, chair_present: bool) -> list[str]:
        """What stands against voting, in Vietnamese."""
        against = []
        if present * self.of < members * self.members or not present:
            against.append(f"chưa đủ {self.members}/{self.of} thành viên: có mặt {present}/{members}")
        if self.needs_chair and not chair_present:
            against.append("vắng Chủ tịch Hội đồng")
        return against


class QuorumPractice(Quorum, Fact):
    """The quorum where the council's own rules say nothing, with its source."""


class SpreadPractice(Fact):
    """How far the members' totals may lie apart before they discuss and score again."""

    points: Decimal = Field(gt=0, le=100)


class CommuneContent(Fact):
    """One of the contents that a commune assesses, by the headings that the criteria sets give it."""

    label: Text
    headings: tuple[Text, ...] = Field(min_length=1)


class ForwardingPaper(Fact):
    """A paper that goes with the dossier to the next level, under a regime and for these kinds of registration."""

    regime: RegimeCode
    registrations: tuple[Registration, ...] = Field(min_length=1)
    label: Text


class CouncilPractice(Shape):
    """What no decision of the regimes fixes, as settings with their source."""

    quorum: QuorumPractice
    spread: SpreadPractice
    mean: Fact
    commune_contents: tuple[CommuneContent, ...]
    forwarding_papers: tuple[ForwardingPaper, ...] = ()


class CouncilDecision(Shape):
    """The decision that sets a council up."""

    number: Text
    date: date
    issuer: Text


class OwnRules(Shape):
    """What the council's own rules (Quy chế) say; what they leave open follows the practice."""

    paper: Text
    quorum: Quorum | None = None
    spread: Decimal | None = Field(default=None, gt=0, le=100, decimal_places=2)


class Seat(Shape):
    """A person in a council; `scores` follows from the post unless the decision says otherwise."""

    code: Code
    name: Text
    title: Text
    unit: Text
    post: CouncilPost
    scores: bool | None = None

    @property
    def has_a_sheet(self) -> bool:
        """Whether this person scores."""
        return self.post in SCORING_POSTS if self.scores is None else self.scores


class CouncilFile(Shape):
    """A council as a decision sets it up."""

    code: Code
    level: Level
    area: Code
    name: Text
    decision: CouncilDecision
    rules: OwnRules | None = None
    members: tuple[Seat, ...] = Field(min_length=1, max_length=60)

    @model_validator(mode="after")
    def _is_a_council(self) -> Self:
        if self.level is Level.COMMUNE:
            raise ValueError("cấp xã không có Hội đồng chấm điểm; xã đánh giá một số nội dung (Mẫu số 03)")
        twice = [code for code, count in Counter(seat.code for seat in self.members).items() if count > 1]
        if twice:
            raise ValueError(f"mã thành viên bị lặp: {', '.join(twice)}")
        if (chairs := sum(seat.post is CouncilPost.CHAIR for seat in self.members)) != 1:
            raise ValueError(f"Hội đồng có đúng một chủ tịch (post: chair); tệp có {chairs}")
        return self


def covers(area: str, locality: str) -> bool:
    """Whether a council of `area` («quang-ninh», «quang-ninh.uong-bi», «vn») scores products of a locality."""
    return area == NATION or locality == area or locality.startswith(f"{area}.")


NATION = "vn"
"""The area of the central council."""
