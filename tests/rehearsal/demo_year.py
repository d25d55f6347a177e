"""`make demo-year`: play the demo's past anew and keep it in seeds/, as the first `make run` would play it.

To be done after a change of the rules, of the seeds, or of a migration that is not released yet.
"""

import os
import tempfile
from datetime import timedelta
from pathlib import Path

import django

from tests.rehearsal.__main__ import PATIENCE_SECONDS, demo
from tests.services import manage


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tracker.management.demo import DEMO_ON
    from tracker.management.demo_year import ARCHIVE, pack

    with tempfile.TemporaryDirectory(prefix="duban-year-") as folder:
        var = Path(folder)
        env = {name: value for name, value in demo(var).items() if name != "DUBAN_HISTORY_KEY"}
        manage("migrate", "-v0", env=env)
        eve = DEMO_ON - timedelta(days=1)
        manage("rehearse", "--unchecked", "--to", eve.isoformat(), env=env, timeout=PATIENCE_SECONDS)
        pack(var, ARCHIVE)
    print(f"{ARCHIVE.name}: {ARCHIVE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
