"""A report is content: indicators with bounds, explicit declarations, and rules by which several values become one."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ocop_workflow.rulebook.reports.report_form import Indicator, ReportForm, Section, flaws
from ocop_workflow.rulebook.reports.report_values import Gathered, NotAValue, gather, read_value
from ocop_workflow.vocabulary import GatherRule, IndicatorType


def indicator(code: str = "so", kind: str = "integer", **more) -> Indicator:
    rules = {"across_units": "sum", "across_periods": "sum"} if kind not in ("text", "date") else {}
    unit = {"unit": "sản phẩm"} if kind not in ("text", "date") else {"across_units": "none", "across_periods": "last"}
    return Indicator.model_validate({"code": code, "label": f"Chỉ tiêu {code}", "type": kind, **rules, **unit, **more})


def form(*indicators: Indicator, sections=()) -> ReportForm:
    own = {"not_in_plan": True, "why": "mẫu"}
    return ReportForm(code="mau", title="Biểu mẫu", indicators=indicators, sections=sections, **own)


class TestTheForm:
    """A form that cannot be filled or gathered does not exist."""

    @pytest.mark.parametrize(
        ("indicators", "why"),
        [
            ([{"code": "a", "type": "integer", "across_units": "sum", "across_periods": "sum"}], "đơn vị tính"),
            ([{"code": "a", "type": "text", "across_units": "sum", "across_periods": "none"}], "last hoặc none"),
            (
                [{"code": "a", "type": "text", "lowest": 1, "across_units": "none", "across_periods": "none"}],
                "giới hạn",
            ),
        ],
    )
    def test_is_refused_where_an_indicator_makes_no_sense(self, indicators, why):
        with pytest.raises(ValidationError, match=why):
            ReportForm.model_validate(
                {
                    "code": "mau",
                    "title": "Mẫu",
                    "not_in_plan": True,
                    "why": "mẫu",
                    "indicators": [{"label": "Số", **one} for one in indicators],
                }
            )

    def test_says_where_it_comes_from(self):
        with pytest.raises(ValidationError, match="nguồn"):
            ReportForm(code="mau", title="Mẫu", indicators=(indicator(),))

    def test_names_every_part_once_and_compares_with_a_number_of_its_own(self):
        with pytest.raises(ValidationError, match="hai lần: so"):
            form(indicator(), indicator())
        with pytest.raises(ValidationError, match="not_above"):
            form(indicator(not_above="khac"))

    def test_a_changed_form_has_another_hash(self):
        assert form(indicator()).sha256 == form(indicator()).sha256
        assert form(indicator()).sha256 != form(indicator(lowest=0)).sha256


class TestContent:
    """An empty report and «nothing to report» are declared, never guessed."""

    FORM = form(
        indicator("tong", lowest=0, highest=50),
        indicator("trong-do", not_above="tong", lowest=0),
        indicator("ty-le", "percent", required=False),
        sections=(Section(code="y-kien", label="Ý kiến"),),
    )

    def why(self, *, is_nothing=False, **values) -> list[str]:
        typed = {
            code.replace("_", "-"): Decimal(str(value)) if not isinstance(value, str) else value
            for code, value in values.items()
        }
        return [flaw.why for flaw in flaws(self.FORM, typed, is_nothing=is_nothing)]

    def test_a_whole_content_may_be_filed(self):
        assert self.why(tong=5, trong_do=5, ty_le=99.5, y_kien="tốt") == []
        assert self.why(tong=0, trong_do=0) == []

    def test_an_empty_one_must_be_declared(self):
        assert "không phát sinh" in self.why()[0]
        assert self.why(is_nothing=True) == []
        assert "không kèm số liệu" in self.why(is_nothing=True, tong=3)[0]
        assert self.why(is_nothing=True, tong=0) == []

    def test_every_missing_figure_is_named(self):
        (flaw,) = flaws(self.FORM, {"tong": Decimal(5)}, is_nothing=False)
        assert (flaw.code, flaw.label) == ("trong-do", "Chỉ tiêu trong-do")

    def test_figures_out_of_bounds_are_refused_with_the_bounds(self):
        assert self.why(tong=51, trong_do=-1) == ["nằm ngoài giới hạn", "nằm ngoài giới hạn"]
        assert self.why(tong=5, trong_do=5, ty_le=101) == ["nằm ngoài giới hạn"]
        assert self.why(tong=5, trong_do=6) == ["lớn hơn chỉ tiêu bao trùm"]
        assert self.why(tong=5, trong_do=5, la=1) == ["biểu mẫu không có mã này"]


class TestTyping:
    """Numbers as Vietnamese offices write them; nothing ambiguous is guessed."""

    @pytest.mark.parametrize(
        ("kind", "text", "value"),
        [
            ("integer", " 12 ", Decimal(12)),
            ("integer", "1.200", Decimal(1200)),
            ("money", "1.200.000", Decimal(1200000)),
            ("money", "1 200,5", Decimal("1200.5")),
            ("decimal", "87,5", Decimal("87.5")),
            ("decimal", "87.5", Decimal("87.5")),
            ("decimal", "1.200,5", Decimal("1200.5")),
            ("date", "5/7/2024", date(2024, 7, 5)),
            ("date", "2024-07-05", date(2024, 7, 5)),
            ("text", " =1+1 ", "=1+1"),
        ],
    )
    def test_reads(self, kind, text, value):
        assert read_value(indicator(kind=kind), text) == value

    @pytest.mark.parametrize(
        ("kind", "text", "why"),
        [
            ("integer", "1,5", "số nguyên"),
            ("integer", "mười", "không phải là số"),
            ("decimal", "1.200", "phần nghìn hay phần thập phân"),
            ("decimal", "1,2345", "thập phân"),
            ("decimal", "1e5", "không phải là số"),
            ("decimal", "NaN", "không phải là số"),
            ("date", "31/02/2024", "không có trong lịch"),
            ("date", "hôm qua", "không đọc được ngày"),
            ("text", "x" * 5000, "dài hơn"),
        ],
    )
    def test_refuses(self, kind, text, why):
        with pytest.raises(NotAValue, match=why):
            read_value(indicator(kind=kind), text)


class TestGathering:
    """Sum, mean, last, none; and how many spoke."""

    NUMBERS = (Decimal("1.5"), Decimal(2), Decimal(4))

    @pytest.mark.parametrize(
        ("rule", "gathered"),
        [
            (GatherRule.SUM, Gathered(Decimal("7.5"), 3)),
            (GatherRule.MEAN, Gathered(Decimal("2.5"), 3)),
            (GatherRule.LAST, Gathered(Decimal(4), 1)),
            (GatherRule.NONE, Gathered(None, 3)),
        ],
    )
    def test_by_each_rule(self, rule, gathered):
        assert gather(rule, self.NUMBERS) == gathered

    @pytest.mark.parametrize("rule", GatherRule)
    def test_of_nobody_is_nothing_and_no_zero(self, rule):
        assert gather(rule, ()) == Gathered(None, 0)

    @settings(max_examples=60)
    @given(st.lists(st.integers(-(10**9), 10**9).map(lambda n: Decimal(n) / 1000), min_size=1, max_size=30))
    def test_a_sum_is_exact_and_a_mean_lies_between(self, numbers):
        assert gather(GatherRule.SUM, numbers).value == sum(map(Decimal, numbers))
        mean = gather(GatherRule.MEAN, numbers).value
        assert isinstance(mean, Decimal)
        assert min(numbers) - Decimal("0.001") <= mean <= max(numbers) + Decimal("0.001")


def test_every_type_is_either_a_number_or_not():
    assert [kind for kind in IndicatorType if not kind.is_number] == [IndicatorType.TEXT, IndicatorType.DATE]
