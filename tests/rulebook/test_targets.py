"""When a target is reached: exact, never rounded up, and open where the records lack the fact that decides."""

from decimal import Decimal

import pytest

from ocop_workflow.rulebook.plans.plan import Target
from ocop_workflow.rulebook.plans.targets import Counted, judge_counted, judge_entered, wanted_in_words


def a_target(comparator: str | None = "≥", value: float | None = 2, unit: str = "sản phẩm") -> Target:
    words = {"code": "mau", "clause": "II.2", "quote": "thêm 02 sản phẩm", "measures": "Sản phẩm mới"}
    return Target.model_validate({**words, "comparator": comparator, "value": value, "unit": unit, "programme": "ocop"})


def products(part: int, whole: int = 0, unsure: int = 0) -> Counted:
    return Counted(part, whole, unsure, "sản phẩm", "chưa ghi hạng sao")


class TestComparators:
    """Plans print «thêm 02», «ít nhất 30%», «> 80 triệu», «đạt 100%»."""

    @pytest.mark.parametrize(
        ("comparator", "below", "at", "above"),
        [
            (">", False, False, True),
            ("≥", False, True, True),
            ("=", False, True, False),
            ("<", True, False, False),
            ("≤", True, True, False),
        ],
    )
    def test_at_the_limit_the_sign_decides(self, comparator, below, at, above):
        target = a_target(comparator, 80.5, "triệu đồng")
        judged = [judge_entered(target, Decimal(value)).is_reached for value in ("80.499", "80.5", "80.501")]
        assert judged == [below, at, above]

    @pytest.mark.parametrize(("comparator", "value"), [("≥", None), (None, 2)])
    def test_without_a_number_or_a_sign_nobody_is_told_that_it_is_reached(self, comparator, value):
        for judged in (
            judge_entered(a_target(comparator, value), Decimal(100)),
            judge_counted(a_target(comparator, value), products(100)),
        ):
            assert judged.is_reached is None
            assert judged.value == 100
            assert judged.missing.endswith("đối chiếu với nguyên văn tại II.2")


class TestShares:
    """«100% sản phẩm», «ít nhất 30% chủ thể»: a share of what there is now."""

    @pytest.mark.parametrize(
        ("comparator", "value", "part", "whole", "reached"),
        [
            ("=", 100, 40, 40, True),
            ("=", 100, 39, 40, False),
            ("≥", 30, 3, 10, True),
            ("≥", 33.3, 1, 3, True),
            ("≥", 33.34, 1, 3, False),
            ("≥", 50, 1, 3, False),
        ],
    )
    def test_the_exact_share_is_compared(self, comparator, value, part, whole, reached):
        assert judge_counted(a_target(comparator, value, "%"), products(part, whole)).is_reached is reached

    def test_a_share_just_short_of_the_target_is_not_shown_as_the_target(self):
        judged = judge_counted(a_target("=", 100, "%"), products(2_999_999, 3_000_000))
        assert judged.value == Decimal("99.999")
        assert judged.is_reached is False

    def test_a_share_of_nothing_is_not_known(self):
        judged = judge_counted(a_target("=", 100, "%"), products(0, 0))
        assert (judged.value, judged.is_reached) == (None, None)
        assert judged.missing == "Chưa có sản phẩm nào để tính tỷ lệ"


class TestWhatTheRecordsLack:
    """A producer without its legal form may be a cooperative or not: the answer stays open only if that matters."""

    @pytest.mark.parametrize(("part", "unsure", "reached"), [(3, 7, True), (2, 1, None), (1, 1, False), (2, 0, False)])
    def test_it_leaves_the_answer_open_only_if_it_can_change_it(self, part, unsure, reached):
        judged = judge_counted(a_target("≥", 30, "%"), products(part, 10, unsure))
        assert judged.is_reached is reached
        assert ("chưa ghi hạng sao" in judged.missing) is bool(unsure)

    def test_equality_is_open_when_the_target_lies_between_the_ends(self):
        assert judge_counted(a_target("=", 5), products(4, unsure=2)).is_reached is None
        assert judge_counted(a_target("=", 5), products(6, unsure=2)).is_reached is False


class TestWhatIsMissing:
    """Said in whole products or producers, so that somebody can go and find them."""

    @pytest.mark.parametrize(
        ("comparator", "value", "unit", "counted", "missing"),
        [
            ("≥", 2, "sản phẩm", products(1), "Còn thiếu 1 sản phẩm"),
            (">", 2, "sản phẩm", products(2), "Còn thiếu 1 sản phẩm"),
            ("≥", 50, "%", products(1, 5), "Còn thiếu 2 sản phẩm (trong 5)"),
            ("=", 100, "%", products(37, 40), "Còn thiếu 3 sản phẩm (trong 40)"),
            (">", 50, "%", products(2, 4), "Còn thiếu 1 sản phẩm (trong 4)"),
            ("≤", 3, "sản phẩm", products(5), "Vượt 2 sản phẩm"),
            ("<", 3, "sản phẩm", products(3), "Vượt 1 sản phẩm"),
            ("=", 3, "sản phẩm", products(5), "Vượt 2 sản phẩm"),
        ],
    )
    def test_counted(self, comparator, value, unit, counted, missing):
        assert judge_counted(a_target(comparator, value, unit), counted).missing == missing

    @pytest.mark.parametrize(
        ("comparator", "value", "missing"),
        [
            (">", "78.25", "Còn thiếu 1,75 triệu đồng"),
            (">", "80", "Phải hơn mức này"),
            ("<", "80", "Phải dưới mức này"),
            ("<", "81", "Vượt 1 triệu đồng"),
            ("≥", "80", ""),
        ],
    )
    def test_entered(self, comparator, value, missing):
        assert judge_entered(a_target(comparator, 80, "triệu đồng"), Decimal(value)).missing == missing

    @pytest.mark.parametrize(
        ("target", "words"),
        [
            (a_target("≥", 2), "≥ 2 sản phẩm"),
            (a_target(">", 80.5, "triệu đồng"), "> 80,5 triệu đồng"),
            (a_target("≥", 1000, "hộ"), "≥ 1000 hộ"),
            (a_target("=", 100, "%"), "= 100%"),
            (a_target(None, None, "xã"), "văn bản không in số (xã)"),
        ],
    )
    def test_the_target_in_words(self, target, words):
        assert wanted_in_words(target) == words
