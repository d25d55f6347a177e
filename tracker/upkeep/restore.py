"""Put a backup back, into an empty database and an empty folder of files, and prove that it is the same."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection

from tracker.domain.history import ChainReport, verify_history
from tracker.upkeep import manifest as manifests
from tracker.upkeep import tables
from tracker.upkeep.backup import FILES
from tracker.upkeep.manifest import Manifest, Unusable


def put_back(backup: Path, *, with_files: bool = True, unsealed: bool = False) -> ChainReport:
    """Raises Unusable before anything is written where the backup does not fit; afterwards the history is verified.
    `unsealed`: one of an older version, which has no seal."""
    manifest = manifests.read(backup)
    manifests.check(backup, manifest)
    _refuse_if_unfit(manifest, with_files=with_files)
    if manifest.seal or not unsealed:
        manifest.check_seal()
    if connection.vendor == "sqlite":
        tables.load_sqlite(backup)
    else:
        tables.load_postgresql(backup, migrations=manifest.migrations, rows=manifest.tables)
    call_command("migrate", interactive=False, verbosity=0)
    Session.objects.all().delete()  # who has logged out since then is not logged in again
    if with_files and (backup / FILES).is_dir():
        shutil.copytree(backup / FILES, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return _proved(manifest)


def _refuse_if_unfit(manifest: Manifest, *, with_files: bool) -> None:
    if manifest.engine != connection.vendor:
        raise Unusable(
            f"备份来自 {manifest.engine}，当前数据库是 {connection.vendor}：请把 DATABASE_URL 指向同类数据库。"
        )
    if manifest.is_demo != settings.DEMO:
        ours = "演示" if manifest.is_demo else "正式"
        raise Unusable(f"这是{ours}数据的备份：请用{ours}模式（DUBAN_DEMO）恢复。")
    tables.refuse_newer(manifest.migrations)
    if not tables.is_empty():
        raise Unusable(
            "当前数据库已有数据，为免覆盖，只恢复到空数据库：SQLite 请先移走数据库文件，PostgreSQL 请新建一个"
            "空数据库，再把 DATABASE_URL 指向它。"
        )
    if manifest.events and not settings.HISTORY_KEYS and not settings.HISTORY_KEY_FILE.exists():
        raise Unusable(
            f"先把履历密钥放回原处再恢复：设置 DUBAN_HISTORY_KEY，或把另行保存的密钥文件放到 {settings.HISTORY_KEY_FILE}。"
            "没有它就不能核对恢复的履历。"
        )
    files = Path(settings.MEDIA_ROOT)
    if with_files and files.is_dir() and any(files.iterdir()):
        raise Unusable(f"文件目录 {files} 中已有文件：请先移走，再恢复。")


def _proved(manifest: Manifest) -> ChainReport:
    """The history agrees with itself and goes through the link that it ended with when the backup was made."""
    report = verify_history(anchors={manifest.events: manifest.head} if manifest.events else None)
    if report.complaint:
        raise Unusable(f"恢复后核对履历不通过：{report.complaint}。请换一份备份，并通知审计员。")
    return report
