"""What a person says about findings, and by what they look for them."""

from django import forms
from django.utils import timezone

from accounts.queries import colleagues
from accounts.roles import Permission
from orgs.checks import Severity
from orgs.filters import federation_field
from orgs.models import Disappearance, Finding, Organization
from unions.models import Federation

ALL = ("", "全部")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Placed(forms.Form):
    """A form above a list whose first question is: of which federation?"""

    def __init__(self, query, *, user):
        super().__init__(query)
        field = federation_field(user)
        chosen = query.get("federation", "")
        known = {str(key) for key, _ in field.choices}
        if chosen and chosen not in known:
            federation = Federation.objects.public().filter(code=chosen).first()
            field.choices = [*field.choices, (chosen, getattr(federation, "name", chosen))]
        self.fields["federation"] = field
        self.order_fields(["federation"])

    def value(self, name):
        """What was asked, or "" where it makes no sense."""
        return (self.cleaned_data.get(name) or "") if self.is_valid() else ""


class ChecksFilter(Placed):
    severity = forms.ChoiceField(label="程度", required=False, choices=[ALL, *Severity.choices])
    shown = forms.ChoiceField(
        label="显示", required=False, choices=[("", "有发现的"), ("all", "全部检查项")]
    )


class FindingsFilter(Placed):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "待整改"), ("overdue", "超期未整改"), *Finding.State.choices[1:]],
    )
    assigned = forms.ChoiceField(
        label="交办",
        required=False,
        choices=[ALL, ("me", "交办给我"), ("somebody", "已交办"), ("nobody", "未交办")],
    )
    depth = forms.ChoiceField(
        label="范围", required=False, choices=[("", "本级及下级"), ("own", "仅本级")]
    )
    q = forms.CharField(label="组织名称", required=False, max_length=100)

    def apply(self, rows, user):
        """``rows`` as asked for; an unknown value asks for nothing."""
        state = self.value("state")
        rows = rows.overdue() if state == "overdue" else rows.filter(state=state or "open")
        match self.value("assigned"):
            case "me":
                rows = rows.filter(assigned_to=user)
            case "somebody":
                rows = rows.exclude(assigned_to=None)
            case "nobody":
                rows = rows.filter(assigned_to=None)
        if code := self.value("federation"):
            federation = Federation.objects.public().filter(code=code).first()
            path = federation.path if federation else "//"
            if self.value("depth") == "own":
                rows = rows.filter(organization__federation__path=path)
            else:
                rows = rows.filter(organization__federation__path__startswith=path)
        if words := self.value("q"):
            rows = rows.filter(organization__name__contains=words)
        return rows


class AcceptForm(forms.Form):
    reason = forms.CharField(
        label="为什么无须整改",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：经与登记管理机关核对，证书即如此记载。",
    )
    until = forms.DateField(
        label="有效至",
        required=False,
        widget=DAY,
        help_text="到期仍是这样的，会再次提出。严重问题必填，最长一年。",
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(label="撤销的原因", max_length=300)


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(
        label="交办给",
        queryset=None,
        required=False,
        empty_label="（退回责任工会，不指定个人）",
        help_text="本级及下级有权修改社会组织的工作人员。",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues(user, Permission.ORG_EDIT)


class DisappearanceFilter(Placed):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "待核实"), ("due", "宽限期已过"), *Disappearance.Outcome.choices],
    )
    q = forms.CharField(label="组织名称", required=False, max_length=100)

    def apply(self, rows):
        state = self.value("state")
        rows = rows.due() if state == "due" else rows.filter(outcome=state)
        if code := self.value("federation"):
            federation = Federation.objects.public().filter(code=code).first()
            path = federation.path if federation else "//"
            rows = rows.filter(organization__federation__path__startswith=path)
        if words := self.value("q"):
            rows = rows.filter(organization__name__contains=words)
        return rows


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(
        label="核实结果",
        choices=[c for c in Disappearance.Outcome.choices if c[0] != "reappeared"],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="核实情况",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="向谁核实、结果如何。例如：登记管理机关告知已于五月注销。",
    )
    status = forms.ChoiceField(
        label="终止方式",
        required=False,
        choices=[("", "（确认终止的填写）"), *((s, s.label) for s in Organization.ENDED)],
    )
    on = forms.DateField(label="终止日期", required=False, widget=DAY, initial=timezone.localdate)
