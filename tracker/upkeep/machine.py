"""What the doctor looks at on this machine."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from tracker.private import is_open
from tracker.upkeep.findings import Finding, fault, ok, warning

LEAST_FREE, LITTLE_FREE = 200 * 2**20, 2 * 2**30  # bytes: `up` refuses to start; time to think of it


def data_folder(now: datetime) -> Finding:
    """数据目录"""
    folder = Path(settings.VAR_DIR)
    if not folder.is_dir():
        return warning("数据目录", f"{folder} 还不存在。", "首次运行前属正常；否则请检查 DUBAN_VAR。")
    if not os.access(folder, os.W_OK):
        return fault(
            "数据目录", f"{folder} 不能写入。", f"请把它交给运行账号：chown -R {os.geteuid()} '{folder}'"
        )
    if is_open(folder):
        return fault("数据目录", f"{folder} 对其他账号开放。", f"请运行：chmod -R go-rwx '{folder}'")
    return ok("数据目录", f"{folder}，只有运行账号可以读写。")


def disk(now: datetime) -> Finding:
    """磁盘空间"""
    folder = Path(settings.VAR_DIR)
    free = shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free
    says = f"{folder} 所在磁盘还有 {free / 2**30:.1f} GB。"
    if free < LEAST_FREE:
        return fault("磁盘空间", says, "请立即清理：写满后无法登记任何内容。")
    if free < LITTLE_FREE:
        return warning("磁盘空间", says, "请清理或扩容。")
    return ok("磁盘空间", says)
