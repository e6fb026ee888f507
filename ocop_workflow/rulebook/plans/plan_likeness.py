"""How alike two printed sentences are: by the words and pairs of words they share, rare ones counting more.

A measure of wording, not of law: every pair it makes is shown with its figure and the words it rests on.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import log

from ocop_workflow.rulebook.text import nfc

_SHOWN = 3


@dataclass(frozen=True)
class Likeness:
    """0 to 1, and the rarest pairs of words that both have."""

    share: float
    common: tuple[str, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.share)


class Wordings:
    """Knows how rare each word is among the sentences that are compared."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._terms = {sentence: _terms(sentence) for sentence in sentences}
        self._times = Counter(term for terms in self._terms.values() for term in terms)

    def likeness(self, one: str, other: str) -> Likeness:
        """Shared weight over all weight."""
        mine, yours = self._terms[one], self._terms[other]
        shared = mine & yours
        if not shared:
            return Likeness(0.0, ())
        share = 2 * self._weight(shared) / (self._weight(mine) + self._weight(yours))
        phrases = sorted((term for term in shared if " " in term), key=lambda term: (self._times[term], term))
        return Likeness(share, tuple(phrases[:_SHOWN]))

    def _weight(self, terms: Iterable[str]) -> float:
        count = len(self._terms)
        return sum(log(1 + count / self._times[term]) for term in terms)


def _terms(sentence: str) -> frozenset[str]:
    words = re.findall(r"\w+", nfc(sentence).lower())
    return frozenset((*words, *(f"{first} {second}" for first, second in pairwise(words))))
