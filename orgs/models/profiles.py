"""What an organization has and earns, year by year (CQ-06, CQ-12; ACF-01)."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from orgs.models.particulars import AppendOnly, of_list, of_organization
from orgs.validators import validate_member_count, validate_not_future, validate_staff_count

NOT_NEGATIVE = MinValueValidator(0, "金额不能小于0。")


class Premises(models.TextChoices):
    OWN = "own", "自有"
    RENTED = "rented", "租用"
    FREE = "free", "无偿使用"
    SHARED = "shared", "与主管单位合署"
    NONE = "none", "无固定场所"


def whole(label, *validators):
    validators = validators or (validate_staff_count,)
    return models.PositiveIntegerField(label, null=True, blank=True, validators=validators)


def money(label):
    return models.DecimalField(
        label, max_digits=16, decimal_places=2, null=True, blank=True, validators=[NOT_NEGATIVE]
    )


class AnnualProfile(AppendOnly):
    """Scale and finances as of a day, as one source told them. Unknown is empty, never nought.

    Parts of the income need not sum to the total: what is left is of no stated kind.
    """

    INCOME = ("dues", "grant", "service", "donation", "founder", "other")
    """One column for each of ``Organization.Funding``."""

    organization = of_organization("profiles")
    year = models.PositiveSmallIntegerField("年度")
    as_of = models.DateField("数据截至", validators=[validate_not_future])
    staff_total = whole("从业人员（人）")
    staff_full_time = whole("其中专职（人）")
    staff_women = whole("其中女性（人）")
    party_members = whole("党员（人）")
    members = whole("会员数（人或家）", validate_member_count)
    assets = money("资产总额（元）")
    income_total = money("收入合计（元）")
    income_dues = money("会费收入（元）")
    income_grant = money("政府补助（元）")
    income_service = money("服务收入（元）")
    income_donation = money("社会捐赠（元）")
    income_founder = money("举办者投入（元）")
    income_other = money("其他收入（元）")
    expenditure = money("支出合计（元）")
    premises = models.CharField("办公场所", max_length=12, choices=Premises.choices, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    batch = of_list()

    class Meta:
        verbose_name = verbose_name_plural = "年度情况"
        constraints = [
            models.CheckConstraint(
                name="profile_parts",
                condition=(Q(staff_full_time=None) | Q(staff_full_time__lte=F("staff_total")))
                & (Q(staff_women=None) | Q(staff_women__lte=F("staff_total"))),
                violation_error_message="专职、女性人数不能多于从业人员总数。",
            ),
            models.CheckConstraint(
                name="profile_year",
                condition=Q(as_of__year=F("year")),
                violation_error_message="数据截至日期须在所填年度之内。",
            ),
        ]
        indexes = [models.Index(fields=["organization", "-as_of", "-id"], name="profile_latest")]

    NUMBERS = (
        *("staff_total", "staff_full_time", "staff_women", "party_members", "members"),
        *("assets", "income_total", *(f"income_{kind}" for kind in INCOME), "expenditure"),
    )

    @property
    def income_told(self):
        return sum(getattr(self, f"income_{kind}") or 0 for kind in self.INCOME)

    @property
    def income(self):
        """The total as told, else what its parts come to; None if neither is known."""
        return self.income_total if self.income_total is not None else self.income_told or None

    def clean(self):
        wrong = {}
        if self.as_of and self.year and self.as_of.year != self.year:
            wrong["as_of"] = f"数据截至日期须在{self.year}年之内。"
        for name in ("staff_full_time", "staff_women"):
            part = getattr(self, name)
            if part is None:
                continue
            label = self._meta.get_field(name).verbose_name
            if self.staff_total is None:
                wrong["staff_total"] = f"填了“{label}”的，须同时填写从业人员总数。"
            elif part > self.staff_total:
                wrong[name] = f"“{label}”{part}人，多于从业人员{self.staff_total}人，请核对。"
        if self.income_total is not None and self.income_told > self.income_total:
            wrong["income_total"] = (
                f"各项收入之和{self.income_told:,.2f}元，多于收入合计{self.income_total:,.2f}元，"
                "请核对。"
            )
        if all(getattr(self, n) is None for n in self.NUMBERS) and not self.premises:
            wrong["staff_total"] = "至少填写一项人员、会员、资产或收支情况。"
        if wrong:
            raise ValidationError(wrong)
