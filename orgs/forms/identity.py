"""What a person asks and says about duplicates, merges and un-merges."""

from django import forms
from django.db.models import Q

from orgs.duplicates.rules import LABELS
from orgs.forms.checks import ALL, Placed
from orgs.models import DuplicatePair, Merge
from orgs.names import tidy, tidy_code
from unions.models import Federation

BANDS = {"90": (90, None), "75": (75, 89), "60": (60, 74)}
REASON = forms.Textarea(attrs={"rows": 2})


class PairFilter(Placed):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "待核查"), *DuplicatePair.State.choices[1:], ("all", "全部")],
    )
    score = forms.ChoiceField(
        label="相似分",
        required=False,
        choices=[ALL, ("90", "90 分以上"), ("75", "75—89 分"), ("60", "60—74 分")],
    )
    rule = forms.ChoiceField(label="依据", required=False, choices=[ALL, *LABELS.items()])
    q = forms.CharField(label="名称或信用代码", required=False, max_length=100)

    def apply(self, rows):
        """``rows`` as asked for; an unknown value asks for nothing."""
        state = self.value("state")
        if state != "all":
            rows = rows.filter(state=state or DuplicatePair.State.OPEN)
        if band := BANDS.get(self.value("score")):
            rows = rows.filter(score__gte=band[0])
            rows = rows.filter(score__lte=band[1]) if band[1] else rows
        if rule := self.value("rule"):
            rows = rows.filter(receipt__contains=[[rule]])
        if code := self.value("federation"):
            federation = Federation.objects.public().filter(code=code).first()
            rows = rows.filter(federation__path__startswith=federation.path if federation else "//")
        if words := self.value("q"):
            said, number = tidy(words), tidy_code(words)
            rows = rows.filter(
                Q(first__name__contains=said)
                | Q(second__name__contains=said)
                | Q(first__credit_code=number)
                | Q(second__credit_code=number)
            )
        return rows


class DismissForm(forms.Form):
    reason = forms.CharField(
        label="为什么不是重复",
        max_length=300,
        widget=REASON,
        help_text="如：两家各有登记证书，负责人不同。任一方的名称、代码、负责人、电话或"
        "所在区划变动之前，不再提出。",
    )


class MergeFilter(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *Merge.State.choices])
    q = forms.CharField(label="名称", required=False, max_length=100)

    def apply(self, rows):
        values = self.cleaned_data if self.is_valid() else {}
        if state := values.get("state"):
            rows = rows.filter(state=state)
        if words := values.get("q"):
            said = tidy(words)
            rows = rows.filter(Q(survivor__name__contains=said) | Q(loser__name__contains=said))
        return rows


class OtherForm(forms.Form):
    other = forms.CharField(
        label="并入的社会组织",
        max_length=200,
        help_text="填写它的统一社会信用代码、全称或网页地址中的编号。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MergeForm(forms.Form):
    reason = forms.CharField(
        label="合并依据",
        max_length=300,
        widget=REASON,
        help_text="如：现场核实为同一家；登记证书相同，其中一条系重复录入。",
    )
    other = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)


class WhyForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300, widget=REASON)


class PartForm(forms.Form):
    """One choice for every question, one for every field edited since, and why."""

    SIDES = {"survivor": "归“{}”", "loser": "归“{}”", "both": "两家都适用"}

    def __init__(self, data=None, *, parting):
        super().__init__(data)
        survivor, loser = parting.merge.survivor, parting.merge.loser
        names = {"survivor": survivor, "loser": loser, "both": ""}
        self.asked, self.edited = {}, {}
        for n, question in enumerate(parting.questions):
            sides = ["survivor", "loser", *(["both"] if question.both else [])]
            self.asked[f"question-{n}"] = question
            self.fields[f"question-{n}"] = forms.ChoiceField(
                label=f"{question.label}：{question.words}",
                choices=[(side, self.SIDES[side].format(names[side])) for side in sides],
                widget=forms.RadioSelect,
                error_messages={"required": "请选择归哪一家。"},
            )
        for n, edit in enumerate(parting.edits):
            self.edited[f"edit-{n}"] = edit
            self.fields[f"edit-{n}"] = forms.ChoiceField(
                label=edit.label,
                choices=[("survivor", f"留在“{survivor}”"), ("loser", f"改归“{loser}”")],
                initial="survivor",
                widget=forms.RadioSelect,
            )
        self.fields["reason"] = forms.CharField(
            label="撤销原因", max_length=300, widget=REASON, help_text="如：核实为两家，合并有误。"
        )

    def answers(self):
        return {q.key: self.cleaned_data[name] for name, q in self.asked.items()}

    def chosen(self):
        return {e.key for name, e in self.edited.items() if self.cleaned_data[name] == "loser"}
