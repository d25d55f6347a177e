"""What can be done with an indicator, and with a problem."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions import figures, rectification
from tracker.desk.action import Action
from tracker.desk.forms import figures as questions
from tracker.desk.forms.problems import DescribeProblem

NEW_INDICATOR = Action(
    code="new",
    label=_("新建指标"),
    verb=figures.create_indicator,
    done=_("指标已建立。"),
    form=questions.NewIndicator,
)

INDICATOR = (
    Action(
        code="give",
        label=_("填报数值"),
        takes="indicator",
        verb=figures.give_figure,
        why_not=figures.why_not_give,
        done=_("数值已填报。"),
        form=questions.Give,
        look="primary",
        hint=_("填过的数随报告汇编，不再向您要第二次；填错了可以再填，履历中留有原数。"),
    ),
    Action(
        code="define",
        label=_("口径和报送单位"),
        takes="indicator",
        verb=figures.define_indicator,
        why_not=figures.why_not_define,
        done=_("指标已修改。"),
        form=questions.Define,
    ),
)

DESCRIBE = Action(
    code="problem",
    label=_("登记整改情况"),
    takes="task",
    verb=rectification.describe_problem,
    why_not=rectification.why_not_describe,
    done=_("整改情况已登记。"),
    form=DescribeProblem,
)
