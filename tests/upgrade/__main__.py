"""`python -m tests.upgrade`: keep a populated database of the version that pyproject.toml names, for both engines.

To be run once, when a version is released: from then on its migrations are never edited, and `test_upgrade.py` brings
the dump up to every later state. The office whose days are played is the one of tests/supervision/office_days.py.
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from tests.support.postgres import Postgres
from tests.support.processes import ROOT, environment, manage
from tests.upgrade.dumps import save

DAYS = 45


def main() -> None:
    if sys.argv[1:] == ["--populate"]:
        populate()
        return
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    with tempfile.TemporaryDirectory(prefix="duban-upgrade-") as var, Postgres() as postgres:
        for url in ("", postgres.create_database()):
            env = environment(var=var, database_url=url, DUBAN_DEMO="1")
            manage("migrate", "-v0", "--skip-checks", env=env)
            subprocess.run(
                [sys.executable, "-m", "tests.upgrade", "--populate"], env=env, cwd=ROOT, check=True
            )
            where = {"postgresql": url} if url else {"sqlite": Path(var, "demo.sqlite3")}
            path = save(version, **where)
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def populate() -> None:
    """Forty-five days of an office in which everything happens."""
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
    import django

    django.setup()
    from tests.supervision.office_days import Office
    from tracker.models import Installation

    office = Office(seed=1)
    for _day in range(DAYS):
        office.run_day()
        office.evening()
    Installation.objects.update(is_demo=True, demo_on=office.today)


if __name__ == "__main__":
    main()
