"""What can be done with many matters of a list at once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions import batch
from tracker.desk.action import Action
from tracker.desk.forms import batch as questions

PREVIEW = _(
    "先选择，系统列出将办理的内容；核对无误后再按一次才生效。有一项办不成，就一项也不办，并说明原因。"
)
BATCH = (
    Action(
        code="batch-confirm",
        label=_("批量确认推断"),
        takes="task_list",
        verb=batch.confirm_many,
        why_not=batch.why_not_batch,
        done=_("已确认%(outcome)s项任务的推断。"),
        form=questions.ConfirmMany,
        hint=PREVIEW,
    ),
    Action(
        code="batch-accept",
        label=_("批量认可"),
        takes="task_list",
        verb=batch.accept_many,
        why_not=batch.why_not_batch,
        done=_("已认可%(outcome)s份报送。"),
        form=questions.AcceptMany,
        hint=PREVIEW,
    ),
    Action(
        code="batch-past",
        label=_("处理已过的时限"),
        takes="task_list",
        verb=batch.decide_past,
        why_not=batch.why_not_batch,
        done=_("已处理%(outcome)s项。"),
        form=questions.DecidePast,
        hint=PREVIEW,
    ),
    Action(
        code="batch-urge",
        label=_("批量催办"),
        takes="task_list",
        verb=batch.urge_many,
        why_not=batch.why_not_batch,
        done=_("已催办%(outcome)s项，随当日邮件发出。"),
        form=questions.UrgeMany,
        hint=PREVIEW,
    ),
    Action(
        code="batch-extend",
        label=_("批量延期"),
        takes="task_list",
        verb=batch.extend_many,
        why_not=batch.why_not_extend_many,
        done=_("已延期%(outcome)s项，各单位会被告知。"),
        form=questions.ExtendMany,
        hint=PREVIEW,
    ),
    Action(
        code="batch-reassign",
        label=_("批量改派"),
        takes="task_list",
        verb=batch.reassign_many,
        why_not=batch.why_not_batch,
        done=_("已改派%(outcome)s项任务。"),
        form=questions.ReassignMany,
        hint=PREVIEW,
    ),
)
