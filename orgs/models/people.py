"""Persons an organization is run by, reached through, or shares with an office (CQ-13)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from orgs.models.particulars import Dated, DatedQuerySet, of_organization, years_after
from orgs.validators import validate_phone
from privacy.fields import BlindIndexField, EncryptedField

COOLING_YEARS = 3
"""How long a tie still makes a conflict of interest after it ended."""


class TieQuerySet(DatedQuerySet):
    def of_person(self, name):
        return self.filter(person_index=Tie._meta.get_field("person_index").of_value(name))

    def conflicting(self, on=None, years=COOLING_YEARS):
        """In force that day, or ended within the years before it."""
        on = on or timezone.localdate()
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gt=years_after(on, -years)), starts_on__lte=on
        )


class Tie(Dated):
    """A person's post in an organization; of officials who hold one besides, their own post too."""

    class Kind(models.TextChoices):
        REPRESENTATIVE = "representative", "法定代表人"
        LEADER = "leader", "负责人"
        COUNCIL = "council", "理事"
        SUPERVISOR = "supervisor", "监事"
        STAFF = "staff", "工作人员"
        OFFICIAL = "official", "兼任的机关干部"

    BARRED_IN_FOUNDATIONS = ("理事长", "副理事长", "秘书长")

    organization = of_organization("ties")
    person_name = EncryptedField("姓名", mask="name")
    person_index = BlindIndexField("姓名索引", of="person_name")
    kind = models.CharField("身份", max_length=16, choices=Kind.choices)
    post = models.CharField("在该组织的职务", max_length=60, blank=True)
    own_unit = models.CharField("所在单位", max_length=200, blank=True)
    own_post = models.CharField("所在单位职务", max_length=100, blank=True)
    in_service = models.BooleanField("在职国家工作人员", null=True, blank=True)
    paid = models.BooleanField("在该组织取酬", null=True, blank=True)
    approval = models.CharField("兼职批准文号", max_length=100, blank=True)
    starts_on = models.DateField("任职日期")
    ended_on = models.DateField("离任日期", null=True, blank=True)

    objects = TieQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员关系"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="tie_one_representative",
                fields=["organization"],
                condition=Q(kind="representative", ended_on=None),
                violation_error_message="已有现任法定代表人，请先登记其离任。",
            ),
            models.UniqueConstraint(
                name="tie_open_once",
                fields=["organization", "kind", "post", "person_index"],
                condition=Q(ended_on=None),
                violation_error_message="此人的这一任职已登记。",
            ),
        ]

    def clean(self):
        self.person_index = self._meta.get_field("person_index").of_value(self.person_name)
        wrong = {}
        if self.kind == self.Kind.OFFICIAL:
            for name in ("own_unit", "own_post", "post"):
                if not getattr(self, name):
                    label = self._meta.get_field(name).verbose_name
                    wrong[name] = f"机关干部兼任的，请填写{label}。"
            if self.in_service and self.paid:
                wrong["paid"] = "在职国家工作人员兼任社会组织职务，不得取酬，请核对。"
        foundation = self.organization.type == self.organization.Type.FOUNDATION
        if foundation and self.in_service and self.post in self.BARRED_IN_FOUNDATIONS:
            wrong["post"] = (
                "基金会的理事长、副理事长和秘书长不得由现职国家工作人员兼任"
                "（基金会管理条例第二十三条）。"
            )
        if wrong:
            raise ValidationError(wrong)


class Contact(Dated):
    """Whom to call about what."""

    class Duty(models.TextChoices):
        HEAD = "head", "负责人"
        LIAISON = "liaison", "联络员"
        UNION = "union", "工会联系人"
        PARTY = "party", "党建联系人"
        FINANCE = "finance", "财务"

    organization = of_organization("contacts")
    person_name = EncryptedField("姓名", mask="name")
    duty = models.CharField("联系事项", max_length=12, choices=Duty.choices, default=Duty.LIAISON)
    post = models.CharField("职务", max_length=60, blank=True)
    phone = EncryptedField("电话", mask="phone", validators=[validate_phone])

    class Meta:
        verbose_name = verbose_name_plural = "联系人"
        constraints = [*Dated.Meta.constraints]
