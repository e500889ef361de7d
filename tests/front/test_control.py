"""A list of choices written straight out is what Django's own templates would have written."""

import pytest
from django import forms
from django.test import SimpleTestCase

from unions.look.lists import control


class Filters(forms.Form):
    kind = forms.ChoiceField(
        label="类别", choices=[("", "全部"), ("a&b", "甲<乙>"), ("2", "丙")], required=False
    )
    number = forms.TypedChoiceField(
        label="数", choices=[(1, "一"), (2, "二")], coerce=int, required=False
    )
    grouped = forms.ChoiceField(label="组", choices=[("组", [("1", "一")])], required=False)
    words = forms.CharField(label="检索", required=False)


@pytest.mark.parametrize("data", [None, {}, {"kind": "a&b", "number": "2"}, {"kind": "no such"}])
def test_the_same_as_the_template(data):
    form = Filters(data)
    for field in form:
        SimpleTestCase().assertHTMLEqual(control(field), str(field))
