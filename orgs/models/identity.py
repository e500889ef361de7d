import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import EVERYTHING, ScopedQuerySet, Territory
from orgs.models.organizations import Organization
from privacy.fields import EncryptedField
from unions.models import Federation


class BothWithinReach(Territory):
    """By office over both of two organizations, wherever either has moved to since."""

    def __init__(self, one, other):
        super().__init__("federation")
        self.sides = [Territory(f"{one}__federation"), Territory(f"{other}__federation")]

    def condition(self, user, permission):
        found = super().condition(user, permission)
        if found is None or found == EVERYTHING:
            return found
        for side in self.sides:
            found &= side.condition(user, permission)
        return found


class Traits(models.Model):
    """By what an organization is told from others, worked out for comparing. Derived, all of it.

    ``seen`` tells whether anything changed since, ``digest`` whether anything that identifies did.
    """

    organization = models.OneToOneField(
        Organization,
        models.CASCADE,
        primary_key=True,
        related_name="traits",
        verbose_name="社会组织",
    )
    core = models.CharField("字号", max_length=200, default="", db_index=True)
    numbers = ArrayField(models.CharField(max_length=18), verbose_name="机构代码", default=list)
    phones = ArrayField(models.CharField(max_length=64), verbose_name="电话索引", default=list)
    representative = models.CharField("负责人", max_length=60, default="")
    county = models.BigIntegerField("所在县区", null=True)
    seen = models.CharField("原值摘要", max_length=32)
    digest = models.CharField("识别信息摘要", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "比对特征"

    def __str__(self):
        return self.core


class DuplicatePairQuerySet(ScopedQuerySet):
    reaches = (BothWithinReach("first", "second"),)

    def open(self):
        return self.filter(state=DuplicatePair.State.OPEN)

    def undecided(self):
        return self.filter(state__in=[DuplicatePair.State.OPEN, DuplicatePair.State.CROWDED])

    def of(self, organization):
        return self.filter(Q(first=organization) | Q(second=organization))


class DuplicatePair(models.Model):
    """Two organizations on the register that may be one, with the receipt of why it seems so.

    ``federation`` is the lowest that answers for both: its officers decide. A decision that they
    are two stands until something that identifies either of them changes (``digest``).
    """

    class State(models.TextChoices):
        OPEN = "open", "待核查"
        CROWDED = "crowded", "成组待查"
        DISMISSED = "dismissed", "不是重复"
        MERGED = "merged", "已合并"

    first = models.ForeignKey(
        Organization, models.CASCADE, related_name="+", verbose_name="社会组织甲"
    )
    second = models.ForeignKey(
        Organization, models.CASCADE, related_name="+", verbose_name="社会组织乙"
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="共同的上级工会"
    )
    score = models.SmallIntegerField("相似分")
    receipt = models.JSONField("评分明细", default=list)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField("发现时间", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="判定人",
    )
    decided_at = models.DateTimeField("判定时间", null=True, blank=True)
    reason = models.CharField("判定理由", max_length=300, blank=True)
    digest = models.CharField("判定时的识别信息", max_length=65, blank=True)
    reopened_at = models.DateTimeField("重新提出时间", null=True, blank=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑似重复"
        constraints = [
            models.UniqueConstraint(name="pair_once", fields=["first", "second"]),
            models.CheckConstraint(name="pair_in_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="pair_dismissed_has_reason",
                condition=~Q(state="dismissed") | ~Q(reason=""),
                violation_error_message="请写明为什么不是重复。",
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "state", "-score"], name="pair_work"),
            models.Index(fields=["state", "-score", "id"], name="pair_state"),
        ]

    def __str__(self):
        return f"{self.first} / {self.second}"

    def get_absolute_url(self):
        return reverse("orgs:duplicate", args=[self.pk])

    @property
    def level(self):
        return {"open": "caution", "crowded": "bad", "merged": "good"}.get(self.state, "done")


class MergeQuerySet(ScopedQuerySet):
    reaches = (BothWithinReach("survivor", "loser"),)

    def standing(self):
        return self.filter(state=Merge.State.DONE)

    def waiting_for(self, user):
        """Proposed by somebody else: a second person's to decide."""
        return self.filter(state=Merge.State.PROPOSED).exclude(by=user)

    def of(self, organization):
        return self.filter(Q(survivor=organization) | Q(loser=organization))


class Merge(models.Model):
    """Two records of one organization made one, by hand, and how to make them two again.

    ``told`` is the preview as the person saw it: what moves, what clashes, what it does to figures.
    ``before`` holds what the survivor said of itself at that moment, personal values among it.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待复核"
        DONE = "done", "已合并"
        DECLINED = "declined", "未同意"
        UNDONE = "undone", "已撤销"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    survivor = models.ForeignKey(
        Organization, models.PROTECT, related_name="merges", verbose_name="保留的社会组织"
    )
    loser = models.ForeignKey(
        Organization, models.PROTECT, related_name="mergings", verbose_name="并入的社会组织"
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="办理工会"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField("合并依据", max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="提出人",
    )
    at = models.DateTimeField("提出时间", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核人",
    )
    done_at = models.DateTimeField("合并时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤销人",
    )
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undo_reason = models.CharField("撤销或不同意的原因", max_length=300, blank=True)
    told = models.JSONField("预览内容", default=dict)
    before = EncryptedField("合并前的登记内容", blank=True, default="")
    answers = models.JSONField("撤销时的归属判定", default=dict, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "合并"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="merge_of_two",
                condition=~Q(survivor=F("loser")),
                violation_error_message="不能与自身合并。",
            ),
            models.UniqueConstraint(
                name="merged_away_once",
                fields=["loser"],
                condition=Q(state__in=["proposed", "done"]),
                violation_error_message="该社会组织已在合并中，或已并入其他组织。",
            ),
            models.CheckConstraint(
                name="merge_second_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")),
                violation_error_message="复核人不能是提出人本人。",
            ),
        ]

    def __str__(self):
        return f"{self.loser} → {self.survivor}"

    def get_absolute_url(self):
        return reverse("orgs:merge", args=[self.uid])

    @property
    def level(self):
        return {"proposed": "caution", "done": "good"}.get(self.state, "done")


class MergedRow(models.Model):
    """What a merge found of both organizations in one table, row by row: where each came from."""

    class Side(models.TextChoices):
        SURVIVOR = "survivor", "保留的一方"
        LOSER = "loser", "并入的一方"

    class Fate(models.TextChoices):
        STOOD = "stood", "原有"
        MOVED = "moved", "转入"
        CLASHED = "clashed", "与对方重复，留在原处"
        CLOSED = "closed", "原记录截止"
        MADE = "made", "由原记录续写"

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="rows", verbose_name="合并")
    model = models.CharField("对象类型", max_length=80)
    object_key = models.CharField("对象编号", max_length=40)
    side = models.CharField("来自", max_length=10, choices=Side.choices)
    fate = models.CharField("处理", max_length=10, choices=Fate.choices)

    class Meta:
        verbose_name = verbose_name_plural = "合并明细"
        indexes = [models.Index(fields=["merge", "model"], name="merged_rows")]

    def __str__(self):
        return f"{self.model}:{self.object_key}"
