"""Django's migrate, on a machine where the embedded database has no folder yet."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connection, connections

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.models import Event, Verb, business_date
from tracker.models.history_key import make_file
from tracker.upkeep.planning import learn_sizes


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
        if options["database"] == DEFAULT_DB_ALIAS:
            _have_a_key()
        outcome = super().execute(*args, **options)
        if options["database"] == DEFAULT_DB_ALIAS and not options.get("app_label"):
            _seal()
            learn_sizes()
        return outcome


def _have_a_key() -> None:
    """The embedded database gets a key of its own with the first migration. A history that has one already is not
    given another: nobody could verify it any more."""
    if settings.HISTORY_KEYS or settings.HISTORY_KEY_FILE.exists():
        return
    if _table_is_there() and '"key":' in (_last_record() or ""):
        raise CommandError(
            f"履历密钥文件 {settings.HISTORY_KEY_FILE} 不见了，而履历是用它校验的：请从备份恢复原文件，再运行 migrate。"
        )
    make_file()


def _seal() -> None:
    """A history of before there were keys: the first event under the key covers all of it."""
    record = _last_record() if _table_is_there() else None
    if record is None or '"key":' in record:
        return
    with chronicle():
        tell(Verb.HISTORY_SEALED, by=Actor.system(business_date()))


def _table_is_there() -> bool:
    with connection.cursor() as cursor:
        return Event._meta.db_table in connection.introspection.table_names(cursor)


def _last_record() -> str | None:
    return Event.objects.order_by("-seq").values_list("record", flat=True).first()
