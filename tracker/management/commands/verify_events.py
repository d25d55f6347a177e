from django.core.management.base import CommandError

from tracker.domain.history import parse_anchor, verify_history, what_is_proved
from tracker.management.base import OfThisMode

PRESERVE = "请保留数据库和文件的现状，通知审计员和安全管理员。"


class Command(OfThisMode):
    help = (
        "从头核对履历、保护触发器、已报送的进展和材料、已签发的函件；与审计员收到的校验值比对。"
        "Verify the event chain, its guards and digests, against anchors if given."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--anchor",
            nargs="+",
            action="extend",
            default=[],
            metavar="SEQ:HASH",
            help="审计员邮件、系统日志或文件中的校验值 an anchor that has left the house",
        )

    def handle(self, *args, **options):
        anchors = dict(_anchor(text) for text in options["anchor"])
        report = verify_history(anchors=anchors)
        if report.complaint:
            raise CommandError(f"履历已被破坏：{report.complaint}。{PRESERVE}")
        if report.findings:
            found = "\n  ".join(report.findings)
            raise CommandError(f"履历链完好，但有{len(report.findings)}处不符：\n  {found}\n{PRESERVE}")
        against = f"，与{len(anchors)}个校验值相符" if anchors else ""
        self.stdout.write(f"履历完好：共{report.count}条{against}。当前校验值 {report.count}:{report.head}")
        for sentence in what_is_proved(report, anchors):
            self.stdout.write(f"  {sentence}")


def _anchor(text: str) -> tuple[int, str]:
    anchor = parse_anchor(text)
    if anchor is None:
        raise CommandError(f"校验值“{text}”不对：应为邮件中的“序号:64位哈希”，如 120:ab12…。")
    return anchor
