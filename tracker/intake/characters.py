"""Moved to tracker.reading.text.characters."""

from tracker.reading.text.characters import (
    CONTROL,
    INVISIBLE,
    brackets,
    clean,
    close_up,
    fold,
    gaps,
    split_outside,
    squeeze,
    tidy,
)

__all__ = [
    "CONTROL",
    "INVISIBLE",
    "brackets",
    "clean",
    "close_up",
    "fold",
    "gaps",
    "split_outside",
    "squeeze",
    "tidy",
]
