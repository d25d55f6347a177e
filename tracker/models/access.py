"""What is kept of people and their ways in, apart from the business: earlier passwords, hashed; who took what."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef
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


class SignInQuerySet(models.QuerySet["SignIn"]):
    def open(self, now: datetime) -> SignInQuerySet:
        """Those whose session still opens something."""
        return self.filter(self._has_session(now))

    def over(self, now: datetime) -> SignInQuerySet:
        return self.exclude(self._has_session(now))

    def _has_session(self, now: datetime) -> Exists:
        return Exists(Session.objects.filter(pk=OuterRef("session_key"), expire_date__gt=now))

    def end(self) -> int:
        """Whoever sits there has to log in again. Returns how many there were."""
        keys = list(self.values_list("session_key", flat=True))
        Session.objects.filter(pk__in=keys).delete()
        return self.model.objects.filter(session_key__in=keys).delete()[0]


class SignIn(models.Model):
    """Where a person is logged in: beside the session, which knows neither whose it is nor from where."""

    person = models.ForeignKey(User, models.CASCADE, related_name="sign_ins", verbose_name=_("人员"))
    session_key = models.CharField(
        _("会话"), max_length=40, unique=True
    )  # the digest that the table of sessions has
    ip_address = models.GenericIPAddressField(_("地址"), null=True)
    browser = models.CharField(_("浏览器"), max_length=255, blank=True)
    began_at = models.DateTimeField(_("登录时间"), default=timezone.now)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("登录会话")
        verbose_name_plural = _("登录会话")
        ordering = ["-began_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person} {self.began_at:%Y-%m-%d %H:%M}"


class AccessKind(models.TextChoices):
    EXPORTED = "exported", _("导出或下载")
    READ = "read", _("查看信件")
    DENIED = "denied", _("拒绝访问")
    PASSWORD = "password", _("修改本人密码")
    UPLOADED = "uploaded", _("上传导入文件")
    DISCARDED = "discarded", _("丢弃导入文件")
    CHOSEN = "chosen", _("个人设置")
    VERIFIED = "verified", _("核对履历")


class AccessRecordQuerySet(models.QuerySet):
    def older_than(self, moment: datetime) -> AccessRecordQuerySet:
        return self.filter(happened_at__lt=moment)


class AccessRecord(models.Model):
    """Who took, saw or was refused what: what changes no business row and is therefore no Event. It can only be added
    to, and goes by age alone (triggers of a migration see to both)."""

    happened_at = models.DateTimeField(_("时间"), default=timezone.now)
    kind = models.CharField(_("种类"), max_length=16, choices=AccessKind)
    person = models.ForeignKey(
        User,
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name=_("人员"),
    )
    username = models.CharField(_("登录名"), max_length=64)
    ip_address = models.GenericIPAddressField(_("地址"), null=True)
    method = models.CharField(_("方式"), max_length=8)
    path = models.CharField(_("网址"), max_length=255)
    status = models.PositiveSmallIntegerField(_("结果"))
    note = models.CharField(_("说明"), max_length=500, blank=True)

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("访问记录")
        verbose_name_plural = _("访问记录")
        ordering = ["-happened_at", "-pk"]
        indexes = [models.Index(fields=["-happened_at"], name="access_newest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=AccessKind.values), name="access_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.get_kind_display()} {self.path}"
