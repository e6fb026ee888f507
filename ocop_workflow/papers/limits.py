"""How large a paper may be, and the one way to refuse it."""

import stat
from dataclasses import dataclass
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake, NotReady


@dataclass(frozen=True)
class Limits:
    """Bounds of a file that is read in: above any real register, and read or refused within 10 s and 256 MiB.

    `tags` bounds the XML of all sheets (and of the texts they share), `other_tags` that of styles and the rest.
    """

    file_bytes: int = 10_000_000
    unpacked_bytes: int = 40_000_000
    unpack_ratio: int = 200
    members: int = 1_000
    tags: int = 2_000_000
    strings: int = 300_000
    other_tags: int = 40_000
    rows: int = 25_000
    columns: int = 200
    merged_cells: int = 200_000
    cell_chars: int = 32_767


DEFAULT_LIMITS = Limits()


def refused(
    path: Path, why: str, *, sheet: str | None = None, line: int | None = None, value: str | None = None
) -> BadInput:
    """The refusal of a whole file for one reason."""
    mistake = Mistake(file=str(path), why=why, sheet=sheet, line=line, value=value)
    return BadInput(f"Tệp {path.name}", [mistake])


def read_bounded(path: Path, limits: Limits) -> bytes:
    """The bytes of a regular file within the size limit.

    Raises:
        NotReady: the file cannot be opened.
        BadInput: it is empty, too large, or not a regular file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise refused(path, "không phải là tệp thường")
        with path.open("rb") as file:
            raw = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise NotReady(f"Không mở được tệp {path}: {error.strerror}. Kiểm tra đường dẫn và quyền đọc.") from None
    if not raw:
        raise refused(path, "tệp rỗng")
    if len(raw) > limits.file_bytes:
        raise refused(path, f"tệp lớn hơn {limits.file_bytes:,} byte; hãy bỏ hình ảnh và trang tính thừa")
    return raw
