"""Whom a mail server's refusal is about: this letter and its recipient, or us who send.

A refusal at MAIL is about us by its place. Elsewhere only the words tell, and where they do not, it is the letter's:
a queue that stands still for one bad address is worse than one letter that is shown to the officer.
"""

from __future__ import annotations

import re

# Not logged in (RFC 4954), and what servers say of it under other numbers.
LOG_IN = r"^(?:530|534|535|538)\b|^454 4\.7\.0|authentication (?:is )?(?:required|failed)|must be authenticated|log ?in first"
# Too much in too short a time, too many letters a day, too many connections. A full mailbox also has a "quota", and
# "too many recipients" or "hops" is about the letter.
RATE = (
    r"\b(?:rate|frequency|throttl\w*|too (?:fast|frequent(?:ly)?))\b"
    r"|too many (?:messages|mails|emails|connections|sessions|errors|commands)"
    r"|too much mail|(?:sending|daily|hourly|message|connection) (?:limit|quota)"
    r"|频率|过于频繁|发信(?:数量|次数)?(?:超|过)|发送(?:数量|次数)?(?:超|过)"
)
# 网易 and 腾讯 say it in codes: connection, message and recipient counts of the sender.
CODES = r"\b(?:MI:(?:CEL|DMC|CCL|SFQ)|RP:(?:DRC|CCL|QRC|TRC)|HL:(?:REP|ICC|IFC|MEP))\b"
# 452 4.3.1, 451 4.3.2: its disk is full, it takes no mail at present (RFC 3463 §3.4).
SYSTEM = r"^4\d\d 4\.3\.[12]\b|insufficient system (?:storage|resources)"
ABOUT_US = re.compile("|".join((LOG_IN, RATE, CODES, SYSTEM)), re.IGNORECASE)


def is_about_us(answer: str) -> bool:
    """Whether this answer (number and words) would meet any other letter of ours as well."""
    return bool(ABOUT_US.search(answer))
