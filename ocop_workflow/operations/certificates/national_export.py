"""The register of certificates in the field list of the national data (QĐ 5277/QĐ-BNNMT, bảng PTNT_OCOP).

The list was read in a secondary source that implements it: code, administrative unit, period, product, product name,
ranking, subject, annual revenue in million VND, status. Only the code of the first field (`ma_ocop`) was read, so the
columns carry words.
"""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from ocop_workflow.operations.certificates.certificate_register import find_certificates
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.papers.register_out import Cell, RegisterSheet
from ocop_workflow.records.dossier_tables import Activity
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import ActivityKind

HEADINGS = (
    "Mã OCOP (ma_ocop)",
    "Đơn vị hành chính",
    "Kỳ",
    "Sản phẩm (nhóm)",
    "Tên sản phẩm",
    "Phân hạng",
    "Chủ thể",
    "Doanh thu năm (triệu đồng)",
    "Trạng thái",
)
_WIDTHS = (24, 28, 8, 16, 36, 10, 36, 18, 34)
_MILLION = 1_000_000


def national_register(session: Session, running: RunningCycle, day: date) -> RegisterSheet:
    """The certificates of the locality as they stood on `day`; revenue is that recorded in the year up to the day."""
    regime = running.rules.regime(day)
    found = find_certificates(session, day, regime, locality=running.cycle.locality)
    revenue = _revenue(session, day)
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        line, sold = one.line, revenue.get(one.certificate.dossier_id)
        rows.append(
            (
                line.code,
                line.commune,
                day.year,
                f"Nhóm {line.product_group}" if line.product_group else None,
                line.product,
                f"{line.star_rank}*" if line.star_rank else None,
                line.producer,
                None if sold is None else Decimal(sold) / _MILLION,
                line.status.label,
            )
        )
    titles = (
        f"SẢN PHẨM OCOP CỦA {running.cycle.locality_name.upper()}",
        f"Tình trạng ngày {vn_date(day)}. Bảng PTNT_OCOP theo QĐ 5277/QĐ-BNNMT (đọc qua nguồn thứ cấp).",
    )
    return RegisterSheet("PTNT_OCOP", titles, HEADINGS, _WIDTHS, rows)


def _revenue(session: Session, day: date) -> dict[int, int]:
    sold = (
        sa.select(col(Activity.dossier_id), sa.func.sum(col(Activity.amount_vnd)))
        .where(
            col(Activity.kind) == ActivityKind.SALES,
            col(Activity.amount_vnd).is_not(None),
            col(Activity.on_day).between(date(day.year, 1, 1), day),
        )
        .group_by(col(Activity.dossier_id))
    )
    return {dossier_id: int(amount) for dossier_id, amount in session.execute(sold)}
