"""What an officer fills in to found a union: a page for each step."""

from django import forms
from django.utils import timezone

from accounts.roles import Permission
from membership import law
from membership.ballots import needed
from membership.forms.drives import FilledFormSet
from membership.forms.foundings import SHOWN, UnionChoice, unions_offered
from membership.models import Coverage, Drive, FoundingCase, FoundingPerson, Obstruction
from membership.queries import drive_of, member_numbers, unions_within_reach
from membership.requirements import BARS
from membership.services.founding_steps import BODIES, DAY, FIELDS

Body = FoundingPerson.Body
REQUIRED = {
    *("expected_members", "wish", "members", "women", "seats", "examined_on"),
    *("meeting", "term_years", "entitled", "present", "ballots"),
}
HINTS = {
    "wish": "如：职工代表座谈、征求意见表，多少人同意。",
    "opinion": "单位行政对建会的意见；不同意不影响职工依法建会。",
    "party_opinion": "有党组织的，写明是否列入党建工作、党组织的意见。",
    "consent_number": "留空则由系统按批复工会的序列取号并印发批复。",
    "approval_number": "留空则由系统按批复工会的序列取号并印发批复。",
    "request_number": "单位发文有文号的填写。",
    "examined_on": "上级工会（和党组织）审查同意候选人的日期，不晚于公示开始。",
    "notice_to": "留空则按规则天数计算。",
    "entitled": "应到会的会员（代表）人数，当选票数按它计算。",
    "ballots": "收回的有效、无效选票合计。",
    "fees_from": "开始缴纳会费、拨缴经费的日期。",
    "helper": "上级工会派去帮助指导的人员。",
}
ROWS = {Body.GROUP: 5, Body.COMMITTEE: 6, Body.AUDIT: 3, Body.WOMEN: 3, Body.ORGANIZER: 1}
MOST_ROWS = 60


def date_widget():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OpenForm(forms.Form):
    """The first page: in which form, under what name, how it began."""

    form = forms.ChoiceField(
        label="建会形式", choices=Coverage.Form.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label="工会名称",
        max_length=150,
        required=False,
        help_text="新建工会的全称；并入已有工会的不填。",
    )
    union = UnionChoice(
        label="并入已有工会",
        queryset=None,
        required=False,
        empty_label="新建工会",
        help_text="联合、行业、区域覆盖可以并入已有工会；依托机关工会、组织员必选。",
    )
    route = forms.ChoiceField(
        label="建会途径", choices=FoundingCase.Route.choices, initial=FoundingCase.Route.PLACE
    )
    drive = forms.ModelChoiceField(
        label="专项行动",
        queryset=None,
        required=False,
        empty_label="不属于专项行动",
        help_text="已按单位所属范围选好，可改。",
    )
    mobilised_on = forms.DateField(
        label="动员日期", initial=timezone.localdate, widget=date_widget()
    )
    wish = forms.CharField(
        label="职工意愿", max_length=300, required=False, help_text=HINTS["wish"]
    )
    opinion = forms.CharField(label="单位行政意见", max_length=300, required=False)
    party_opinion = forms.CharField(
        label="党组织意见", max_length=300, required=False, help_text=HINTS["party_opinion"]
    )

    def __init__(self, *args, user, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        near = organizations[0].federation
        self.fields["drive"].queryset = Drive.objects.for_user(user, Permission.FOUNDING_VIEW)
        self.fields["drive"].initial = drive_of(organizations, timezone.localdate())
        keys = set()
        for form in Coverage.Form:
            if form != Coverage.Form.SINGLE:
                offered = unions_offered(user, form=form, near=near)
                keys |= set(offered.values_list("pk", flat=True)[:SHOWN])
        chosen = self.data.get("union", "") if self.is_bound else ""
        if chosen.isdecimal():
            keys.add(int(chosen))
        offered = unions_within_reach(user).filter(pk__in=keys)
        self.fields["union"].queryset = offered.select_related("federation")

    def clean(self):
        data = self.cleaned_data
        if not data.get("union") and not data.get("name", "").strip():
            self.add_error("name", "请填写工会名称，或选择并入的工会。")
        return data


class ReviseForm(forms.ModelForm):
    class Meta:
        model = FoundingCase
        fields = ["name", "route", "drive", "wish", "opinion", "party_opinion", "helper"]
        help_texts = {name: HINTS[name] for name in ("wish", "opinion", "party_opinion")}

    def _post_clean(self):
        """Rules are the service's; the form only says what shape came in."""


class AddUnitForm(forms.Form):
    words = forms.CharField(
        label="单位名称或统一社会信用代码",
        max_length=200,
        help_text="须是本级及下级在册的社会组织。",
    )


class UploadForm(forms.Form):
    purpose = forms.CharField(label="材料名称", max_length=60, help_text="如：会议签到表、选票。")
    file = forms.FileField(label="扫描件")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ObstructForm(forms.Form):
    """Who of the case stands in the way and how: it opens an obstruction case, or adds to it."""

    organization = forms.ModelChoiceField(label="阻挠的单位", queryset=None, empty_label="请选择")
    manner = forms.ChoiceField(
        label="情形", choices=Obstruction.Manner.choices, initial=Obstruction.Manner.REFUSING
    )
    reason = forms.CharField(
        label="经过",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写事实和证据；不要写反映人的姓名和联系方式。",
    )

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = case.organizations
        if case.organizations.count() == 1:
            del self.fields["organization"]


def step_form(verb, case, data=None):
    """The fields of the case that a step fills in."""
    fields = forms.fields_for_model(FoundingCase, fields=FIELDS[verb])
    for name, field in fields.items():
        if isinstance(field, forms.DateField):
            field.widget = date_widget()
        field.required = name in REQUIRED
        field.help_text = HINTS.get(name, "")
    rules = law.frozen(case.rules_code, case.rules_version)
    if verb == "elect":
        years = rules["term_years"].value
        fields["term_years"] = forms.TypedChoiceField(
            label="每届任期", coerce=int, choices=[(y, f"{y} 年") for y in years]
        )
        fields["meeting"] = forms.ChoiceField(
            label="选举方式", choices=FoundingCase.Meeting.choices
        )
    if verb == "register":
        fields["credit_code"] = forms.CharField(
            label="工会统一社会信用代码",
            max_length=18,
            widget=forms.TextInput(attrs={"data-code": ""}),
        )
    made = type("StepForm", (forms.Form,), fields)
    initial = {name: getattr(case, name) for name in FIELDS[verb] if getattr(case, name)}
    if DAY[verb] not in initial or verb != "publicise":
        initial[DAY[verb]] = timezone.localdate()
    if verb == "elect" and case.members:
        initial.setdefault("entitled", case.members)
    form = made(data, initial=initial)
    if verb == "publicise":
        _count_members(form, case)
    elif verb == "elect" and case.members:
        enough = needed(case.members, rules["majority"].share)
        form.fields[
            "entitled"
        ].help_text = f"当选票数按它计算：{case.members} 人须 {enough} 票以上。"
    return form


def _count_members(form, case):
    """The roster says how many they are, if there is one; otherwise whoever fills in the form."""
    members, women = member_numbers(case.union)
    if members:
        told = f"按会员名册统计，在册 {members} 人；名册不全的，请先补录。"
        for name, number in (("members", members), ("women", women)):
            form.initial[name] = number
            form.fields[name].disabled = True
        form.fields["members"].help_text = told
    elif case.expected_members:
        form.initial.setdefault("members", case.expected_members)
        form.fields["members"].help_text = "预计人数已填入，请改为实际入会人数。"
    rules = law.frozen(case.rules_code, case.rules_version)
    low, high = rules.committee_size(members or case.expected_members or 0)
    form.initial.setdefault("seats", low)
    form.fields["seats"].help_text = f"按现有人数 {low} 至 {high} 人。"


class PersonForm(forms.Form):
    person_name = forms.CharField(label="姓名", max_length=40)
    female = forms.BooleanField(label="女", required=False)
    post = forms.CharField(label="在本单位职务", max_length=60, required=False)
    duty = forms.ChoiceField(
        label="职务", choices=FoundingPerson.Duty.choices, initial=FoundingPerson.Duty.MEMBER
    )
    bar = forms.ChoiceField(
        label="任职限制情形", choices=[("", "无"), *BARS.items()], required=False
    )

    def has_changed(self):
        """A row without a name says nothing, whatever its choices."""
        return bool((self.data.get(self.add_prefix("person_name")) or "").strip())

    def fields_of(self, body):
        data = dict(self.cleaned_data)
        bar = data.pop("bar")
        return {**data, "body": body, "bars": [bar] if bar else []}


def people_forms(verb, case, data=None, rows=0):
    """``[(body, formset)]`` of those whom a step names; ``rows`` asks for more lines."""
    found = []
    for body in BODIES.get(verb, ()):
        if body == Body.ORGANIZER and case.form != Coverage.Form.ORGANIZER:
            continue
        people = list(case.people.of_body(body).order_by("pk")) if data is None else []
        initial = [
            {
                "person_name": p.person_name,
                "female": p.female,
                "post": p.post,
                "duty": p.duty,
                "bar": (p.bars or [""])[0],
            }
            for p in people
        ]
        lines = max(ROWS[body], min(rows, MOST_ROWS) if body != Body.ORGANIZER else 0)
        made = forms.formset_factory(
            PersonForm,
            formset=FilledFormSet,
            extra=max(0, lines - len(people)),
            max_num=MOST_ROWS,
        )
        formset = made(data, prefix=body.value, initial=initial)
        for at, form in enumerate(formset):
            form.fields["duty"].choices = FoundingPerson.titles(body)
            if at >= len(people):  # an empty line offers what is most likely
                form.fields["female"].initial = body == Body.WOMEN
                if not at:
                    form.fields["duty"].initial = FoundingPerson.Duty.HEAD
        found.append((body, formset))
    return found


def votes_form(case, data=None):
    """A number of votes for each candidate."""
    people = case.people.of_body(Body.COMMITTEE, Body.AUDIT, Body.WOMEN).order_by("pk")
    fields = {f"votes_{p.pk}": forms.IntegerField(label=p.person_name, min_value=0) for p in people}
    made = type("VotesForm", (forms.Form,), fields)
    initial = {f"votes_{p.pk}": p.votes for p in people}
    form = made(data, initial=initial)
    form.people = [(p, form[f"votes_{p.pk}"]) for p in people]
    return form
