"""Reads a product register that a commune sends (XLSX or CSV): every product, or every mistake."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ocop_workflow.errors import BadInput, Mistake
from ocop_workflow.papers.delimited import read_delimited
from ocop_workflow.papers.heading_row import HeadingRow, find_heading
from ocop_workflow.papers.limits import DEFAULT_LIMITS, Limits, read_bounded, refused
from ocop_workflow.papers.register_rows import Remark, RowReader
from ocop_workflow.papers.sheet import Sheet
from ocop_workflow.papers.workbook import read_workbook
from ocop_workflow.rulebook.headings import Headings
from ocop_workflow.rulebook.legacy_text import is_legacy, may_be_legacy
from ocop_workflow.rulebook.registers import RegisterField, RegisterRow, folded_key

_SAMPLES = 3


@dataclass(frozen=True)
class Register:
    """A register read without a mistake, and all that was not taken from it."""

    rows: tuple[RegisterRow, ...]
    ignored: tuple[Remark, ...]
    ignored_columns: tuple[str, ...]
    ignored_sheets: tuple[str, ...]
    warnings: tuple[str, ...]


def read_register(path: Path, headings: Headings, limits: Limits = DEFAULT_LIMITS) -> Register:
    """Read every product of the file.

    Raises:
        NotReady: the file cannot be opened.
        BadInput: the file is refused, or holds mistakes; every bad cell is listed with sheet, row and column.
    """
    sheets, hidden = _sheets(path, headings, limits)
    found = [(sheet, find_heading(sheet, headings)) for sheet in sheets]
    registers = [(sheet, heading) for sheet, heading in found if heading.is_register]
    if not registers:
        raise BadInput(_title(path), [_no_register(path, sheet, heading, headings) for sheet, heading in found])
    if mistakes := [mistake for sheet, heading in registers for mistake in _as_a_whole(path, sheet, heading, limits)]:
        raise BadInput(_title(path), mistakes)
    readers = [RowReader(str(path), sheet, heading, headings) for sheet, heading in registers]
    for reader in readers:
        reader.read()
    rows = tuple(row for reader in readers for row in reader.rows)
    mistakes = [mistake for reader in readers for mistake in reader.mistakes] + _repeated_ids(path, rows)
    if not mistakes and not rows:
        why = "không có dòng sản phẩm nào dưới dòng tiêu đề"
        mistakes = [Mistake(str(path), why, heading.last, sheet.name) for sheet, heading in registers]
    if mistakes:
        raise BadInput(_title(path), mistakes)
    unused = [f"«{sheet.name}» (không có cột tên sản phẩm và chủ thể)" for sheet, h in found if not h.is_register]
    warnings = dict.fromkeys(str(warning) for reader in readers for warning in reader.warnings)
    return Register(
        rows=rows,
        ignored=tuple(remark for reader in readers for remark in reader.ignored),
        ignored_columns=tuple(dict.fromkeys(text for _, heading in registers for text in heading.unknown)),
        ignored_sheets=(*unused, *(f"«{name}» (đang ẩn)" for name in hidden)),
        warnings=(*warnings, *_several_spellings(rows, headings)),
    )


def _title(path: Path) -> str:
    return f"Danh sách sản phẩm {path.name}"


def _sheets(path: Path, headings: Headings, limits: Limits) -> tuple[list[Sheet], list[str]]:
    raw = read_bounded(path, limits)
    match path.suffix.casefold():
        case ".xlsx":
            sheets, hidden = read_workbook(path, raw, limits)
        case ".csv" | ".tsv" | ".txt":
            sheets, hidden = (
                [read_delimited(path, raw, limits, lambda sheet: find_heading(sheet, headings).is_register)],
                [],
            )
        case other:
            raise refused(
                path, f"chỉ đọc tệp .xlsx hoặc .csv; hãy mở bằng Excel và lưu lại dạng .xlsx (đuôi hiện tại: «{other}»)"
            )
    if not sheets:
        raise refused(path, "sổ không có trang tính nào đang hiện")
    return sheets, hidden


def _no_register(path: Path, sheet: Sheet, heading: HeadingRow, headings: Headings) -> Mistake:
    fields = {column.field for column in heading.columns}
    needed = ((RegisterField.PRODUCT_NAME, "tên sản phẩm"), (RegisterField.PRODUCER_NAME, "chủ thể"))
    missing = [(field, name) for field, name in needed if field not in fields] or list(needed)
    texts = [*(column.heading for column in heading.columns), *heading.unknown]
    return Mistake(
        file=str(path),
        sheet=sheet.name,
        line=heading.first or None,
        why="không tìm thấy dòng tiêu đề có cột " + " và cột ".join(name for _, name in missing),
        value=" | ".join(texts) if heading.columns else None,
        allowed="; ".join(f"{name}: {headings.known_headings(field)}" for field, name in missing),
    )


def _as_a_whole(path: Path, sheet: Sheet, heading: HeadingRow, limits: Limits) -> list[Mistake]:
    """What is wrong with a sheet as a whole: columns of one meaning, giant cells, old fonts."""
    mistakes = []
    for column in heading.columns:
        same = [other for other in heading.columns if (other.field, other.round) == (column.field, column.round)]
        if len(same) > 1 and column is same[0]:
            names = " | ".join(f"{other.heading} (cột {other.index})" for other in same)
            mistakes.append(
                Mistake(
                    str(path),
                    f"các cột cùng nghĩa: {names}",
                    line=heading.first,
                    sheet=sheet.name,
                    allowed="giữ một cột, đổi tên hoặc xóa cột kia",
                )
            )
    texts = {cell for cells in sheet.rows for cell in cells if isinstance(cell, str)}
    giants = {text for text in texts if len(text) > limits.cell_chars}
    mistakes += [
        Mistake(str(path), f"ô dài hơn {limits.cell_chars:,} ký tự", line=row, sheet=sheet.name, column=str(index))
        for row, index, _ in _cells_with(sheet, giants)
    ]
    doubtful = {text for text in texts if may_be_legacy(text) and not is_legacy(text)}
    suspicious = [(row, text) for row, _, text in _cells_with(sheet, doubtful) if row > heading.last]
    if len(suspicious) >= _SAMPLES:
        mistakes += [
            Mistake(
                str(path),
                "có vẻ là chữ gõ bằng phông cũ (TCVN3, VNI)",
                line=row,
                sheet=sheet.name,
                value=text,
                allowed="chữ Unicode; hãy chuyển mã cả tệp rồi gửi lại",
            )
            for row, text in suspicious[:_SAMPLES]
        ]
    return mistakes


def _cells_with(sheet: Sheet, texts: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of the cells that hold one of the texts."""
    for row, cells in enumerate(sheet.rows if texts else (), 1):
        for index, cell in enumerate(cells, 1):
            if isinstance(cell, str) and cell in texts:
                yield row, index, cell


def _repeated_ids(path: Path, rows: Iterable[RegisterRow]) -> list[Mistake]:
    first: dict[str, RegisterRow] = {}
    return [
        Mistake(
            str(path),
            f"mã dòng đã dùng ở {first[row.source_id].place}",
            line=row.place.row,
            sheet=row.place.sheet,
            value=row.source_id,
        )
        for row in rows
        if row.source_id and first.setdefault(row.source_id, row) is not row
    ]


def _several_spellings(rows: Sequence[RegisterRow], headings: Headings) -> list[str]:
    """Producers written in several ways, and products that may stand twice; a person decides."""
    names = dict.fromkeys(row.producer_name for row in rows)
    keys = {name: headings.producer_key(name) for name in names}
    spellings: dict[str, list[str]] = defaultdict(list)
    for name, key in keys.items():
        spellings[key].append(name)
    product_keys = [(keys[row.producer_name], folded_key(row.product_name)) for row in rows]
    times = Counter(product_keys)
    products: dict[tuple[str, str], list[RegisterRow]] = defaultdict(list)
    for row, product in zip(rows, product_keys, strict=True):
        if times[product] > 1:
            products[product].append(row)
    return [
        *(
            f"có thể là một chủ thể viết nhiều cách: {' = '.join(f'«{name}»' for name in same)}"
            for same in spellings.values()
            if len(same) > 1
        ),
        *(
            f"có thể trùng sản phẩm: {'; '.join(f'{row.place} «{row.product_name}»' for row in same)}"
            for same in products.values()
        ),
    ]
