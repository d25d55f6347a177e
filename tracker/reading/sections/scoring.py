"""What a sentence does: it promises, tells, admits or explains. The words and their weights stand in
`lexicon/sentences.toml`; a deadline or an acting unit weighs more than any title."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, lru_cache

from .. import lexicon
from ..dates.engine import has_date
from ..owners.subjects import owners_in_text
from ..text.characters import fold

DEADLINE, ACTOR = 3.0, 2.0  # what outweighs words


@dataclass(slots=True)
class Score:
    """Weights by fate (task result context problem), and the ids of the rows that gave them."""

    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    rules: list[str] = field(default_factory=list)

    def add(self, fate: str, weight: float, rule: str) -> None:
        self.weights[fate] += weight
        self.rules.append(rule)

    @property
    def fate(self) -> str:
        """The heaviest, or "" when nothing is known."""
        return max(self.weights, key=lambda f: self.weights[f]) if self.weights else ""

    def leads_by(self, fate: str) -> float:
        """How much the fate weighs more than all others."""
        others = [w for f, w in self.weights.items() if f != fate]
        return self.weights.get(fate, 0.0) - max(others, default=0.0)


@cache
def _rows(kind: str) -> list[tuple[str, str, float, re.Pattern]]:
    return [
        (row["id"], row["fate"], row["weight"], re.compile("|".join(f"(?:{form})" for form in row["forms"])))
        for row in lexicon.rows("sentences", kind)
    ]


def words_of(text: str, kind: str = "feature") -> Score:
    """What the words alone say."""
    score, folded = Score(), fold(text).strip().rstrip("。;")
    for name, fate, weight, pattern in _rows(kind):
        if pattern.search(folded):
            score.add(fate, weight, name)
    return score


@lru_cache(maxsize=20_000)
def score(sentence: str) -> Score:
    """What one sentence does. The score is shared: treat it as read only."""
    found = words_of(sentence)
    if has_date(sentence):
        found.add("task", DEADLINE, "deadline")
    if owners_in_text(sentence):
        found.add("task", ACTOR, "actor")
    return found
