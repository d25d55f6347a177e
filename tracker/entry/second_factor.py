"""The second factor: a code of six figures from a telephone (TOTP, RFC 6238) or a security key (`security_keys`), and ten
codes on paper for their loss.

GB/T 22239-2019 8.1.4.1 d (two ways of telling who it is), ASVS 4.0 2.8. The telephone needs no network: it and this
machine only need the right time. django-otp keeps the devices and slows guessing down; the key of a telephone is kept
sealed (`models/sealing.py`).
"""

from __future__ import annotations

import logging
import secrets
import time
from base64 import b32encode

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from tracker.models import BadSeal, Telephone, User

logger = logging.getLogger(__name__)
SPARE_CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is taken for something else on paper


def has_any(user: User) -> bool:
    """Whether a log-in with the password alone is only half of one."""
    return device_of(user) is not None or user.security_keys.exists()


def device_of(user: User) -> Telephone | None:
    """The telephone that this person has confirmed; None: there is none."""
    return Telephone.objects.filter(user=user, confirmed=True).first()


def offered(user: User) -> Telephone:
    """A telephone to be confirmed, in no table yet: opening a page writes nothing."""
    return Telephone(user=user, name="phone")


def sealed(device: Telephone) -> str:
    """What the page carries from its opening to the code: the key, which this person alone can bring back for an hour."""
    return signing.dumps(device.key, salt=_salt(device.user))


def opened(user: User, seal: str) -> Telephone | None:
    """The telephone that was offered; nothing if the page is too old or another person's."""
    try:
        key = signing.loads(seal, salt=_salt(user), max_age=3600)
    except signing.BadSignature:
        return None
    return Telephone(user=user, name="phone", key=key)


def _salt(user: User) -> str:
    return f"{__name__}:{user.pk}"


def written_key(device: Telephone) -> str:
    """For a telephone without a camera: the key in groups of four."""
    key = b32encode(device.bin_key).decode()
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


@transaction.atomic
def confirm(device: Telephone, code: str) -> list[str]:
    """The offered telephone becomes the second factor if it shows the right code. Returns the spare codes, which are
    shown once; nothing if the code is wrong, and then nothing is kept."""
    now = TOTP(device.bin_key)
    now.time = time.time()
    if not (code.isdecimal() and now.verify(int(code), tolerance=1)):
        return []
    Telephone.objects.filter(user=device.user).delete()
    device.confirmed, device.last_t = True, now.t()
    device.seal_key()
    device.save()
    return new_spare_codes(device.user)


@transaction.atomic
def new_spare_codes(user: User) -> list[str]:
    """Those of before are void. What the database keeps of them opens nothing."""
    StaticDevice.objects.filter(user=user).delete()
    paper = StaticDevice.objects.create(user=user, name="paper")
    codes = [_random_code() for _n in range(SPARE_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=_digest(code)) for code in codes)
    return codes


def spare_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def is_right(user: User, code: str) -> bool:
    """A code of the telephone or of the paper, each good for once, however many send it in the same moment: they come one
    after another. A wrong one counts: see `why_wait`."""
    User.objects.select_for_update().get(pk=user.pk)
    written = "".join(code.split()).lower()
    if written.isdecimal():
        return _is_shown(device_of(user), written)
    paper = StaticDevice.objects.filter(user=user).first()
    return paper is not None and paper.verify_token(_digest(written))


def _is_shown(device: Telephone | None, code: str) -> bool:
    try:
        return device is not None and device.verify_token(code)
    except BadSeal:
        logger.error(
            "the key of %s's telephone cannot be opened: was it changed, or the history's key?",
            device.user_id,
        )
        return False


def why_wait(user: User) -> str:
    """A sentence while the last wrong codes keep everybody waiting, who guesses or mistypes; empty otherwise."""
    devices = [device_of(user), StaticDevice.objects.filter(user=user).first()]
    for device in filter(None, devices):
        is_allowed, why = device.verify_is_allowed()
        if not is_allowed:
            seconds = max(1, round((why["locked_until"] - timezone.now()).total_seconds()))
            return _("连续输错，请在%(seconds)s秒后再试。") % {"seconds": seconds}
    return ""


@transaction.atomic
def remove(user: User) -> bool:
    """Take it all away; returns whether there was one."""
    had = has_any(user)
    user.security_keys.all().delete()
    Telephone.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    return had


def _random_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _n in range(10)) + secrets.choice("abcdefgh")


def _digest(code: str) -> str:
    """Keyed, so that whoever reads the table cannot try codes on it; the width is that of the column."""
    return b32encode(salted_hmac(__name__, code, algorithm="sha256").digest()[:10]).decode().lower()
