"""Pieces of YAML as plan files have them: folded words, lists in a line, empty places with a note what goes there."""

import re
from collections.abc import Iterable
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

_WIDTH = 118
_FOLDED_FROM = 88
_INDENT = 8
_FILL = "ĐIỀN: "
_READ_AMISS = re.compile(r"[:#%«“,\[\]{}&*!|>'\"@`]|^[\d\-?.~]|^(?:true|false|null|yes|no)$", re.IGNORECASE)


def dumped(plan: CommentedMap) -> str:
    """The tree as the text of a file."""
    yaml = YAML()
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    yaml.dump(plan, text)
    return text.getvalue()


def text(words: str) -> Any:
    """Long words are folded at the width of the file, short ones stand in the line, quoted where YAML would misread."""
    if len(words) <= _FOLDED_FROM:
        return DoubleQuotedScalarString(words) if _READ_AMISS.search(words) else words
    folded = FoldedScalarString(words)
    positions: list[int] = []
    at = 0
    while len(words) - at > _WIDTH - _INDENT:
        end = words.rfind(" ", at + 1, at + _WIDTH - _INDENT)
        if end < 0 and (end := words.find(" ", at + 1)) < 0:
            break
        positions.append(end)
        at = end + 1
    folded.fold_pos = positions
    return folded


def quoted(words: str) -> Any:
    """Words that always stand in quotes: numbers of documents, signs, units."""
    return DoubleQuotedScalarString(words)


def block(items: Iterable[Any]) -> CommentedSeq:
    """A list with one item in each line."""
    return CommentedSeq(items)


def flow(items: Iterable[Any]) -> CommentedSeq:
    """A list in one line."""
    items = CommentedSeq(items)
    items.fa.set_flow_style()
    return items


def add(plan: CommentedMap, key: str, value: Any, comment: str | None = None) -> None:
    """A part of the file, with an empty line and a comment before it."""
    plan[key] = value
    if comment:
        plan.yaml_set_comment_before_after_key(key, before=f"\n{comment}")


def fill(entry: CommentedMap, key: str, what: str, empty: Any = None) -> None:
    """An empty place, with a note what belongs there."""
    entry[key] = empty
    entry.yaml_add_eol_comment(_FILL + what, key)


def known(entry: CommentedMap, key: str, value: Any, what: str) -> None:
    """The value that was read, or an empty place to fill."""
    if value:
        entry[key] = text(value) if isinstance(value, str) else value
    else:
        fill(entry, key, what, value)


def setting(**wanted: str) -> CommentedMap:
    """A setting of the locality, every value of it empty."""
    entry = CommentedMap(not_in_plan=True)
    fill(entry, "why", "căn cứ của địa phương")
    for key, what in wanted.items():
        fill(entry, key, what)
    return entry
