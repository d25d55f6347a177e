"""Who is logged in, until when: by the idle time, renewed without making a reader wait, and by an absolute limit.

The database keeps a digest of the key, so that whoever reads the table, a backup or a disk logs in as nobody.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from tracker.domain.composed import composed
from tracker.entry.moments import BEGAN, OWED
from tracker.models import SignIn, User
from tracker.web.database import unless_held

RENEWALS = 10  # within one idle time, at most: 30 minutes are renewed every three
READING = ("GET", "HEAD", "OPTIONS", "TRACE")


def digest(key: str) -> str:
    """What the database knows a key by; 240 bits fill Django's column of 40 characters."""
    return urlsafe_b64encode(sha256(key.encode()).digest()[:30]).decode()


@composed
def _found(key: str) -> QuerySet[Session, tuple[str, datetime]]:
    """Data and end of the session of one key; each page asks for one."""
    return Session.objects.filter(session_key=key).values_list("session_data", "expire_date")


class SessionStore(db.SessionStore):
    """Django's, under digests of the keys. `waits` is false while somebody only reads: then a session is written
    if nobody holds its row or the database, and otherwise at the next page."""

    waits = True
    expires_at: datetime | None = None  # of the row that was read
    is_watched = False  # somebody only asks how long it lasts, which is no use of it

    @property
    def rows(self):
        return self.model.objects.filter(session_key=digest(self.session_key))

    def load(self) -> dict:
        for data, expires_at in _found(digest(self.session_key)):
            if expires_at > timezone.now():
                self.expires_at = expires_at
                return self.decode(data)
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        return super().exists(digest(session_key))

    def create_model_instance(self, data: dict):
        data.setdefault(BEGAN, _now())
        row = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        return row

    def save(self, *, must_create: bool = False) -> None:
        if self.waits or must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(self._get_session())
        with unless_held():
            self.rows.update(session_data=row.session_data, expire_date=row.expire_date)

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is None:
            return
        rows = self.model.objects.filter(session_key=digest(key))
        if self.waits:
            rows.delete()
            return
        with unless_held():  # what is left behind opens nothing, and goes when its time is over
            rows.delete()

    def cycle_key(self) -> None:
        """Django calls this when somebody has shown the password."""
        self[BEGAN] = _now()
        before = self.session_key
        super().cycle_key()
        if before:
            SignIn.objects.filter(session_key=digest(before)).update(session_key=digest(self.session_key))

    # --- how long ------------------------------------------------------------------------------
    def get_expiry_age(self, **kwargs) -> int:
        """Seconds of the cookie: to the absolute limit. The idle time is the row's, out of the browser's hands."""
        return max(self.get(BEGAN, _now()) + settings.SESSION_COOKIE_AGE - _now(), 0)

    def get_expiry_date(self, **kwargs) -> datetime:
        return timezone.now() + timedelta(seconds=min(settings.SESSION_IDLE_SECONDS, self.get_expiry_age()))

    @property
    def is_due(self) -> bool:
        """Whether enough of the idle time is over for a renewal, and there is more to be had."""
        if self.expires_at is None or self.modified or self.session_key is None:
            return False
        step = timedelta(seconds=settings.SESSION_IDLE_SECONDS / RENEWALS)
        return self.get_expiry_date() - self.expires_at >= step

    @property
    def seconds_left(self) -> int:
        """Until it ends, if nobody does anything."""
        if self.expires_at is None:
            return 0
        return max(int((self.expires_at - timezone.now()).total_seconds()), 0)

    def renew(self) -> None:
        """Only the date: what another request writes into the session meanwhile stays."""
        until_at = self.get_expiry_date()
        with unless_held():
            self.rows.update(expire_date=until_at)
            self.expires_at = until_at


def last_person(request: HttpRequest) -> User | None:
    """Whose session it was that has ended, while its row is there. It opens nothing any more; but what they send is theirs.
    Half a log-in was nobody's."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = Session.objects.filter(session_key=digest(key)).first() if key else None
    data = SessionStore().decode(row.session_data) if row else {}
    person = User.objects.filter(pk=data.get(SESSION_KEY), is_active=True).first()
    if (
        person
        and not data.get(OWED)
        and constant_time_compare(data.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    ):
        return person
    return None


def _now() -> int:
    return int(timezone.now().timestamp())


class SessionMiddleware(DjangoSessionMiddleware):
    """Replaces SESSION_SAVE_EVERY_REQUEST, which makes every page wait for whoever is writing."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.session.waits = request.method not in READING

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.session.is_due and not request.session.is_watched:
            request.session.renew()
        return super().process_response(request, response)
