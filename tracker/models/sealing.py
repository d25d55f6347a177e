"""Small secrets that the program itself must read again (the keys of telephones) are sealed with a key that the database
does not hold: AES-GCM under what is derived from the history's key (see `history_key`). Whoever copies the database gets
none of them, and whoever writes into it can plant none: `about` says whose it is and is sealed in."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

from tracker.models.history_key import keys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = "1$"
NONCE = 12


class BadSeal(ValueError):
    """Changed, another person's, or sealed under a key that is not here any more."""


def is_sealed(text: str) -> bool:
    return text.startswith(MARK)


def seal(plain: bytes, *, about: str) -> str:
    """Under the first key; 20 bytes become 66 characters."""
    nonce = os.urandom(NONCE)
    key = next(iter(keys().values()))
    return MARK + urlsafe_b64encode(nonce + _cipher(key).encrypt(nonce, plain, about.encode())).decode()


def unseal(text: str, *, about: str) -> bytes:
    """With whichever key it was: after a change of keys the old ones still open."""
    from cryptography.exceptions import InvalidTag

    try:
        raw = urlsafe_b64decode(text.removeprefix(MARK))
    except ValueError as error:
        raise BadSeal(about) from error
    for key in keys().values():
        try:
            return _cipher(key).decrypt(raw[:NONCE], raw[NONCE:], about.encode())
        except (InvalidTag, ValueError):
            continue
    raise BadSeal(about)


def _cipher(key: bytes) -> AESGCM:
    """The library is loaded with the first secret: most processes never read one."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"duban sealed fields").derive(key))
