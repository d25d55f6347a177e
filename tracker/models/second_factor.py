"""What proves besides the password who it is: a telephone, whose key is sealed, or a security key of WebAuthn."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from tracker.models.people import User
from tracker.models.sealing import is_sealed, seal, unseal


def about_telephone(user_id: int) -> str:
    return f"totp {user_id}"


class Telephone(TOTPDevice):  # type: ignore[misc]  # django-otp has no types
    """A device of django-otp whose key the table holds sealed."""

    class Meta:
        proxy = True
        verbose_name = _("手机验证器")
        verbose_name_plural = _("手机验证器")

    @property
    def bin_key(self) -> bytes:
        """Raises BadSeal for a key that is not this person's, or that nobody sealed."""
        if self.pk is None and not is_sealed(self.key):
            key: bytes = bytes.fromhex(self.key)  # offered on a page, in no table yet
            return key
        return unseal(self.key, about=about_telephone(self.user_id))

    def seal_key(self) -> None:
        self.key = seal(self.bin_key, about=about_telephone(self.user_id))


class SecurityKey(models.Model):
    """A key of WebAuthn that this person has shown once: in the computer, on a stick, in a telephone. The table holds
    its public half, which opens nothing."""

    person = models.ForeignKey(User, models.CASCADE, related_name="security_keys", verbose_name=_("人员"))
    name = models.CharField(_("名称"), max_length=40)
    credential = models.CharField(
        _("凭据编号"), max_length=1400, unique=True
    )  # base64url, as in the standard
    public_key = models.TextField(_("公钥"))
    sign_count = models.PositiveBigIntegerField(_("计数"), default=0)
    added_at = models.DateTimeField(_("绑定时间"), default=timezone.now)
    used_at = models.DateTimeField(_("上次使用"), null=True, blank=True)

    class Meta:
        verbose_name = _("安全密钥")
        verbose_name_plural = _("安全密钥")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name
