"""The keys of telephones that were confirmed before are sealed; what cannot be sealed back stays as it is."""

from django.db import migrations

from tracker.models.sealing import is_sealed, seal, unseal


def seal_all(apps, schema_editor):
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.all():
        if not is_sealed(device.key):
            device.key = seal(bytes.fromhex(device.key), about=f"totp {device.user_id}")
            device.save(update_fields=["key"])


def open_all(apps, schema_editor):
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.all():
        if is_sealed(device.key):
            device.key = unseal(device.key, about=f"totp {device.user_id}").hex()
            device.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("tracker", "0027_security_keys"), ("otp_totp", "0003_add_timestamps")]

    operations = [migrations.RunPython(seal_all, open_all)]
