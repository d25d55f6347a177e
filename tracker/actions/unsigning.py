"""撤回签发: for some minutes a signed letter waits in the outbox, and can be taken back as if it had not been signed."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.digests import of_letter
from tracker.domain.events import chronicle, tell
from tracker.domain.locks import lock_dispatch
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_head
from tracker.models import Dispatch, DispatchState, LetterState, NumberSeries, Verb

IN_THE_AIR = (LetterState.SENDING, LetterState.SENT)


def why_not_unsign(dispatch: Dispatch, *, by: Actor) -> str:
    if dispatch.state != DispatchState.SIGNED or dispatch.signed_at is None:
        return _("只有已签发的函件可以撤回签发。")
    if refusal := why_not_head(dispatch.office, by=by):
        return refusal
    if not dispatch.is_just_signed:
        return _("签发已满%(n)s分钟，函件可能已经发出；确需收回的，请作废。") % {
            "n": settings.SIGNED_WAIT_MINUTES
        }
    has_left = dispatch.letters.filter(state__in=IN_THE_AIR).exists()
    if has_left or dispatch.receipts.filter(sent_on__isnull=False).exists():
        return _("函件已经发出或送达，不能撤回签发；确需收回的，请作废。")
    if dispatch.receipts.filter(opened_at__isnull=False).exists():
        return _("受文单位已经打开函件，不能撤回签发，以免同一文号有两种文本；确需收回的，请作废。")
    return ""


@chronicle()
def unsign(*, dispatch: Dispatch, by: Actor) -> str:
    """A draft again, and its number free: the series has no gap, so only the last number goes back. Returns it."""
    dispatch = lock_dispatch(dispatch)
    list(
        dispatch.letters.queued().select_for_update().values_list("pk", flat=True)
    )  # or one is claimed meanwhile
    refuse_if(why_not_unsign(dispatch, by=by))
    number = dispatch.number
    series = NumberSeries.objects.select_for_update().get(
        numbering__office=dispatch.office_id, numbering__kind=dispatch.kind, year=dispatch.number_year or 0
    )
    if series.last != dispatch.number_seq:
        raise Refused(
            _("%(number)s之后已签发其他函件，文号不能收回。请先撤回其后的，或作废本件：同样不会发出。")
            % {"number": number}
        )
    series.last -= 1
    series.save(update_fields=["last"])
    dispatch.letters.exclude(state__in=IN_THE_AIR).delete()  # they have told nobody, and are made anew
    dispatch.state, dispatch.number, dispatch.elements = DispatchState.DRAFT, "", None
    dispatch.number_year = dispatch.number_seq = None
    dispatch.signed_by = dispatch.signed_on = dispatch.signed_at = None
    dispatch.save()
    for task in dispatch.tasks_or_none():
        tell(
            Verb.DISPATCH_UNSIGNED,
            by=by,
            dispatch=dispatch,
            task=task,
            note=number,
            **of_letter(dispatch.pk, withdrawn=True),
        )
    return number
