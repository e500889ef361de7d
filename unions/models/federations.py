from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q

from unions.models.divisions import Region
from unions.validators import (
    FEDERATION_CODE,
    validate_federation_code,
    validate_union_credit_code,
)


def topmost(federations):
    """Leave out what another of them already reaches."""
    kept = []
    for path in sorted({f.path for f in federations}):
        if not (kept and path.startswith(kept[-1])):
            kept.append(path)
    return kept


def reaching(federations, prefix=""):
    """The condition that a row's federation is one of these or below one; none of them, no row."""
    paths = topmost(federations)
    return reduce(or_, (Q(**{f"{prefix}path__startswith": p}) for p in paths), Q(pk__in=()))


def heads(user, permission):
    """Where a person holds a permission; nowhere for a stranger or a closed account."""
    return user.federations_granting(permission) if user.is_active else []


class FederationQuerySet(models.QuerySet):
    def public(self):
        """That a federation exists is a public fact: every account may see every one."""
        return self.all()

    def valid(self, on):
        """In being on that day; the day it ends is its first day of being no more."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on)
        )

    def territorial(self):
        return self.filter(kind=Federation.Kind.TERRITORIAL)

    def at_or_below(self, federations):
        return self.filter(reaching(federations))

    def children_of(self, federation):
        return self.filter(parent=federation)

    def ancestors_of(self, federation):
        """From the top down to the superior of this one."""
        return self.filter(code__in=federation.path.strip("/").split("/")[:-1]).order_by("path")

    def for_user(self, user, permission):
        return self.at_or_below(heads(user, permission))


class Federation(models.Model):
    """A federation of trade unions: a place in the line of command.

    ``path`` spells that line, '/0/50/500112/', so that "this one and all below it" is one index
    range. ``province``, ``city`` and ``county`` say which federation of that level it stands at or
    under; they are keys of federations and not codes because every figure is kept by federation:
    a roll-up is ``GROUP BY province_id`` with no join, and a filter is ``province=…``. A level
    that the line skips stays empty: a county of 重庆 has no city, a street of 东莞 no county. A
    nationwide 产业工会 ranks with the provinces.

    (Nothing is done on deletion, since the parent protects what stands under it already.)

    The database writes all four from the parent's, moves the whole subtree when a parent changes,
    and refuses a cycle; whatever else is written there does not stand.
    """

    class Level(models.IntegerChoices):
        NATIONAL = 1, "全国"
        PROVINCE = 2, "省级"
        CITY = 3, "市级"
        COUNTY = 4, "县级"
        STREET = 5, "乡级"

    class Kind(models.TextChoices):
        TERRITORIAL = "territorial", "地方总工会"
        INDUSTRIAL = "industrial", "产业工会"
        ZONE = "zone", "开发区（园区）工会"
        ORGAN = "organ", "机关工会联合会"
        ENTERPRISE = "enterprise", "企业集团工会"

    code = models.CharField(
        "编码", max_length=40, unique=True, validators=[validate_federation_code]
    )
    name = models.CharField("名称", max_length=100, db_index=True)
    short_name = models.CharField("简称", max_length=60)
    level = models.PositiveSmallIntegerField("层级", choices=Level.choices)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.TERRITORIAL)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级工会",
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="federations",
        verbose_name="所在区划",
    )
    path = models.CharField("路径", max_length=255, unique=True, editable=False)
    province = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="所属省级工会",
    )
    city = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="所属市级工会",
    )
    county = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="所属县级工会",
    )
    valid_from = models.DateField("成立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True)

    objects = FederationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工会"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="federation_code_well_formed",
                condition=Q(code__regex=FEDERATION_CODE),
            ),
            models.CheckConstraint(
                name="federation_one_top",
                condition=Q(code="0", parent=None, level=1)
                | (~Q(code="0") & ~Q(parent=None) & Q(level__gt=1)),
            ),
            models.CheckConstraint(
                name="federation_code_tells_territory",
                condition=Q(kind="territorial") ^ Q(code__contains="-"),
            ),
            models.CheckConstraint(
                name="federation_territory_has_a_region",
                condition=~Q(kind="territorial") | Q(code="0") | Q(region__isnull=False),
            ),
            models.CheckConstraint(
                name="federation_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(kind="territorial", valid_to=None),
                name="federation_one_for_a_region",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.refresh_from_db(fields=["path", "province", "city", "county"])


class GrassrootsUnionQuerySet(models.QuerySet):
    def valid(self, on):
        return self.filter(
            Q(founded_on=None) | Q(founded_on__lte=on),
            Q(dissolved_on=None) | Q(dissolved_on__gt=on),
        )

    def at_or_below(self, federations):
        return self.filter(reaching(federations, "federation__"))

    def for_user(self, user, permission):
        return self.at_or_below(heads(user, permission))


class GrassrootsUnion(models.Model):
    """A union with members of its own, under a federation. It may cover many organizations."""

    class Kind(models.TextChoices):
        OWN = "own", "单独基层工会"
        JOINT = "joint", "联合基层工会"
        INDUSTRY = "industry", "行业工会联合会"
        REGIONAL = "regional", "区域工会联合会"
        ORGAN = "organ", "机关工会"

    name = models.CharField("名称", max_length=150, db_index=True)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="grassroots", verbose_name="上级工会"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.OWN)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    approval_number = models.CharField("批复文号", max_length=60, blank=True)
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_union_credit_code],
        error_messages={"unique": "这个代码不能使用，请核对；确属本单位的，请报上级工会。"},
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所在区划",
    )

    objects = GrassrootsUnionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "基层工会"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="grassroots_credit_code_not_blank",
                condition=Q(credit_code=None) | Q(credit_code__regex=r"^8[19][0-9A-Z]{16}$"),
            ),
            models.CheckConstraint(
                name="grassroots_dissolved_after_founded",
                condition=Q(founded_on=None)
                | Q(dissolved_on=None)
                | Q(dissolved_on__gte=F("founded_on")),
            ),
        ]

    def __str__(self):
        return self.name
