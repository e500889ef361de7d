"""Writing a call, publishing it, changing it, asking about it."""

from django import forms
from django.utils import timezone

from procurement import admission, deadlines, terms
from procurement.forms.moves import yuan
from procurement.models import Amendment, Call, ModelText, Scheme

KEEP = ""


def moment_field(label, **options):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    return forms.DateTimeField(label=label, widget=widget, input_formats=formats, **options)


def long_text(rows):
    return forms.Textarea(attrs={"rows": rows, "class": "long"})


class CallForm(forms.ModelForm):
    """The words of a draft, and from which tables and texts it is composed."""

    scheme = forms.ChoiceField(label="评分表", required=False)
    contract = forms.ChoiceField(label="合同文本", required=False)
    contract_model = forms.CharField(label="合同正文", widget=long_text(16), required=False)
    rules = forms.MultipleChoiceField(
        label="准入条件", widget=forms.CheckboxSelectMultiple, required=False
    )
    years = forms.IntegerField(label="成立登记满（年）", min_value=1, max_value=10, required=False)
    staff = forms.IntegerField(
        label="专职工作人员不少于（人）", min_value=1, max_value=100, required=False
    )

    class Meta:
        model = Call
        fields = ["title", "sponsor", "number", "contact", "requirement"]
        widgets = {"requirement": long_text(14)}
        help_texts = {
            "requirement": "一行一段；不要写职工姓名、证件号码等个人信息。",
            "number": "有文号的填写。",
        }

    field_order = ["title", "sponsor", "number", "contact", "requirement", "rules", "scheme"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        call = self.instance
        place, current = call.project.federation, call.scheme.get("name", "")
        self.fields["contact"].required = True
        self.fields["scheme"].choices = [
            (KEEP, f"不变（{current}）"),
            *((one["code"], f"示范：{one['name']}") for one in terms.schemes("initial")),
            *(
                (str(one.uid), f"{one.federation.short_name}：{one}")
                for one in Scheme.objects.open(place)
                .filter(purpose="initial")
                .select_related("federation")
            ),
        ]
        self.fields["contract"].choices = [
            (KEEP, "不变，用下面的正文"),
            ("project", f"示范：{terms.contract('project')['name']}"),
            *(
                (str(one.uid), f"{one.federation.short_name}：{one}")
                for one in ModelText.objects.open(place)
                .filter(kind="project")
                .select_related("federation")
            ),
        ]
        self.fields["contract"].help_text = "选了示范文本，保存时换掉下面的正文。"
        self.initial["contract_model"] = call.contract_model
        known = admission.standard(call.project.source)["rules"]
        chosen = call.admission.get("rules", [])
        self.known = {rule["key"]: dict(rule) for rule in [*known, *chosen]}
        self.fields["rules"].choices = [(key, rule["label"]) for key, rule in self.known.items()]
        self.initial["rules"] = [rule["key"] for rule in chosen]
        self.initial["years"] = self.known.get("age", {}).get("years")
        self.initial["staff"] = self.known.get("staff", {}).get("at_least")

    def _post_clean(self):
        """Rules are the service's."""

    @property
    def asked(self):
        """What the service is told."""
        data = self.cleaned_data
        told = {name: data[name] for name in self.Meta.fields}
        told["rules"] = [
            self.figured(self.known[key], data) for key in self.known if key in data["rules"]
        ]
        told["contract"] = data["contract_model"]
        if data["contract"]:
            told["contract"] = text_of(data["contract"])
        if data["scheme"]:
            told["scheme"] = scheme_of(data["scheme"])
        return told

    @staticmethod
    def figured(rule, data):
        """A rule with the figure that was asked for."""
        if rule["key"] == "age" and data["years"]:
            return rule | {"years": data["years"]}
        if rule["key"] == "staff" and data["staff"]:
            return rule | {
                "at_least": data["staff"],
                "at_least_of": {
                    kind: max(number, data["staff"])
                    for kind, number in rule.get("at_least_of", {}).items()
                },
            }
        return rule


def scheme_of(code):
    if "-" not in code:
        return terms.scheme(code)
    return Scheme.objects.published().get(uid=code).frozen


def text_of(code):
    if "-" not in code:
        return terms.contract(code)["body"]
    return ModelText.objects.published().get(uid=code).body


class LotForm(forms.Form):
    title = forms.CharField(label="标段名称", max_length=120)
    ceiling = yuan("最高限价（元）", min_value=1)
    requirement = forms.CharField(
        label="本标段要求", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class FilledFormSet(forms.BaseFormSet):
    def filled(self):
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for n, form in enumerate(self.forms)
            if (n < self.initial_form_count() or form.has_changed())
            and form not in self.deleted_forms
        ]


def lot_forms(*args, **kwargs):
    made = forms.formset_factory(
        LotForm, formset=FilledFormSet, extra=1, max_num=20, can_delete=True
    )
    return made(*args, prefix="lot", **kwargs)


class PublishForm(forms.Form):
    deadline = moment_field("申报截止时间")
    questions_until = moment_field("提问截止时间", required=False)

    def __init__(self, *args, call, **kwargs):
        super().__init__(*args, **kwargs)
        rules = call.project.rules
        first = deadlines.at(deadlines.earliest_deadline(rules, timezone.now()))
        self.initial.setdefault("deadline", first)
        self.fields["deadline"].help_text = (
            f"今天发布，最早可到 {timezone.localtime(first):%Y年%m月%d日}"
            f"（不少于 {rules.get('min_days_notice', 0)} 天，遇休息日顺延到工作日）。"
        )
        self.fields["questions_until"].help_text = (
            f"空着即按规则：截止前 {rules.get('question_days', 0)} 天起不再发布澄清，"
            f"再留 {rules.get('query_answer_days', 0)} 个工作日答复。"
        )


class AmendForm(forms.ModelForm):
    kind = forms.ChoiceField(
        label="性质",
        choices=Amendment.Kind.choices,
        widget=forms.RadioSelect,
        help_text="改变需求、条件、限价、合同义务的是实质性变更：按规则顺延截止时间，"
        "已提交的申报须由申报单位重新确认。",
    )
    text = forms.CharField(label="更正说明", max_length=1000, widget=long_text(4))
    deadline = moment_field("申报截止时间", required=False)

    class Meta:
        model = Call
        fields = ["title", "contact", "requirement", "contract_model"]
        widgets = {"requirement": long_text(12), "contract_model": long_text(12)}

    field_order = ["kind", "text", "deadline", "title", "contact", "requirement", "contract_model"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["deadline"] = self.instance.deadline
        self.fields["deadline"].help_text = "只能推后，不能提前。"
        for lot in self.instance.lots.all():
            self.fields[f"lot_{lot.number}"] = yuan(
                f"第 {lot.number} 标段最高限价（元）", min_value=1, initial=lot.ceiling
            )

    def _post_clean(self):
        """Rules are the service's."""

    @property
    def asked(self):
        data = dict(self.cleaned_data)
        lots = {
            int(name.removeprefix("lot_")): data.pop(name)
            for name in list(data)
            if name.startswith("lot_")
        }
        same = {lot.number: lot.ceiling for lot in self.instance.lots.all()}
        changed = {number: value for number, value in lots.items() if value != same[number]}
        return {**data, "lots": changed}


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="答复",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="对所有人公开，不显示提问人。改变公告内容的，请另外发布更正。",
    )


class AskForm(forms.Form):
    text = forms.CharField(
        label="问题",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="问题和答复公开，不显示是谁问的；请不要写单位名称和个人信息。",
    )
    site = forms.CharField(required=False, widget=forms.HiddenInput)
    """Left empty by people; machines fill it in."""

    def clean_site(self):
        if self.cleaned_data["site"]:
            raise forms.ValidationError("请在页面上填写后提交。")
        return ""


class FileForm(forms.Form):
    file = forms.FileField(label="附件")
