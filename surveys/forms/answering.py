"""A questionnaire as a form: the same on a phone, for the entry of paper and as a preview.

Whether the answers will do is asked of the questionnaire, by the service; here they take shape.
"""

from dataclasses import dataclass

from django import forms

from surveys.models import Ownership, Question
from surveys.questionnaire import keys_of

Kind = Question.Kind


@dataclass
class Item:
    """A question on the page with its field, or with one for each row of a matrix."""

    number: int
    question: object
    fields: list
    after: str
    """In words, after which answer it is asked; for those without a script."""

    @property
    def label(self):
        return label_of(self.question, self.number)

    @property
    def asked_in(self):
        return " ".join(self.question.asked_if_in)


class AnswerForm(forms.Form):
    def __init__(self, *args, sheet, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet, self.group = sheet, sheet.group(group)
        if self.group.asks_ownership:
            self.fields["ownership"] = forms.ChoiceField(
                label="您的企业属于哪种所有制？",
                choices=Ownership.choices,
                widget=forms.RadioSelect,
                required=False,
            )
        self.questions = sheet.of(group)
        for number, question in enumerate(self.questions, 1):
            for row, key in enumerate(keys_of(question)):
                self.fields[f"q_{key}"] = field_of(sheet, question, number, row)

    @property
    def items(self):
        return [
            Item(n, q, [self[f"q_{key}"] for key in keys_of(q)], self.after(q))
            for n, q in enumerate(self.questions, 1)
        ]

    def after(self, question):
        before = self.sheet.by_code.get(question.asked_if)
        if before is None:
            return ""
        number = next(n for n, q in enumerate(self.questions, 1) if q.code == before.code)
        labels = [o.label for o in before.options.all() if o.code in question.asked_if_in]
        return f"第 {number} 题选“{'”或“'.join(labels)}”的填写"

    @property
    def given(self):
        """``{key: [texts]}`` of what was filled in."""
        return {
            name.removeprefix("q_"): self.data.getlist(name)
            for name in self.fields
            if name.startswith("q_")
        }

    @property
    def ownership(self):
        return self.data.get("ownership", "") if "ownership" in self.fields else ""


def label_of(question, number):
    unit = f"（{question.unit}）" if question.unit else ""
    return f"{number}. {question.text}{unit}{'' if question.required else '（选填）'}"


def field_of(sheet, question, number, row):
    choices = [(o.code, o.label) for o in sheet.options(question)]
    label = label_of(question, number)
    told = {"label": label, "help_text": question.help, "required": False}
    if question.kind == Kind.MATRIX:
        told |= {"label": question.rows[row], "help_text": ""}
    if question.kind == Kind.NUMBER:
        attrs = {"inputmode": "decimal", "maxlength": 14, "autocomplete": "off"}
        return forms.CharField(**told, widget=forms.TextInput(attrs=attrs))
    if question.kind == Kind.TEXT:
        attrs = {"rows": 3, "maxlength": sheet.text_most}
        return forms.CharField(**told, widget=forms.Textarea(attrs=attrs))
    if question.kind == Kind.MULTIPLE:
        return forms.MultipleChoiceField(
            **told, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(**told, choices=choices, widget=forms.RadioSelect)
