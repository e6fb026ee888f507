"""Reads the rows below a heading as products, and collects every mistake on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from ocop_workflow.errors import Mistake
from ocop_workflow.papers.cells import (
    Unreadable,
    checked,
    read_date,
    read_score,
    read_stars,
    read_text,
    read_year,
    shown,
)
from ocop_workflow.papers.heading_row import Column, HeadingRow
from ocop_workflow.papers.lines import Kind, Line
from ocop_workflow.papers.sheet import Sheet
from ocop_workflow.rulebook.headings import Headings
from ocop_workflow.rulebook.legacy_text import is_legacy
from ocop_workflow.rulebook.registers import Place, RegisterField, RegisterRow
from ocop_workflow.vocabulary import ProducerType

F = RegisterField
Known = TypeVar("Known")
_NEEDED = {F.PRODUCT_NAME: "sản phẩm", F.PRODUCER_NAME: "chủ thể"}
# What a producer shares with all products listed under it.
_OF_THE_PRODUCER = frozenset(
    {
        F.PRODUCER_NAME,
        F.PRODUCER_TYPE,
        F.COMMUNE,
        F.COMMUNE_CODE,
        F.DISTRICT,
        F.PROVINCE,
        F.ADDRESS,
        F.REPRESENTATIVE,
        F.PHONE,
        F.TAX_CODE,
    }
)


@dataclass(frozen=True)
class Remark:
    """Something about a line that a person should know, though nothing is wrong with it."""

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass
class RowReader:
    """Reads one sheet; `mistakes` (an ordered set), `ignored` and `warnings` grow as it reads.

    `rows` is whole only while there is no mistake.
    """

    file: str
    sheet: Sheet
    heading: HeadingRow
    headings: Headings
    rows: list[RegisterRow] = field(default_factory=list)
    mistakes: dict[Mistake, None] = field(default_factory=dict)
    ignored: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    def read(self) -> None:
        """Every line below the heading becomes a product, an ignored line or mistakes; nothing is dropped unseen."""
        closed = False
        producer: Line | None = None  # whose block we are in
        for row in range(self.heading.last + 1, len(self.sheet.rows) + 1):
            line = Line(self.sheet, self.heading, self.headings, row)
            kind = line.kind(below_producer=producer is not None, closed=closed)
            if kind is Kind.CONTINUATION and producer:
                self._read_product(line, producer)
                self._warn(line, f"chủ thể lấy theo dòng {producer.row}: «{producer.text(F.PRODUCER_NAME)}»")
            elif kind is Kind.PRODUCT:
                producer = Line(self.sheet, self.heading, self.headings, line.producer_row)
                self._read_product(line, producer)
                closed = False
            elif kind is Kind.IGNORED:
                text = " | ".join(line.own)
                self.ignored.append(Remark(line.place, f"«{text[:80]}{'…' if len(text) > 80 else ''}»"))
                closed = closed or line.closes
                producer = None
            elif not line.text(F.PRODUCT_NAME):  # a blank line ends a block, a line hidden by a merge does not
                producer = None

    def _read_product(self, line: Line, producer: Line) -> None:
        values: dict[str, Any] = {}
        latest = max((column.round for column in self.heading.rounds if shown(line.value(column))), default=0)
        for wanted in self.heading.fields:
            where = producer if wanted in _OF_THE_PRODUCER and not line.text(wanted) else line
            told = (c for c in self.heading.of(wanted) if c.round in (0, latest) and shown(where.value(c)))
            if column := next(told, None):
                self._read_cell(where, column, wanted, values)
            elif name := _NEEDED.get(wanted):
                allowed = f"điền tên {name}, hoặc xóa dòng nếu không phải sản phẩm"
                self._mistake(line.row, self.heading.of(wanted)[0], None, f"thiếu tên {name}", allowed)
        product = self.heading.of(F.PRODUCT_NAME)[0]
        if self.sheet.origin(line.row, product.index)[0] != line.row:
            self._mistake(
                line.row, product, line.text(F.PRODUCT_NAME), "tên sản phẩm gộp ô nhiều dòng", "mỗi dòng một sản phẩm"
            )
        self._compare_dates(line, values)
        if not self.mistakes:
            self.rows.append(RegisterRow(place=line.place, **values))

    def _read_cell(self, line: Line, column: Column, wanted: RegisterField, values: dict[str, Any]) -> None:
        value = line.value(column)
        try:
            read = self._reading(line, column, checked(value), wanted, values)
        except Unreadable as problem:
            row = self.sheet.origin(line.row, column.index)[0]
            self._mistake(row, column, shown(value), problem.why, problem.allowed)
        else:
            if read is not None:
                values[wanted.value] = read

    def _reading(
        self, line: Line, column: Column, value: object, wanted: RegisterField, values: dict[str, Any]
    ) -> object:
        if wanted is F.STARS:
            return read_stars(value, self.headings.stars)
        if wanted is F.SCORE:
            return read_score(value, self.headings.score)
        if wanted is F.YEAR:
            return read_year(value)
        if wanted in (F.RECOGNISED_ON, F.EXPIRES_ON):
            return self._date(line, column, value, wanted, values)
        if isinstance(value, str) and is_legacy(value):
            raise Unreadable(
                "chữ gõ bằng phông cũ (TCVN3, VNI) hoặc sai bảng mã", "chữ Unicode; hãy chuyển mã rồi gửi lại"
            )
        text = read_text(value)
        if wanted is F.PRODUCER_TYPE:
            return _known(self.headings.producer_type(text), "loại hình chủ thể", (kind.label for kind in ProducerType))
        if wanted is F.STATUS:
            return _known(
                self.headings.status(text), "trạng thái", (f"{s.label} ({s})" for s in self.headings.statuses)
            )
        if wanted is F.PRODUCT_GROUP:
            return self._group(line, text)
        if wanted in (F.PHONE, F.TAX_CODE, F.COMMUNE_CODE) and not isinstance(value, str):
            self._warn(line, f"cột «{column.heading}»: ô kiểu số, có thể đã mất số 0 ở đầu: {text}")
        return text

    def _group(self, line: Line, text: str) -> int | None:
        if self.headings.is_former_group(text):
            self._warn(line, f"nhóm «{text}» không còn trong các nhóm hiện hành, cần xếp lại nhóm")
            return None
        names = (f"{n}. {group[0]}" for n, group in self.headings.product_groups.items())
        return _known(self.headings.product_group(text), "nhóm sản phẩm", names)

    def _date(
        self, line: Line, column: Column, value: object, wanted: RegisterField, values: dict[str, Any]
    ) -> date | None:
        """A recognition known only by month or year gives the year: its day is not made up. An expiry needs its day."""
        read = read_date(value, self.sheet.epoch)
        if isinstance(read, date):
            return read
        if wanted is F.EXPIRES_ON:
            raise Unreadable("ngày hết hạn thiếu ngày", "ngày/tháng/năm đầy đủ, hoặc để trống")
        if values.setdefault(F.YEAR.value, read) != read:
            self._warn(line, f"cột «{column.heading}»: «{shown(value)}» khác năm {values[F.YEAR.value]}; giữ năm này")
        else:
            self._warn(line, f"cột «{column.heading}»: «{shown(value)}» không có ngày, chỉ ghi năm {read}")
        return None

    def _compare_dates(self, line: Line, values: dict[str, Any]) -> None:
        recognised, expires, year = (values.get(key.value) for key in (F.RECOGNISED_ON, F.EXPIRES_ON, F.YEAR))
        if recognised and expires and expires <= recognised:
            column = self.heading.of(F.EXPIRES_ON)[0]
            why = f"ngày hết hạn không sau ngày công nhận {recognised}"
            self._mistake(line.row, column, str(expires), why, "ngày sau ngày công nhận")
        if recognised and year and recognised.year != year:
            self._warn(line, f"năm {year} khác năm của ngày công nhận {recognised}; giữ cả hai")

    def _warn(self, line: Line, text: str) -> None:
        self.warnings.append(Remark(line.place, text))

    def _mistake(self, row: int, column: Column, value: str | None, why: str, allowed: str | None) -> None:
        """Once per cell: a merged cell that is wrong for five products is one mistake."""
        mistake = Mistake(self.file, why, row, self.sheet.name, column.heading, value, allowed)
        self.mistakes[mistake] = None


def _known(found: Known | None, what: str, allowed: Iterable[str]) -> Known:
    if found is None:
        raise Unreadable(f"không rõ {what}", " | ".join(allowed))
    return found
