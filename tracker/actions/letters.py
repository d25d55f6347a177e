"""A letter that the server refused: sent again, or to another address."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.actions.people import check_email, tell_of_address
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.locks import lock
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import ADMIN_ROLES, Letter, LetterState, User, Verb


def why_not_retry(letter: Letter, *, by: Actor) -> str:
    if letter.state not in (LetterState.FAILED, LetterState.QUEUED):
        return _("这封邮件%(state)s，不需要重发。") % {"state": letter.get_state_display()}
    return why_not_office(letter.office, by=by)


@chronicle()
def retry_letter(*, letter: Letter, by: Actor) -> None:
    letter = lock(letter, "office", "person")
    refuse_if(why_not_retry(letter, by=by))
    letter.state, letter.retry_at, letter.attempts = LetterState.QUEUED, None, 0
    letter.save(update_fields=["state", "retry_at", "attempts"])
    tell(Verb.LETTER_RETRIED, by=by, dispatch=letter.dispatch, note=f"{letter.person} <{letter.address}>")


@chronicle()
def readdress_letter(*, letter: Letter, address: str, by: Actor) -> None:
    """The person's address is corrected too, or the next letter would fail in the same way."""
    need(address, _("“%(address)s”不是有效的邮箱地址。") % {"address": address})
    check_email(address)
    refuse_if(why_not_retry(letter, by=by))
    if letter.person.memberships.filter(role__in=ADMIN_ROLES).exists():
        # The auditor's letters prove the history to somebody outside of the office.
        raise Refused(_("%(name)s是管理员，其邮箱由系统管理员修改。") % {"name": letter.person})
    person = User.objects.select_for_update().get(pk=letter.person_id)
    before, person.email = person.email, address
    person.save(update_fields=["email"])
    if before != address:
        tell_of_address(person, before, by=by)
    Letter.objects.filter(pk=letter.pk).update(address=address)
    tell(
        Verb.PERSON_CHANGED,
        by=by,
        note=_("%(name)s的邮箱改为%(address)s") % {"name": letter.person, "address": address},
    )
    retry_letter(letter=letter, by=by)
