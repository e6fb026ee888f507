"""Files that people get: written whole beside their place, then put there, so that nobody ever finds half of one."""

import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ocop_workflow.errors import NotReady


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write every file, then put all of them in their places; an earlier file of that name is replaced.

    Raises:
        NotReady: one of them cannot be written; those that were there stay as they were.
    """
    written: dict[Path, Path] = {}
    place = Path()
    try:
        for place, content in contents.items():
            target = place.resolve()
            if target.is_dir():
                raise IsADirectoryError(0, "đây là một thư mục, không phải tệp")
            beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
            written[beside] = target
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, beside)
        for beside, place in written.items():
            beside.replace(place)
    except OSError as error:
        why = error.strerror or error
        raise NotReady(f"Không ghi được tệp {place}: {why}. Kiểm tra thư mục, quyền ghi, dung lượng đĩa.") from None
    finally:
        for beside in written:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
