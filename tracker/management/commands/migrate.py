"""Django's migrate, on a machine where the embedded database has no folder yet."""

from pathlib import Path

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    def execute(self, *args, **options) -> str | None:  # before the checks, which open the database
        connection = connections[options["database"]]
        if connection.vendor == "sqlite" and not connection.is_in_memory_db():
            folder = Path(connection.settings_dict["NAME"]).parent
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise CommandError(
                    f"不能建立数据目录 {folder}：{error.strerror}。请检查权限，或用 DUBAN_VAR 指定其他目录。"
                ) from error
        return super().execute(*args, **options)
