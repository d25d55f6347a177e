"""1,000 signings by 32 clients give 1,000 consecutive numbers."""

import signal
import subprocess
import sys
import time

from tests.faults.rig import Machine, Rig
from tests.faults.table import Finding
from tests.support.processes import ROOT


def signings(machine: Machine, *, letters: int = 1000, clients: int = 32) -> Finding:
    """32 connections sign; the process they live in is killed in the middle, and started again for the rest."""
    with machine.rig() as rig:
        rig.fill("drafts", str(letters))
        killed_at = _kill_in_the_middle(rig, clients, letters // 3)
        rig.fill("sign", str(clients))
        return _count_numbers(rig, letters, f"{clients} clients, killed after {killed_at} signings")


def _kill_in_the_middle(rig: Rig, clients: int, enough: int) -> int:
    argv = [sys.executable, "-m", "tests.faults.fill", "sign", str(clients)]
    process = subprocess.Popen(argv, env=rig.env, cwd=ROOT)
    try:
        while process.poll() is None and rig.count("dispatch", "state = 'signed'") < enough:
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return rig.count("dispatch", "state = 'signed'")


def _count_numbers(rig: Rig, letters: int, note: str) -> Finding:
    """Owed: as many numbers. Delivered: those of 1 … letters that were given. Doubled: given twice."""
    given = [seq for (seq,) in rig.rows("SELECT number_seq FROM tracker_dispatch WHERE state = 'signed'")]
    finding = Finding(
        owed=letters,
        delivered=len(set(given) & set(range(1, letters + 1))),
        doubled=len(given) - len(set(given)),
        note=note,
    )
    series = rig.rows("SELECT last FROM tracker_numberseries")
    history = rig.count("event", "verb = 'dispatch.signed'")
    if series != [(letters,)] or history != letters:
        finding.wrong.append(f"the series stands at {series}, the history tells of {history} signings")
    return finding


CASES = {"1,000 signings by 32 clients": signings}
