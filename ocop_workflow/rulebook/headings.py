"""The words of registers: headings of columns, words inside cells, lines that are no product."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ocop_workflow.rulebook.registers import RegisterField, RegisterStatus, exact_key, folded_key, tidy
from ocop_workflow.vocabulary import ProducerType, Word

Meaning = tuple[RegisterField, int]
Code = TypeVar("Code", bound=Word)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(_Shape):
    """One wording of a column heading, where it was seen, and the round of recognition it speaks of (0 = current)."""

    text: str = Field(min_length=1)
    seen: tuple[str, ...] = Field(min_length=1)
    round: int = Field(default=0, ge=0)


class Bounds(_Shape):
    """The lowest and highest value allowed, both inclusive, and the clause that says so."""

    lowest: int
    highest: int
    clause: str


class Headings(_Shape):
    """What config/registers/headings.yaml says; a word with two meanings is refused when the file is read."""

    sources: dict[str, str]
    columns: dict[RegisterField, tuple[Heading, ...]]
    producer_types: dict[ProducerType, tuple[str, ...]]
    statuses: dict[RegisterStatus, tuple[str, ...]]
    product_groups: dict[int, tuple[str, ...]]
    former_product_groups: tuple[str, ...]
    stars: Bounds
    score: Bounds
    closing_lines: tuple[str, ...]
    abbreviations: dict[str, str]

    @model_validator(mode="after")
    def _each_word_means_one_thing(self) -> Self:
        if missing := [field for field in RegisterField if not self.columns.get(field)]:
            raise ValueError(f"chưa có tiêu đề nào cho cột: {', '.join(missing)}")
        seen = {source for wordings in self.columns.values() for heading in wordings for source in heading.seen}
        if unknown := sorted(seen - self.sources.keys()):
            raise ValueError(f"nguồn chưa khai ở «sources»: {', '.join(unknown)}")
        for key in (exact_key, folded_key):
            meanings: dict[str, Meaning] = {}
            for field, heading in self._wordings():
                meaning = meanings.setdefault(key(heading.text), (field, heading.round))
                if meaning != (field, heading.round):
                    raise ValueError(f"tiêu đề «{heading.text}» có hai nghĩa: {meaning[0]} và {field}")
        for words in (self._producer_types, self._statuses, self._group_names):
            if len({key for key, _ in words}) < len(set(words)):
                raise ValueError(f"một từ có hai nghĩa trong: {', '.join(sorted(key for key, _ in words))}")
        return self

    def _wordings(self) -> Iterable[tuple[RegisterField, Heading]]:
        return ((field, heading) for field, wordings in self.columns.items() for heading in wordings)

    @cached_property
    def _by_exact_key(self) -> Mapping[str, Meaning]:
        return {exact_key(heading.text): (field, heading.round) for field, heading in self._wordings()}

    @cached_property
    def _by_folded_key(self) -> Mapping[str, Meaning]:
        return {folded_key(heading.text): (field, heading.round) for field, heading in self._wordings()}

    @cached_property
    def _producer_types(self) -> frozenset[tuple[str, ProducerType]]:
        return _spelt(self.producer_types, ProducerType)

    @cached_property
    def _type_of(self) -> Mapping[str, ProducerType]:
        return dict(self._producer_types)

    @cached_property
    def _statuses(self) -> frozenset[tuple[str, RegisterStatus]]:
        return _spelt(self.statuses, RegisterStatus)

    @cached_property
    def _status_of(self) -> Mapping[str, RegisterStatus]:
        return dict(self._statuses)

    @cached_property
    def _group_names(self) -> frozenset[tuple[str, int]]:
        return frozenset((folded_key(name), n) for n, names in self.product_groups.items() for name in names)

    @cached_property
    def _group_of(self) -> Mapping[str, int]:
        return dict(self._group_names)

    @cached_property
    def _former_groups(self) -> frozenset[str]:
        return frozenset(map(folded_key, self.former_product_groups))

    @cached_property
    def _full_words(self) -> Mapping[str, str]:
        return {folded_key(short): full for short, full in self.abbreviations.items()}

    def meaning(self, text: str) -> Meaning | None:
        """The field and round that a heading stands for; accents first, then without them; None when unknown."""
        return self._by_exact_key.get(exact_key(text)) or self._by_folded_key.get(folded_key(text))

    def known_headings(self, field: RegisterField) -> str:
        """The headings known for a field, for a message."""
        return " | ".join(heading.text for heading in self.columns[field])

    def producer_type(self, text: str) -> ProducerType | None:
        """The legal form that the word stands for; None when unknown."""
        return self._type_of.get(folded_key(text))

    def status(self, text: str) -> RegisterStatus | None:
        """The status that the word stands for; None when unknown."""
        return self._status_of.get(folded_key(text))

    def product_group(self, text: str) -> int | None:
        """The number of the group named by «3», «III», «Nhóm III», «Đồ uống», «2. Đồ uống»; None when unknown.

        A number and a name that disagree are unknown too.
        """
        text = re.sub(r"^(nhóm|ngành)(\s+sản phẩm|\s+hàng)?\s*[:.]?\s*", "", tidy(text).casefold())
        if numbered := re.fullmatch(r"(\d|[ivx]+)(?:(?:\s*[.:)\-–]\s*|\s+)(.*))?", text):
            digits = str(_ROMAN.index(numbered[1]) + 1) if numbered[1] in _ROMAN else numbered[1]
            number = int(digits) if digits.isdecimal() and int(digits) in self.product_groups else None
            return number if not numbered[2] or self._group_of.get(folded_key(numbered[2])) == number else None
        return self._group_of.get(folded_key(text))

    def is_former_group(self, text: str) -> bool:
        """Whether the text names a group of an earlier regime that no group of today continues."""
        return folded_key(text) in self._former_groups

    def closes_the_list(self, text: str) -> bool:
        """Whether a line is a total, a note, a signature or a date line, not a product."""
        line = exact_key(text).lstrip("(*) ")
        if re.search(r"\bngày\b.{1,12}\btháng\b.{1,12}\bnăm\b", line):
            return True
        return any(re.match(_opening(exact_key(words)), line) for words in self.closing_lines)

    def producer_key(self, name: str) -> str:
        """One key for several spellings of a producer («HTX Minh Anh», «Hợp tác xã Minh Anh»).

        To suggest that two may be one; a person decides.
        """
        return folded_key(" ".join(self._full_words.get(folded_key(word), word) for word in name.split()))


def _spelt(words: Mapping[Code, Iterable[str]], codes: type[Code]) -> frozenset[tuple[str, Code]]:
    """Each code by its own name, its label and the words of the file."""
    return frozenset(
        (folded_key(word), code) for code in codes for word in (str(code), code.label, *words.get(code, ()))
    )


def _opening(words: str) -> str:
    """One word closes only when it stands alone or before figures («Cộng: 15», not «Cộng hưởng»); several may go on."""
    return re.escape(words) + (r"(?!\w)" if re.search(r"\W", words) else r"[\W\d]*$")
