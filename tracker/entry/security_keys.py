"""Security keys and passkeys (WebAuthn) as the second factor, where the browser has them: a code from the telephone and
the spare codes do the same everywhere. Nothing is fetched and no maker is asked (attestation "none").

GB/T 22239-2019 8.1.4.1 d, ASVS 4.0 2.2.4 and 2.8: what a false page catches is good on that page only.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tracker.models import SecurityKey, User

KEYS_A_PERSON = 5
LONGEST = 20_000  # characters of an answer


@dataclass(frozen=True)
class Site:
    """Where the browser believes to be: its answer names it, and that of another site is not taken."""

    host: str  # without port
    origin: str


def _library() -> Any:
    """Not above: what checks certificates would slow every start down."""
    import webauthn
    import webauthn.helpers.exceptions
    import webauthn.helpers.structs

    return webauthn


def new_challenge() -> str:
    return _library().helpers.bytes_to_base64url(secrets.token_bytes(32))


def to_register(user: User, challenge: str, site: Site) -> str:
    """What the browser is asked, as JSON; a key that is known already is not offered again."""
    library = _library()
    handle = salted_hmac(__name__, str(user.pk), algorithm="sha256").digest()
    return library.options_to_json(
        library.generate_registration_options(
            rp_id=site.host,
            rp_name="Duban",
            user_name=user.username,
            user_display_name=user.name,
            user_id=handle,
            challenge=library.helpers.base64url_to_bytes(challenge),
            exclude_credentials=_known(user),
        )
    )


def to_sign(user: User, challenge: str, site: Site) -> str:
    library = _library()
    return library.options_to_json(
        library.generate_authentication_options(
            rp_id=site.host,
            challenge=library.helpers.base64url_to_bytes(challenge),
            allow_credentials=_known(user),
        )
    )


def _known(user: User) -> list[Any]:
    helpers = _library().helpers
    ids = user.security_keys.values_list("credential", flat=True)
    return [
        helpers.structs.PublicKeyCredentialDescriptor(id=helpers.base64url_to_bytes(each)) for each in ids
    ]


@transaction.atomic
def register(user: User, answer: str, *, name: str, challenge: str, site: Site) -> SecurityKey | None:
    """The key that answered; None if the answer is not to this challenge of this site, or the key is somebody's."""
    if not challenge or len(answer) > LONGEST or user.security_keys.count() >= KEYS_A_PERSON:
        return None
    library = _library()
    shown = _verified(
        library.verify_registration_response,
        credential=answer,
        expected_challenge=library.helpers.base64url_to_bytes(challenge),
        expected_rp_id=site.host,
        expected_origin=site.origin,
    )
    if shown is None:
        return None
    try:
        with transaction.atomic():
            return SecurityKey.objects.create(
                person=user,
                name=name.strip()[:40] or "WebAuthn",
                credential=library.helpers.bytes_to_base64url(shown.credential_id),
                public_key=library.helpers.bytes_to_base64url(shown.credential_public_key),
                sign_count=shown.sign_count,
            )
    except IntegrityError:
        return None


@transaction.atomic
def is_right(user: User, answer: str, *, challenge: str, site: Site) -> bool:
    """Whether a key of this person signed this challenge, on this site. A count that went back is a copy: refused."""
    if not challenge or len(answer) > LONGEST:
        return False
    key = _named(user, answer)
    if key is None:
        return False
    library = _library()
    shown = _verified(
        library.verify_authentication_response,
        credential=answer,
        expected_challenge=library.helpers.base64url_to_bytes(challenge),
        expected_rp_id=site.host,
        expected_origin=site.origin,
        credential_public_key=library.helpers.base64url_to_bytes(key.public_key),
        credential_current_sign_count=key.sign_count,
    )
    if shown is None:
        return False
    key.sign_count, key.used_at = shown.new_sign_count, timezone.now()
    key.save(update_fields=["sign_count", "used_at"])
    return True


def _named(user: User, answer: str) -> SecurityKey | None:
    named = _verified(_library().helpers.parse_authentication_credential_json, answer)
    return named and user.security_keys.select_for_update().filter(credential=named.id).first()


def _verified(verify: Any, *arguments: Any, **named: Any) -> Any:
    """Strangers' bytes: whatever the library says of them, they are not right."""
    try:
        return verify(*arguments, **named)
    except (
        _library().helpers.exceptions.WebAuthnException,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RecursionError,
    ):
        return None
