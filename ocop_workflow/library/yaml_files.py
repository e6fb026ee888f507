"""Reads one YAML file into a shape: bounded, without aliases, and every mistake with its line."""

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.reader import ReaderError

from ocop_workflow.errors import BadInput, Mistake, NotReady

MAX_BYTES = 2_000_000
MAX_YAML = 400_000
"""Letters of a YAML file: a reader needs seconds for this many, and the longest plan so far has a seventh of them."""
MAX_ENTRIES = 20_000
MAX_DEPTH = 40

Model = TypeVar("Model", bound=BaseModel)


class _Reader(RoundTripConstructor):
    """Leaves dates as written, so that an impossible one is refused by the shape, with its line."""


_Reader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


def load_yaml(path: Path, model: type[Model]) -> Model:
    """Read `path` as `model`.

    Raises:
        NotReady: the file cannot be opened.
        BadInput: the file is too large, not UTF-8, not plain YAML, or does not fit the shape; with lines.
    """
    return fit(path, read_tree(path, read_text(path)), model)


def read_tree(path: Path, text: str) -> Mapping[str, Any]:
    """The text of a YAML file as a tree that knows its lines (`line_of`); raises BadInput as `load_yaml` does."""
    if len(text) > MAX_YAML:
        raise _refused(path, f"tệp dài hơn {MAX_YAML:,} chữ; hãy chia nhỏ hoặc bỏ phần không cần")
    _refuse_aliases_and_depth(path, text)
    reader = YAML(typ="rt", pure=True)
    reader.Constructor = _Reader
    try:
        tree = reader.load(text)
    except YAMLError as error:
        raise _not_yaml(path, error, text) from None
    except ValueError as error:
        raise _refused(path, f"không đọc được YAML: {error}") from None
    if not isinstance(tree, Mapping):
        raise _refused(path, "tệp phải là một bảng các khóa ở mức ngoài cùng", line=1)
    return tree


def fit(path: Path, tree: Mapping[str, Any], model: type[Model]) -> Model:
    """The tree as `model`; raises BadInput with every mistake and its line."""
    try:
        return model.model_validate(_plain(tree))
    except ValidationError as error:
        mistakes = [_mistake(path, tree, model, item) for item in error.errors()]
        raise BadInput(f"Tệp {path.name}", mistakes) from None


def read_text(path: Path) -> str:
    """The text of a small UTF-8 file, composed (NFC); raises as `load_yaml` does."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused(path, f"tệp lớn hơn {MAX_BYTES:,} byte, không giống tệp cấu hình; kiểm tra lại tên tệp")
        raw = path.read_bytes()
    except OSError as error:
        raise NotReady(f"Không mở được tệp {path}: {error.strerror}. Kiểm tra đường dẫn và quyền đọc.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refused(path, "không phải UTF-8; hãy lưu lại tệp bằng bảng mã UTF-8", line=line) from None
    return unicodedata.normalize("NFC", text)


def _refused(path: Path, why: str, line: int | None = None) -> BadInput:
    return BadInput(f"Tệp {path.name}", [Mistake(file=str(path), line=line, why=why)])


def _refuse_aliases_and_depth(path: Path, text: str) -> None:
    """Aliases can make a small file endless; no plan needs them, nor more than a few levels."""
    depth = 0
    try:
        for count, event in enumerate(YAML(typ="rt", pure=True).parse(text)):
            if count > MAX_ENTRIES:
                raise _refused(path, f"tệp có hơn {MAX_ENTRIES:,} mục; hãy chia nhỏ hoặc bỏ phần không cần")
            name = type(event).__name__
            line = event.start_mark.line + 1 if event.start_mark else None
            if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
                raise _refused(path, "không dùng neo (&) và bí danh (*) trong tệp cấu hình", line=line)
            if getattr(event, "tag", None) is not None:
                raise _refused(path, f"không dùng thẻ ({event.tag}) trong tệp cấu hình", line=line)
            depth += name.endswith("StartEvent") - name.endswith("EndEvent")
            if depth > MAX_DEPTH:
                raise _refused(path, f"lồng nhau quá {MAX_DEPTH} mức", line=line)
    except YAMLError as error:
        raise _not_yaml(path, error, text) from None
    except RecursionError:
        raise _refused(path, f"lồng nhau quá {MAX_DEPTH} mức") from None


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str | bytes):
        return [_plain(item) for item in node]
    return str(node) if isinstance(node, str) else node


_SYNTAX = {
    "\\t": "thụt đầu dòng bằng phím Tab; YAML chỉ dùng dấu cách",
    "duplicate key": "khóa bị lặp trong cùng một bảng",
    "mapping values are not allowed": "dấu «:» đặt sai chỗ; câu có «: » phải để trong ngoặc kép",
    "special characters are not allowed": "có ký tự điều khiển không đọc được",
}


def _not_yaml(path: Path, error: YAMLError, text: str) -> BadInput:
    """The parser's complaint with its line, in Vietnamese where it is a common one."""
    problem, line = str(error), None
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        problem, line = (error.problem or problem).strip(), mark.line + 1 if mark else None
    elif isinstance(error, ReaderError):
        problem, line = error.reason, text.count("\n", 0, error.position) + 1
    known = next((words for sign, words in _SYNTAX.items() if sign in problem), None)
    return _refused(path, known or f"sai cú pháp YAML ({problem})", line=line)


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


def line_of(tree: Any, where: Sequence[Any]) -> int | None:
    """The line (from 1) of the deepest part of `where` that stands in the file."""
    line: int | None = 1
    node: Any = tree
    for part in where:
        marks = getattr(node, "lc", None)
        if marks is None:
            break
        try:
            mark = marks.key(part) if isinstance(node, Mapping) else marks.item(part)
            node, line = node[part], mark[0] + 1
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line
