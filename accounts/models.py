from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.roles import ADMINISTRATORS, DELEGATE_GRANTS, GRANTS, Role
from governance.scope import Oneself, ScopedQuerySet, Territory
from privacy.fields import BlindIndexField, EncryptedField
from unions.models import Federation


class User(AbstractUser):
    """A person who can log in. What they may do comes from appointments and delegations alone."""

    first_name = last_name = None
    name = models.CharField("姓名", max_length=60)
    phone = EncryptedField("手机", blank=True, mask="phone")
    phone_index = BlindIndexField("手机索引", of="phone")
    password_set_at = models.DateTimeField("密码设置时间", null=True, blank=True)
    must_change_password = models.BooleanField("须改密码", default=False)
    disabled_reason = models.CharField("停用原因", max_length=200, blank=True)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    @cached_property
    def offices(self):
        """Appointments in force today, deputized ones included, read once a request."""
        return list(Appointment.objects.current().held_by(self).select_related("federation"))

    def federations_granting(self, permission):
        """Heads of the subtrees in which the person holds ``permission`` today."""
        return [o.federation for o in self.offices if permission in GRANTS[o.role]]

    def may_at(self, permission, federation):
        """For what does not exist yet: may they do this at that federation?"""
        return any(
            federation.path.startswith(h.path) for h in self.federations_granting(permission)
        )

    def may_somewhere(self, permission):
        return bool(self.federations_granting(permission)) or (
            permission in self.delegate_permissions
        )

    def may(self, permission, subject):
        return (
            type(subject)._default_manager.for_user(self, permission).filter(pk=subject.pk).exists()
        )

    @cached_property
    def delegate_permissions(self):
        """One account, one side: whoever holds an office speaks for no organization."""
        return set() if self.offices else DELEGATE_GRANTS

    @cached_property
    def delegated_organizations(self):
        """Ids of the organizations the person speaks for today (rows live in ``orgs``)."""
        return self.delegations.current().values("organization")

    @property
    def is_staff_side(self):
        return bool(self.offices)


class AppointmentQuerySet(ScopedQuerySet):
    reaches = (Territory(), Oneself("user"))

    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def held_by(self, user, on=None):
        """Their own, and those of the people they deputize for today."""
        on = on or timezone.localdate()
        standing_in = Deputy.objects.filter(
            deputy=user, starts_on__lte=on, ends_on__gte=on, revoked_at=None
        )
        return self.filter(Q(user=user) | Q(pk__in=standing_in.values("appointment")))


class Appointment(models.Model):
    """A person's office at a federation for a term: the one source of what they may do, and where.

    Never edited once begun: ended, and followed by another.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="人员")
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="appointments", verbose_name="工会"
    )
    role = models.CharField("职责", max_length=20, choices=Role.choices)
    title = models.CharField("职务", max_length=60, blank=True)
    starts_on = models.DateField("任职日期", default=timezone.localdate)
    ends_on = models.DateField("届满（离任）日期", null=True, blank=True)
    basis = models.CharField("任职文件", max_length=120, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                name="appointment_term",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="离任日期不能早于任职日期。",
            ),
            ExclusionConstraint(
                name="one_administrator_office",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            function="daterange",
                            template="%(function)s(%(expressions)s, '[]')",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(role__in=sorted(ADMINISTRATORS)),
                violation_error_message="系统、安全、审计三类管理员不得由同一人兼任。",
            ),
            ExclusionConstraint(
                name="one_office_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("federation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            function="daterange",
                            template="%(function)s(%(expressions)s, '[]')",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="此人在该工会的同一职责上已有任职。",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.federation} · {self.get_role_display()}"


class Deputy(models.Model):
    """Somebody who acts in another's office for a while."""

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="deputies", verbose_name="任职"
    )
    deputy = models.ForeignKey(
        User, models.PROTECT, related_name="deputizing", verbose_name="代理人"
    )
    starts_on = models.DateField("开始日期", default=timezone.localdate)
    ends_on = models.DateField("结束日期")
    reason = models.CharField("原因", max_length=200)
    revoked_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        constraints = [
            models.CheckConstraint(
                name="deputy_term",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            )
        ]

    def __str__(self):
        return f"{self.deputy} 代 {self.appointment}"
