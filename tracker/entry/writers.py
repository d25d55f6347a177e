"""For whom a page with a form was made, signed: words that come after its session has ended are kept for that person."""

from __future__ import annotations

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from tracker.models import User

WRITER = "_writer"  # the field, in each form in which one types
SALT = "duban.writer"
SECONDS = 3 * 24 * 3600  # a page may stand open over a week-end


def token(person: User) -> str:
    """It lets words be kept for this person, and opens nothing."""
    return signing.dumps([person.pk, _of_password(person)], salt=SALT)


def person_of(given: str) -> User | None:
    """Nobody, once the password has been changed."""
    try:
        pk, seal = signing.loads(given, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    return person if person and constant_time_compare(seal, _of_password(person)) else None


def _of_password(person: User) -> str:
    return salted_hmac(SALT, person.get_session_auth_hash()).hexdigest()[:20]
