"""Sheets: what cannot be taken back is shown whole before it is done. They ask nothing but whether one means it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tracker.actions.signable import unconfirmed_tasks
from tracker.actions.signing import expected_number
from tracker.desk.forms.base import Questions, Shown
from tracker.desk.guesses import of_task
from tracker.domain.digests import seen_of_letters
from tracker.models import CalendarDay, DispatchKind, Task


class SignSheet(Questions):
    """To whom, which matters, under which number, and until when the reply is due if it is served today."""

    def prepare(self) -> None:
        self.carry_seen(seen_of_letters([self.subject.pk]).get(self.subject.pk, ""), must=True)

    def shown(self) -> list[Shown]:
        letter, today = self.subject, self.actor.on
        units = [str(receipt.unit) for receipt in letter.receipts.select_related("unit")]
        rows = letter.items.select_related("obligation__unit", "obligation__task").order_by("pk")
        items = [str(item.obligation) for item in rows if item.obligation_id]
        asks_reply = letter.kind != DispatchKind.GUIDANCE
        until = CalendarDay.objects.calendar().limit(today, letter.reply_within)
        number = expected_number(letter, today=today)
        asked = [
            _("将取用文号%(number)s；取用后不能收回，只能作废。") % {"number": number}
            if number
            else _("签发时编号。"),
            _("签发后随即发往下列单位。"),
        ]
        if asks_reply:
            words = _("回复期限为送达次日起%(n)s个工作日：今天送达的，到%(day)s。")
            asked.append(words % {"n": letter.reply_within, "day": until.isoformat()})
        parts = [
            Shown(_("签发以后"), asked),
            Shown(_("发往%(n)s个单位") % {"n": len(units)}, units),
            Shown(_("所列事项%(n)s项") % {"n": len(items)}, items),
        ]
        return [part for part in parts if part.lines]


class ConfirmSheet(Questions):
    """The inferred facts of each task concerned: nobody decides facts that are not shown."""

    def tasks(self) -> Iterable[Task]:
        return [self.subject]

    def shown(self) -> list[Shown]:
        return [part for task in self.tasks() if (part := Shown(str(task), of_task(task))).lines]


class ConfirmLetterSheet(ConfirmSheet):
    def tasks(self) -> Iterable[Task]:
        return unconfirmed_tasks(self.subject).prefetch_related("assignments__unit", "schedules")
