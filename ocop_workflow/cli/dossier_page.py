"""What `ocop dossier show` shows of one dossier."""

from sqlmodel import Session

from ocop_workflow.cli.at_work import AtWork
from ocop_workflow.cli.show import Column, facts, heading, print_json, table, vnd
from ocop_workflow.operations.cycle.lookup import cycle_of, dossier_line
from ocop_workflow.operations.dossiers.activities import activities_of
from ocop_workflow.operations.dossiers.documents import documents_of, missing_documents
from ocop_workflow.operations.dossiers.dossiers import find_dossier
from ocop_workflow.records.dossier_tables import dossier_code
from ocop_workflow.records.log import lines_of
from ocop_workflow.rulebook.dossiers.waits import wait_in
from ocop_workflow.rulebook.text import vn_date
from ocop_workflow.vocabulary import DossierState

_LABELS = {state.value: state.label for state in DossierState}


def show_dossier(desk: AtWork, session: Session, code: str, *, as_json: bool) -> None:
    """Everything that is known of a dossier, as JSON or as tables."""
    dossier = find_dossier(session, code)
    running = cycle_of(session, dossier, desk.office.rules, desk.today)
    line = dossier_line(session, dossier, desk.today)
    documents, activities = documents_of(session, dossier), activities_of(session, dossier)
    log = lines_of(session, dossier.id or 0)
    missing = missing_documents(session, running, dossier, desk.today)
    previous = dossier_code(dossier.previous_id) if dossier.previous_id else None
    choice = running.rules.choice_for(dossier, desk.today)
    if as_json:
        page = {
            "dossier": line,
            "previous": previous,
            "source": dossier.source,
            "source_id": dossier.source_id,
            "note": dossier.note,
            "due_basis": dossier.due_basis,
            "filed_on": dossier.filed_on,
            "criteria_set": dossier.criteria_set,
            "regime": {
                "code": choice.regime.code,
                "because": choice.because,
                "clause": choice.clause,
                "confidence": choice.confidence,
                "until": choice.until,
            },
            "documents": documents,
            "missing_documents": missing,
            "activities": activities,
            "log": log,
        }
        print_json(page)
        return
    wait = wait_in(dossier.state)
    labels = {document.code: document.label for document in choice.regime.documents}
    heading(f"{dossier.code} · {dossier.product_name}")
    facts(
        [
            ("Trạng thái", f"{dossier.state.label}, từ {vn_date(dossier.state_since)}"),
            ("Đang chờ", f"{wait.awaited(dossier.level).label}: {wait.ask}" if wait else None),
            ("Hạn", f"{vn_date(dossier.due_on)}: {dossier.due_basis}" if wait and dossier.due_on else None),
            ("Trễ", f"{line.days_late} ngày" if line.days_late else None),
            ("Chủ thể", line.producer or "chưa xác định"),
            ("Xã, phường", line.commune or "chưa xác định"),
            ("Nhóm sản phẩm", line.product_group or "chưa xác định"),
            ("Bộ tiêu chí", dossier.criteria_set or "chưa xác định"),
            ("Đăng ký", dossier.registration.label + (f", tiếp hồ sơ {previous}" if previous else "")),
            ("Nộp hồ sơ đánh giá", dossier.filed_on),
            ("Khung pháp lý", f"{choice.regime.number}: {choice.because} ({choice.clause})"),
            ("Cấp", dossier.level),
            ("Điểm", dossier.score),
            ("Hạng", f"{dossier.star_rank} sao" if dossier.star_rank is not None else None),
            ("Quyết định", dossier.decision_no),
            ("Giấy chứng nhận đến", dossier.expires_on),
            ("Cách tính", dossier.expires_basis),
            ("Nguồn", f"{dossier.source}, {dossier.source_id}"),
            ("Ghi chú", dossier.note),
            ("Phiên bản", dossier.version),
        ]
    )
    table(
        documents,
        [
            Column("Tài liệu", lambda document: labels.get(document.kind, document.kind)),
            Column("Số", lambda document: document.number),
            Column("Nơi cấp", lambda document: document.issuer),
            Column("Ngày cấp", lambda document: document.issued_on, whole=True),
            Column("Hiệu lực đến", lambda document: document.valid_until or "không thời hạn", whole=True),
        ],
        title="Tài liệu",
        empty="Chưa ghi tài liệu nào.",
    )
    table(
        missing,
        [Column("Tài liệu bắt buộc còn thiếu hoặc hết hiệu lực", lambda label: label)],
        empty="Đủ tài liệu bắt buộc.",
    )
    table(
        activities,
        [
            Column("Ngày", lambda activity: activity.on_day, whole=True),
            Column("Loại", lambda activity: activity.kind),
            Column("Tên", lambda activity: activity.name),
            Column("Số tiền (đồng)", lambda activity: vnd(activity.amount_vnd), right=True),
            Column("Văn bản", lambda activity: activity.paper_no),
        ],
        title="Hoạt động",
        empty="Chưa ghi hoạt động nào.",
    )
    table(
        log,
        [
            Column("Ngày", lambda entry: entry.on_day, whole=True),
            Column("Sang trạng thái", lambda entry: _LABELS.get(entry.target, entry.target)),
            Column("Người làm", lambda entry: entry.actor),
            Column("Lý do", lambda entry: entry.reason),
            Column("Văn bản", lambda entry: f"{entry.paper_no}, {vn_date(entry.paper_on)}" if entry.paper_no else ""),
            Column("Điều khoản", lambda entry: entry.clause),
        ],
        title="Nhật ký",
    )
