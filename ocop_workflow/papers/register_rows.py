"""Reads the rows below a heading as products, and collects every mistake on the way."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from ocop_workflow.errors import Mistake
from ocop_workflow.papers.cells import Unreadable, shown
from ocop_workflow.papers.heading_row import Column, HeadingRow
from ocop_workflow.papers.lines import Kind, Line
from ocop_workflow.papers.register_cells import MOST_WORDS, FormerGroup, cell_reader
from ocop_workflow.papers.sheet import Sheet
from ocop_workflow.rulebook.headings import Headings
from ocop_workflow.rulebook.registers import Place, RegisterField, RegisterRow

F = RegisterField
_NEEDED = {F.PRODUCT_NAME: "sản phẩm", F.PRODUCER_NAME: "chủ thể"}
_NAMES = {field: field.value for field in F}
_COMPARED = (F.RECOGNISED_ON.value, F.EXPIRES_ON.value, F.YEAR.value)
_DAYS = frozenset({F.RECOGNISED_ON, F.EXPIRES_ON})
_DIGITS = frozenset({F.PHONE, F.TAX_CODE, F.COMMUNE_CODE})
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

    def __post_init__(self) -> None:
        self._read = cell_reader(self.headings, self.sheet.epoch)
        self._shown = lru_cache(MOST_WORDS, typed=True)(shown)

    def read(self) -> None:
        """Every line below the heading becomes a product, an ignored line or mistakes; nothing is dropped unseen."""
        closed = False
        producer: Line | None = None  # whose block we are in
        for row in range(self.heading.last + 1, len(self.sheet.rows) + 1):
            line = self._line(row)
            kind = line.kind(below_producer=producer is not None, closed=closed)
            if kind is Kind.CONTINUATION and producer:
                self._read_product(line, producer)
                self._warn(line, f"chủ thể lấy theo dòng {producer.row}: «{producer.text(F.PRODUCER_NAME)}»")
            elif kind is Kind.PRODUCT:
                typed_in = line.producer_row
                producer = line if typed_in == row else self._line(typed_in)
                self._read_product(line, producer)
                closed = False
            elif kind is Kind.IGNORED:
                text = " | ".join(line.own)
                self.ignored.append(Remark(line.place, f"«{text[:80]}{'…' if len(text) > 80 else ''}»"))
                closed = closed or line.closes
                producer = None
            elif not line.text(F.PRODUCT_NAME):  # a blank line ends a block, a line hidden by a merge does not
                producer = None

    def _line(self, row: int) -> Line:
        return Line(self.sheet, self.heading, self.headings, row, self._shown)

    def _read_product(self, line: Line, producer: Line) -> None:
        values: dict[str, Any] = {}
        latest = max((column.round for column in self.heading.rounds if line.texts[column.index]), default=0)
        for wanted, columns in self.heading.columns_by_field:
            where = line
            if producer is not line and wanted in _OF_THE_PRODUCER and not line.text(wanted):
                where = producer
            for column in columns:
                if column.round in (0, latest) and where.texts[column.index]:
                    self._read_cell(where, column, wanted, values)
                    break
            else:
                if name := _NEEDED.get(wanted):
                    allowed = f"điền tên {name}, hoặc xóa dòng nếu không phải sản phẩm"
                    self._mistake(line.row, columns[0], None, f"thiếu tên {name}", allowed)
        product = self.heading.of(F.PRODUCT_NAME)[0]
        if self.sheet.origin(line.row, product.index)[0] != line.row:
            self._mistake(
                line.row, product, line.text(F.PRODUCT_NAME), "tên sản phẩm gộp ô nhiều dòng", "mỗi dòng một sản phẩm"
            )
        self._compare_dates(line, values)
        if not self.mistakes:
            self.rows.append(RegisterRow(place=line.place, **values))

    def _read_cell(self, line: Line, column: Column, wanted: RegisterField, values: dict[str, Any]) -> None:
        value = line.values[column.index]
        try:
            read = self._read(wanted, value)
            if wanted in _DAYS:
                read = self._day(line, column, read, wanted, values)
        except Unreadable as problem:
            row = self.sheet.origin(line.row, column.index)[0]
            self._mistake(row, column, shown(value), problem.why, problem.allowed)
            return
        if isinstance(read, FormerGroup):
            self._warn(line, f"nhóm «{read.text}» không còn trong các nhóm hiện hành, cần xếp lại nhóm")
        elif read is not None:
            values[_NAMES[wanted]] = read
            if wanted in _DIGITS and not isinstance(value, str):
                self._warn(line, f"cột «{column.heading}»: ô kiểu số, có thể đã mất số 0 ở đầu: {read}")

    def _day(
        self, line: Line, column: Column, read: object, wanted: RegisterField, values: dict[str, Any]
    ) -> date | None:
        """A recognition known only by month or year gives the year: its day is not made up. An expiry needs its day."""
        if isinstance(read, date):
            return read
        if wanted is F.EXPIRES_ON:
            raise Unreadable("ngày hết hạn thiếu ngày", "ngày/tháng/năm đầy đủ, hoặc để trống")
        text = line.texts[column.index]
        if values.setdefault(F.YEAR.value, read) != read:
            self._warn(line, f"cột «{column.heading}»: «{text}» khác năm {values[F.YEAR.value]}; giữ năm này")
        else:
            self._warn(line, f"cột «{column.heading}»: «{text}» không có ngày, chỉ ghi năm {read}")
        return None

    def _compare_dates(self, line: Line, values: dict[str, Any]) -> None:
        recognised, expires, year = map(values.get, _COMPARED)
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
