"""Reads one YAML file into a shape: bounded, without aliases, and every mistake with its line."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from ocop_workflow.errors import BadInput, Mistake, NotReady
from ocop_workflow.library.yaml_tree import Table, line_of, read_tree, refused

MAX_BYTES = 2_000_000
Model = TypeVar("Model", bound=BaseModel)


def load_yaml(path: Path, model: type[Model]) -> Model:
    """Read `path` as `model`.

    Raises:
        NotReady: the file cannot be opened.
        BadInput: the file is too large, not UTF-8, not plain YAML, or does not fit the shape; with lines.
    """
    return fit(path, read_tree(path, read_text(path)), model)


def fit(path: Path, tree: Table, model: type[Model]) -> Model:
    """The tree as `model`; raises BadInput with every mistake and its line."""
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        mistakes = [_mistake(path, tree, model, item) for item in error.errors()]
        raise BadInput(f"Tệp {path.name}", mistakes) from None


def read_text(path: Path) -> str:
    """The text of a small UTF-8 file, composed (NFC); raises as `load_yaml` does."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refused(path, f"tệp lớn hơn {MAX_BYTES:,} byte, không giống tệp cấu hình; kiểm tra lại tên tệp")
        raw = path.read_bytes()
    except OSError as error:
        raise NotReady(f"Không mở được tệp {path}: {error.strerror}. Kiểm tra đường dẫn và quyền đọc.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refused(path, "không phải UTF-8; hãy lưu lại tệp bằng bảng mã UTF-8", line=line) from None
    return unicodedata.normalize("NFC", text)


def _mistake(path: Path, tree: Any, model: type[BaseModel], error: Any) -> Mistake:
    where = [part for part in error["loc"] if not str(part).startswith("function-")]
    value = error.get("input")
    message = error["msg"].removeprefix("Value error, ")
    context = error.get("ctx") or {}
    allowed = context.get("expected") or context.get("pattern")
    if value is None and error["type"] in ("enum", "literal_error"):
        message = _EMPTY
    elif (value is None and error["type"].endswith("_type")) or (value == [] and error["type"] == "too_short"):
        kind = _vietnamese(error["type"], message)
        message, allowed = _EMPTY, kind.removeprefix("phải là ") if value is None else None
    if error["type"] == "extra_forbidden":
        allowed = _keys_at(model, where[:-1])
    if bounds := [f"{sign} {context[name]}" for name, sign in _BOUNDS.items() if name in context]:
        message, allowed = "số nằm ngoài giới hạn", ", ".join(bounds)
    return Mistake(
        file=str(path),
        line=line_of(tree, where),
        why=f"{'.'.join(map(str, where)) or 'toàn tệp'}: {_said(error['type'], message)}",
        value=None if value is None or isinstance(value, dict | list) or error["type"] == "missing" else str(value),
        allowed=str(allowed) if allowed else None,
    )


def _keys_at(model: type[BaseModel], where: Sequence[Any]) -> str | None:
    """The keys that a table in this place of the file may have."""
    found: Any = model
    for part in where:
        if isinstance(part, int):
            continue
        fields = {field.alias or name: field for name, field in found.model_fields.items()}
        if part not in fields:
            return None
        inner = _models_in(fields[part].annotation)
        if not inner:
            return None
        found = inner[0]
    return ", ".join(field.alias or name for name, field in found.model_fields.items())


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


_EMPTY = "còn để trống; hãy điền"
_BOUNDS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}

_WORDS = {
    "missing": "thiếu khóa bắt buộc",
    "extra_forbidden": "khóa không có trong khuôn mẫu; xóa đi hoặc sửa lại tên khóa",
    "enum": "giá trị không nằm trong danh sách",
    "literal_error": "giá trị không nằm trong danh sách",
    "string_pattern_mismatch": "viết sai dạng",
    "date_from_datetime_parsing": "ngày không có thật hoặc sai dạng năm-tháng-ngày",
    "date_parsing": "ngày không có thật hoặc sai dạng năm-tháng-ngày",
    "date_type": "phải là ngày, dạng năm-tháng-ngày",
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
    "string_type": "phải là chữ",
    "string_too_short": "không được để trống",
    "tuple_type": "phải là danh sách",
    "too_short": "danh sách có ít mục hơn quy định",
    "too_long": "danh sách có nhiều mục hơn quy định",
    "model_type": "phải là một bảng các khóa",
}


def _said(kind: str, message: str) -> str:
    return message if message.startswith(_EMPTY) else _vietnamese(kind, message)


def _vietnamese(kind: str, message: str) -> str:
    return _WORDS.get(kind, message)
