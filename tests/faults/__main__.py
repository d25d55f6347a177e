"""`python -m tests.faults [NAME ...]` (`make faults`): break everything on purpose, count the letters.

A NAME picks the cases whose names contain it. One table at the end; the exit code is 1 when a promise was broken.
"""

import sys
import time
import traceback

from tests.faults import calendar as days
from tests.faults import databases, mail_server, numbers, workers
from tests.faults.rig import Machine
from tests.faults.table import Finding, table

CASES = workers.CASES | databases.CASES | mail_server.CASES | days.CASES | numbers.CASES


def main(names: list[str]) -> int:
    chosen = {name: case for name, case in CASES.items() if not names or any(n in name for n in names)}
    if not chosen:
        print("No such case. There are:", *CASES, sep="\n  ")
        return 2
    with Machine() as machine:
        findings = [run(machine, name) for name in chosen]
    print(f"\n{table(findings)}\n")
    broken = [finding for finding in findings if not finding.is_kept]
    print(f"{len(findings) - len(broken)} of {len(findings)} cases keep the promise.")
    return 1 if broken else 0


def run(machine: Machine, name: str) -> Finding:
    """One case. Whatever goes wrong in it is a finding, too: the other cases still run."""
    print(f"{name} …", end=" ", flush=True)
    began = time.monotonic()
    try:
        finding = CASES[name](machine)
    except Exception:
        finding = Finding(0, 0, wrong=[traceback.format_exc()])
    finding.name, finding.seconds = name, time.monotonic() - began
    print("kept" if finding.is_kept else "BROKEN", f"({finding.seconds:.0f} s)", finding.note, flush=True)
    for words in finding.wrong:
        print(f"    {words}", flush=True)
    return finding


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
