"""What all forms share. A form asks and converts; whether the answer is allowed is the action's matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.desk.bounds import bound_words
from tracker.desk.forms.complaints import complaints
from tracker.desk.forms.meanwhile import WAS, changed_since, complaint, first_values
from tracker.domain.actor import Actor
from tracker.models import FormDraft
from tracker.rules.workdays import EARLIEST, LATEST, is_within_reach

UNREAD = _("没有办理：请打开页面看过内容，再提交。")
SEEN = "_seen"  # the digest of what the page showed, carried to the verb; no draft keeps it
DASHES = "---------"  # Django's own first choice of a list


class DateInput(forms.DateInput):
    """The browser's own date picker; the value always travels as 2025-12-31."""

    input_type = "date"

    def __init__(self, **kwargs) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DateField(forms.DateField):
    """Of a year in which an office works: reckoning on from 9999 has no end, and one such date stopped the clock of all."""

    widget = DateInput

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not is_within_reach(day):
            told = {"label": self.label, "first": EARLIEST.year, "last": LATEST.year}
            raise forms.ValidationError(
                gettext("“%(label)s”应在%(first)s年到%(last)s年之间。") % told, code="year"
            )
        return day


class LongText(forms.CharField):
    def __init__(self, *, rows: int = 4, **kwargs) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class SeenField(forms.CharField):
    """Carried along, not typed: it makes no form a changed one."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class UnitChoices(forms.ModelMultipleChoiceField):
    """Several units; tick boxes in a scrolling box, because nobody finds Ctrl-click on a phone."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError as error:  # an id that no database holds: only a hand-made request has one
            raise forms.ValidationError(_("请从列出的单位中选择。")) from error


def ask_by_name(form: forms.BaseForm) -> None:
    """An answer is complained about by the question's name; a list of choices begins with 请选择, not dashes."""
    for field in form.fields.values():
        chosen = isinstance(field, forms.ChoiceField | forms.FileField)
        wanted = _("请选择“%(label)s”。") if chosen else _("请填写“%(label)s”。")
        field.error_messages |= complaints(field) | {"required": wanted % {"label": field.label}}
        if isinstance(field, forms.ModelChoiceField) and field.empty_label == DASHES:
            field.empty_label = _("请选择")


class BoundedForm(forms.Form):
    """A form whose texts have an end and hold only what files can hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_words(self)


class PlainForm(BoundedForm):
    """What all our forms look like."""

    required_css_class = "required"
    error_css_class = "wrong"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        ask_by_name(self)


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of what an action would do, told before it is done: a heading and its lines."""

    heading: str
    lines: list[str]


class Questions(PlainForm):
    """The questions of an action. `subject` is the thing it is done with (None where one is made), `actor` who is
    asked; `answers()` are the arguments of the verb."""

    def __init__(self, data=None, files=None, *, subject: Any, actor: Actor, **kwargs) -> None:
        super().__init__(data, files, **kwargs)
        self.subject, self.actor = subject, actor
        self.prepare()
        if self.begins_with_what_is_there:
            now = first_values(self, self.fields)
            self.fields[WAS] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial[WAS] = now

    begins_with_what_is_there = False  # so that two people may write over one another
    shown_again: FormDraft | None = None  # what had been typed and not sent, where that is shown
    offered_again: FormDraft | None = None  # whose files can still be sent along

    def show_again(self, draft: FormDraft) -> None:
        """Show what had been typed before, and do not judge it yet."""
        self.data, self.is_bound = draft.as_sent(), True
        for carried in {SEEN, WAS} & self.fields.keys():
            self.data[carried] = self.initial[carried]
        self._errors = ErrorDict()
        self.shown_again = self.offered_again = draft

    def carry_seen(self, digest: str, *, must: bool = False) -> None:
        """For an action that takes `seen`: what binds the office binds it to what was read. `must`: nobody presses it
        without a page that showed it, though the verb itself may be called so."""
        self.fields[SEEN] = SeenField(
            required=must and bool(digest),
            max_length=64,
            widget=forms.HiddenInput,
            error_messages={"required": UNREAD},
        )
        self.initial[SEEN] = digest

    def see_again(self) -> None:
        """After a refusal the page is shown anew: where it shows what is to be `seen` too, its digest is the present one."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if unread := self._errors.pop(SEEN, None):  # of a field that nobody sees
            self.add_error(None, unread)
        was = self.data.get(self.add_prefix(WAS), "") if WAS in self.fields else ""
        if was and (names := changed_since(was, self.initial[WAS])):
            self.data = self.data.copy()
            self.data[self.add_prefix(WAS)] = self.initial[WAS]  # told once
            self.add_error(None, complaint(self, names, self.subject))
        return given

    def prepare(self) -> None:
        """Set choices and first values that depend on the subject."""

    def shown(self) -> list[Shown]:
        """What cannot be taken back is shown whole above the questions."""
        return []

    def answers(self) -> dict[str, Any]:
        answers = {name: value for name, value in self.cleaned_data.items() if name != WAS}
        return answers if SEEN not in answers else answers | {"seen": answers.pop(SEEN)}


class Changes(Questions):
    """Of something that is there: the answers are only what was really changed, so that the history names it."""

    begins_with_what_is_there = True

    def prepare(self) -> None:
        for name in self.fields:
            self.initial[name] = getattr(self.subject, name)

    def answers(self) -> dict[str, Any]:
        return {n: v for n, v in super().answers().items() if v != getattr(self.subject, n)}


class NoQuestions(Questions):
    """Nothing to ask: the action is performed from where its button stands."""


class Reason(Questions):
    reason = LongText(label=_("理由"), rows=3)
