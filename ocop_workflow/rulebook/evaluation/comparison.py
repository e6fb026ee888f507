"""One product under several regimes: what each would give, which way it would go, and what makes the difference."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ocop_workflow.errors import Refused
from ocop_workflow.rulebook.evaluation.criteria import CriteriaSet, Part
from ocop_workflow.rulebook.evaluation.provenance import Fact
from ocop_workflow.rulebook.evaluation.regime import Regime
from ocop_workflow.rulebook.evaluation.scoring import Result, Sheet, score
from ocop_workflow.rulebook.text import points_vn
from ocop_workflow.vocabulary import Level


@dataclass(frozen=True)
class Product:
    """What is known of the product besides its answers."""

    group: int | None = None
    total: Fraction | Decimal | None = None
    """An average total without answers: it gives the band, and says nothing of minimum answers."""


@dataclass(frozen=True)
class Evaluated:
    """What a regime gives: by the answers to its own sheet, else by the total alone; or why nothing can be said."""

    regime: Regime
    criteria: CriteriaSet | None
    result: Result | None
    total: Fraction | Decimal | None
    stars: int | None
    refused: str = ""
    parts: tuple[Part, ...] = ()
    """The parts of the regime's sheets, where any were read."""

    @property
    def councils(self) -> tuple[Level, ...]:
        """The levels whose councils score it, if each gives the same result."""
        if self.stars is None or self.total is None:
            return ()
        levels = [self.regime.first_council]
        while self.stars >= _RECOGNISED and (above := self.regime.next_level(levels[-1], self.total)):
            levels.append(above)
        return tuple(levels)

    @property
    def decider(self) -> Level | None:
        """The level that recognises it; None where it is not recognised."""
        if self.stars is None or self.stars < _RECOGNISED or not self.councils:
            return None
        return self.regime.decider(self.councils[-1], self.stars)


@dataclass(frozen=True)
class Answer:
    """What a regime says on a topic, and where that stands."""

    text: str
    clause: str = ""


@dataclass(frozen=True)
class Topic:
    """One topic under every regime, in the order of the regimes."""

    name: str
    answers: tuple[Answer, ...]

    @property
    def differs(self) -> bool:
        """Whether the regimes say different things."""
        return len({answer.text for answer in self.answers}) > 1


_RECOGNISED = 3
NOT_FOUND = Answer("không thấy trong nguồn")


def evaluate(
    regime: Regime,
    product: Product,
    criteria: CriteriaSet | None = None,
    sheets: Sequence[Sheet] = (),
    *,
    parts: tuple[Part, ...] = (),
) -> Evaluated:
    """The product under the regime: by its own sheet where there are answers, else by the total alone."""
    if criteria is not None and sheets:
        try:
            result = score(criteria, sheets, regime)
        except Refused as refused:
            return Evaluated(regime, criteria, None, None, None, str(refused), parts)
        return Evaluated(regime, criteria, result, result.total, result.stars, parts=parts)
    if product.total is None:
        why = (
            f"chưa có câu trả lời theo bộ tiêu chí {regime.criteria}" if regime.criteria else "không có bộ tiêu chí nào"
        )
        return Evaluated(regime, criteria, None, None, None, f"{why}, cũng không có tổng điểm", parts)
    return Evaluated(regime, criteria, None, product.total, regime.stars_for(product.total), parts=parts)


def compare(evaluated: Sequence[Evaluated], product: Product) -> tuple[Topic, ...]:
    """Every topic under every regime: the result and its reason first, then the way, terms and papers."""
    return tuple(Topic(name, tuple(say(one, product) for one in evaluated)) for name, say in _TOPICS)


def _stars(one: Evaluated, _: Product) -> Answer:
    if one.stars is None:
        return Answer("không xếp hạng được")
    return Answer(f"{one.stars} sao" if one.stars else "không có hạng")


def _reason(one: Evaluated, _: Product) -> Answer:
    if one.refused:
        return Answer(one.refused)
    assert one.total is not None
    band = one.regime.stars_for(one.total)
    by_points = f"{points_vn(one.total)} điểm là mức {band} sao"
    if one.result is None:
        return Answer(
            f"{by_points}; chỉ theo tổng điểm, chưa xét câu trả lời tối thiểu", _clause_of_band(one.regime, band)
        )
    if one.result.disqualified:
        grounds = "; ".join(ground.label for ground in one.result.disqualified)
        return Answer(f"bị loại: {grounds}", one.result.disqualified[0].clause)
    if one.result.lowered_by:
        missed = "; ".join(map(str, one.result.lowered_by))
        return Answer(f"{by_points}, thiếu mức tối thiểu: {missed}", one.regime.missed_minimum.clause)
    return Answer(f"{by_points}, đủ mọi mức tối thiểu của hạng ấy", _clause_of_band(one.regime, band))


def _clause_of_band(regime: Regime, stars: int) -> str:
    return next((band.clause for band in regime.bands if band.stars == stars), "")


def _parts(one: Evaluated, _: Product) -> Answer:
    if one.result is not None:
        given = [f"{part.code} {points_vn(part.points)}/{points_vn(part.of)}" for part in one.result.parts]
        return Answer(", ".join(given), one.result.criteria.parts[0].clause)
    if one.parts:
        of = [f"{part.code} {points_vn(part.points)}" for part in one.parts]
        return Answer(f"tối đa {', '.join(of)}", one.parts[0].clause)
    return NOT_FOUND


def _receives(one: Evaluated, _: Product) -> Answer:
    return _told(one.regime.receives.label, one.regime.procedure)


def _councils(one: Evaluated, _: Product) -> Answer:
    rules = {rule.level: rule for rule in one.regime.forwards}
    steps = [
        f"{level.label.lower()}"
        + (f" (chuyển từ {points_vn(rules[level].from_points)} điểm)" if level in rules else "")
        for level in one.councils
    ]
    clause = rules[one.councils[0]].clause if one.councils and one.councils[0] in rules else one.regime.procedure.clause
    return Answer(" → ".join(steps), clause) if steps else Answer("không xếp hạng được")


def _decides(one: Evaluated, _: Product) -> Answer:
    level = one.decider
    if level is None:
        return Answer("không công nhận" if one.stars is not None else "không xếp hạng được")
    rule = next(rule for rule in one.regime.decides if rule.stars == one.stars and rule.scored_at is one.councils[-1])
    return _told(level.label, rule)


def _commune_days(one: Evaluated, _: Product) -> Answer:
    days = one.regime.commune_review_days
    return _told(f"{days.value} ngày làm việc", days) if days else NOT_FOUND


def _rounds(one: Evaluated, _: Product) -> Answer:
    held = [round_ for round_ in one.regime.rounds if round_.level is one.regime.first_council]
    days = ", ".join("/".join(map(str, map(int, reversed(one.proposal_before.split("-"))))) for one in held)
    return _told(f"đề nghị trước ngày {days}", held[0]) if held else NOT_FOUND


def _certificate(one: Evaluated, _: Product) -> Answer:
    return _told(f"{one.regime.certificate_months.value} tháng", one.regime.certificate_months)


def _renewal(one: Evaluated, _: Product) -> Answer:
    opens, closes = one.regime.renewal_opens_days, one.regime.renewal_closes_days
    return _told(f"nộp trước khi hết hạn {opens.value} đến {closes.value} ngày", opens)


def _papers(one: Evaluated, product: Product) -> Answer:
    if product.group is None:
        return Answer("chưa xác định nhóm sản phẩm")
    number = one.criteria.number if one.criteria else None
    owed = one.regime.documents_for(product.group, number)
    return Answer("; ".join(document.label for document in owed), owed[0].clause if owed else "")


def _told(text: str, fact: Fact) -> Answer:
    return Answer(text, fact.clause)


_TOPICS: tuple[tuple[str, Callable[[Evaluated, Product], Answer]], ...] = (
    ("Hạng sao", _stars),
    ("Vì sao", _reason),
    ("Điểm theo phần", _parts),
    ("Tiếp nhận hồ sơ", _receives),
    ("Hội đồng chấm", _councils),
    ("Quyết định", _decides),
    ("Xã kiểm tra", _commune_days),
    ("Đợt đánh giá", _rounds),
    ("Giấy chứng nhận", _certificate),
    ("Đánh giá lại", _renewal),
    ("Tài liệu bắt buộc", _papers),
)


def explained(evaluated: Sequence[Evaluated], topics: Sequence[Topic]) -> Iterator[str]:
    """What makes the difference between one regime and the next, in words; nothing where they agree."""
    for place in range(1, len(evaluated)):
        older, newer = evaluated[place - 1].regime.number, evaluated[place].regime.number
        for topic in topics:
            before, after = topic.answers[place - 1], topic.answers[place]
            if before.text != after.text:
                clause = f" ({after.clause})" if after.clause else ""
                yield f"{older} → {newer}, {topic.name.lower()}: «{before.text}» thành «{after.text}»{clause}"
