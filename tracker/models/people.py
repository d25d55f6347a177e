"""Who: units, the people who act for them, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.rules.offices import leader_above

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class Role(models.TextChoices):
    OFFICER = "officer", _("督办员")
    OFFICE_HEAD = "office_head", _("办主任")
    LIAISON = "liaison", _("联络员")
    UNIT_LEADER = "unit_leader", _("单位负责人")
    LEADER = "leader", _("市领导")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("审计员")


OFFICE_ROLES = (Role.OFFICER, Role.OFFICE_HEAD)
UNIT_ROLES = (Role.LIAISON, Role.UNIT_LEADER)
ADMIN_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def reachable(self) -> Self:
        """People a letter can be addressed to."""
        return self.active().exclude(email="")

    def holding(self, *roles: str, on: date) -> Self:
        held = Membership.objects.current(on).filter(role__in=roles)
        return self.filter(pk__in=held.values("user"))

    def leading(self, *offices: Unit, on: date) -> Self:
        """City leaders of one of these offices: of a unit above it, or of itself."""
        above = {
            path for office in offices for path in accumulate(f"{n}." for n in office.path.split(".")[:-1])
        }
        held = Membership.objects.current(on).filter(role=Role.LEADER, unit__path__in=above)
        return self.filter(pk__in=held.values("user"))


class User(AbstractBaseUser):
    username = models.CharField(
        _("登录名"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = models.CharField(_("姓名"), max_length=64)
    email = models.EmailField(_("邮箱"), blank=True)
    phone = models.CharField(_("电话"), max_length=32, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("首次登录须改密码"), default=False)
    first_password_at = models.DateTimeField(_("首次密码发放时间"), null=True, blank=True)
    wants_brief = models.BooleanField(_("每周邮寄一页纸"), default=False)
    joined_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ["name", "username"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    # The admin site asks these three. Rights come from roles (see `tracker.admin.base`), never from
    # Django's superuser: a superuser would join the three administrators that the rules keep apart.
    @property
    def is_staff(self) -> bool:
        return self.is_active and self.memberships.exists()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class UnitKind(models.TextChoices):
    CITY = "city", _("市")
    PARTY = "party", _("党委部门")
    DEPARTMENT = "department", _("政府部门")
    COUNTY = "county", _("县（市、区）")
    ZONE = "zone", _("开发区")
    TOWN = "town", _("乡镇（街道）")
    CONGRESS = "congress", _("人大")
    CPPCC = "cppcc", _("政协")
    COURT = "court", _("法院")
    PROCURATORATE = "procuratorate", _("检察院")
    OTHER = "other", _("其他")


class UnitQuerySet(models.QuerySet["Unit"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def within(self, *paths: str) -> Self:
        """Units at or below any of the given paths."""
        return self.filter(path_within("path", paths))

    def realm_of(self, actor: Actor) -> Self:
        """Units whose affairs the actor may see (not: may change)."""
        return self.within(*actor.realms)

    def without_address(self, on: date) -> Self:
        """Units that nobody with a mail address serves: no letter could reach them."""
        served = Membership.objects.current(on).filter(role__in=UNIT_ROLES, user__in=User.objects.reachable())
        return self.exclude(pk__in=served.values("unit"))


def path_within(field: str, paths: Iterable[str]) -> Q:
    """`paths` empty means nothing at all, never everything."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__startswith": path})
    return found


class UnitManager(models.Manager["Unit"]):
    def plant(self, *, parent: Unit | None = None, **fields: Any) -> Unit:
        """Create a unit in the tree: the path holds the ids from the root down, so a subtree is a prefix."""
        unit = self.create(parent=parent, path=f"new-{fields['name']}", **fields)
        unit.path = unit.path_under(parent)
        unit.save(update_fields=["path"])
        return unit


class Unit(models.Model):
    name = models.CharField(_("名称"), max_length=128, unique=True)
    short_name = models.CharField(_("简称"), max_length=64, blank=True)
    kind = models.CharField(_("类别"), max_length=16, choices=UnitKind, default=UnitKind.DEPARTMENT)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )
    path = models.CharField(_("树路径"), max_length=255, unique=True, editable=False)
    order = models.PositiveIntegerField(_("排序"), default=0)
    is_office = models.BooleanField(
        _("督办机构"), default=False, help_text=_("该单位的督办员负责督办其上级单位范围内的全部任务")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    formal_name = models.CharField(
        _("发文名称"), max_length=128, blank=True, help_text=_("红头、落款和版记上的机关全称；不填就用名称")
    )
    copied_to = models.CharField(
        _("抄送写法"),
        max_length=100,
        blank=True,
        help_text=_("公文抄送分管领导时版记上写什么，如“县委分管领导”；不填就按机构名称推定"),
    )

    objects = UnitManager.from_queryset(UnitQuerySet)()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=UnitKind.values),
                name="unit_kind_known",
                violation_error_message=_("单位类别不对"),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def signs_as(self) -> str:
        """What its papers say: the organ's full name (GB/T 9704-2012, 7.2.4)."""
        return self.formal_name or self.name

    @property
    def copies_named(self) -> str:
        """Who stands behind 抄送 when the leader above this office is told."""
        return self.copied_to or leader_above(self.name)

    def path_under(self, parent: Unit | None) -> str:
        return f"{parent.path if parent else ''}{self.pk:06d}."

    @property
    def realm_path(self) -> str:
        """What this unit's supervision reaches: an office looks after everything below its parent."""
        return self.parent.path if self.is_office and self.parent else self.path


class UnitAlias(models.Model):
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name=_("单位"))
    name = models.CharField(_("别名"), max_length=128, unique=True)

    class Meta:
        verbose_name = _("单位别名")
        verbose_name_plural = _("单位别名")

    def __str__(self) -> str:
        return self.name


class UnitGroup(models.Model):
    """各县（市、区）政府 and the like: stands for its members when it appears as an owner."""

    name = models.CharField(_("名称"), max_length=128, unique=True)
    aliases = models.JSONField(_("别名"), default=list, blank=True)
    kinds = models.JSONField(_("包含的单位类别"), default=list, blank=True)
    members = models.ManyToManyField(Unit, blank=True, related_name="groups", verbose_name=_("另列成员"))

    class Meta:
        verbose_name = _("单位组")
        verbose_name_plural = _("单位组")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def current_members(self) -> UnitQuerySet:
        return Unit.objects.active().filter(Q(kind__in=self.kinds) | Q(groups=self)).distinct()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date) -> Self:
        return self.within(on, on)

    def within(self, first: date, last: date) -> Self:
        """Held on one of these days, or on several."""
        return self.dated(first, last).filter(user__is_active=True)

    def dated(self, first: date, last: date) -> Self:
        """The same by the dates alone: also of those whose account has been stopped since."""
        begun, not_over = Q(from_on=None) | Q(from_on__lte=last), Q(until_on=None) | Q(until_on__gte=first)
        return self.filter(begun, not_over)

    def held_by(self, user: User, on: date) -> Self:
        """What the user may act as: own memberships, and those of people the user stands in for. An
        administrator's role is never taken over: that would join what the rules keep apart."""
        stands_in = Q(user__in=Absence.objects.covered_by(user, on)) & ~Q(role__in=ADMIN_ROLES)
        return self.current(on).filter(Q(user=user) | stands_in)


class Membership(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=16, choices=Role)
    from_on = models.DateField(_("自"), null=True, blank=True)
    until_on = models.DateField(_("至"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        ordering = ["unit", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                name="membership_once",
                violation_error_message=_("此人在该单位已有这个角色"),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message=_("角色不对"),
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="membership_dates_in_order",
                violation_error_message=_("结束日期早于开始日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}·{self.unit}{self.get_role_display()}"

    @property
    def realm_path(self) -> str:
        return self.unit.realm_path if self.role in OFFICE_ROLES else self.unit.path


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def confirmed(self) -> Self:
        """By the person away or by a superior; what is only asked for gives nobody a right."""
        return self.exclude(confirmed_by=None)

    def current(self, on: date) -> Self:
        return self.within(on, on)

    def within(self, first: date, last: date) -> Self:
        """In force on one of these days, or on several. Whoever is no colleague any more (another unit, no role at all)
        stands in for nobody, nor does who has become an administrator since: the rules keep the two apart."""
        administrators = Membership.objects.filter(role__in=ADMIN_ROLES).values("user")
        in_force = self.confirmed().overlapping(first, last).filter(substitute__is_active=True)
        return in_force.between_colleagues(first, last).exclude(substitute__in=administrators)

    def between_colleagues(self, first: date, last: date) -> Self:
        """On one of these days both hold a role in one unit."""
        held = Membership.objects.dated(first, last)
        theirs = held.filter(user=OuterRef(OuterRef("person"))).values("unit")
        return self.filter(Exists(held.filter(user=OuterRef("substitute"), unit__in=theirs)))

    def known_then(self, user: User, on: date) -> models.QuerySet[Absence, int]:
        """Ids of the people for whom the user stood in on a day gone by, whatever has become of either since."""
        return self.confirmed().overlapping(on, on).filter(substitute=user).values_list("person", flat=True)

    def covered_by(self, user: User | int, on: date) -> models.QuerySet[Absence, int]:
        """Ids of the people whom the user stands in for. One hop: what one does for somebody else is handed on to
        nobody, or two people could make each other whatever a third one is."""
        return self.current(on).filter(substitute=user).values_list("person", flat=True)

    def overlapping(self, from_on: date, until_on: date) -> Self:
        return self.filter(from_on__lte=until_on, until_on__gte=from_on)


class Absence(models.Model):
    """B for A, 3–9 June: B receives A's letters and acts for A; the record names both."""

    person = models.ForeignKey(User, models.CASCADE, related_name="absences", verbose_name=_("不在岗人员"))
    substitute = models.ForeignKey(User, models.PROTECT, related_name="stands_in", verbose_name=_("代办人"))
    from_on = models.DateField(_("自"))
    until_on = models.DateField(_("至"))
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("确认人"),
        help_text=_("不在岗人员本人或上级；确认前不生效"),
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("代办")
        verbose_name_plural = _("代办")
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="absence_dates_in_order",
                violation_error_message=_("结束日期早于开始日期"),
            ),
            models.CheckConstraint(
                condition=~Q(person=F("substitute")),
                name="absence_somebody_else",
                violation_error_message=_("代办人不能是本人"),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="absence_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("substitute")),
                name="absence_not_confirmed_by_substitute",
                violation_error_message=_("代办人不能自己确认"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} 代 {self.person}，{self.from_on}—{self.until_on}"
