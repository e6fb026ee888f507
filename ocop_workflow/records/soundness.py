"""Is what stands in the database whole: the file, the references, the chains of the log, the outbox."""

import sqlalchemy as sa
from sqlmodel import col, select

from ocop_workflow.records.log import verify
from ocop_workflow.records.notice_tables import Notice, NoticeLine
from ocop_workflow.records.schema import METADATA
from ocop_workflow.records.session import reading
from ocop_workflow.vocabulary import NoticeState


def faults_of(url: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """The number of rows of each table, and everything that does not hold together, in words; nothing is changed."""
    with reading(url) as session:
        faults = _of_the_file(session.connection())
        checked = verify(session)
        faults += [f"Nhật ký {fault.dossier_code}, dòng {fault.seq}: {fault.why}" for fault in checked.faults]
        loose = session.exec(select(sa.func.count()).where(col(NoticeLine.notice_id).is_(None))).one()
        faults += [f"{loose} việc phải nhắc không nằm trong thông báo nào: chạy «ocop sweep»"] if loose else []
        empty = (Notice.state == NoticeState.OWED, ~sa.exists().where(col(NoticeLine.notice_id) == Notice.id))
        hollow = session.exec(select(sa.func.count()).where(*empty)).one()
        faults += [f"{hollow} thông báo chờ gửi mà không có việc nào bên trong"] if hollow else []
        counts = {
            name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in METADATA.tables.items()
        }
    return counts, tuple(faults)


def _of_the_file(connection: sa.Connection) -> list[str]:
    """SQLite can say whether its file is sound; PostgreSQL keeps references by itself."""
    if connection.dialect.name == "postgresql":
        return []
    said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    faults = [f"Tệp dữ liệu hỏng: {line}" for line in said if line != "ok"]
    return faults + ([f"{len(broken)} dòng chỉ tới một dòng không còn"] if broken else [])
