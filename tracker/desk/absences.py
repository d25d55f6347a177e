"""Who stands in for whom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions.absences import record_absence
from tracker.desk.action import Action
from tracker.desk.forms.people import Absent

RECORDED = _("代办已登记，已告知双方；期间的函件发给代办人。")
ASKED = _("已提请代办，已告知本人；由本人或其上级确认后生效。")

NEW_ABSENCE = Action(
    code="new",
    label=_("登记代办"),
    verb=record_absence,
    done=lambda absence: str(RECORDED if absence.confirmed_by_id else ASKED),
    form=Absent,
)
