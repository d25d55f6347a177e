"""Never silent: what cannot go is written on the Obligation, with its cause, until it goes.

The alert itself is a letter, made by the outbox from Obligations whose `alerted_on` is today. Here is decided
whose turn it is: every third working day, first the officer, from the second time on the head of office too
(`rules.blocked_alert_roles`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tracker.domain.composed import composed
from tracker.models import (
    DispatchState,
    Letter,
    LetterKind,
    LetterNotice,
    LetterState,
    Notice,
    NoticeState,
    Obligation,
)
from tracker.models.obligations import NOT_BLOCKED
from tracker.rules.climb import ORPHAN, UNANSWERED

REASON_LENGTH = 200
ANSWER_LENGTH = 60
NOBODY = "没有可收信的联络员或负责人，请补充邮箱，或登记已告知"
QUEUED = "邮件仍在排队"
UNSIGNED = "草稿待办主任签发"
NOTHING_LEFT = tuple(f"{words}。" for words in (ORPHAN, UNANSWERED))
UNSERVED = "已签发，尚未送达，请登记送达"


def clear_unblocked(today: date) -> int:
    """Blocked letters that have gone since: their Obligations are blocked no longer. Returns how many. Where nothing
    is left to say, letters have gone too, and it stays blocked.

    Reads only what is blocked, through its own partial index.
    """
    return _unblocked(today).update(**NOT_BLOCKED) if _any_unblocked(today) else 0


def _unblocked(today: date) -> QuerySet[Obligation]:
    mine = Notice.objects.filter(obligation=OuterRef("pk"), round=OuterRef("round"))
    gone = mine.filter(state=NoticeState.SENT, sent_on__gte=OuterRef("blocked_since_on"), sent_on__lte=today)
    blocked = Obligation.objects.blocked().filter(Exists(gone)).exclude(Exists(mine.owed()))
    return blocked.exclude(blocked_reason__in=NOTHING_LEFT)


@composed
def _any_unblocked(today: date) -> QuerySet[Obligation, int]:
    return _unblocked(today).order_by().values_list("pk", flat=True)[:1]


def causes(obligations: Sequence[int]) -> dict[int, str]:
    """Why the waiting letter of each Obligation has not gone, in two queries."""
    if not obligations:
        return {}
    waiting = Notice.objects.owed().filter(obligation__in=obligations, round=F("obligation__round"))
    rows = list(
        waiting.order_by("-owed_on").values_list("pk", "obligation_id", "is_formal", "dispatch__state")
    )
    informal = _fates([pk for pk, _owed, is_formal, _state in rows if not is_formal])
    return {
        owed: _formal(state) if is_formal else informal.get(pk, NOBODY) for pk, owed, is_formal, state in rows
    }


def already_told(offices: Iterable[int], today: date) -> set[int]:
    """Offices whose alert of today has been written out: what gets blocked later waits for the next one."""
    alerts = Letter.objects.filter(kind=LetterKind.ALERT, digest_on=today, office__in=set(offices))
    return set(alerts.filter(rendered_at__isnull=False).values_list("office_id", flat=True))


def tell_together(today: date) -> None:
    """An alert lists all that is blocked in its office, so all of it has been told: not one a day, each in its turn."""
    blocked = Obligation.objects.blocked()
    telling = set(blocked.filter(alerted_on=today).order_by().values_list("office", flat=True).distinct())
    telling -= already_told(telling, today)
    if telling:
        later = blocked.filter(office__in=telling).filter(~Q(alerted_on=today) | Q(alerted_on=None))
        later.update(alerted_on=today, alerts=F("alerts") + 1)


def worded(reason: str, cause: str) -> str:
    """“催办12月8日起待发，至今未发出：邮件仍在排队。”"""
    return f"{reason.removesuffix('。')}：{cause}。"[:REASON_LENGTH] if cause else reason[:REASON_LENGTH]


def _formal(state: str | None) -> str:
    return UNSERVED if state == DispatchState.SIGNED else UNSIGNED


def _fates(notices: Sequence[int]) -> dict[int, str]:
    """What became of the letters that carry these notices; absent where no letter does."""
    fates: dict[int, str] = {}
    carried = LetterNotice.objects.filter(notice__in=notices, is_copy=False).order_by("pk")
    for notice, state, answer in carried.values_list("notice_id", "letter__state", "letter__answer"):
        if state == LetterState.FAILED:
            fates[notice] = (
                f"邮件发送失败（{' '.join(answer.split())[:ANSWER_LENGTH] or '服务器未说明原因'}）"
            )
        else:
            fates.setdefault(notice, QUEUED)
    return fates
