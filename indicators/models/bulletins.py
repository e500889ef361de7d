import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from documents.models import Paper
from governance.scope import ScopedQuerySet, Territory, either
from membership.models import Drive
from unions.models import Federation


class AtTheDesk(Territory):
    """By office at or above the union that writes it: drafts too."""

    KEEPING = (Permission.BULLETIN_EDIT, Permission.BULLETIN_RELEASE)

    def condition(self, user, permission):
        if permission == Permission.DASHBOARD_VIEW:
            return either(Territory.condition(self, user, kept) for kept in self.KEEPING)
        return super().condition(user, permission) if permission in self.KEEPING else None


class Released:
    """By office above the union that released it, at it, or below it: it was sent to them."""

    def condition(self, user, permission):
        if permission != Permission.DASHBOARD_VIEW:
            return None
        heads = user.federations_granting(permission)
        if not heads:
            return None
        line = {code for head in heads for code in head.path.strip("/").split("/")}
        below = Territory().condition(user, permission)
        out = Q(status__in=[Bulletin.Status.RELEASED, Bulletin.Status.WITHDRAWN])
        return out & (Q(federation__code__in=line) | below)


class BulletinQuerySet(ScopedQuerySet):
    reaches = (AtTheDesk(), Released())


class Bulletin(models.Model):
    """The bulletin (通报) of a federation on a drive for one month: figures at the cut-off, the
    ranking of those below, text made from the figures and edited.

    ``figures`` is what was known when they were drawn. Once released, figures and text stand
    (a trigger of the database sees to it); what would be counted today is shown beside them.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "送审"
        RELEASED = "released", "已印发"
        WITHDRAWN = "withdrawn", "已撤回"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="bulletins", verbose_name="工会"
    )
    drive = models.ForeignKey(
        Drive, models.PROTECT, related_name="bulletins", verbose_name="专项行动"
    )
    on = models.DateField("数据截至")
    title = models.CharField("标题", max_length=200)
    figures = models.JSONField("指标数据", encoder=DjangoJSONEncoder)
    drawn_at = models.DateTimeField("取数时间", default=timezone.now)
    body = models.TextField("正文")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="拟稿人",
        help_text="按月自动拟的初稿没有拟稿人，由最先经手的人担任。",
    )
    releaser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="签发人",
    )
    released_at = models.DateTimeField("印发时间", null=True, blank=True)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文书"
    )

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        ordering = ["-on", "federation__path", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_bulletin_a_month",
                fields=["federation", "drive", "on"],
                condition=~Q(status="withdrawn"),
                violation_error_message="这个月的通报已经有了；要重写已印发的，请先撤回。",
            ),
            models.CheckConstraint(
                name="bulletin_released_by_another",
                condition=~Q(status="released")
                | Q(releaser__isnull=False, released_at__isnull=False)
                & ~Q(releaser=models.F("author")),
                violation_error_message="拟稿人不能签发自己拟的通报。",
            ),
            models.CheckConstraint(
                name="bulletin_has_an_author",
                condition=Q(status="draft") | Q(author__isnull=False),
                violation_error_message="送审的通报须有拟稿人。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("indicators:bulletin", args=[self.uid])

    @property
    def is_fixed(self):
        return self.status in (self.Status.RELEASED, self.Status.WITHDRAWN)

    @property
    def level(self):
        return {"released": "good", "withdrawn": "done"}.get(self.status, "caution")
