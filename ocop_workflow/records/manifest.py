"""What a backup says of itself: how many rows, where every chain of the log ended, and the hash of its file."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, ValidationError

from ocop_workflow.errors import BadInput, Mistake, NotReady
from ocop_workflow.records.dossier_tables import Dossier
from ocop_workflow.records.sets import table_of

NAME = "manifest.json"
_BLOCK = 1 << 20


class Contents(BaseModel):
    """What stood in the database at the moment of the backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: dict[str, int]
    log_heads: str
    """SHA-256 over the end of every dossier's log chain, in the order of the dossiers."""


class Manifest(BaseModel):
    """The file beside a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = 1
    program: str
    made_at: datetime
    database: str
    schema_version: str
    file: str
    bytes: int
    sha256: str
    contents: Contents


def contents_of(connection: sa.Connection, tables: Sequence[str]) -> Contents:
    """Count the rows of the tables and read the heads of the chains, in the transaction of the connection."""
    rows = {
        name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one()
        for name in sorted(tables)
    }
    columns = table_of(Dossier).c
    heads = sa.select(columns.id, columns.log_seq, columns.log_hash).order_by(columns.id)
    digest = hashlib.sha256()
    for dossier_id, seq, end in connection.execute(heads.execution_options(yield_per=5000)):
        digest.update(f"{dossier_id} {seq} {end}\n".encode())
    return Contents(rows=rows, log_heads=digest.hexdigest())


def differences(said: Contents, found: Contents) -> list[str]:
    """Where what was found is not what the manifest says, in words."""
    wrong = [
        f"bảng {name}: {found.rows.get(name, 0)} dòng, bản sao lưu ghi {number}"
        for name, number in said.rows.items()
        if found.rows.get(name, 0) != number
    ]
    return wrong + (["cuối các chuỗi nhật ký hồ sơ không khớp"] if said.log_heads != found.log_heads else [])


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup folder.

    Raises:
        NotReady: there is none. BadInput: it cannot be understood.
    """
    path = folder / NAME
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError:
        raise NotReady(f"Không thấy {path}. Chỉ tới thư mục mà «ocop db backup» đã tạo.") from None
    except ValidationError as error:
        why = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:5])
        raise BadInput(f"Bản sao lưu {folder.name}", [Mistake(file=str(path), why=why)]) from None


def check_file(folder: Path, manifest: Manifest) -> Path:
    """The data file of a backup, whole as it was written.

    Raises:
        BadInput: it is missing, cut or changed.
    """
    path = folder / manifest.file
    found = (path.stat().st_size, sha256_of_file(path)) if path.is_file() else (0, "")
    if found != (manifest.bytes, manifest.sha256):
        why = (
            f"{found[0]:,} byte, mã băm không khớp với {NAME} ({manifest.bytes:,} byte): tệp thiếu, bị cắt hoặc bị sửa"
        )
        raise BadInput(f"Bản sao lưu {folder.name}", [Mistake(file=str(path), why=why)])
    return path


def sha256_of_file(path: Path) -> str:
    """The hash of a file of any size."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
