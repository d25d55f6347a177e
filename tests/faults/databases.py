"""Redis lost with all its data, PostgreSQL restarted, the disk of the mail files full."""

import contextlib
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

from tests.faults.rig import SENDERS, Machine, Rig
from tests.faults.table import Finding, count_letters

ROOM_KB = 64


def redis_killed(machine: Machine, *, letters: int = 300) -> Finding:
    """kill -9 of Redis in the middle, twice; it comes back empty."""
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.mail.delay_seconds = 0.05
        rig.start_workers()
        rig.sweep_and_deliver()
        for part in (1, 2):
            rig.until_sent(letters * part // 4)
            rig.call("sweep")
            rig.redis.kill()
            time.sleep(2)
            rig.redis.start()
        left = rig.count("letter", "state <> 'sent'")
        rig.drain(letters)
        return count_letters(rig, expected=letters, note=f"{left} letters unsent at the second kill")


def postgres_restarted(machine: Machine, *, letters: int = 300) -> Finding:
    """A clean restart and a kill -9 of the server in the middle: every connection breaks."""
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.mail.delay_seconds = 0.05
        rig.start_workers()
        rig.sweep_and_deliver()
        rig.until_sent(letters // 4)
        rig.postgres.restart()
        rig.until_sent(letters // 2)
        rig.postgres.kill()
        time.sleep(1)
        rig.postgres.start()
        left = rig.count("letter", "state <> 'sent'")
        rig.drain(letters)
        note = f"restart and kill -9; {left} letters unsent at the second"
        return count_letters(rig, expected=letters, allowed=2 * SENDERS, note=note)


def disk_full(machine: Machine, *, letters: int = 100) -> Finding:
    """Without a mail server letters are files; their disk fills up, and later there is room again."""
    with machine.rig(EMAIL_URL="") as rig:
        rig.fill("owe", str(letters))
        folder = rig.var / "mail"
        folder.mkdir()
        with full_disk(rig, folder) as disk:
            rig.sweep_and_deliver()
            waiting = "state = 'queued' AND answer <> ''"
            rig.run_until(lambda: rig.count("letter", waiting), what="a letter that found no room")
            rig.call("deliver")
            time.sleep(1)
            (answer,) = rig.rows(f"SELECT answer FROM tracker_letter WHERE {waiting} LIMIT 1")[0]
            early = rig.count("letter", "state = 'sent'")
            disk.make_room()
            rig.drain(letters)
            return _count_files(
                rig, folder, letters, f"{disk.kind}: {early} sent before; then “{answer.partition('：')[2]}”"
            )


class TmpFs:
    """A small file system of its own: needs root and the right to mount."""

    kind = f"tmpfs of {ROOM_KB} KB"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make_room(self) -> None:
        subprocess.run(["mount", "-o", "remount,size=16m", str(self.folder)], check=True)


class FileLimit:
    """Without root: the workers' processes may not write files past a size below any letter's (RLIMIT_FSIZE).

    The write fails half way with an OSError, as on a full disk; only its number differs (EFBIG for ENOSPC).
    The limit is set on the running processes, so that their start is not hindered, and lifted again.
    """

    kind = "RLIMIT_FSIZE"

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self._limit(1024)

    def make_room(self) -> None:
        self._limit(None)

    def _limit(self, size: int | None) -> None:
        for worker in self.rig.workers:
            for pid in _family(worker.pid):
                _soft, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if size is None else size, most))


def _family(pid: int) -> list[int]:
    """A process and its children; both kinds of pool processes are children of the worker."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


@contextlib.contextmanager
def full_disk(rig: Rig, folder: Path) -> Iterator[TmpFs | FileLimit]:
    if not _mounted(folder):
        rig.start_workers()
        yield FileLimit(rig)
        return
    try:
        rig.start_workers()
        yield TmpFs(folder)
    finally:
        for worker in rig.workers:
            worker.stop()
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mounted(folder: Path) -> bool:
    if not shutil.which("mount"):
        return False
    argv = ["mount", "-t", "tmpfs", "-o", f"size={ROOM_KB}k", "tmpfs", str(folder)]
    return subprocess.run(argv, capture_output=True).returncode == 0


def _count_files(rig: Rig, folder: Path, letters: int, note: str) -> Finding:
    """A file is a delivered letter when it is whole: its own Message-ID, and both texts to the end."""
    files = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
    whole = [str(m["Message-ID"]) for m in files if not m.defects and m.get_body(("html",)) is not None]
    ledger = {row[0] for row in rig.rows("SELECT message_id FROM tracker_letter WHERE state <> 'dropped'")}
    finding = Finding(owed=len(ledger), delivered=len(ledger & set(whole)), note=note)
    halves = [path.name for path in folder.iterdir() if path.suffix != ".eml"]
    found = {
        f"{len(ledger)} letters instead of {letters}": len(ledger) != letters,
        f"half-written files remain: {halves}": halves,
        f"letters left unsent: {rig.states()}": rig.count("letter", "state <> 'sent'"),
    }
    finding.wrong = [words for words, is_so in found.items() if is_so]
    return finding


CASES = {
    "kill -9 of Redis": redis_killed,
    "restart of PostgreSQL": postgres_restarted,
    "full disk": disk_full,
}
