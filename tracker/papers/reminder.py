"""提醒函: what a unit still owes, in letter form, for units that are told on paper. It has no number: it is no formal
letter of the ladder but its reminder in print."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.domain.formal.matter import Matter, matters_of
from tracker.domain.formal.wordings import words_of
from tracker.domain.refusal import Refused
from tracker.models import UNSETTLED, CalendarDay, Installation, LetterPart, Obligation, ObligationKind
from tracker.models.wordings import REMINDER
from tracker.papers.model import Document, Form, Text
from tracker.papers.wanted import Wanted
from tracker.rules.wording import day

AHEAD = "请对照任务要求抓紧办理，按期报送办理情况和佐证材料；确有困难不能按期完成的，请在时限前书面申请延期。"
LATE = "请立即对照任务要求抓紧办理，尽快报送办理情况和佐证材料，并书面说明未按期完成的原因和预计完成时间。"
SIGN = "请尽快阅知并签收，明确责任领导和承办人员；对所列任务有异议的，请在签收时一并书面说明。"
ANSWER = "请尽快书面回复，写明已采取的措施、目前进展、存在问题和预计完成时间。"


def reminder_document(wanted: Wanted) -> Document:
    if wanted.pk is None:
        raise Refused(_("请写明提醒哪一件应办事项（--id 后面写它的编号）。"))
    owed = Obligation.objects.visible_to(wanted.by).filter(pk=wanted.pk, office__in=wanted.by.offices).first()
    if owed is None:
        raise Refused(_("没有编号为%(id)d的应办事项，或者它不归本机构。") % {"id": wanted.pk})
    if owed.state not in UNSETTLED:
        said = {"unit": owed.unit, "state": owed.get_state_display(), "id": owed.pk}
        raise Refused(_("%(unit)s的这件应办事项（%(id)d）%(state)s，不需要再提醒。") % said)
    calendar = CalendarDay.objects.calendar()
    matter = matters_of([owed.pk], today=wanted.as_of, calendar=calendar)[owed.pk]
    left = max(calendar.count(wanted.as_of, owed.due_on), 0)
    own = words_of(owed.office_id, REMINDER, [matter], reply_within=left)
    return Document(
        title=own.get(LetterPart.TITLE) or f"关于{matter.duty}的提醒函",
        made_on=wanted.as_of,
        form=Form.LETTER,
        mark=matter.obligation.office.signs_as,
        addressee=matter.obligation.unit.name,
        blocks=[
            *([Text(own[LetterPart.OPENING])] if LetterPart.OPENING in own else []),
            Text("\n".join(matter.origin())),
            Text(_limit(matter)),
            Text("".join(matter.said())),
            Text(own.get(LetterPart.DEMAND) or _demand(matter)),
        ],
        agency=matter.obligation.office.signs_as,
        signed_on=wanted.as_of,
        contact=Installation.objects.current().contact_line,
    )


def _demand(matter: Matter) -> str:
    if matter.obligation.kind == ObligationKind.SIGN_FOR:
        return SIGN
    if matter.obligation.kind == ObligationKind.REPLY:
        return ANSWER
    return LATE if matter.obligation.due_on < matter.today else AHEAD


def _limit(matter: Matter) -> str:
    due_on, today = matter.obligation.due_on, matter.today
    if due_on < today:
        return f"{matter.limit}。"
    left = matter.calendar.count(today, due_on)
    return f"{matter.limit_name}为{day(due_on)}，至今还有{left}个工作日。"
