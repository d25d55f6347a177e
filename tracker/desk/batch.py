"""What can be done with many matters of a list at once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tracker.actions import batch
from tracker.desk.action import Action
from tracker.desk.forms import batch as questions

PREVIEW = _(
    "先选择，系统列出将办理的内容；核对无误后再按一次才生效。有一项办不成，就一项也不办，并说明原因。"
)


def _many(code: str, **differs: Any) -> Action:
    """What all of them have in common: they take a list, ask who may, and show what they would do first."""
    common: dict[str, Any] = {"takes": "task_list", "why_not": batch.why_not_batch, "hint": PREVIEW}
    return Action(code=f"batch-{code}", **{**common, **differs})


BATCH = (
    _many(
        "confirm",
        label=_("批量确认推断"),
        verb=batch.confirm_many,
        done=_("已确认%(outcome)s项任务的推断。"),
        form=questions.ConfirmMany,
    ),
    _many(
        "accept",
        label=_("批量认可"),
        verb=batch.accept_many,
        done=_("已认可%(outcome)s份报送。"),
        form=questions.AcceptMany,
    ),
    _many(
        "past",
        label=_("处理已过的时限"),
        verb=batch.decide_past,
        done=_("已处理%(outcome)s项。"),
        form=questions.DecidePast,
    ),
    _many(
        "urge",
        label=_("批量催办"),
        verb=batch.urge_many,
        done=_("已催办%(outcome)s项，随当日邮件发出。"),
        form=questions.UrgeMany,
    ),
    _many(
        "extend",
        label=_("批量延期"),
        verb=batch.extend_many,
        why_not=batch.why_not_extend_many,
        done=_("已延期%(outcome)s项，各单位会被告知。"),
        form=questions.ExtendMany,
    ),
    _many(
        "reassign",
        label=_("批量改派"),
        verb=batch.reassign_many,
        done=_("已改派%(outcome)s项任务。"),
        form=questions.ReassignMany,
    ),
)
