"""The organs of a union, each for one term, and who held which post in them (DRV-17)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from privacy.fields import BlindIndexField, EncryptedField
from unions.models import GrassrootsUnion
from unions.validity import one_at_a_time


class OrganQuerySet(ScopedQuerySet):
    reaches = (Territory("union__federation"),)

    def sitting(self, on=None):
        """In office that day, be their term over or not."""
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), starts_on__lte=on)

    def in_term(self, on=None):
        on = on or timezone.localdate()
        return self.sitting(on).filter(term_ends_on__gt=on)


class Organ(models.Model):
    """One organ of a union for one term (届). The next one, elected, ends it; none is rewritten.

    ``term_ends_on`` is when the term is over by law, ``ended_on`` when it really gave way.
    ``single``: one person stands for the organ where it is too small for a committee.
    """

    class Kind(models.TextChoices):
        COMMITTEE = "committee", "工会委员会"
        AUDIT = "audit", "经费审查委员会"
        WOMEN = "women", "女职工委员会"

    SINGLE = {
        Kind.COMMITTEE: "工会组织员",
        Kind.AUDIT: "经费审查委员",
        Kind.WOMEN: "女职工委员",
    }
    """What the one person is called who stands for each."""

    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="organs", verbose_name="基层工会"
    )
    kind = models.CharField("机构", max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField("届次", default=1)
    single = models.BooleanField("只设一人", default=False)
    elected_on = models.DateField("选举日期", null=True, blank=True)
    starts_on = models.DateField("任期开始")
    years = models.PositiveSmallIntegerField("任期（年）")
    term_ends_on = models.DateField("任期届满")
    ended_on = models.DateField("实际终止", null=True, blank=True)
    approval_number = models.CharField("批复文号", max_length=60, blank=True)
    reminded = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name="已提醒（届满前月数）",
        default=list,
        blank=True,
        editable=False,
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )

    objects = OrganQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工会机构"
        ordering = ["union", "kind", "-starts_on"]
        constraints = [
            one_at_a_time(
                "organ_one_at_a_time",
                "union",
                "kind",
                first="starts_on",
                end="ended_on",
                message="同一工会的同一机构，任何一天只有一届。",
            ),
            models.UniqueConstraint(
                name="organ_number_once",
                fields=["union", "kind", "number"],
                violation_error_message="这一届已经登记。",
            ),
            models.CheckConstraint(
                name="organ_term",
                condition=Q(term_ends_on__gt=F("starts_on"), years__gt=0)
                & (Q(ended_on=None) | Q(ended_on__gt=F("starts_on"))),
                violation_error_message="任期届满和实际终止须晚于任期开始。",
            ),
        ]
        indexes = [
            models.Index(
                name="organ_term_ends", fields=["term_ends_on"], condition=Q(ended_on=None)
            )
        ]

    def __str__(self):
        return f"{self.title}第 {self.number} 届"

    @property
    def title(self):
        return self.SINGLE[self.kind] if self.single else self.get_kind_display()

    def in_term(self, on=None):
        on = on or timezone.localdate()
        return self.starts_on <= on < self.term_ends_on and (
            self.ended_on is None or on < self.ended_on
        )


class OfficerQuerySet(ScopedQuerySet):
    reaches = (Territory("organ__union__federation"),)

    def serving(self, on=None):
        """Holding a post that day in an organ that sits."""
        on = on or timezone.localdate()
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gt=on),
            Q(organ__ended_on=None) | Q(organ__ended_on__gt=on),
            starts_on__lte=on,
        )

    def of_person(self, name):
        return self.filter(person_index=Officer._meta.get_field("person_index").of_value(name))


class Officer(models.Model):
    """A person's post in an organ, and what bars them from it, as it was examined."""

    class Post(models.TextChoices):
        CHAIR = "chair", "主席（主任）"
        VICE = "vice", "副主席（副主任）"
        MEMBER = "member", "委员"
        ORGANIZER = "organizer", "组织员"

    class Bar(models.TextChoices):
        """Who may not be chair (企业工会主席产生办法 art. 6, 工会法 art. 10)."""

        HEAD = "head", "行政负责人（含副职）"
        REPRESENTATIVE = "representative", "法定代表人"
        PARTNER = "partner", "合伙人"
        KIN = "kin", "行政负责人、合伙人的近亲属"
        PERSONNEL = "personnel", "人力资源部门负责人"
        FOREIGN = "foreign", "外籍职工"

    organ = models.ForeignKey(
        Organ, models.CASCADE, related_name="officers", verbose_name="工会机构"
    )
    person_name = EncryptedField("姓名", mask="name")
    person_index = BlindIndexField("姓名索引", of="person_name")
    post = models.CharField("职务", max_length=10, choices=Post.choices, default=Post.MEMBER)
    woman = models.BooleanField("女", default=False)
    full_time = models.BooleanField("专职", default=False)
    handles_funds = models.BooleanField("兼管财务", default=False)
    bars = ArrayField(
        models.CharField(max_length=16, choices=Bar.choices),
        verbose_name="不得任主席的情形",
        default=list,
        blank=True,
    )
    examined_on = models.DateField("资格审查日期", null=True, blank=True)
    starts_on = models.DateField("任职日期")
    ended_on = models.DateField("离任日期", null=True, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工会干部"
        ordering = ["organ", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="organ_one_chair",
                fields=["organ"],
                condition=Q(post="chair", ended_on=None),
                violation_error_message="一届机构只有一位现任主席（主任）。",
            ),
            models.UniqueConstraint(
                name="officer_once",
                fields=["organ", "person_index"],
                condition=Q(ended_on=None),
                violation_error_message="同一人在一届机构中只任一职。",
            ),
            models.CheckConstraint(
                name="officer_period",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
                violation_error_message="离任日期不能早于任职日期。",
            ),
        ]

    def __str__(self):
        """For the trail, which tells no personal values."""
        return f"{self.organ.title}{self.get_post_display()}"

    def clean(self):
        self.person_index = self._meta.get_field("person_index").of_value(self.person_name)
        if self.organ.kind == Organ.Kind.AUDIT and self.handles_funds:
            raise ValidationError(
                {"handles_funds": "经费审查委员会成员不得由财务人员兼任，请更换人选。"}
            )

    def bars_display(self):
        return [self.Bar(bar).label for bar in self.bars]
