"""What an examination says: one finding per subject, in words that an administrator can act on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"  # it works, and will not for ever
    FAULT = "fault"  # something that people count on does not work


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    subject: str
    says: str
    advice: str = ""  # what to do; empty when all is well


def ok(subject: str, says: str) -> Finding:
    return Finding(Level.OK, subject, says)


def warning(subject: str, says: str, advice: str) -> Finding:
    return Finding(Level.WARNING, subject, says, advice)


def fault(subject: str, says: str, advice: str) -> Finding:
    return Finding(Level.FAULT, subject, says, advice)
