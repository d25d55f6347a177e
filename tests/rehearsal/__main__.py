"""`python -m tests.rehearsal`: a full year for five seeds in each temper, every day checked (docs/rehearsal.md).

Each year is played in a folder of its own, two at a time; all begin with copies of one seeded database.
"""

import json
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.services import environment, manage

SEEDS = (1, 2, 3, 4, 5)
TEMPERS = ("mixed", "silent", "prompt")
ISSUED_ON = "2025-02-20"
PATIENCE_SECONDS = 3600


def demo(var: Path) -> dict[str, str]:
    return environment(var=var, DUBAN_DEMO="1")


def seeded(var: Path) -> Path:
    manage("migrate", "-v0", env=demo(var))
    manage("seed", "--on", ISSUED_ON, env=demo(var))
    return var


def play(first: Path, temper: str, seed: int) -> dict:
    var = first.parent / f"{temper}-{seed}"
    shutil.copytree(first, var)
    told = ("--temper", temper, "--seed", str(seed), "--json")
    done = manage("rehearse", *told, env=demo(var), timeout=PATIENCE_SECONDS, check=False)
    shutil.rmtree(var)
    if not done.stdout.startswith("{"):
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def line(year: dict) -> str:
    over = [
        f"{limit['name']} {limit['found']:g}>{limit['most']:g}"
        for limit in year["limits"]
        if not limit["holds"]
    ]
    wrong = [f"{name} {n}" for name, n in year["checks"].items() if n]
    verdict = "；".join(wrong + over) or "全部相符"
    return f"{year['temper']:<7}{year['seed']:>3}  {year['seconds']:>5.0f}秒  {year['mails']:>5}封  {verdict}"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="duban-rehearsal-") as folder:
        first = seeded(Path(folder, "seeded"))
        with ThreadPoolExecutor(2) as pool:
            years = [pool.submit(play, first, temper, seed) for temper in TEMPERS for seed in SEEDS]
            outcomes = [year.result() for year in years]
    print("\n".join(map(line, outcomes)))
    return 0 if all(year["good"] for year in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
