from django.core.management.base import CommandError
from django.utils import timezone

from tracker.management.base import OfThisMode, place, whole_number
from tracker.upkeep import backup
from tracker.upkeep.manifest import Unusable


class Command(OfThisMode):
    help = "备份数据库和文件到一个文件夹，并试恢复一次。 Back the database and the files up, and prove that they can be put back."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=place, help="存放备份的文件夹，每次在其中新建一个子文件夹")
        parser.add_argument("--keep", type=whole_number, default=0, metavar="N", help="只保留最近 N 份")
        parser.add_argument("--no-trial", action="store_true", help="不试恢复（较快，但不能证明备份可用）")

    def handle(self, *args, **options):
        folder = options["folder"].absolute()
        try:
            made = backup.make(folder, now=timezone.localtime())
            if not options["no_trial"]:
                backup.try_out(made)
        except Unusable as error:
            raise CommandError(str(error)) from error
        proof = "未试恢复" if options["no_trial"] else "已试恢复，履历核对无误"
        self.stdout.write(f"已备份到 {made}（{proof}）。SECRET_KEY 等环境变量不在备份中，请另行保存。")
        if options["keep"]:
            for path in backup.tidy(folder, keep=options["keep"]):
                self.stdout.write(f"已删除旧备份 {path}")
