"""What a case found, and the one table of all."""

from collections import Counter
from dataclasses import dataclass, field

from tests.faults.rig import Rig

HEAD = ("case", "owed", "delivered", "lost", "doubled", "allowed doubles", "seconds", "ok")


@dataclass
class Finding:
    """owed: letters that the ledger does not say are needless. lost: of these, never accepted by the server.

    doubled: acceptances of a Message-ID beyond its first. allowed: how many may double in this case, because
    their outcome was unknown to the sender. `wrong` are further breaches, in words; `note` is what is worth knowing.
    """

    owed: int
    delivered: int
    doubled: int = 0
    allowed: int = 0
    wrong: list[str] = field(default_factory=list)
    note: str = ""
    name: str = ""
    seconds: float = 0.0

    @property
    def lost(self) -> int:
        return self.owed - self.delivered

    @property
    def is_kept(self) -> bool:
        return not self.lost and self.doubled <= self.allowed and not self.wrong

    def row(self) -> tuple[str, ...]:
        counts = (self.owed, self.delivered, self.lost, self.doubled, self.allowed)
        said = "yes" if self.is_kept else "NO"
        return (self.name, *(f"{n:,}" for n in counts), f"{self.seconds:.0f}", said)


def count_letters(rig: Rig, *, expected: int, allowed: int = 0, note: str = "") -> Finding:
    """Compare the ledger with what the mail server accepted. `expected`: letters there must be at least."""
    ledger = {row[0] for row in rig.rows("SELECT message_id FROM tracker_letter WHERE state <> 'dropped'")}
    accepted = Counter(mail.message_id for mail in rig.mail.mails)
    finding = Finding(
        owed=len(ledger),
        delivered=len(ledger & accepted.keys()),
        doubled=accepted.total() - len(accepted),
        allowed=allowed,
        note=note,
    )
    finding.wrong = _breaches(rig, expected, ledger, accepted)
    return finding


def _breaches(rig: Rig, expected: int, ledger: set[str], accepted: Counter) -> list[str]:
    """What must hold whatever happened, besides the counts."""
    unlike = {(mail.message_id, mail.content) for mail in rig.mail.mails}
    told = rig.rows(
        "SELECT ln.person_id, n.obligation_id, n.rung_code, n.round FROM tracker_letternotice ln"
        " JOIN tracker_notice n ON n.id = ln.notice_id JOIN tracker_letter l ON l.id = ln.letter_id"
        " WHERE l.state = 'sent' AND n.obligation_id IS NOT NULL"
    )
    found = {
        f"{expected - len(ledger)} of {expected} letters were never written": len(ledger) < expected,
        "a mail with a Message-ID that the ledger does not know": accepted.keys() - ledger,
        "two different mails under one Message-ID": len(unlike) > len(accepted),
        f"letters left unsent: {rig.states()}": rig.count("letter", "state NOT IN ('sent', 'dropped')"),
        "a notice is still owed": rig.count("notice", "state = 'owed' AND NOT is_formal"),
        "somebody was told the same step twice by different letters": len(told) > len(set(told)),
    }
    return [words for words, is_so in found.items() if is_so]


def table(findings: list[Finding]) -> str:
    rows = [HEAD, *(finding.row() for finding in findings)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    lines = ["| " + " | ".join(_cell(row, i, widths[i]) for i in range(len(HEAD))) + " |" for row in rows]
    rule = "|" + "|".join("-" * (w + 1) + (":" if 0 < i < 7 else "-") for i, w in enumerate(widths)) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _cell(row: tuple[str, ...], i: int, width: int) -> str:
    return row[i].rjust(width) if 0 < i < len(HEAD) - 1 else row[i].ljust(width)
