import json
import signal
import threading

from tracker.management.base import OfThisMode, whole_number
from tracker.models import business_date
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver


class Command(OfThisMode):
    help = "立即发出全部待发邮件（不受发送时段限制），然后退出。Send all waiting letters at once, then end."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="以 JSON 输出数字 print counts as JSON")
        parser.add_argument("--limit", type=whole_number, help="最多发送几封 at most so many letters")

    def handle(self, *args, **options):
        stopping = threading.Event()
        # The letter in hand is finished, the others are given back.
        previous = signal.signal(signal.SIGTERM, lambda *_: stopping.set())
        try:
            today = business_date()
            composed = compose(today=today)
            report = deliver(today=today, limit=options["limit"], stop=stopping.is_set, at_any_hour=True)
        finally:
            signal.signal(signal.SIGTERM, previous)
        counts = {
            "composed": composed,
            "sent": report.sent,
            "failed": report.failed,
            "retried": report.retried,
            "dropped": report.dropped,
        }
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(
                f"新成文{composed}封；已发送{report.sent}封，失败{report.failed}封，"
                f"稍后重试{report.retried}封，无需发送{report.dropped}封。"
            )
