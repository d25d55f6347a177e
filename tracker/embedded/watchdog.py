"""The process that outlives `manage.py up` by a moment: even `kill -9` of `up` leaves no orphan behind.

It reads lines from its standard input: "+PGID" when a child's process group starts, "-PGID" when it has
ended, "rm PATH" for a folder to remove. When the pipe closes, it ends what is left.
Standard library only, no import of ours: it starts at once and cannot fail with the product.
"""

import os
import shutil
import signal
import sys
import time

GRACE_SECONDS = 5.0


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_groups(groups: set[int], grace: float = GRACE_SECONDS) -> None:
    """Ask every group to end, wait up to `grace` seconds, then force what is left."""
    for signum, wait in ((signal.SIGTERM, grace), (signal.SIGKILL, 1.0)):
        for group in filter(alive, groups):
            try:
                os.killpg(group, signum)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + wait
        while any(map(alive, groups)) and time.monotonic() < deadline:
            time.sleep(0.05)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    groups: set[int] = set()
    folders: list[str] = []
    for line in sys.stdin:
        word = line.strip()
        if word.startswith("+"):
            groups.add(int(word[1:]))
        elif word.startswith("-"):
            groups.discard(int(word[1:]))
        elif word.startswith("rm "):
            folders.append(word[3:])
    end_groups(groups)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
