"""What can go wrong, as facts that a person can act on: every message says what happened, where, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass


class OcopError(Exception):
    """Base of all expected failures; the roof prints the message and exits with 1."""


@dataclass(frozen=True)
class Mistake:
    """One mistake in a file: the place a person can go to, the value found, why it is wrong, what is allowed."""

    file: str
    why: str
    line: int | None = None
    sheet: str | None = None
    column: str | None = None
    value: str | None = None
    allowed: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        place = self.file
        if self.sheet:
            place += f", trang tính «{self.sheet}»"
        if self.line is not None:
            place += f", dòng {self.line}"
        if self.column:
            place += f", cột «{self.column}»"
        if self.cell:
            place += f", ô {self.cell}"
        text = f"{place}: {self.why}"
        if self.value is not None:
            shown = self.value if len(self.value) <= 120 else self.value[:117] + "…"
            text += f" (giá trị: «{shown}»)"
        if self.allowed:
            text += f"; cho phép: {self.allowed}"
        return text


class BadInput(OcopError):
    """A file that was refused whole: nothing of it was stored."""

    def __init__(self, what: str, mistakes: Sequence[Mistake]) -> None:
        self.what = what
        self.mistakes = tuple(mistakes)
        lines = "\n".join(f"  - {mistake}" for mistake in self.mistakes)
        super().__init__(f"{what}: có {len(self.mistakes)} lỗi, chưa lưu gì.\n{lines}")


class NotFound(OcopError):
    """Something was asked for by a code that is not there."""

    def __init__(self, kind: str, code: object, hint: str = "") -> None:
        self.kind, self.code = kind, code
        super().__init__(f"Không tìm thấy {kind} «{code}»." + (f" {hint}" if hint else ""))


class Refused(OcopError):
    """A move or act that the rules do not allow; `missing` lists everything that stands against it."""

    def __init__(self, what: str, missing: Sequence[str] = ()) -> None:
        self.what = what
        self.missing = tuple(missing)
        super().__init__(what + "".join(f"\n  - {reason}" for reason in self.missing))


class Conflict(OcopError):
    """Somebody else decided first: the version that the caller saw is no longer the current one."""


class NotReady(OcopError):
    """The installation is not ready (database missing, old schema, port taken); the message says what to run."""
