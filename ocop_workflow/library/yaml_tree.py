"""The text of a YAML file as a tree of plain values that knows its lines: bounded, without aliases or tags.

The events are those of libyaml, which reads fifty times as fast as a parser in Python; every command reads some
twenty files. What a value means is decided by YAML 1.2: «no» and «yes» are words, 0123 is no octal number.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from ocop_workflow.errors import BadInput, Mistake

MAX_YAML = 400_000
"""Letters of a YAML file; the longest plan so far has a seventh of them."""
MAX_ENTRIES = 20_000
MAX_DEPTH = 40


_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Table(dict[str, Any]):
    """A table of the file; `lines` has the line (from 1) of each key."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class Items(list[Any]):
    """A list of the file; `lines` has the line (from 1) of each item."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def read_tree(path: Path, text: str) -> Table:
    """The text of a YAML file as a tree that knows its lines (`line_of`).

    Dates stay as written, so that an impossible one is refused by the shape, with its line.

    Raises:
        BadInput: the text is too long, not plain YAML, or not a table; with lines.
    """
    if len(text) > MAX_YAML:
        raise refused(path, f"tệp dài hơn {MAX_YAML:,} chữ; hãy chia nhỏ hoặc bỏ phần không cần")
    try:
        tree = _Reader(path, text).document()
    except yaml.YAMLError as error:
        raise _not_yaml(path, error, text) from None
    except ValueError as error:
        raise refused(path, f"không đọc được YAML: {error}") from None
    if not isinstance(tree, Table):
        raise refused(path, "tệp phải là một bảng các khóa ở mức ngoài cùng", line=1)
    return tree


def line_of(tree: Any, where: Sequence[Any]) -> int | None:
    """The line (from 1) of the deepest part of `where` that stands in the file."""
    line, node = 1, tree
    for part in where:
        try:
            line, node = node.lines[part], node[part]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line


def refused(path: Path, why: str, line: int | None = None) -> BadInput:
    """The file is refused, with the place."""
    return BadInput(f"Tệp {path.name}", [Mistake(file=str(path), line=line, why=why)])


class _Reader:
    """Builds the tree from the parser's events, and stops at the first thing that a configuration file may not have.

    Aliases can make a small file endless; no plan needs them, nor tags, nor more than a few levels.
    """

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._events = yaml.parse(text, Loader=_Parser)
        self._meaning = YAML(typ="safe", pure=True)
        self._count = 0

    def document(self) -> Any:
        """The one document of the file; None where it is empty."""
        self._next()  # the stream begins
        if isinstance(self._next(), StreamEndEvent):
            return None
        tree = self._value(self._next(), depth=1)
        self._next()  # the document ends
        after = self._next()
        if not isinstance(after, StreamEndEvent):
            raise self._refused("tệp chỉ được có một phần, không dùng dòng «---» ở giữa", after)
        return tree

    def _next(self) -> Event:
        self._count += 1
        event: Event = next(self._events)
        if self._count > MAX_ENTRIES:
            raise refused(self._path, f"tệp có hơn {MAX_ENTRIES:,} mục; hãy chia nhỏ hoặc bỏ phần không cần")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise self._refused("không dùng neo (&) và bí danh (*) trong tệp cấu hình", event)
        if tag := getattr(event, "tag", None):
            raise self._refused(f"không dùng thẻ ({tag}) trong tệp cấu hình", event)
        return event

    def _value(self, event: Event, depth: int) -> Any:
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if depth > MAX_DEPTH:
            raise self._refused(f"lồng nhau quá {MAX_DEPTH} mức", event)
        return self._table(depth) if isinstance(event, MappingStartEvent) else self._items(event, depth)

    def _table(self, depth: int) -> Table:
        table = Table()
        while not isinstance(event := self._next(), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise self._refused("khóa phải là chữ hoặc số viết trên một dòng", event)
            key = str(self._scalar(event))
            if key in table:
                raise self._refused("khóa bị lặp trong cùng một bảng", event)
            table.lines[key] = _line(event)
            table[key] = self._value(self._next(), depth + 1)
        return table

    def _items(self, start: Event, depth: int) -> Items:
        assert isinstance(start, SequenceStartEvent), start
        items = Items()
        while not isinstance(event := self._next(), SequenceEndEvent):
            items.lines.append(_line(event))
            items.append(self._value(event, depth + 1))
        return items

    def _scalar(self, event: ScalarEvent) -> Any:
        """What the letters mean in YAML 1.2, but for dates."""
        tag = str(self._meaning.resolver.resolve(ScalarNode, event.value, event.implicit))
        if tag not in _PLAIN:
            return event.value
        node = ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        return self._meaning.constructor.construct_object(node)

    def _refused(self, why: str, event: Event) -> BadInput:
        return refused(self._path, why, line=_line(event))


_PLAIN = {f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float")}


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


_SYNTAX = {
    "cannot start any token": "không giá trị nào bắt đầu như vậy; thụt đầu dòng chỉ dùng dấu cách, không dùng phím Tab",
    "mapping values are not allowed": "dấu «:» đặt sai chỗ; câu có «: » phải để trong ngoặc kép",
    "control characters are not allowed": "có ký tự điều khiển không đọc được",
}


def _not_yaml(path: Path, error: yaml.YAMLError, text: str) -> BadInput:
    """The parser's complaint with its line, in Vietnamese where it is a common one."""
    problem, line = str(error), None
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        problem, line = (error.problem or problem).strip(), mark.line + 1 if mark else None
    elif isinstance(error, ReaderError):
        problem, line = error.reason, text.encode()[: error.position].count(b"\n") + 1
    known = next((words for sign, words in _SYNTAX.items() if sign in problem), None)
    return refused(path, known or f"sai cú pháp YAML ({problem})", line=line)
