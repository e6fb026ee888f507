"""Bodies named in a text: where a name begins and ends, and which names mean the same body."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ocop_workflow.rulebook.drafting.draft_names import GROUPS, LEVEL, MENTION, OFFICE, PROPER
from ocop_workflow.rulebook.drafting.draft_words import ABBREVIATIONS, UNIT_KINDS
from ocop_workflow.rulebook.text import fold
from ocop_workflow.vocabulary import UnitKind

_LIST = re.compile(r"\s*(?:,|;|\bvà\b|&)\s*(?:và\s)?(?:với\s)?|\s+")
_PREFIX = re.compile(
    r"(?:(?:đề nghị|yêu cầu|giao(?: cho)?|đối với|trách nhiệm(?: của)?|nhiệm vụ(?: của)?|lãnh đạo|thủ trưởng)\s+)+",
    re.IGNORECASE,
)
_TAIL_OF_A_NAME = 40
_SHARED_HEAD = re.compile(rf"(?:,\s*|\s+và\s+)(?:phòng\s+)?({OFFICE})(?!\w){LEVEL}")
_LOCALITY = re.compile(rf"\s(?:của\s)?(?:[Tt]hành phố|[Hh]uyện|[Tt]hị xã|TP|Tp)(?:\s{PROPER})?\s*$")
_PROVINCE_TOGETHER = re.compile(r"(?=.*\bso\b)(?:(?:thu truong|so|ban|nganh|co|lien quan|chuyen mon|tinh)(?: |$))+")
_OFFICES_TOGETHER = re.compile(
    r"(?=.*\b(?:phong|nganh)\b)"
    r"(?:(?:thu truong|phong|ban|nganh|doan the|don vi|co quan|co|lien quan|chuyen mon)(?: |$))+"
)


@dataclass(frozen=True)
class Mention:
    """A body named in a text: the printed words, what sort of pattern found them, from where to where."""

    printed: str
    sort: str
    start: int
    end: int
    head: str = ""
    """The word that a list shares: «phòng» for the second of «các phòng Kinh tế, Y tế»."""

    @property
    def key(self) -> str:
        """What its spellings have in common."""
        return unit_key(f"{self.head} {self.printed}")

    @property
    def is_nameless(self) -> bool:
        """«các đơn vị có liên quan»: somebody, but nobody who could be written to."""
        return self.sort == "bodies" and self.key != "phong ban nganh"

    @property
    def is_group(self) -> bool:
        return self.sort in GROUPS


@dataclass(frozen=True)
class NamedUnit:
    """A body of the draft; a group is a collective name whose members the locality has to say."""

    code: str
    kind: UnitKind
    is_group: bool
    printed_as: tuple[str, ...]


def mentions(text: str) -> list[Mention]:
    """Every body named in a text, in order; «các phòng A, B» is two."""
    found: list[Mention] = []
    at = 0
    while match := MENTION.search(text, at):
        found += _read(match)
        at = found[-1].end
    return found


def _read(match: re.Match[str]) -> list[Mention]:
    """The body that was matched, and those behind it that share its first word: «các phòng A, B»."""
    found = [Mention(match[0].strip(), str(match.lastgroup), match.start(), match.end())]
    while match.lastgroup == "office" and (shared := _SHARED_HEAD.match(match.string, found[-1].end)):
        head = "sở" if "sở" in match[0].lower().split() else "phòng"
        found.append(Mention(shared[1], "office", shared.start(1), shared.end(), head))
    return found


def leading(text: str, start: int = 0) -> list[Mention]:
    """The bodies that stand at the very start of a text as a list: its subject; empty when it begins otherwise."""
    prefix = _PREFIX.match(text, start)
    at = prefix.end() if prefix and MENTION.match(text, prefix.end()) else start
    subject: list[Mention] = []
    while match := MENTION.match(text, at):
        subject += _read(match)
        at = subject[-1].end
        if separator := _LIST.match(text, at):
            at = separator.end()
    return subject


def starts_with_unit(text: str) -> bool:
    """Whether a heading begins with the name of a body («Đề nghị», «Giao» and the like aside)."""
    return bool(leading(text))


def in_heading(title: str) -> list[Mention]:
    """The bodies that a heading is about: the whole title when it names one body, each of them otherwise."""
    subject = leading(title)
    if subject and not subject[-1].is_group and len(title) - subject[-1].end < _TAIL_OF_A_NAME:
        last = subject[-1]
        subject[-1] = replace(last, printed=title[last.start :].strip(" .:"), end=len(title))
    return subject


def unit_key(printed: str) -> str:
    """What two spellings of one body have in common: no accents, abbreviations spelt out, no «và», no locality."""
    # The locality goes before the accents do: without them «huyện» and the name «Huyền» are one word.
    name = _PREFIX.sub("", printed)
    words = fold(_LOCALITY.sub("", name) or name).split()
    short = " ".join(ABBREVIATIONS.get(word, word) for word in words if word not in ("va", "cac"))
    short = re.sub(r"^tt (?=\w{3,} )(?!thanh uy|huyen uy|thi uy|tinh uy|hoi dong)", "trung tam ", short)
    if short == "dia phuong":
        return "ubnd xa phuong"
    if re.fullmatch(
        r"(?:uy ban nhan dan )?(?:cap )?(?:xa|phuong|thi tran|dac khu)(?: (?:xa|phuong|thi tran|dac khu))*", short
    ):
        if "xa" not in short.split() and "thi tran" not in short:  # the wards alone are not all communes
            return f"ubnd {short.split()[-1] if 'dac khu' not in short else 'dac khu'}"
        return "ubnd xa phuong" if "thi tran" not in short else "ubnd xa thi tran"
    if "mat tran to quoc" in short:
        return "mttq"
    if _PROVINCE_TOGETHER.fullmatch(short):
        return "so ban nganh"
    if _OFFICES_TOGETHER.fullmatch(short):
        return "phong ban nganh"
    return short


def kind_of(printed: str, level: str | None = None) -> UnitKind:
    """What sort of body a name tells of; in a province's own plan its committee and its offices are not above it."""
    name = _PREFIX.sub("", printed).lower()
    kind = next(kind for pattern, kind in UNIT_KINDS if re.match(pattern, name))
    if level == "province" and kind is UnitKind.HIGHER_BODY:
        is_committee = re.match(r"ubnd|[uủ][yỷ] ban", name)
        return UnitKind.PEOPLES_COMMITTEE if is_committee else UnitKind.OFFICE
    return kind


def code_of(key: str) -> str:
    """A code for a body: its key without blanks, «ubnd» short."""
    return key.replace("uy ban nhan dan", "ubnd").replace("hoi dong nhan dan", "hdnd").replace(" ", "-")[:80].strip("-")


def named_units(all_mentions: Iterable[Mention], level: str | None = None) -> tuple[NamedUnit, ...]:
    """One unit per body, in order of appearance, with every spelling that the document uses."""
    spellings: dict[str, list[Mention]] = {}
    for mention in all_mentions:
        spellings.setdefault(mention.key, []).append(mention)
    return tuple(
        NamedUnit(
            code_of(key),
            kind_of(seen[0].printed, level),
            any(m.is_group for m in seen),
            tuple(dict.fromkeys(m.printed for m in seen)),
        )
        for key, seen in spellings.items()
    )


def codes(of: Sequence[Mention]) -> tuple[str, ...]:
    """The codes of the bodies, each once, in order."""
    return tuple(dict.fromkeys(code_of(mention.key) for mention in of))
