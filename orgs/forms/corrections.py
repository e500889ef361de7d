"""What an organization fills in to have its entry corrected, and what an officer decides."""

from django import forms
from django.utils import timezone

from orgs.correctable import read, shown
from orgs.forms.claims import FilesField
from orgs.forms.registry import OrganizationForm, date_field


class PartForm(OrganizationForm):
    """One topic: as proposed so far, else as the register has it."""

    files = FilesField(
        label="证明材料",
        help_text="照片（JPG、PNG）或 PDF，每个不超过 20 MB，可一次选几个。",
    )
    remove = forms.MultipleChoiceField(
        label="删去已上传的", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, part, proposals, papers, **kwargs):
        super().__init__(*args, **kwargs)
        self.part = part
        for name in [n for n in self.fields if n not in (*part.fields, "files", "remove")]:
            del self.fields[name]
        self.order_fields([*part.fields, "files", "remove"])
        for name, text in proposals.items():
            value = read(name, text)
            self.initial[name] = getattr(value, "code", value)
        if "region" in self.fields and "region" not in proposals:
            self.initial["region"] = getattr(self.instance.region, "code", "")
        if "contact_phone" in self.fields:
            self.hide_phone(proposals)
        if "name" in self.fields:
            self.fields["name"].help_text = "已在民政部门办理更名的，填新的登记名称。"
        self.fields["files"].help_text += f"需要：{part.evidence}。" if part.evidence else ""
        if papers:
            self.fields["remove"].choices = [(str(p.uid), p.name) for p in papers]
        else:
            del self.fields["remove"]

    def hide_phone(self, proposals):
        now = shown("contact_phone", self.instance.contact_phone)
        field = self.fields["contact_phone"]
        field.label = "新的联系电话"
        field.help_text = f"登记的是 {now}。不填则不变。"
        self.initial["contact_phone"] = ""
        if asked := proposals.get("contact_phone"):
            field.help_text += f"已填新号码 {shown('contact_phone', asked)}。"

    def values(self):
        found = {name: self.cleaned_data[name] for name in self.part.fields}
        if found.get("contact_phone") == "":
            del found["contact_phone"]
        return found


class SubmitForm(forms.Form):
    as_of = date_field(
        "变化从哪一天起", initial=timezone.localdate, help_text="如新登记证书的发证日期。"
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="需要向审核人说明的，可不填。",
    )
    true = forms.BooleanField(
        label="以上内容真实，与所附材料一致",
        error_messages={"required": "请确认内容真实，再提交。"},
    )


class CorrectionFilter(forms.Form):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "待审核"),
            ("returned", "退回补正"),
            ("decided", "已办结"),
            ("withdrawn", "已撤回"),
            ("all", "全部"),
        ],
    )


class DecideForm(forms.Form):
    """A choice and, where refused, a reason for every value asked for."""

    CHOICES = [("yes", "采纳"), ("no", "不采纳")]
    as_of = date_field("变更生效日期")

    def __init__(self, *args, request, proposals, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["as_of"] = request.as_of
        self.proposals = proposals
        for proposal in proposals:
            name = proposal.field
            self.fields[f"take-{name}"] = forms.ChoiceField(
                label="审核意见",
                choices=self.CHOICES,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"why-{name}"] = forms.CharField(
                label="不采纳的原因", max_length=200, required=False
            )
            self.fields[f"seen-{name}"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def choices(self):
        found = {}
        for proposal in self.proposals:
            taken = self.cleaned_data[f"take-{proposal.field}"]
            if taken:
                found[proposal.field] = (taken == "yes", self.cleaned_data[f"why-{proposal.field}"])
        return found

    def seen(self):
        stamps = {p.field: self.cleaned_data[f"seen-{p.field}"] for p in self.proposals}
        return {name: stamp for name, stamp in stamps.items() if stamp}

    def refuse(self, error):
        """A service's refusal at the value it is about."""
        if not hasattr(error, "error_dict"):
            return self.add_error(None, error)
        for name, errors in error.error_dict.items():
            known = f"take-{name}" if f"take-{name}" in self.fields else name
            self.add_error(known if known in self.fields else None, errors)
        return None
