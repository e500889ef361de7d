"""Conditions of the list of unions, and the acts on one of them."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.roles import Permission
from governance.places import AnyCode, federation_choices
from membership.effective.rules import FLAGS, rules_at
from membership.forms.foundings import date_field
from membership.models import Affiliation
from unions.models import Federation, GrassrootsUnion

ALL = ("", "全部")


class UnionFilterForm(forms.Form):
    search = forms.CharField(label="名称", required=False, max_length=100)
    federation = AnyCode(label="上级工会", required=False)
    effective = forms.ChoiceField(
        label="有效覆盖",
        choices=[ALL, ("yes", "有效"), ("no", "未达有效"), ("unknown", "尚未评估")],
        required=False,
    )
    term = forms.ChoiceField(
        label="任期",
        choices=[ALL, ("due", "届满或临近届满"), ("over", "已届满"), ("none", "没有登记委员会")],
        required=False,
    )
    kind = forms.ChoiceField(
        label="类别", choices=[ALL, *GrassrootsUnion.Kind.choices], required=False
    )
    organs = forms.ChoiceField(
        label="机构",
        choices=[
            *(ALL, ("complete", "三个机构健全"), ("lacking", "机构不健全")),
            *(("women_complete", "女职工组织健全"), ("women_lacking", "女职工组织不健全")),
        ],
        required=False,
    )
    unmet = forms.ChoiceField(
        label="未符合的条件",
        choices=[ALL, *((flag.value, f"{flag.value} {flag.label}") for flag in FLAGS)],
        required=False,
    )
    suspect = forms.ChoiceField(label="核查线索", required=False)
    preparing = forms.BooleanField(label="含筹建中", required=False)
    ended = forms.BooleanField(label="含已撤销", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self.data.get("federation", "")
        self.fields["federation"].choices = federation_choices(
            user, Permission.FOUNDING_VIEW, chosen
        )
        least = rules_at().inspect_from
        self.fields["suspect"].choices = [ALL, (str(least), "建议核查"), ("1", "有线索")]


class AffiliateForm(forms.Form):
    federation = forms.ModelChoiceField(
        label="上级工会", queryset=Federation.objects.public(), empty_label=None
    )
    through = forms.ModelChoiceField(
        label="所属工会联合会",
        queryset=None,
        required=False,
        empty_label="不通过联合会",
        help_text="如：区社会组织工会联合会、行业工会联合会。",
    )
    starts_on = date_field("起", initial=timezone.localdate)
    basis = forms.CharField(label="依据文件", max_length=200, required=False)
    reason = forms.CharField(label="原因", max_length=200)

    def __init__(self, *args, user, union, **kwargs):
        super().__init__(*args, **kwargs)
        heads = user.federations_granting(Permission.FOUNDING_EDIT)
        line = union.federation.path.strip("/").split("/")
        near = Federation.objects.public().at_or_below(heads).filter(valid_to=None)
        near = near.filter(Q(code__in=line) | Q(parent__code__in=line))
        self.fields["federation"].queryset = near.order_by("path")
        self.fields["federation"].initial = union.federation_id
        leading = GrassrootsUnion.objects.for_user(user, Permission.FOUNDING_EDIT)
        leading = leading.filter(federation__code__in=line, kind__in=Affiliation.LEADING)
        leading = leading.filter(dissolved_on=None).exclude(pk=union.pk)
        self.fields["through"].queryset = leading.order_by("name")
