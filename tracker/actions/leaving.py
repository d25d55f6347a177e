"""What is kept of somebody who has left, and what goes (个人信息保护法 第十九条、第四十七条; GB/T 22239-2019 8.1.4.11).

The name, the posts and what was written, decided and signed stay: they are the office's record, and the history names
them. Addresses, the way in and what was arranged for oneself alone go, a year after the account was stopped.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from axes.utils import reset as forget_failures
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import Refused, refuse_if
from tracker.entry import drafts, second_factor
from tracker.models import Event, Letter, User, Verb

GONE = "left-"  # and the number of the row: a login name that nobody has


def forgettable(*, now: datetime) -> list[User]:
    """Whose account has been stopped long enough, and of whom more is kept than stays. None where the rule is off."""
    if not settings.LEFT_DAYS:
        return []
    before = timezone.localdate(now) - timedelta(days=settings.LEFT_DAYS)
    return [person for person in _stopped() if _last_day_of(person) < before]


def _stopped() -> QuerySet[User]:
    kept = ~Q(email="") | ~Q(phone="") | ~Q(username__startswith=GONE)
    return User.objects.filter(kept, is_active=False).order_by("pk")


def _last_day_of(person: User) -> date:
    """The latest of: joined, last log-in, last act, last change of the account (its stopping is one), end of the last post."""
    moments = [person.joined_at, person.last_login]
    about = Q(actor=person) | Q(verb=Verb.PERSON_CHANGED, record__contains=f'"person":{person.pk}')
    last = Event.objects.filter(about).order_by("-seq").first()
    days = [timezone.localdate(moment) for moment in moments if moment]
    days += [timezone.localdate(last.happened_at)] if last else []
    ends = person.memberships.exclude(until_on=None).values_list("until_on", flat=True)
    return max([*days, *(day for day in ends if day)])


@chronicle()
def forget_person(*, person: User, by: Actor) -> None:
    """Only the program does it, by the rule; it is not taken back."""
    if by.person is not None:
        raise Refused(_("离任人员的资料由系统按期限清理。"))
    refuse_if(_("账号还在使用，不能清理。") if person.is_active else "")
    forget_failures(username=person.username)
    second_factor.remove(person)
    person.sign_ins.all().end()
    drafts.forget_all(person)
    for kept in (person.past_passwords, person.saved_views, person.follows, person.told):
        kept.all().delete()
    Letter.objects.filter(person=person).update(address="")
    person.email, person.phone, person.username = "", "", _free_name(person)
    person.first_password_at, person.last_login = None, None
    person.set_unusable_password()
    person.save()
    note = _("按保存期限清理%(name)s的联系方式、登录资料和个人设置") % {"name": person}
    tell(Verb.PERSON_CHANGED, by=by, note=note, person=person.pk)


def _free_name(person: User) -> str:
    """Somebody may have been given such a name before it was ours."""
    names = (f"{GONE}{person.pk}{tail}" for tail in ("", *(f"-{n}" for n in range(2, 100))))
    return next(
        name for name in names if not User.objects.filter(username=name).exclude(pk=person.pk).exists()
    )


def forget_people(*, now: datetime) -> int:
    """Returns of how many."""
    people = forgettable(now=now)
    for person in people:
        forget_person(person=person, by=Actor.system(timezone.localdate(now)))
    return len(people)
