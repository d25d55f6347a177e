from django.core.management.base import BaseCommand, CommandError

from tracker.management.base import place
from tracker.upkeep.manifest import Unusable
from tracker.upkeep.restore import put_back


class Command(BaseCommand):
    help = "把备份恢复到空数据库和空文件目录，并核对履历。 Put a backup back and verify the history."
    requires_system_checks: list[str] = []  # they would open the database that is to be made

    def add_arguments(self, parser):
        parser.add_argument("backup", type=place, help="一份备份的文件夹（其中有 manifest.json）")
        parser.add_argument("--database-only", action="store_true", help="只恢复数据库，不恢复文件")
        parser.add_argument(
            "--unsealed", action="store_true", help="没有印记的旧备份也恢复：来历和校验值由您核对"
        )

    def handle(self, *args, **options):
        try:
            report = put_back(
                options["backup"].absolute(),
                with_files=not options["database_only"],
                unsealed=options["unsealed"],
            )
        except Unusable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"已恢复，履历完好：共{report.count}条，校验值 {report.count}:{report.head}。"
            "请与审计员最近收到的校验值比对：manage.py verify_events --anchor …"
        )
