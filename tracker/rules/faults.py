"""A file of rules that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable


class FaultyFile(ValueError):
    """`problems` holds one Chinese sentence for each fault."""

    def __init__(self, problems: Iterable[str]):
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))
