"""`make words`: all examples of the lexicon, and what changed in the practice documents since the last run.

A row was added or changed: run this, look at the lines with + and -, and keep the row when they are what you meant.
"""

import difflib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tracker.reading.explain import explain  # noqa: E402
from tracker.reading.proposal import propose  # noqa: E402

LAST = ROOT / "var" / "words.txt"
MOST = 60  # lines of change that are worth reading


def documents() -> list[Path]:
    practice = Path(os.environ.get("PRACTICE_DIR", ROOT.parent / "shared" / "practice"))
    return sorted([*practice.glob("*.txt"), *practice.glob("whole/*.txt"), *ROOT.glob("seeds/*.txt")])


def as_read() -> list[str]:
    lines = []
    for path in documents():
        told = explain(propose(path.read_bytes(), path.name)).splitlines()
        lines += [f"{path.stem}　{line}" for line in told if line]
    return lines


def main() -> int:
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/reading/test_lexicon.py"], cwd=ROOT
    )
    now = as_read()
    before = LAST.read_text("utf-8").splitlines() if LAST.exists() else now
    changes = [d for d in difflib.ndiff(before, now) if d[0] in "+-"] if before != now else []
    print("\n".join(changes[:MOST]) or "练习文件的读法没有变化。")
    if len(changes) > MOST:
        print(f"……另有{len(changes) - MOST}行")
    LAST.parent.mkdir(exist_ok=True)
    LAST.write_text("\n".join(now), "utf-8")
    return tests.returncode


if __name__ == "__main__":
    raise SystemExit(main())
