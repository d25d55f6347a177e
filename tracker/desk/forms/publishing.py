"""对外公开: what would be shown, and what was found in it, before a list goes out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import Questions, Shown
from tracker.models import Withholding
from tracker.publishing import checking, commitments
from tracker.punctuation import spelt


class Publish(Questions):
    """`seen` is the digest of what was shown: the verb publishes nothing else."""

    reviewed_by = forms.CharField(
        label=_("保密审查人"), max_length=64, help_text=_("公开前由谁、按什么程序审查，如：张三（保密办）。")
    )
    looked = forms.BooleanField(label=_("上面标出的内容已逐条核对，可以公开"))
    seen = forms.CharField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.document = commitments.commitments_of(self.subject, as_of=self.actor.on)
        self.found = checking.looked_through(self.document, checking.names_in(self.subject))
        self.initial["seen"] = commitments.digest(self.document)
        if not self.found:
            del self.fields["looked"]

    def shown(self) -> list[Shown]:
        tasks = [f"{row.get('number', '')} {row['title']}".strip() for row in self.document["commitments"]]
        held = Withholding.objects.filter(task__task_list=self.subject).select_related("task")
        found = [
            spelt("{}：{}：…{}…", one.mark.label, one.title or self.subject.name, one.words)
            for one in self.found
        ]
        parts = [
            (_("标出的内容（%(n)s处）"), found),
            (_("对外公开（%(n)s项）"), tasks),
            (_("决定不公开（%(n)s项）"), [str(row) for row in held]),
        ]
        return [Shown(str(head) % {"n": len(lines)}, lines) for head, lines in parts if lines]
