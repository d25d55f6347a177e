"""What Django would say of a wrong answer in a programmer's words, said by the question's name, and what to do."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _


def complaints(field: forms.Field) -> dict[str, str]:
    """Sentences by the code of the complaint. Django fills numbers into some of them with %, so there a % of the
    question itself is doubled."""
    label = str(field.label)
    filled = label.replace("%", "%%")
    choose = _("“%(label)s”里没有这一项，请从列出的选项中选择。")
    said = {
        "invalid_choice": choose % {"label": filled},
        "invalid_pk_value": choose % {"label": filled},
        "invalid_list": choose % {"label": label},
        "max_length": _("“%(label)s”最多%%(limit_value)d个字，现在有%%(show_value)d个，请精简。")
        % {"label": filled},
        "empty": _("“%(label)s”选中的文件是空的，请重新选择。") % {"label": label},
        "missing": _("“%(label)s”没有收到文件，请重新选择。") % {"label": label},
    }
    if isinstance(field, forms.IntegerField):
        said |= {
            "invalid": _("“%(label)s”应填整数，例如60。") % {"label": label},
            **dict.fromkeys(("min_value", "max_value"), _within(field, filled)),
        }
    elif isinstance(field, forms.DateField):
        said["invalid"] = _("“%(label)s”应填日期，例如2025-12-31。") % {"label": label}
    return said


def _within(field: forms.IntegerField, label: str) -> str:
    asked = {"label": label, "least": field.min_value, "most": field.max_value}
    if field.max_value is None:
        return _("“%(label)s”不得小于%(least)s。") % asked
    if field.min_value is None:
        return _("“%(label)s”不得大于%(most)s。") % asked
    return _("“%(label)s”应在%(least)s到%(most)s之间。") % asked
