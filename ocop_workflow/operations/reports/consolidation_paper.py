"""A consolidated report as an official paper; printed from what was kept, so that it comes out as it did before."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlmodel import Session

from ocop_workflow.operations.notices.letterheads import Issuing, issuing
from ocop_workflow.operations.plans.plans import plan_of
from ocop_workflow.operations.reports.consolidation_lookup import content_of
from ocop_workflow.papers.official import (
    Across,
    Appendix,
    Block,
    Cell,
    OfficialPaper,
    PaperKind,
    Para,
    Table,
    item,
    section,
)
from ocop_workflow.records.consolidation_tables import Consolidation
from ocop_workflow.records.tables import PlanVersion
from ocop_workflow.rulebook.reports.consolidated import GROUPS, STARS, UNKNOWN, Consolidated, Figure, FigureGroup
from ocop_workflow.rulebook.text import vn_date, vn_number

_MATRIX = "Sản phẩm theo nhóm và hạng sao"
_ON_REPORTS = "Báo cáo của các đơn vị"
_DUTIES = "Nhiệm vụ được giao"
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")


def consolidated_paper(session: Session, row: Consolidation) -> OfficialPaper:
    """The paper of a kept report, headed by the plan as it was when the report was made."""
    content = content_of(row)
    plan = plan_of(session.get_one(PlanVersion, row.plan_version_id)).in_year(content.year)
    head = issuing(plan, signer=row.signer)
    correction = f"Báo cáo điều chỉnh lần {row.correction}, thay {row.replaces}" if row.correction else ""
    return OfficialPaper(
        kind=PaperKind.REPORT,
        head=head.head,
        symbol=head.numbered(PaperKind.REPORT),
        about=f"kết quả thực hiện Chương trình mỗi xã một sản phẩm (OCOP) {content.period_label}",
        body=list(_body(row, content, head)),
        signatures=(head.signature,),
        made_on=row.made_on,
        number=row.paper_no,
        dated=row.paper_on,
        note=f"({correction})" if correction else "",
        recipients=(head.head.superior or "Như trên", "Các đơn vị có tên trong báo cáo"),
        archive=head.archive,
        appendices=tuple(_appendices(content)),
    )


def _body(row: Consolidation, content: Consolidated, head: Issuing) -> Iterator[Block]:
    yield Para(
        f"Thực hiện {content.plan_cited} ({content.plan_title}), {head.head.body} tổng hợp, báo cáo kết quả"
        f" {content.period_label} của {content.locality_name}. Số liệu lấy từ ngày {vn_date(content.figures_from)} đến"
        f" hết ngày {vn_date(content.figures_to)}; báo cáo của các đơn vị tính đến ngày {vn_date(content.counted_on)}."
    )
    parts: list[tuple[str, list[Block]]] = []
    if row.correction:
        parts.append(("NỘI DUNG ĐIỀU CHỈNH", _changes(row, content)))
    groups = {group.title: group for group in content.groups}
    own = ("Biến động sản phẩm trong kỳ", _MATRIX, "Chủ thể theo loại hình", "Hồ sơ theo trạng thái")
    engine = (_ON_REPORTS, _DUTIES, *own)
    parts.append(("TÌNH HÌNH BÁO CÁO CỦA CÁC ĐƠN VỊ", _reports(groups[_ON_REPORTS], content)))
    formed = [group for group in content.groups if group.title not in engine]
    if formed:
        parts.append(("KẾT QUẢ THEO BÁO CÁO CỦA CÁC ĐƠN VỊ", [_gathered(group) for group in formed]))
    numbered = [section(f"{place}. {title}") for place, title in enumerate(own, 1)]
    tables = (_plain(groups[own[0]]), _matrix(content), _plain(groups[own[2]]), _plain(groups[own[3]]))
    kept = [block for title, table in zip(numbered, tables, strict=True) if table for block in (title, table)]
    parts.append(("HỒ SƠ, SẢN PHẨM VÀ CHỦ THỂ OCOP", kept))
    if table := _plain(groups[_DUTIES]):
        parts.append(("NHIỆM VỤ ĐƯỢC GIAO", [table]))
    if content.targets:
        parts.append(("CHỈ TIÊU CỦA KẾ HOẠCH", [_targets(content)]))
    for place, (title, blocks) in zip(_ROMAN, parts, strict=False):
        yield section(f"{place}. {title}")
        yield from blocks
    yield Para(f"Trên đây là báo cáo tổng hợp {content.period_label}, {head.head.body} kính báo cáo.")


def _changes(row: Consolidation, content: Consolidated) -> list[Block]:
    reason = [Para(f"Lý do: {row.reason}.")] if row.reason not in content.changes else []
    return [*reason, *(item(f"{line}.") for line in content.changes)]


def _reports(group: FigureGroup, content: Consolidated) -> list[Block]:
    value = {one.code: vn_number(one.value or Decimal(0)) for one in group.figures}
    blocks: list[Block] = [
        Para(
            f"Phải nộp {value['bc.phai-nop']} báo cáo; đã nộp {value['bc.da-nop']}, trong đó đúng hạn"
            f" {value['bc.dung-han']}; đã duyệt và có trong số liệu dưới đây {value['bc.da-duyet']}; quá hạn chưa nộp"
            f" {value['bc.qua-han']}; được miễn {value['bc.duoc-mien']}."
        )
    ]
    if not content.missing:
        return [*blocks, Para("Mọi đơn vị phải báo cáo đều đã có báo cáo được duyệt.")]
    rows = [(n, one.unit, one.period, one.why) for n, one in enumerate(content.missing, 1)]
    table = Table(("TT", "Đơn vị chưa có trong số liệu", "Kỳ", "Lý do"), rows, (10, 62, 33, 60))
    return [*blocks, Para("Chưa có báo cáo được duyệt, không có trong số liệu (không tính bình quân thay):"), table]


def _gathered(group: FigureGroup) -> Table:
    rows = [(n, one.label, one.unit, one.value, one.of) for n, one in enumerate(group.figures, 1)]
    headings = ("TT", "Chỉ tiêu", "Đơn vị tính", "Kết quả", "Số đơn vị có số liệu")
    return Table(headings, rows, (10, 80, 27, 28, 20), caption=group.title)


def _plain(group: FigureGroup) -> Table | None:
    if not group.figures:
        return None
    return Table(("TT", "Nội dung", "Đơn vị tính", "Số lượng"), _lines(group.figures), (10, 105, 25, 25))


def _lines(figures: Sequence[Figure]) -> list[tuple[Cell, ...]]:
    return [(n, one.label, one.unit, one.value) for n, one in enumerate(figures, 1)]


def _matrix(content: Consolidated) -> Table:
    """Groups down, stars across; a group that nothing is in is left out."""

    def count(code: str) -> Decimal:
        found = content.figure(code)
        return found.value or Decimal(0) if found else Decimal(0)

    rows: list[tuple[Cell, ...] | Across] = [
        (_group(group), *(count(f"sp.nhom.{group}.sao.{stars}") for stars in STARS), count(f"sp.nhom.{group}"))
        for group in GROUPS
        if count(f"sp.nhom.{group}")
    ]
    rows.append(("Cộng", *(count(f"sp.sao.{stars}") for stars in STARS), count("sp.tong")))
    headings = ("Nhóm sản phẩm", "3 sao", "4 sao", "5 sao", "Chưa ghi hạng", "Cộng")
    return Table(headings, rows, (55, 20, 20, 20, 28, 22))


def _group(code: str) -> str:
    return "Chưa xác định nhóm" if code == UNKNOWN else f"Nhóm {code}"


def _targets(content: Consolidated) -> Table:
    rows = [(n, one.measures, one.wanted, one.reached or "–", one.verdict) for n, one in enumerate(content.targets, 1)]
    return Table(("TT", "Chỉ tiêu", "Yêu cầu", "Đạt được", "Đánh giá"), rows, (10, 72, 30, 26, 27))


def _appendices(content: Consolidated) -> Iterator[Appendix]:
    rows = [
        (n, one.unit, one.expected, one.accepted, one.on_time, one.overdue, one.given, one.done, one.late)
        for n, one in enumerate(content.units, 1)
    ]
    headings = (
        "TT", "Đơn vị", "Báo cáo phải nộp", "Đã duyệt", "Đúng hạn", "Quá hạn", "Nhiệm vụ giao", "Hoàn thành", "Quá hạn",
    )  # fmt: skip
    table = Table(headings, rows, (10, 80, 24, 22, 22, 22, 26, 26, 22))
    yield Appendix("Tình hình báo cáo, nhiệm vụ của từng đơn vị", [table], landscape=True)
    if content.said:
        sections = dict.fromkeys(one.section for one in content.said)
        said: list[Block] = []
        for place, title in enumerate(sections, 1):
            said.append(section(f"{place}. {title}"))
            said += [item(f"{one.unit}: {one.text}") for one in content.said if one.section == title]
        yield Appendix("Nội dung các đơn vị báo cáo", said)
