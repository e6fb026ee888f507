"""A consolidated report as values: its figures by group, who is missing, what the targets say, what was corrected."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from ocop_workflow.rulebook.text import vn_number
from ocop_workflow.vocabulary import DossierState, ProducerType

UNKNOWN = "khong-ro"
STARS = ("3", "4", "5", UNKNOWN)
GROUPS = ("1", "2", "3", "4", "5", "6", UNKNOWN)


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Value):
    """One figure; `of` says how many reports it was gathered from, where it comes from reports."""

    code: str
    label: str
    unit: str
    value: Decimal | None
    of: int | None = None
    note: str = ""


class FigureGroup(_Value):
    """Figures under one heading."""

    title: str
    figures: tuple[Figure, ...]


class UnitLine(_Value):
    """How one unit stands: its reports of the period, and its duties."""

    code: str
    unit: str
    expected: int = 0
    accepted: int = 0
    on_time: int = 0
    overdue: int = 0
    given: int = 0
    done: int = 0
    late: int = 0


class Missing(_Value):
    """A unit whose report is in no figure, and why."""

    code: str
    unit: str
    period: str
    why: str


class Said(_Value):
    """What a unit wrote in a narrative section."""

    section: str
    unit: str
    text: str


class TargetStand(_Value):
    """A target of the plan on the day."""

    code: str
    measures: str
    wanted: str
    reached: str
    verdict: str
    source: str


class Consolidated(_Value):
    """The whole of it; with the same content it is the same report, whoever makes it again on whatever day."""

    cycle: str
    locality_name: str
    year: int
    period: str
    period_label: str
    figures_from: date
    figures_to: date
    counted_on: date
    plan_cited: str
    plan_title: str
    groups: tuple[FigureGroup, ...]
    units: tuple[UnitLine, ...]
    missing: tuple[Missing, ...]
    said: tuple[Said, ...]
    targets: tuple[TargetStand, ...]
    changes: tuple[str, ...] = ()
    """What is otherwise than in the report that this one corrects."""

    def has(self, code: str) -> bool:
        """Whether it has a figure or a target of that code."""
        return self.figure(code) is not None or any(one.code == code for one in self.targets)

    def figure(self, code: str) -> Figure | None:
        """The figure of that code."""
        return next((one for group in self.groups for one in group.figures if one.code == code), None)


REPORTS = (
    ("bc.phai-nop", "Báo cáo phải nộp"),
    ("bc.da-nop", "Báo cáo đã nộp"),
    ("bc.dung-han", "Trong đó nộp đúng hạn"),
    ("bc.da-duyet", "Báo cáo đã duyệt, có trong số liệu"),
    ("bc.qua-han", "Báo cáo quá hạn chưa nộp"),
    ("bc.duoc-mien", "Báo cáo được miễn (ngoài số phải nộp)"),
)
CHANGES = (
    ("sp.moi", "Sản phẩm mới được công nhận trong kỳ"),
    ("sp.nang-hang", "Sản phẩm được nâng hạng trong kỳ"),
    ("sp.danh-gia-lai", "Sản phẩm được đánh giá, công nhận lại trong kỳ"),
    ("sp.het-han", "Sản phẩm hết hạn giấy chứng nhận trong kỳ"),
    ("sp.thu-hoi", "Sản phẩm bị thu hồi giấy chứng nhận trong kỳ"),
)
DUTIES = (
    ("nv.giao", "Nhiệm vụ đã giao"),
    ("nv.xong", "Nhiệm vụ đã hoàn thành"),
    ("nv.xong-tre", "Trong đó hoàn thành sau hạn"),
    ("nv.qua-han", "Nhiệm vụ quá hạn chưa hoàn thành"),
)


def engine_groups(counts: dict[str, int]) -> tuple[FigureGroup, ...]:
    """The engine's own figures in their order, noughts too; of the states of dossiers only those that there are."""

    def figures(entries: Sequence[tuple[str, str]], unit: str) -> tuple[Figure, ...]:
        return tuple(
            Figure(code=code, label=label, unit=unit, value=Decimal(counts.get(code, 0))) for code, label in entries
        )

    products = [("sp.tong", "Sản phẩm có giấy chứng nhận còn hiệu lực")]
    products += [(f"sp.sao.{stars}", f"Trong đó {_stars(stars)}") for stars in STARS]
    products += [(f"sp.nhom.{group}", _group(group)) for group in GROUPS]
    cells = [(f"sp.nhom.{g}.sao.{s}", f"{_group(g)}, {_stars(s)}") for g in GROUPS for s in STARS]
    products += [(code, label) for code, label in cells if counts.get(code)]
    producers = [("ct.tong", "Chủ thể có sản phẩm còn hiệu lực")]
    producers += [(f"ct.{kind}", f"Trong đó: {kind.label.lower()}") for kind in ProducerType]
    producers += [(f"ct.{UNKNOWN}", "Trong đó chưa ghi loại hình")]
    states = [(f"hs.{state}", state.label) for state in DossierState if counts.get(f"hs.{state}")]
    return (
        FigureGroup(title="Báo cáo của các đơn vị", figures=figures(REPORTS, "báo cáo")),
        FigureGroup(title="Biến động sản phẩm trong kỳ", figures=figures(CHANGES, "sản phẩm")),
        FigureGroup(title="Sản phẩm theo nhóm và hạng sao", figures=figures(products, "sản phẩm")),
        FigureGroup(title="Chủ thể theo loại hình", figures=figures(producers, "chủ thể")),
        FigureGroup(title="Hồ sơ theo trạng thái", figures=figures(states, "hồ sơ")),
        FigureGroup(title="Nhiệm vụ được giao", figures=figures(DUTIES, "nhiệm vụ")),
    )


def corrections(before: Consolidated, now: Consolidated) -> list[str]:
    """What is otherwise in the newer one: units that came in or fell out, and figures with their old and new value."""
    gone, come = ({(one.unit, one.period) for one in each.missing} for each in (before, now))
    said = [f"Bổ sung báo cáo {period} của {unit}" for unit, period in sorted(gone - come)]
    said += [f"Không còn báo cáo được duyệt: {unit}, {period}" for unit, period in sorted(come - gone)]
    codes = dict.fromkeys(one.code for each in (before, now) for group in each.groups for one in group.figures)
    for code in codes:
        old, new = before.figure(code), now.figure(code)
        values = tuple(one.value if one else None for one in (old, new))
        if values[0] != values[1]:
            label = (new or old or Figure(code=code, label=code, unit="", value=None)).label
            said.append(f"{label}: từ {_shown(values[0])} thành {_shown(values[1])}")
    return said


def _shown(value: Decimal | None) -> str:
    return "không có" if value is None else vn_number(value)


def _stars(stars: str) -> str:
    return "chưa ghi hạng sao" if stars == UNKNOWN else f"{stars} sao"


def _group(group: str) -> str:
    return "Chưa xác định nhóm" if group == UNKNOWN else f"Nhóm {group}"
