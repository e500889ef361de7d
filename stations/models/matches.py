"""What comparing with the lists of others found: households helped twice, people forgotten."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from governance.scope import ScopedQuerySet
from stations.models.households import Household
from stations.models.relief import NeedKind, ReliefRow
from stations.reach import OwnHouse
from unions.models import Federation


class ReliefMatchQuerySet(ScopedQuerySet):
    """For the union responsible alone: it looks into it, those above see how many there are."""

    reaches = (OwnHouse(look=Permission.RELIEF_CHECK),)

    def waiting(self):
        return self.filter(status=ReliefMatch.Status.OPEN)

    def duplicates(self):
        return self.filter(kind=ReliefMatch.Kind.DUPLICATE)

    def blind_spots(self):
        return self.filter(kind=ReliefMatch.Kind.BLIND_SPOT)


class ReliefMatch(models.Model):
    """Something to be looked into by a person, who writes down what came of it.

    Nothing else follows from it: neither a case nor a payment is stopped by its being there
    (PIPL 24: no decision by machine alone; aid after government relief is lawful).
    ``evidence`` holds what was compared, without names or numbers of people.
    """

    class Kind(models.TextChoices):
        DUPLICATE = "duplicate", "疑似重复救助"
        BLIND_SPOT = "blind_spot", "疑似救助盲区"

    class Ground(models.TextChoices):
        OVERLAP = "overlap", "同户同类同期，合计超过标准"
        LISTED = "listed", "在政府救助名单、是职工，工会未建档"
        IN_NEED = "in_need", "有困难线索，未建档也未获救助"
        PASSED_ON = "passed_on", "因属他处受理不予建档，他处也未建档"

    class Status(models.TextChoices):
        OPEN = "open", "待处理"
        HANDLED = "handled", "已处理"

    class Outcome(models.TextChoices):
        NOT_SO = "not_so", "经核实不属重复"
        PERMITTED = "permitted", "政府救助后仍困难，依规可以帮扶"
        ADJUSTED = "adjusted", "已调整帮扶方案"
        FILED = "filed", "已联系本人，受理建档"
        REFERRED = "referred", "已转有关部门"
        DECLINED = "declined", "本人不申请"
        INELIGIBLE = "ineligible", "经核实不符合条件"
        UNREACHED = "unreached", "查无此人或联系不上"

    OF_KIND = {
        Kind.DUPLICATE: (Outcome.NOT_SO, Outcome.PERMITTED, Outcome.ADJUSTED),
        Kind.BLIND_SPOT: (
            *(Outcome.FILED, Outcome.REFERRED, Outcome.DECLINED),
            *(Outcome.INELIGIBLE, Outcome.UNREACHED),
        ),
    }

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="relief_matches", verbose_name="责任工会"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    ground = models.CharField("依据", max_length=10, choices=Ground.choices)
    need = models.CharField("救助类别", max_length=12, choices=NeedKind.choices)
    year = models.PositiveSmallIntegerField("年度")
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relief_matches",
        verbose_name="家庭",
    )
    row = models.ForeignKey(
        ReliefRow,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="matches",
        verbose_name="名单行",
    )
    union_amount = models.DecimalField("工会帮扶（元）", max_digits=12, decimal_places=2, default=0)
    other_amount = models.DecimalField("其他救助（元）", max_digits=12, decimal_places=2, default=0)
    standard = models.DecimalField(
        "标准（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    clause = models.CharField("标准依据", max_length=300, blank=True)
    evidence = models.JSONField("比对情况", default=list, blank=True)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.OPEN)
    outcome = models.CharField("处理结果", max_length=12, choices=Outcome.choices, blank=True)
    note = models.CharField("处理说明", max_length=500, blank=True)
    found_on = models.DateField("发现日期", default=timezone.localdate)
    handled_on = models.DateField("处理日期", null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )

    objects = ReliefMatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核对线索"
        ordering = ["status", "-found_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_duplicate_of_a_household",
                fields=["household", "need", "year"],
                condition=Q(status="open", kind="duplicate"),
            ),
            models.UniqueConstraint(
                name="one_open_blind_spot_of_a_row",
                fields=["row", "ground"],
                condition=Q(status="open", kind="blind_spot"),
            ),
            models.UniqueConstraint(
                name="one_open_blind_spot_of_a_household",
                fields=["household", "ground"],
                condition=Q(status="open", kind="blind_spot"),
            ),
            models.CheckConstraint(
                name="match_handled_with_a_result",
                condition=Q(status="open", outcome="", handled_on=None)
                | Q(status="handled", handled_on__isnull=False) & ~Q(outcome="") & ~Q(note=""),
                violation_error_message="请选择处理结果并写明处理说明。",
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "kind", "status"], name="match_place"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}（{self.get_need_display()}，{self.year}年）"

    def get_absolute_url(self):
        return reverse("stations:match", args=[self.uid])

    @property
    def total(self):
        return self.union_amount + self.other_amount
