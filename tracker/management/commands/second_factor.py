"""`manage.py second_factor --remove NAME`: somebody has lost the telephone and the spare codes."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from tracker.domain.personal import tell_people
from tracker.entry.second_factor import remove
from tracker.management.base import OfThisMode
from tracker.models import Membership, Role, User, business_date

TOLD = "{name}（{username}）的动态口令已在服务器上解除，下次登录只凭密码，或须重新绑定手机。如非本人要求，请立即联系系统管理员。"


class Command(OfThisMode):
    help = "解除一个账号的动态口令（手机和备用码都丢失时），并告知本人和审计员。 Take a lost second factor away; both are told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", required=True, metavar="登录名")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["remove"]).first()
        if person is None:
            raise CommandError(f"没有登录名为“{options['remove']}”的账号。")
        with transaction.atomic(), translation.override("zh-hans"):
            if not remove(person):
                raise CommandError(f"{person.name}没有绑定动态口令，无需解除。")
            auditors = Membership.objects.current(business_date()).filter(role=Role.AUDITOR)
            told = TOLD.format(name=person.name, username=person.username)
            tell_people([person, *(held.user for held in auditors.select_related("user"))], told, by=None)
        self.stdout.write(f"已解除{person.name}的动态口令，已告知本人和审计员。")
