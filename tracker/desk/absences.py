"""Who stands in for whom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions.absences import record_absence
from tracker.desk.action import Action
from tracker.desk.forms.people import Absent

NEW_ABSENCE = Action(
    code="new",
    label=_("登记代办"),
    verb=record_absence,
    done=_("代办已登记；期间的函件同时发给代办人。"),
    form=Absent,
)
