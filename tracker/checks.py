"""System checks: what must be true of settings, models and the database before anything is served.

`manage.py check` runs all but the last one; `migrate` and `manage.py up` run that one, on the database, too.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.migrations.executor import MigrationExecutor

# A job that runs longer than the visibility time-out is started twice; a lost one is found only then.
VISIBILITY_SECONDS = (600, 24 * 3600)
# A person's role in a row, where "who did it" (_by) is not what the field says.
PERSON_FIELDS = frozenset({"user", "person", "actor", "substitute", "absentee", "instead_of"})


@register()
def queue_waits_sensibly(**kwargs: Any) -> list[CheckMessage]:
    """A running job must not be started twice, and a lost one not be forgotten for a day."""
    shortest, longest = VISIBILITY_SECONDS
    seconds = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("visibility_timeout")
    if seconds is not None and max(shortest, 2 * settings.LEASE_SECONDS) <= seconds <= longest:
        return []
    return [
        Error(
            f"CELERY_BROKER_TRANSPORT_OPTIONS 的 visibility_timeout（{seconds}）应在 {shortest} 至 {longest} "
            "秒之间，且不短于邮件租约的两倍。",
            id="duban.E003",
        )
    ]


@register(Tags.models)
def fields_are_named_by_house_rules(**kwargs: Any) -> list[CheckMessage]:
    """Dates end in `_on`, moments in `_at`, people in `_by` unless the name is itself a person's part."""
    return [
        Error(f"字段 {field} 命名不合约定：{rule}。", obj=field, id="duban.E004")
        for model in apps.get_app_config("tracker").get_models()
        for field, rule in misnamed_fields(model)
    ]


def misnamed_fields(model: type[models.Model]) -> Iterator[tuple[models.Field, str]]:
    """Each field that breaks the naming rule, with the rule; what Django's base classes name is exempt."""
    for field in model._meta.local_fields:
        if _comes_from_django(field):
            continue
        if isinstance(field, models.DateTimeField):
            if not field.name.endswith("_at"):
                yield field, "时刻（DateTimeField）以 _at 结尾"
        elif isinstance(field, models.DateField):
            if not field.name.endswith("_on"):
                yield field, "日期（DateField）以 _on 结尾"
        elif _points_to_a_person(field) and not (field.name.endswith("_by") or field.name in PERSON_FIELDS):
            yield field, "指向人员的外键以 _by 结尾，或属于 " + "、".join(sorted(PERSON_FIELDS))


def _comes_from_django(field: models.Field) -> bool:
    inherited = (base for base in field.model.__mro__ if base.__module__.startswith("django."))
    return any(
        field.name in {f.name for f in base._meta.local_fields}
        for base in inherited
        if hasattr(base, "_meta")
    )


def _points_to_a_person(field: models.Field) -> bool:
    return (
        field.is_relation
        and field.related_model is not None
        and field.related_model._meta.label == "tracker.User"
    )


@register(Tags.database)
def database_belongs_to_this_mode(databases: list[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Invented tasks and real ones never share a database: the flag is set once, when it is filled."""
    from tracker.models import Installation, User

    for alias in databases or []:
        connection = connections[alias]
        with connection.cursor() as cursor:
            if Installation._meta.db_table not in connection.introspection.table_names(cursor):
                continue
        office = Installation.objects.using(alias).only("is_demo").first()
        if office is None or office.is_demo == settings.DEMO:
            continue
        if office.is_demo or User.objects.using(alias).exists():  # an empty one may become a demo
            return [_wrong_database(is_demo=office.is_demo)]
    return []


@register(Tags.database)
def the_database_guards_itself(databases: list[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The triggers behind the promises of docs/security.md. Where not all migrations have run it is not yet time to ask."""
    from tracker.models.guards import missing_guards

    if DEFAULT_DB_ALIAS not in (databases or []):
        return []
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return []
    gone = missing_guards()
    if not gone:
        return []
    return [
        Error(
            f"数据库的保护触发器缺失、被停用或被掏空：{'、'.join(gone)}。",
            hint="请保留现场，通知审计员；查明原因后从迁移文件恢复触发器。",
            id="duban.E007",
        )
    ]


def _wrong_database(*, is_demo: bool) -> CheckMessage:
    if is_demo:
        sentence = "这是演示数据库，正式模式拒绝使用。"
        hint = "请把 DATABASE_URL 指向正式数据库，或设置 DUBAN_DEMO=1 以演示模式运行。"
    else:
        sentence = "这是正式数据库，演示模式拒绝使用。"
        hint = "请取消 DUBAN_DEMO，或取消 DATABASE_URL 以使用单独的演示数据库。"
    return Error(sentence, hint=hint, id="duban.E006")
