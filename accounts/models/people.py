from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as CreatingManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.roles import ADMINISTRATORS, DELEGATE_GRANTS, GRANTS, OUTSIDERS, Duty, Role
from accounts.validators import validate_username
from governance.scope import EVERYTHING, Oneself, ScopedQuerySet, Territory
from privacy.fields import BlindIndexField, EncryptedField
from unions.models import Federation


class Employed:
    """By office: people who serve in the subtree, or served there last and nowhere since.

    An office at the top reaches everybody, also those who hold none.
    """

    def condition(self, user, permission):
        heads = user.federations_granting(permission)
        if not heads:
            return None
        if any(head.level == Federation.Level.NATIONAL for head in heads):
            return EVERYTHING
        here = Appointment.objects.filter(
            federation__in=Federation.objects.at_or_below(heads).values("pk")
        )
        serving = Appointment.objects.unended()
        return Q(pk__in=here.unended().values("user")) | (
            Q(pk__in=here.values("user")) & ~Q(pk__in=serving.values("user"))
        )


class UserQuerySet(ScopedQuerySet):
    reaches = (Employed(), Oneself("pk"))

    def serving(self, on=None):
        return self.filter(pk__in=Appointment.objects.current(on).values("user"))

    def dormant(self, since):
        """Open accounts that nobody has used since."""
        return self.filter(
            Q(last_login__lt=since) | Q(last_login=None, date_joined__lt=since), is_active=True
        )


class UserManager(CreatingManager.from_queryset(UserQuerySet)):
    use_in_migrations = False


class User(AbstractUser):
    """A person who can log in. What they may do comes from appointments and delegations alone."""

    first_name = last_name = None
    username = models.CharField(
        "用户名",
        max_length=60,
        unique=True,
        validators=[validate_username],
        error_messages={"unique": "该用户名已被使用，请换一个。"},
    )
    name = models.CharField("姓名", max_length=60)
    phone = EncryptedField("手机", blank=True, mask="phone")
    phone_index = BlindIndexField("手机索引", of="phone")
    password_set_at = models.DateTimeField("密码设置时间", default=timezone.now)
    must_change_password = models.BooleanField("须改密码", default=False)
    password_rotates = models.BooleanField("密码定期更换", default=True)
    disabled_reason = models.CharField("停用原因", max_length=200, blank=True)

    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        constraints = [
            models.CheckConstraint(
                name="username_lower_case",
                condition=Q(username=Lower("username")),
                violation_error_message="用户名只用小写字母。",
            )
        ]

    def __str__(self):
        return self.name or self.username

    @property
    def trail_name(self):
        """The trail knows accounts; whose they are, it never says (PIPL 47: it cannot forget)."""
        return self.username

    @classmethod
    def normalize_username(cls, username):
        return super().normalize_username(username).strip().lower()

    def set_password(self, raw_password):
        super().set_password(raw_password)
        self.password_set_at = timezone.now()

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def offices(self):
        """Appointments in force today, deputized ones included, read once a request."""
        return list(
            Appointment.objects.current()
            .filter(user=self)
            .select_related("federation", "stands_in_for__user")
            .order_by("federation__level", "federation__code", "pk")
        )

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
            subject._meta.model._default_manager.for_user(self, permission)
            .filter(pk=subject.pk)
            .exists()
        )

    @cached_property
    def delegate_permissions(self):
        """What they may do for one organization or another today (the rows live in ``orgs``).

        One account, one side: whoever holds an office speaks for no organization.
        """
        if self.offices:
            return set()
        duties = set(self.delegations.current().values_list("duty", flat=True))
        return set().union(*(DELEGATE_GRANTS[duty] for duty in duties))

    def delegated_organizations(self, permission):
        """Ids of the organizations for which they hold it today."""
        duties = [duty for duty in Duty if permission in DELEGATE_GRANTS[duty]]
        return self.delegations.current().filter(duty__in=duties).values("organization")

    @property
    def is_staff_side(self):
        return bool(self.offices)

    @property
    def is_administrator(self):
        return any(office.role in ADMINISTRATORS for office in self.offices)


class AppointmentQuerySet(ScopedQuerySet):
    reaches = (Territory(), Oneself("user"), Oneself("stands_in_for__user"))

    def current(self, on=None):
        on = on or timezone.localdate()
        return self.unended(on).filter(starts_on__lte=on)

    def unended(self, on=None):
        """In force, or appointed to begin later."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))


def term():
    """The days of an office, both ends included."""
    return Func(
        "starts_on",
        "ends_on",
        function="daterange",
        template="%(function)s(%(expressions)s, '[]')",
        output_field=DateRangeField(),
    )


class Appointment(models.Model):
    """A person's office at a federation for a term: the one source of what they may do, and where.

    Never edited once begun: ended, and followed by another. A deputy holds an appointment too, of
    the same role and federation, which names the one stood in for; so every rule about offices
    holds for deputies as well.
    """

    class Side(models.TextChoices):
        """Kinds of office that one person never joins at the same time."""

        BUSINESS = "business", "业务"
        OUTSIDER = "outsider", "外部人员"
        SYSTEM_ADMIN = "system_admin", "系统管理员"
        SECURITY_ADMIN = "security_admin", "安全管理员"
        AUDIT_ADMIN = "audit_admin", "审计管理员"

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="人员")
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="appointments", verbose_name="工会"
    )
    role = models.CharField("职责", max_length=20, choices=Role.choices)
    side = models.GeneratedField(
        expression=Case(
            When(role__in=sorted(ADMINISTRATORS), then=F("role")),
            When(role__in=sorted(OUTSIDERS), then=Value("outsider")),
            default=Value("business"),
        ),
        output_field=models.CharField("类别", max_length=20, choices=Side.choices),
        db_persist=True,
        verbose_name="类别",
    )
    title = models.CharField("职务", max_length=60, blank=True)
    starts_on = models.DateField("任职日期", default=timezone.localdate)
    ends_on = models.DateField("届满（离任）日期", null=True, blank=True)
    basis = models.CharField("任职文件", max_length=120, blank=True)
    stands_in_for = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputies",
        verbose_name="代理的任职",
    )
    reason = models.CharField("代理原因", max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                name="appointment_term",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="离任日期不能早于任职日期。",
            ),
            models.CheckConstraint(
                name="appointment_deputy_has_an_end",
                condition=Q(stands_in_for=None) | Q(ends_on__isnull=False) & ~Q(reason=""),
                violation_error_message="代理须写明结束日期和原因。",
            ),
            ExclusionConstraint(
                name="one_side_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("side", RangeOperators.NOT_EQUAL),
                    (term(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "系统、安全、审计三类管理员不得由同一人兼任或代理，也不得兼任业务职责；"
                    "外部人员不得兼任工会职责。"
                ),
            ),
            ExclusionConstraint(
                name="one_office_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("federation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (term(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="此人在该工会的同一职责上已有任职。",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.federation} · {self.get_role_display()}"

    @property
    def trail_name(self):
        return f"{self.user.username} · {self.federation} · {self.get_role_display()}"

    @property
    def principal_id(self):
        """Whose office a deputy's is."""
        return self.stands_in_for.user_id if self.stands_in_for_id else None

    @property
    def is_deputy(self):
        return self.stands_in_for_id is not None

    @property
    def standing(self):
        """'future', 'current' or 'past'."""
        today = timezone.localdate()
        if self.starts_on > today:
            return "future"
        return "past" if self.ends_on and self.ends_on < today else "current"
