"""Formal letters: drafted by an officer, and edited until they are signed (signing.py, serving.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, field_names, tell
from tracker.domain.formal.letter import rewrite
from tracker.domain.locks import lock_dispatch
from tracker.domain.realm import why_not_within
from tracker.domain.refusal import Refused, need, refuse_if, refuse_unknown
from tracker.domain.rights import why_not_office
from tracker.models import (
    CalendarDay,
    Dispatch,
    DispatchItem,
    DispatchKind,
    DispatchState,
    Notice,
    Numbering,
    Obligation,
    Receipt,
    Unit,
    Verb,
)

EDITABLE = ("title", "matter", "demand", "reply_within")
EDITABLE_OF_ITEMS = ("title", "opening", "demand", "reply_within")  # the matter is the items'


def numbering_of(office: Unit, kind: str) -> Numbering:
    numbering = Numbering.objects.filter(office=office, kind=kind).first()
    if numbering is None:
        raise Refused(
            _("%(office)s还没有“%(kind)s”的发文字号规则，请管理员先设置机关代字。")
            % {"office": office, "kind": DispatchKind(kind).label}
        )
    return numbering


# --- Draft and edit --------------------------------------------------------------------------------
@chronicle()
def draft_dispatch(
    *,
    kind: str,
    office: Unit,
    units: Iterable[Unit],
    title: str,
    matter: str,
    demand: str,
    by: Actor,
    obligations: Iterable[Obligation] = (),
    reply_within: int | None = None,
) -> Dispatch:
    """An officer writes a letter directly, without a rung: for a leader's instruction, or out of turn.
    With `obligations`, the letter stands on them and closes with them. `reply_within`: working days."""
    refuse_if(why_not_office(office, by=by))
    units, obligations = list(units), list(obligations)
    if not units:
        raise Refused(_("请选择受文单位。"))
    refuse_if(why_not_within(office, units))
    for owed in obligations:
        if owed.office_id != office.pk or owed.unit not in units:
            raise Refused(_("“%(what)s”不是所选受文单位向本机构承担的事项。") % {"what": owed})
    _check_text(title, matter, demand)
    dispatch = Dispatch.objects.create(
        kind=kind,
        office=office,
        title=title.strip()[:200],
        matter=matter.strip(),
        demand=demand.strip(),
        reply_within=reply_within or numbering_of(office, kind).reply_within,
        drafted_by=by.person,
        drafted_on=by.on,
    )
    Receipt.objects.bulk_create(Receipt(dispatch=dispatch, unit=unit) for unit in units)
    Notice.objects.bulk_create(
        Notice(
            obligation=o,
            rung_code=f"direct-{dispatch.pk}",
            round=o.round,
            kind=kind,
            is_formal=True,
            owed_on=by.on,
            reason=_("%(name)s直接起草") % {"name": by.person},
            dispatch=dispatch,
        )
        for o in obligations
    )
    for task in dispatch.tasks_or_none():
        tell(Verb.DISPATCH_DRAFTED, by=by, dispatch=dispatch, task=task, note=dispatch.title)
    return dispatch


def _check_text(title: str, matter: str, demand: str) -> None:
    if not (title.strip() and matter.strip() and demand.strip()):
        raise Refused(_("请填写标题、督办事由和办理要求。"))


def why_not_change(dispatch: Dispatch, *, by: Actor) -> str:
    if dispatch.state != DispatchState.DRAFT:
        return _("函件%(state)s，不能再改。") % {"state": dispatch.get_state_display()}
    return why_not_office(dispatch.office, by=by)


@chronicle()
def change_dispatch(*, dispatch: Dispatch, by: Actor, **changes: Any) -> None:
    dispatch = lock_dispatch(dispatch)
    refuse_if(why_not_change(dispatch, by=by))
    refuse_unknown(changes, editable(dispatch), _("函件没有这些栏目：%(names)s。"))
    for field, value in changes.items():
        setattr(dispatch, field, value)
    _check_text(dispatch.title, dispatch.matter, dispatch.demand)
    dispatch.edited = sorted({*dispatch.edited, *changes} - {"reply_within"})
    dispatch.save(update_fields=[*changes, "edited"])
    rewrite(dispatch, today=by.on, calendar=CalendarDay.objects.calendar())
    tell(Verb.DISPATCH_CHANGED, by=by, dispatch=dispatch, note=field_names(Dispatch, changes))


def editable(dispatch: Dispatch) -> tuple[str, ...]:
    """What a person may write of a letter: where it is made of items, the words of each are changed by themselves."""
    return EDITABLE_OF_ITEMS if dispatch.items.exists() else EDITABLE


def why_not_change_items(dispatch: Dispatch, *, by: Actor) -> str:
    refusal = why_not_change(dispatch, by=by)
    if refusal or dispatch.items.exists():
        return refusal
    return _("函件没有分列事项，请直接修改督办事由。")


@chronicle()
def change_item(*, item: DispatchItem, text: str, by: Actor) -> None:
    """One matter in a person's words: from now on it stays as it is, whatever day the letter is signed."""
    dispatch = lock_dispatch(item.dispatch)
    refuse_if(why_not_change(dispatch, by=by))
    text = need(text, _("请写明督办事由。"))
    item.text, item.is_edited = text, True
    item.save(update_fields=["text", "is_edited"])
    rewrite(dispatch, today=by.on, calendar=CalendarDay.objects.calendar())
    tell(
        Verb.DISPATCH_CHANGED,
        by=by,
        dispatch=dispatch,
        task=item.obligation.task,
        unit=item.obligation.unit,
        note=_("第%(n)s项") % {"n": item.order},
    )
