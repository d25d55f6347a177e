from django.core.management.base import CommandError

from tracker.domain.history import verify_history
from tracker.management.base import OfThisMode


class Command(OfThisMode):
    help = "从头核对履历；与审计员收到的校验值比对。Verify the event chain, against mailed anchors if given."

    def add_arguments(self, parser):
        parser.add_argument(
            "--anchor",
            nargs="+",
            action="extend",
            default=[],
            metavar="SEQ:HASH",
            help="审计员邮件中的校验值 an anchor from the auditor's mail",
        )

    def handle(self, *args, **options):
        anchors = dict(_anchor(text) for text in options["anchor"])
        report = verify_history(anchors=anchors)
        if report.complaint:
            raise CommandError(
                f"履历已被破坏：{report.complaint}。请保留数据库现状，通知审计员和安全管理员。"
            )
        against = f"，与{len(anchors)}个校验值相符" if anchors else ""
        self.stdout.write(f"履历完好：共{report.count}条{against}。当前校验值 {report.count}:{report.head}")


def _anchor(text: str) -> tuple[int, str]:
    seq, separator, value = text.strip().partition(":")
    if not (separator and seq.isdigit() and len(value) == 64):
        raise CommandError(f"校验值“{text}”不对：应为邮件中的“序号:64位哈希”，如 120:ab12…。")
    return int(seq), value.lower()
