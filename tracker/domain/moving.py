"""What else goes with a unit that is no more: letters that have not arrived, figures asked of it, what it asked of others,
accounts of its head. Called inside a verb, with both units locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.digests import of_letter
from tracker.domain.events import tell
from tracker.domain.lifecycle.ending import end_waits
from tracker.models import (
    Account,
    ContributionRequest,
    Dispatch,
    DispatchKind,
    DispatchState,
    Indicator,
    Obligation,
    Receipt,
    Remark,
    Unit,
    UnitAlias,
    Verb,
    Waiting,
)


def take_drafts_back(unit: Unit, *, by: Actor) -> None:
    """The clock's drafts to this unit alone: it writes them down anew for whoever owes the matter now, beside what that
    unit has already, so that one order a month stays one. What a person has written a part of stays a draft."""
    rows = Dispatch.objects.drafts().filter(drafted_by=None, receipts__unit=unit)
    mine = rows.exclude(kind=DispatchKind.CIRCULAR).exclude(receipts__in=Receipt.objects.exclude(unit=unit))
    for draft in mine.order_by("pk").select_for_update(of=("self",), no_key=True):
        if draft.edited or draft.items.filter(is_edited=True).exists():
            continue
        waiting = draft.notices.owed()
        Obligation.objects.open().chased().filter(notices__in=waiting).recheck(by.on)
        note = _("%(title)s：%(unit)s停用，撤回待签发的函件") % {"title": draft.title, "unit": unit}
        tell(Verb.DISPATCH_CHANGED, by=by, dispatch=draft, unit=unit, note=note)
        about = draft.notices.order_by("pk").values_list("obligation", flat=True).first()
        Remark.objects.outlive(draft.pk, about)
        waiting.delete()  # they have told nobody anything
        draft.notices.update(dispatch=None)
        Dispatch.objects.filter(pk=draft.pk).delete()  # the history still points at it


def offices_asking(unit: Unit) -> QuerySet[Unit]:
    """Whose letters, figures and accounts go with it, beside what it owes."""
    offices = {
        *_unserved(unit).values_list("dispatch__office", flat=True),
        *Indicator.objects.filter(unit=unit).values_list("office", flat=True),
        *_accounts(unit).values_list("review__office", flat=True),
    }
    return Unit.objects.filter(pk__in=offices - {None})


def _unserved(unit: Unit) -> QuerySet[Receipt]:
    waiting = Receipt.objects.filter(unit=unit, sent_on=None)
    return waiting.filter(dispatch__in=Dispatch.objects.drafts() | Dispatch.objects.running())


def _accounts(unit: Unit) -> QuerySet[Account]:
    return Account.objects.filter(unit=unit, handed_in_on=None, review__closed_on=None)


def move_unserved(unit: Unit, into: Unit, *, by: Actor) -> None:
    """A letter that has not reached the old unit is for the new one; the history says so of each, or the auditor would
    read that its addressees were tampered with."""
    for receipt in _unserved(unit).order_by("pk"):
        if receipt.dispatch.receipts.filter(unit=into).exists():
            receipt.delete()
        else:
            Receipt.objects.filter(pk=receipt.pk).update(unit=into)
        if receipt.dispatch.state == DispatchState.SIGNED:
            note = _("受文单位%(unit)s改为%(into)s") % {"unit": unit, "into": into}
            digest = of_letter(receipt.dispatch_id)
            tell(Verb.DISPATCH_CHANGED, by=by, dispatch=receipt.dispatch, unit=into, note=note, **digest)


def move_names(unit: Unit, into: Unit) -> None:
    """Documents that write the old name find the new unit; groups and followers too."""
    UnitAlias.objects.filter(unit=unit).update(unit=into)
    for name in filter(None, (unit.name, unit.short_name)):
        if name not in (into.name, into.short_name):
            UnitAlias.objects.get_or_create(name=name, defaults={"unit": into})
    for group in unit.groups.all():
        group.members.remove(unit)
        group.members.add(into)
    known = into.followers.values("person")
    unit.followers.exclude(person__in=known).update(unit=into)


def move_questions(unit: Unit, into: Unit, heirs: Mapping[int, Unit], *, by: Actor) -> None:
    """What is asked of it, and what it asks: figures go on with their new unit, accounts that are still to come are the
    new unit's unless that hands in its own, and nobody waits for himself. `heirs`: by id of the task."""
    for indicator in Indicator.objects.filter(unit=unit).order_by("pk"):
        indicator.unit = heir = heirs.get(indicator.task_id or 0, into)
        indicator.save(update_fields=["unit"])
        note = f"{indicator}：{heir}　{indicator.get_period_display()}"
        tell(Verb.INDICATOR_DEFINED, by=by, unit=heir, note=note, indicator=indicator.pk)
    accounts = _accounts(unit)
    accounts.exclude(review__accounts__unit=into).update(unit=into)
    accounts.filter(text="").delete()
    asking = ContributionRequest.objects.open().filter(by_unit=unit).select_related("obligation")
    for request in asking.order_by("pk"):
        request.by_unit = heirs.get(request.obligation.task_id or 0, into)
        request.save(update_fields=["by_unit"])
    end_waits(waits=list(_for_oneself()), by=by)


def _for_oneself() -> QuerySet[Waiting]:
    rows = Waiting.objects.in_force().filter(obligation__unit=F("on_obligation__unit")).order_by("pk")
    return rows.select_related(
        "obligation__unit", "obligation__task", "on_obligation__unit", "on_obligation__task"
    )


def names_of(owed: Iterable[Obligation], most: int) -> str:
    """Titles and days, as many as there is room for."""
    words = [f"{row.subject}（{row.due_on.month}月{row.due_on.day}日前）" for row in owed]
    said = "；".join(words)
    while words and len(said) > most:
        words.pop()
        said = "；".join([*words, _("等")])
    return said
