import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.roles import Duty
from governance.scope import Delegated, Oneself, ScopedQuerySet, Territory
from orgs.models.organizations import Organization
from privacy import signing
from privacy.fields import EncryptedField


class DelegateQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"), Delegated("organization"))

    def current(self, on=None):
        on = on or timezone.localdate()
        return self.unended(on).filter(starts_on__lte=on)

    def unended(self, on=None):
        """In force, or to begin later."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))


class Delegate(models.Model):
    """A person who speaks for an organization here, for a term."""

    Duty = Duty

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations",
        verbose_name="人员",
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="delegates", verbose_name="社会组织"
    )
    duty = models.CharField("职责", max_length=12, choices=Duty.choices, default=Duty.OPERATOR)
    starts_on = models.DateField("开始日期", default=timezone.localdate)
    ends_on = models.DateField("结束日期", null=True, blank=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经办代表"
        constraints = [
            models.UniqueConstraint(
                name="delegate_once",
                fields=["user", "organization"],
                condition=Q(ends_on=None),
                violation_error_message="此人已是该社会组织的经办代表。",
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.organization}"

    @property
    def trail_name(self):
        return f"{self.user.username} · {self.organization}"

    @property
    def ended(self):
        return self.ends_on is not None and self.ends_on < timezone.localdate()


class InvitationQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"), Delegated("organization"))

    def open(self):
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Leave for one person to open an account and speak for an organization; once, for a while.

    The link is signed and not kept: whoever reads the table cannot use it, and it can be printed
    again. What it opens, this row says: until when, and whether it was used or taken back.
    """

    PURPOSE = "orgs.invitation"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="invitations", verbose_name="社会组织"
    )
    duty = models.CharField("职责", max_length=12, choices=Duty.choices, default=Duty.OPERATOR)
    name = models.CharField("姓名", max_length=60)
    phone = EncryptedField("手机", blank=True, mask="phone")
    email = EncryptedField("电子邮箱", blank=True, mask="email")
    ends_on = models.DateField("代表至", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="邀请人"
    )
    issued_at = models.DateTimeField("发出时间", default=timezone.now)
    expires_at = models.DateTimeField("有效至")
    revoked_at = models.DateTimeField("撤回时间", null=True, blank=True)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    delegate = models.OneToOneField(
        Delegate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitation",
        verbose_name="由此成为的代表",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代表邀请"
        ordering = ["-issued_at", "-pk"]

    def __str__(self):
        return f"{self.name} · {self.organization}"

    @property
    def trail_name(self):
        return str(self.organization)

    @property
    def token(self):
        return signing.seal(self.PURPOSE, str(self.uid))

    @property
    def state(self):
        """In words."""
        if self.used_at:
            return "已接受"
        if self.revoked_at:
            return "已撤回"
        return "待接受" if self.expires_at > timezone.now() else "已过期"


class HandOverQuerySet(ScopedQuerySet):
    reaches = (
        Territory("outgoing__organization__federation"),
        Delegated("outgoing__organization"),
        Oneself("successor__user"),
    )

    def waiting(self):
        return self.filter(settled_at=None)


class HandOver(models.Model):
    """An organization's manager names a successor, who has to agree."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "已接任"
        DECLINED = "declined", "未接受"
        WITHDRAWN = "withdrawn", "已撤回"

    outgoing = models.ForeignKey(
        Delegate, models.CASCADE, related_name="hand_overs", verbose_name="现负责人"
    )
    successor = models.ForeignKey(Delegate, models.CASCADE, related_name="+", verbose_name="接任人")
    stays = models.BooleanField("移交后留任经办人", default=True)
    proposed_at = models.DateTimeField("提出时间", default=timezone.now)
    settled_at = models.DateTimeField("了结时间", null=True, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "负责人移交"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_hand_over_at_a_time",
                fields=["outgoing"],
                condition=Q(settled_at=None),
                violation_error_message="已提出移交，正等待接任人确认。",
            )
        ]

    def __str__(self):
        return f"{self.outgoing.user} → {self.successor.user}"
