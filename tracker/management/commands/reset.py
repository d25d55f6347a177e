"""`manage.py reset` throws the demo away. The real database is never touched by a command of ours."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.embedded import preflight


class Command(BaseCommand):
    help = "清空演示数据（仅演示模式）。 Throw the demo's data away."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        database = settings.DATABASES["default"]
        var = Path(settings.VAR_DIR)
        if not settings.DEMO:
            raise CommandError("只有演示模式可以清空数据：请用 make reset，或设置 DUBAN_DEMO=1。")
        if not database["ENGINE"].endswith("sqlite3"):
            raise CommandError("演示数据在 DATABASE_URL 指定的数据库中：请自行删除该数据库，本命令不代劳。")
        if not var.exists():
            self.stdout.write("没有演示数据。 There is nothing to remove.")
            return
        lock = preflight.lock(var)
        if lock is None:
            raise CommandError("Duban 正在运行：请先按 Ctrl-C 停止它，再清空数据。")
        with lock:
            for path in _demo_paths(var, Path(database["NAME"])):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                self.stdout.write(f"已删除 removed {path}")


def _demo_paths(var: Path, database: Path) -> list[Path]:
    files = [database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))]
    folders = [Path(settings.MAIL_DIR), Path(settings.MEDIA_ROOT), var / ".demo-filled"]
    return [path for path in files + folders if path.exists()]
