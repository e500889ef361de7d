from django.db import models
from django.db.models import F, Q

from unions.validators import REGION_CODE, validate_region_code


class RegionQuerySet(models.QuerySet):
    def public(self):
        """Divisions are public facts: every account may see every one of them."""
        return self.all()

    def valid(self, on):
        """In force on that day. The day a division ends is its first day of being no more."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on)
        )

    def at_or_below(self, region):
        return self.filter(path__startswith=region.path)

    def ancestors_of(self, region):
        """From the province down to the division above this one."""
        return self.filter(code__in=region.path.strip("/").split("/")[:-1]).order_by("path")


class Region(models.Model):
    """An administrative division, or a zone that has none of its own.

    Where a thing *is*, and nothing more: who answers for it is a Federation. Rows that exist only
    so that codes can nest (市辖区, 县, 省直辖县级) are ``pseudo``; rows that exist only in the
    statistics (development zones, a city repeated as its own county) are ``statistical_only``.
    Neither is ever the home of a territorial federation.

    ``path`` spells the division from the province down, '/50/5001/500112/'. The database writes
    it from the parent's; whatever else is written there does not stand.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1, "省级"
        PREFECTURE = 2, "地级"
        COUNTY = 3, "县级"
        TOWNSHIP = 4, "乡级"
        ZONE = 5, "功能区"

    code = models.CharField(
        "区划代码", max_length=32, unique=True, validators=[validate_region_code]
    )
    name = models.CharField("名称", max_length=100, db_index=True)
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级区划",
    )
    path = models.CharField("路径", max_length=160, unique=True, editable=False)
    pseudo = models.BooleanField("虚拟区划", default=False)
    statistical_only = models.BooleanField("仅用于统计", default=False)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("终止日期", null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="region_code_well_formed",
                condition=Q(code__regex=REGION_CODE),
            ),
            models.CheckConstraint(
                name="region_top_is_province",
                condition=Q(level=1, parent=None) | Q(level__gt=1, parent__isnull=False),
            ),
            models.CheckConstraint(
                name="region_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.refresh_from_db(fields=["path"])


class RegionSuccession(models.Model):
    """What became of a division: one row for each division it went into.

    A name that changes under the same code is a row from the division to itself, so that the
    former name is kept in the one place where former things are kept.
    """

    class Kind(models.TextChoices):
        RENAMED = "renamed", "更名"
        MERGED = "merged", "合并"
        SPLIT = "split", "拆分"
        UPGRADED = "upgraded", "设立或升格"

    predecessor = models.ForeignKey(
        Region, models.PROTECT, related_name="successions", verbose_name="原区划"
    )
    successor = models.ForeignKey(
        Region, models.PROTECT, related_name="predecessions", verbose_name="后继区划"
    )
    on = models.DateField("生效日期")
    kind = models.CharField("变更方式", max_length=10, choices=Kind.choices)
    former_name = models.CharField("原名称", max_length=100)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划变更"
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "on"], name="region_succession_once"
            ),
            models.CheckConstraint(
                name="region_succeeds_itself_by_name_only",
                condition=Q(kind="renamed") | ~Q(predecessor=F("successor")),
            ),
        ]

    def __str__(self):
        return f"{self.former_name} → {self.successor}"
