"""The keys of telephones that were confirmed before are sealed, as `models/sealing.py` reads them."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import migrations

MARK, NONCE = "1$", 12


def cipher():
    given = settings.HISTORY_KEYS
    key = given[0].encode() if given else Path(settings.HISTORY_KEY_FILE).read_bytes().strip()
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"duban sealed fields").derive(key))


def seal_all(apps, schema_editor):
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.all():
        if not device.key.startswith(MARK):
            nonce = os.urandom(NONCE)
            about = f"totp {device.user_id}".encode()
            sealed = nonce + cipher().encrypt(nonce, bytes.fromhex(device.key), about)
            device.key = MARK + urlsafe_b64encode(sealed).decode()
            device.save(update_fields=["key"])


def open_all(apps, schema_editor):
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.filter(key__startswith=MARK):
        raw = urlsafe_b64decode(device.key.removeprefix(MARK))
        device.key = cipher().decrypt(raw[:NONCE], raw[NONCE:], f"totp {device.user_id}".encode()).hex()
        device.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("tracker", "0027_security_keys"), ("otp_totp", "0003_add_timestamps")]

    operations = [migrations.RunPython(seal_all, open_all)]
