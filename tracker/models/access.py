"""What is kept of getting in, apart from the business: earlier passwords, hashed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.models.people import User


class PastPasswordQuerySet(models.QuerySet):
    def of(self, user: User) -> PastPasswordQuerySet:
        return self.filter(user=user).order_by("-set_at", "-pk")

    def remember(self, user: User, *, keep: int) -> None:
        """The present one joins; what is older than the last `keep` goes."""
        self.create(user=user, password=user.password)
        kept = list(self.of(user).values_list("pk", flat=True)[:keep])
        self.filter(user=user).exclude(pk__in=kept).delete()


class PastPassword(models.Model):
    """A password that this person has set, as its hash. The newest is the present one, unless an administrator has
    given a first password since."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="past_passwords", verbose_name=_("人员")
    )
    password = models.CharField(_("密码"), max_length=128)
    set_at = models.DateTimeField(_("设置时间"), default=timezone.now)

    objects = PastPasswordQuerySet.as_manager()

    class Meta:
        verbose_name = _("用过的密码")
        verbose_name_plural = _("用过的密码")
        indexes = [models.Index(fields=["user", "-set_at"], name="past_password_newest")]

    def __str__(self) -> str:
        return f"{self.user} {self.set_at:%Y-%m-%d}"
