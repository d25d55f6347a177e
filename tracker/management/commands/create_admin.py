"""`manage.py create_admin`: the three administrators of a new installation, who then make everybody else."""

from argparse import ArgumentParser
from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from tracker.actions.people import give_first_password, grant
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import Refused
from tracker.management.base import refuse_wrong_database
from tracker.models import ADMIN_ROLES, Membership, Role, Unit, UnitKind, User, Verb, business_date

NAMELESS = "本市"  # a root that nobody has named yet; the system administrator renames it


class Command(BaseCommand):
    help = "首次安装：建立最上级单位和三员账号（系统管理员、安全管理员、审计员），打印一次性的初始密码。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--city",
            default="",
            metavar="名称",
            help=f"最上级单位的名称，例如：景德镇市；不给则先叫“{NAMELESS}”，以后可改",
        )
        for role in ADMIN_ROLES:
            option = "--" + role.value.replace("_", "-")
            parser.add_argument(
                option, default=role.value, metavar="登录名", help=f"{role.label}的登录名，默认 {role.value}"
            )
        parser.add_argument(
            "--reset", default="", metavar="登录名", help="不建立账号，只为这个账号生成新的初始密码"
        )

    def handle(self, *args, city: str, reset: str, **options) -> None:
        _prepare_database()
        refuse_wrong_database()
        with translation.override("zh-hans"):
            today = business_date()
            try:
                made = _reset(reset, today) if reset else _set_up(city.strip(), options, today)
            except Refused as no:
                raise CommandError(str(no)) from no
        self.stdout.write("初始密码只显示这一次，请分别转交三位不同的人；首次登录时须修改。")
        for title, username, password in made:
            self.stdout.write(f"  {title}　登录名 {username}　初始密码 {password}")


def _prepare_database() -> None:
    """This command comes before everything else: on an empty machine there are no tables yet."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


@chronicle()
def _set_up(city: str, usernames: dict, today: date) -> list[tuple[str, str, str]]:
    """All three or none. An administrator who is there already stays as he is; with all there it refuses."""
    held = set(Membership.objects.current(today).filter(role__in=ADMIN_ROLES).values_list("role", flat=True))
    missing = [role for role in ADMIN_ROLES if role not in held]
    if not missing:
        raise Refused(
            "三员已经齐备，不再建立。忘记密码请用 manage.py create_admin --reset 登录名；"
            "换人请由系统管理员建账号、安全管理员授予角色。"
        )
    root = _root(city, today)
    return [_administrator(role, usernames[role.value].strip(), root, today) for role in missing]


def _root(city: str, today: date) -> Unit:
    """The unit at the top of the tree, where the administrators belong."""
    tops = Unit.objects.active().filter(parent=None).order_by("order", "pk")
    found = tops.filter(name=city).first() if city else tops.first()
    if found:
        return found
    city = city or NAMELESS
    if tops.exists():
        raise Refused(f"已有最上级单位“{tops.first().name}”，没有名为“{city}”的最上级单位；请核对 --city。")
    if Unit.objects.filter(name=city).exists():
        raise Refused(f"“{city}”已停用或不是最上级单位；请核对 --city。")
    unit = Unit.objects.plant(name=city, kind=UnitKind.CITY)
    tell(Verb.UNIT_CHANGED, by=Actor.system(today), unit=unit, note=f"在服务器上新增单位{city}")
    return unit


def _administrator(role: Role, username: str, root: Unit, today: date) -> tuple[str, str, str]:
    if not username:
        raise Refused(f"请给出{role.label}的登录名。")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(f"登录名“{username}”已有人使用，请用 --{role.value.replace('_', '-')} 另给一个。")
    person = User.objects.create_user(username, name=str(role.label))
    tell(
        Verb.PERSON_CHANGED,
        by=Actor.system(today),
        note=f"在服务器上建立{role.label}账号{username}",
        person=person.pk,
    )
    grant(person, root, role, by=Actor.system(today))
    return str(role.label), username, give_first_password(person, by=Actor.system(today))


@chronicle()
def _reset(username: str, today: date) -> list[tuple[str, str, str]]:
    """For the accounts that no administrator may reset for another; works for everybody."""
    person = User.objects.active().filter(username=username).first()
    if person is None:
        raise Refused(f"没有登录名为“{username}”的启用账号。")
    return [(str(person), username, give_first_password(person, by=Actor.system(today)))]
