"""A mail server that misbehaves in every way the promise speaks of, and a disk without room for mail files."""

from collections.abc import Callable

from tests.faults.rig import SMTP_TIMEOUT, Machine, Rig
from tests.faults.table import Finding, count_letters
from tests.services import ACCEPT, CLOSE_DURING_DATA, DROP_AFTER_DATA, every, hang, reply, wait_until

REFUSED = "550 5.1.1 no such user"
NOT_OURS = "553 5.7.1 sender address rejected: not owned by user"
TOO_FAST = "450 4.7.1 Error: too much mail, rate limit exceeded"


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


def sender_refused(machine: Machine, *, letters: int = 100) -> Finding:
    """553 at MAIL for everything, from the first letter on; the administrator mends it. No letter pays for it."""
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.fill("office")
        rig.mail.refuse_sender = lambda address: NOT_OURS
        return _until_mended(
            rig, letters, NOT_OURS, lambda: setattr(rig.mail, "refuse_sender", lambda address: None)
        )


def too_fast(machine: Machine, *, letters: int = 100) -> Finding:
    """After a third the server says that we send too much, whatever comes."""
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.fill("office")
        limited = reply(TOO_FAST)
        rig.mail.plan = lambda number, envelope: limited if number > letters // 3 else ACCEPT
        return _until_mended(
            rig, letters, TOO_FAST, lambda: setattr(rig.mail, "plan", lambda number, envelope: ACCEPT)
        )


def _until_mended(rig: Rig, letters: int, words: str, mend: Callable[[], None]) -> Finding:
    rig.start_workers()
    rig.sweep_and_deliver()
    rig.run_until(lambda: rig.count("mailpause", "tries >= 3"), what="three attempts in vain")
    rig.wait_until_idle()
    told = rig.rows("SELECT answer FROM tracker_mailpause")
    taken = len(rig.mail.mails)
    spotless = "state = 'queued' AND attempts = 0 AND retry_at IS NULL"
    charged = rig.count("letter", f"NOT ({spotless}) AND state <> 'sent'")
    mend()
    rig.drain(letters)
    finding = count_letters(
        rig, expected=letters, note=f"{taken} taken before, then “{words}”, paused three times"
    )
    found = {
        f"{charged} letters paid for the server's fault": charged,
        f"the pause says {told}": told != [(words,)],
        "the officer got a letter for each": rig.count("letter", "kind = 'alert'"),
        "the pause outlasts its cause": rig.count("mailpause"),
    }
    finding.wrong += [words for words, is_so in found.items() if is_so]
    return finding


def left_before_the_claim(machine: Machine, *, letters: int = 100) -> Finding:
    """The letters are written; before any leaves, every tenth person does, and a successor has come."""
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.start_workers()
        rig.call("sweep")
        wait_until(lambda: rig.count("letter") >= letters, seconds=90, what="the letters of the sweep")
        rig.wait_until_idle()
        gone = rig.fill("leave", "10")
        rig.drain(letters)
        reached = rig.mail.per_recipient()
        finding = count_letters(rig, expected=letters, note=f"{len(gone)} had left, their successors got it")
        heirs = sum(address.startswith("heir-") for address in reached)
        found = {
            f"{sorted(set(gone) & reached.keys())} got a letter after they had left": set(gone)
            & reached.keys(),
            f"{heirs} of {len(gone)} successors were told": heirs != len(gone),
        }
        finding.wrong += [words for words, is_so in found.items() if is_so]
        return finding


CASES = {
    "left before the claim": left_before_the_claim,
    "553 at MAIL": sender_refused,
    "rate limit": too_fast,
    "451 to each tenth mail": tenth_refused_for_now,
    "5xx for each tenth person": refused_for_good,
    "hanging": hanging,
    "closing during DATA": closing_during_data,
    "dropping after DATA": dropping_after_data,
}
