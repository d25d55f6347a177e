"""What can be done with one date or rhythm of a task."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.actions import dates, owners_and_dates
from tracker.desk.action import Action
from tracker.desk.forms import dates as questions
from tracker.desk.forms.base import Reason
from tracker.models import Schedule


def _next(schedule: Schedule) -> str:
    said = gettext("已核定：%(what)s。") % {"what": schedule.wording}
    if schedule.opens_next_on:
        said += gettext("下一期自%(day)s开始。") % {"day": schedule.opens_next_on}
    return said


ADD_DATE = Action(
    code="add-date",
    label=_("新增时限"),
    takes="task",
    verb=dates.add_date,
    why_not=owners_and_dates.why_not_decide,
    done=_next,
    form=questions.AddDate,
    hint=_("节点、周期或报送周期，可与原有时限并存。任务办理中的，自今天起计算。"),
)

SCHEDULE = (
    Action(
        code="change",
        label=_("修改周期"),
        takes="schedule",
        verb=dates.change_date,
        why_not=dates.why_not_change_date,
        done=_next,
        form=questions.ChangeDate,
        hint=_("已经开始的一期不变，新的周期自下一期起。"),
    ),
    Action(
        code="end",
        label=_("停止"),
        takes="schedule",
        verb=dates.end_date,
        why_not=dates.why_not_end_date,
        done=_("已停止。"),
        form=Reason,
        look="danger",
        hint=_("周期停止后不再开始新的一期，已开始的仍须办理；一次性的时限停止后，未办结的事项免除。"),
    ),
)
