"""What can be done with many matters at once and is not offered for one of them alone (see `ticked`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions import batch, taking_back
from tracker.desk.action import Action
from tracker.desk.forms import batch as questions
from tracker.desk.forms.base import Reason

ACCEPT_MANY = Action(
    code="accept",
    label=_("认可"),
    takes="obligation",
    verb=batch.accept_waiting,
    why_not=batch.why_not_accept_waiting,
    done="",
    form=questions.AcceptMany,
    hint=_("只认可下面列出的报送，比例以单位所报为准；要核定比例或退回的，请逐项办理。"),
)
URGE_MANY = Action(
    code="urge",
    label=_("催办"),
    takes="obligation",
    verb=batch.urge,
    why_not=batch.why_not_urge,
    done="",
    form=questions.UrgeMany,
    hint=_("随当日邮件发出，每个事项一天一次。"),
)
DECIDE_PAST = Action(
    code="past",
    label=_("处理已过的时限"),
    takes="obligation",
    verb=batch.decide_past,
    why_not=batch.why_not_decide_past,
    done="",
    form=questions.DecidePast,
)
UNDO_ACCEPT_MANY = Action(
    code="undo-accept",
    label=_("撤销认可"),
    takes="obligation",
    verb=taking_back.undo_accepted,
    why_not=taking_back.why_not_undo_accepted,
    done="",
    form=Reason,
    hint=_("只限认可当天。因此办结的任务、销号的函件一并恢复。"),
    until=_("当天有效"),
)
