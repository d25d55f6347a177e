"""登记已告知: a unit was told by phone, on paper or in a chat. It counts as sent, and the ladder goes on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.locks import lock, lock_obligation
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import LetterNotice, LetterState, Notice, NoticeState, Obligation, ToldVia, Verb


def why_not_record_told(notice: Notice, *, by: Actor) -> str:
    if notice.state != NoticeState.OWED or notice.obligation_id is None:
        return _("这份提示%(state)s，不需要登记。") % {"state": notice.get_state_display()}
    if notice.is_formal:
        return _("正式函件请在函件页面登记送达。")
    return why_not_office(notice.ground.office, by=by)


@chronicle()
def record_told(*, notice: Notice, via: str, told_to: str, by: Actor) -> None:
    """By whom (`by`), to whom and how, on this day. The mail that still waits with it is needless."""
    obligation = lock_obligation(notice.ground)
    notice = lock(notice)
    refuse_if(why_not_record_told(notice, by=by))
    if via not in ToldVia.values:
        raise Refused(_("请选择告知方式：电话、纸质或即时消息。"))
    told_to = need(told_to, _("请写明告知了谁。"))
    notice.state, notice.sent_on = NoticeState.SENT, by.on
    notice.told_via, notice.told_to, notice.told_by = via, told_to[:64], by.person
    notice.save()
    _take_out_of_mail(notice)
    obligation.clear_blocked()
    obligation.next_on = by.on
    obligation.save()
    tell(
        Verb.NOTICE_TOLD,
        by=by,
        about=obligation,
        note=_("%(kind)s，%(via)s告知%(name)s")
        % {"kind": notice.get_kind_display(), "via": notice.get_told_via_display(), "name": notice.told_to},
    )


def waiting_notice(obligation: Obligation) -> Notice | None:
    """What the unit has not been told yet by mail, the oldest first."""
    waiting = (
        notice
        for notice in obligation.notices.all()  # a page of many reads them once
        if notice.state == NoticeState.OWED and not notice.is_formal and notice.round == obligation.round
    )
    return min(waiting, key=lambda notice: (notice.owed_on, notice.pk), default=None)


def _take_out_of_mail(notice: Notice) -> None:
    still_open = LetterState.QUEUED, LetterState.FAILED
    LetterNotice.objects.filter(
        notice=notice, letter__state__in=still_open, letter__rendered_at=None
    ).delete()
