"""What is so now of an organization, is often asked for, and is not counted by timelines."""

from django.db import models
from django.db.models import F, Q

from orgs.models.particulars import several, years_after
from orgs.models.profiles import Premises, whole
from orgs.validators import validate_not_future


class Described(models.Model):
    """Tag sets beside the statistical category, scale as last reported, self-reliance, charity.

    The sets are parallel: none follows from another (domain.md 2.5). Unknown is empty or null;
    what was not asked is not "no".
    """

    class Sphere(models.TextChoices):
        """CQ-07."""

        ECONOMY = "economy", "经济"
        POLITICS = "politics", "政治"
        CULTURE = "culture", "文化"
        SOCIETY = "society", "社会"
        ECOLOGY = "ecology", "生态"

    class KeyKind(models.TextChoices):
        """ZH-08: the kinds to found unions in. (农业合作社 are market entities, not here.)"""

        ECONOMIC = "economic", "经济服务类"
        CHARITY = "charity", "公益慈善类"
        SERVICE = "service", "社会服务类"
        MANAGEMENT = "management", "社会管理类"

    class ShortKind(models.TextChoices):
        """CQ-34: services for workers that are in short supply."""

        LIVING = "living", "职工群众生活类"
        CULTURE = "culture", "文化体育类"
        AFFAIRS = "affairs", "社会事务类"

    class Relevance(models.TextChoices):
        """CQ-08: how much of its work serves workers."""

        CLOSE = "close", "紧密"
        SOME = "some", "涉及"
        NONE = "none", "不涉及"

    class Body(models.TextChoices):
        """CQ-12: the governance structure."""

        CONGRESS = "congress", "会员（代表）大会"
        COUNCIL = "council", "理事会"
        SUPERVISORS = "supervisors", "监事（会）"
        SECRETARIAT = "secretariat", "秘书处"

    Premises = Premises
    MIRRORED = {
        "full_time_count": "staff_full_time",
        "women_count": "staff_women",
        "party_member_count": "party_members",
    }
    """Columns that repeat the newest annual profile; only ``services.profiles`` writes them."""

    spheres = several("业务领域", Sphere.choices)
    key_kinds = several("重点建会类别", KeyKind.choices)
    short_kinds = several("紧缺服务类别", ShortKind.choices)
    relevance = models.CharField(
        "服务职工程度",
        max_length=8,
        choices=Relevance.choices,
        blank=True,
        default="",
        db_default="",
    )
    bodies = several("治理结构", Body.choices)
    premises = models.CharField(
        "办公场所", max_length=12, choices=Premises.choices, blank=True, default="", db_default=""
    )
    self_run = models.BooleanField("工作自主", null=True, blank=True)
    self_funded = models.BooleanField("经费自筹", null=True, blank=True)
    self_hired = models.BooleanField("人员自聘", null=True, blank=True)
    charity_on = models.DateField(
        "认定为慈善组织日期", null=True, blank=True, validators=[validate_not_future]
    )
    fundraising_on = models.DateField(
        "取得公开募捐资格日期", null=True, blank=True, validators=[validate_not_future]
    )
    fundraising_ended_on = models.DateField("公开募捐资格终止日期", null=True, blank=True)
    full_time_count = whole("专职人员（人）")
    women_count = whole("女性人员（人）")
    party_member_count = whole("党员（人）")
    profiled_on = models.DateField("规模数据截至", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="organization_fundraising",
                condition=Q(fundraising_on=None, fundraising_ended_on=None)
                | Q(charity_on__isnull=False, fundraising_on__gte=F("charity_on"))
                & (Q(fundraising_ended_on=None) | Q(fundraising_ended_on__gte=F("fundraising_on"))),
                violation_error_message="须先认定为慈善组织，再取得公开募捐资格。",
            )
        ]

    @property
    def three_self(self):
        """``[(label, True, False or None)]``"""
        names = ("self_run", "self_funded", "self_hired")
        return [(self._meta.get_field(n).verbose_name, getattr(self, n)) for n in names]

    def described_wrongly(self):
        """``{field: what is wrong}`` of what stands here."""
        wrong = {}
        if self.charity_on and self.registered_on and self.charity_on < self.registered_on:
            wrong["charity_on"] = "认定日期不能早于成立登记日期。"
        if self.fundraising_ended_on and not self.fundraising_on:
            wrong["fundraising_on"] = "填了终止日期的，须填写取得日期。"
        if self.fundraising_on:
            if not self.charity_on or self.fundraising_on < self.charity_on:
                wrong["fundraising_on"] = "须先认定为慈善组织，再取得公开募捐资格。"
            elif self.registered_on and self.fundraising_on < years_after(self.registered_on, 1):
                wrong["fundraising_on"] = "登记满一年的慈善组织方可取得公开募捐资格（慈善法）。"
            elif self.fundraising_ended_on and self.fundraising_ended_on < self.fundraising_on:
                wrong["fundraising_ended_on"] = "终止日期不能早于取得日期。"
        return wrong
