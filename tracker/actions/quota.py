"""How much one unit may bring in on a day: a disk filled by one is full for all. Inside a verb."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.models import ContributionFile, Evidence, Unit


def why_not_more(unit: Unit, size: int) -> str:
    """Counted in real days: the disk knows no demo clock. Its people's roles are locked, which nothing else holds for
    long: of files that come at once to several reports each counts those before it."""
    list(unit.memberships.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    begins = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    reports = Evidence.objects.filter(progress__obligation__unit=unit, uploaded_at__gte=begins).exclude(
        file=""
    )
    helped = ContributionFile.objects.filter(contribution__unit=unit, uploaded_at__gte=begins)
    counted = [rows.aggregate(files=Count("pk"), size=Sum("size")) for rows in (reports, helped)]
    brought = {name: sum(row[name] or 0 for row in counted) for name in ("files", "size")}
    if brought["files"] >= settings.EVIDENCE_FILES_A_DAY:
        return _("%(unit)s今天已上传%(n)d个文件，到了上限：请明天再传，或合并成一个文件。") % {
            "unit": unit,
            "n": brought["files"],
        }
    if brought["size"] + size > settings.EVIDENCE_BYTES_A_DAY:
        return _("%(unit)s今天上传的文件合计超过%(n)d MB的上限：请明天再传，或压缩图片后上传。") % {
            "unit": unit,
            "n": settings.EVIDENCE_BYTES_A_DAY // 1024 // 1024,
        }
    return ""
