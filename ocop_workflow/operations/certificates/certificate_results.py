"""What step 6 results in after recognition: certificates by status, revocations, inspections."""

from collections import Counter
from datetime import date

from sqlmodel import Session

from ocop_workflow.operations.certificates.certificate_register import find_certificates
from ocop_workflow.operations.certificates.inspection_lookup import list_inspections
from ocop_workflow.operations.certificates.revocations import list_cases
from ocop_workflow.operations.cycle.running import RunningCycle
from ocop_workflow.operations.cycle.summary import Table
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import CertificateStatus


def certificates(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """How many certificates stand how, and the cases of revocation that wait."""
    found = find_certificates(session, today, running.rules.regime(today), locality=running.cycle.locality)
    counts = Counter(one.line.status for one in found)
    rows = tuple((status.label, str(counts[status])) for status in CertificateStatus if counts[status])
    cases = tuple(
        (
            f"{case.dossier} {case.product}",
            case.ground_label,
            case.awaits.label if case.awaits else "",
            vn_date(case.due_on),
            str(case.days_late or ""),
        )
        for case in list_cases(session, running, today, open_only=True)
    )
    return (
        Table(title="Giấy chứng nhận theo tình trạng", columns=("Tình trạng", "Số giấy"), rows=rows),
        Table(title="Đang xem xét thu hồi", columns=("Sản phẩm", "Căn cứ", "Chờ", "Hạn", "Trễ (ngày)"), rows=cases),
    )


def inspections(session: Session, running: RunningCycle, today: date) -> tuple[Table, ...]:
    """Inspections of the year by result, and those that are late."""
    year = running.cycle.starts_on, running.cycle.ends_on
    lines = [line for line in list_inspections(session, running, today) if year[0] <= line.planned_on <= year[1]]
    results = Counter(line.result.label if line.result else "Chưa kiểm tra" for line in lines)
    late = tuple(
        (str(line.id), line.product, line.unit, vn_date(line.remedy_by or line.planned_on), str(line.days_late))
        for line in lines
        if line.days_late
    )
    return (
        Table(
            title="Kiểm tra sau công nhận trong năm",
            columns=("Kết quả", "Số cuộc"),
            rows=tuple((label, str(count)) for label, count in results.items()),
        ),
        Table(
            title="Kiểm tra, khắc phục quá hạn", columns=("Số", "Sản phẩm", "Đơn vị", "Hạn", "Trễ (ngày)"), rows=late
        ),
    )
