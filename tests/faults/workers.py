"""Workers killed, and schedulers and sweeps that run twice."""

import os
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor

from tests.faults.rig import LANES, SENDERS, SMTP_TIMEOUT, Machine, Rig
from tests.faults.table import Finding, count_letters
from tests.services import Beat, manage, wait_until
from tracker.embedded.health import CALLED, beat_is_healthy

KILLS, LETTERS, SEED = 50, 600, 20251203
CONNECTIONS = 4


def worker_killed(machine: Machine, *, kills: int = KILLS, letters: int = LETTERS) -> Finding:
    """kill -9 of a worker at 50 random moments, each time while letters are on their way."""
    moments = random.Random(SEED)
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.start_workers()
        rig.sweep_and_deliver()
        rig.until_sent(1)
        hits = 0
        for n in range(kills):
            _pace(rig, letters * (n + 1) // (kills + 1))
            rig.hurry()
            rig.call("deliver")
            time.sleep(moments.uniform(0.1, 1.5))
            worker = moments.choice(rig.workers)
            worker.kill()
            hits += bool(rig.count("letter", "state = 'sending'"))
            worker.start()
        rig.mail.delay_seconds = 0.0
        rig.drain(letters)
        note = f"seed {SEED}; {hits} of {kills} kills met letters under lease"
        return count_letters(rig, expected=letters, allowed=kills * LANES, note=note)


def killed_with_many_connections(machine: Machine, *, kills: int = 5, letters: int = 300) -> Finding:
    """kill -9 while a long queue before a slow server has opened further connections: each has one letter in the air."""
    moments = random.Random(SEED)
    with machine.rig(DUBAN_SMTP_CONNECTIONS=str(CONNECTIONS)) as rig:
        rig.fill("owe", str(letters))
        rig.mail.delay_seconds = 0.3
        rig.start_workers()
        rig.sweep_and_deliver()
        rig.until_sent(1)
        most = 0
        for _ in range(kills):
            before = rig.mail.connections
            rig.hurry()
            rig.call("deliver")
            time.sleep(moments.uniform(3, 5))
            most = max(most, rig.mail.connections - before)
            worker = moments.choice(rig.workers)
            worker.kill()
            worker.start()
        rig.mail.delay_seconds = 0.0
        rig.drain(letters)
        finding = count_letters(rig, expected=letters, allowed=kills * LANES * CONNECTIONS)
        finding.note = f"up to {most} connections were opened between two kills"
        if most <= SENDERS:
            finding.wrong.append("no further connection was opened: the case proves nothing")
        return finding


def _pace(rig: Rig, goal: int) -> None:
    """Keep letters in hand for all the kills: the mail server slows down when it is ahead of them."""
    is_ahead = len(rig.mail.mails) > goal
    rig.mail.delay_seconds = 0.6 * SMTP_TIMEOUT if is_ahead else 0.05


def two_beats(machine: Machine, *, letters: int = 100) -> Finding:
    """Two schedulers on two machines: each of them calls for the delivery after its first minute."""
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.start_workers()
        for name in ("beat1", "beat2"):
            home = rig.var / name
            home.mkdir()
            rig.stack.enter_context(Beat(env=rig.env | {"DUBAN_VAR": str(home)}, name=name))
        rig.call("sweep")
        rig.call("sweep")
        wait_until(lambda: _deliveries(rig) >= 2, seconds=100, every=0.5, what="both beats' first calls")
        wait_until(lambda: rig.is_done(letters), seconds=30, every=0.5, what="all sent")
        rig.wait_until_idle()
        return count_letters(rig, expected=letters, note=f"{_deliveries(rig)} deliveries were called for")


def damaged_schedule(machine: Machine, *, letters: int = 60) -> Finding:
    """Beat finds what is left of a schedule file, and of a file of last calls dated into the next year."""
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.start_workers()
        next_year = time.time() + 365 * 24 * 3600
        for name in ("beat-schedule", "beat-schedule.db", "beat-schedule.dat", "beat-schedule.dir", CALLED):
            (rig.var / name).write_bytes(b"\x00half a page")
            os.utime(rig.var / name, (next_year, next_year))
        rig.stack.enter_context(Beat(env=rig.env, name="beat"))
        wait_until(
            lambda: rig.is_done(letters), seconds=150, every=0.5, what="all sent, by beat's calls alone"
        )
        finding = count_letters(rig, expected=letters, note=f"{_deliveries(rig)} deliveries were called for")
        if not beat_is_healthy(rig.var / CALLED, now=time.time()):
            finding.wrong.append("beat works and is not called healthy")
        return finding


def _deliveries(rig: Rig) -> int:
    """How many calls the workers say that they have received."""
    return sum(len(re.findall(r"tracker\.jobs\.deliver\[\S+ received", w.output)) for w in rig.workers)


def two_sweeps(machine: Machine, *, letters: int = 200, sweeps: int = 2) -> Finding:
    """Two `manage.py sweep` at the same moment, and two more through the queue, then one more by hand."""
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.start_workers()
        rig.call("sweep")
        rig.call("sweep")
        with ThreadPoolExecutor(sweeps) as pool:
            list(pool.map(lambda _: manage("sweep", env=rig.env), range(sweeps)))
        manage("sweep", env=rig.env)
        rig.drain(letters)
        finding = count_letters(rig, expected=letters)
        notices = rig.count("notice")
        if notices != letters:
            finding.wrong.append(f"{notices} notices instead of {letters}")
        return finding


CASES = {
    "kill -9 of a worker, 50 times": worker_killed,
    "kill -9 with several connections": killed_with_many_connections,
    "two beats": two_beats,
    "damaged schedule of beat": damaged_schedule,
    "two sweeps at once": two_sweeps,
}
