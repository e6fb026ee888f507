"""Verification of the append-only, hash-chained log of dossiers."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from ocop_workflow.records.dossier_tables import Dossier, DossierLog, dossier_code
from ocop_workflow.records.transitions import hash_of


@dataclass(frozen=True)
class LogFault:
    """One place where the log does not hold together."""

    dossier_code: str
    seq: int
    why: str


@dataclass(frozen=True)
class LogCheck:
    """What a verification read and what it found."""

    dossiers: int
    lines: int
    faults: tuple[LogFault, ...]


def verify(session: Session) -> LogCheck:
    """Recompute every chain; finds a changed, removed, inserted or cut line and a state that no line explains."""
    faults: list[LogFault] = []
    lines = _lines_by_dossier(session)
    count = 0
    known: set[int] = set()
    heads = select(Dossier.id, Dossier.log_seq, Dossier.log_hash, Dossier.state)
    for dossier_id, head_seq, head_hash, state in session.exec(heads):
        assert dossier_id is not None
        known.add(dossier_id)
        chain = lines.get(dossier_id, [])
        count += len(chain)
        faults += _faults_of(dossier_id, chain, head_seq, head_hash, state)
    for orphan in sorted(lines.keys() - known):
        faults.append(LogFault(f"#{orphan}", 0, "nhật ký của một hồ sơ không còn trong cơ sở dữ liệu"))
    return LogCheck(len(known), count, tuple(faults))


def faults_of(session: Session, dossier: Dossier) -> list[LogFault]:
    """The same for one dossier."""
    chain = lines_of(session, dossier.id or 0)
    return _faults_of(dossier.id or 0, chain, dossier.log_seq, dossier.log_hash, dossier.state)


def _faults_of(dossier_id: int, chain: list[DossierLog], head_seq: int, head_hash: str, state: str) -> list[LogFault]:
    code = dossier_code(dossier_id)
    faults = _chain_faults(dossier_id, code, chain)
    if not chain or chain[-1].seq != head_seq or chain[-1].hash != head_hash:
        faults.append(LogFault(code, head_seq, "cuối nhật ký không khớp với hồ sơ: có dòng bị xóa hoặc chèn thêm"))
    elif chain[-1].target != state:
        faults.append(LogFault(code, head_seq, f"trạng thái hồ sơ «{state}» không do dòng nhật ký nào tạo ra"))
    return faults


def _chain_faults(dossier_id: int, code: str, chain: list[DossierLog]) -> list[LogFault]:
    faults = []
    previous_hash, previous_target = "", ""
    for place, line in enumerate(chain, start=1):
        if line.seq != place:
            faults.append(LogFault(code, line.seq, f"thiếu dòng {place}: có dòng bị xóa"))
            break
        if line.hash != hash_of(previous_hash, dossier_id, line.seq, line.model_dump()):
            faults.append(
                LogFault(code, line.seq, "nội dung dòng không khớp với chuỗi băm: dòng bị sửa hoặc chèn thêm")
            )
            break
        if line.source != previous_target:
            faults.append(
                LogFault(code, line.seq, f"bước chuyển từ «{line.source}» không nối tiếp «{previous_target}»")
            )
        previous_hash, previous_target = line.hash, line.target
    return faults


def _lines_by_dossier(session: Session) -> dict[int, list[DossierLog]]:
    found: dict[int, list[DossierLog]] = {}
    ordered = select(DossierLog).order_by(col(DossierLog.dossier_id), col(DossierLog.seq))
    for line in session.exec(ordered.execution_options(yield_per=5000)):
        found.setdefault(line.dossier_id, []).append(line)
    return found


def lines_of(session: Session, dossier_id: int) -> list[DossierLog]:
    """The log of one dossier, oldest first."""
    lines = select(DossierLog).where(DossierLog.dossier_id == dossier_id).order_by(col(DossierLog.seq))
    return list(session.exec(lines))
