"""A mail server that misbehaves in every way the promise speaks of, and a disk without room for mail files."""

from collections.abc import Callable

from tests.faults.rig import SMTP_TIMEOUT, Machine
from tests.faults.table import Finding, count_letters
from tests.services import CLOSE_DURING_DATA, DROP_AFTER_DATA, every, hang, reply

REFUSED = "550 5.1.1 no such user"


def _with_plan(machine: Machine, plan: Callable, letters: int, allowed: Callable[[int], int]) -> Finding:
    """Two workers send while the server follows `plan`. `allowed` is told how often the plan struck."""
    struck = 0

    def counted(number, envelope):
        nonlocal struck
        reaction = plan(number, envelope)
        struck += reaction.kind != "accept"
        return reaction

    with machine.rig() as rig:
        rig.mail.plan = counted
        rig.fill("owe", str(letters))
        rig.start_workers()
        rig.sweep_and_deliver()
        rig.drain(letters)
        finding = count_letters(rig, expected=letters, allowed=allowed(struck), note=f"struck {struck} times")
        if not struck:
            finding.wrong.append("the server never misbehaved")
        return finding


def tenth_refused_for_now(machine: Machine, *, letters: int = 200) -> Finding:
    return _with_plan(machine, every(10, reply("451 4.3.0 try later")), letters, lambda struck: 0)


def hanging(machine: Machine, *, letters: int = 60) -> Finding:
    """No word for longer than the time-out; the mail is not accepted, so none may double."""
    return _with_plan(machine, every(12, hang(SMTP_TIMEOUT * 1.5)), letters, lambda struck: 0)


def closing_during_data(machine: Machine, *, letters: int = 200) -> Finding:
    return _with_plan(machine, every(10, CLOSE_DURING_DATA), letters, lambda struck: 0)


def dropping_after_data(machine: Machine, *, letters: int = 200) -> Finding:
    """Accepted, then cut before the answer: the sender cannot know, and each may come once more."""
    return _with_plan(machine, every(10, DROP_AFTER_DATA), letters, lambda struck: struck)


def refused_for_good(machine: Machine, *, letters: int = 100) -> Finding:
    """5xx for each tenth person: stopped, shown to the officer with the server's words, sent once it is mended."""
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.fill("office")
        rig.mail.refuse_recipient = lambda address: REFUSED if address.split("@")[0].endswith("7") else None
        rig.start_workers()
        rig.sweep_and_deliver()
        rig.drain(letters)
        failed, alerts = rig.count("letter", "state = 'failed'"), rig.count("letter", "kind = 'alert'")
        early = len(rig.mail.mails)
        rig.mail.refuse_recipient = lambda address: None
        seen = rig.fill("retry")
        rig.drain(letters + alerts)
        finding = count_letters(rig, expected=letters + alerts)
        finding.note = (
            f"{failed} failed, the officer got {alerts} alert, saw {seen['answers']} and sent them again"
        )
        expected = letters // 10
        if not (failed == seen["visible"] == seen["recorded"] == expected and alerts == 1):
            finding.wrong.append(f"failed {failed}, alerts {alerts}, officer saw {seen}")
        if early != letters - expected + alerts or seen["answers"] != [REFUSED]:
            finding.wrong.append(f"{early} mails before the mending, answers {seen['answers']}")
        return finding


CASES = {
    "451 to each tenth mail": tenth_refused_for_now,
    "5xx for each tenth person": refused_for_good,
    "hanging": hanging,
    "closing during DATA": closing_during_data,
    "dropping after DATA": dropping_after_data,
}
