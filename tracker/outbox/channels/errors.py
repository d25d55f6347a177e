"""Why a letter was not sent. `str()` is what the server said, or in Chinese what happened."""

from __future__ import annotations


class NotSent(Exception):
    """One of the three below."""


class Temporary(NotSent):
    """Try again later. Also when the outcome is unknown: the Message-ID stays the same."""


class Permanent(NotSent):
    """The server refuses this letter or this address; trying again would not help."""


class Unreachable(Temporary):
    """It is not about this letter: the server does not answer, or refuses us altogether."""
