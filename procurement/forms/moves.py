"""What forms of purchasing share: what was posted, refusals where they belong, dates, money."""

from django import forms


def given(request):
    """What was posted, be it nothing; None where nothing was."""
    return request.POST if request.method == "POST" else None


def explain(form, refusal):
    """Put a service's refusal where it belongs on the form, in its own words."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def date_field(label, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def yuan(label, **options):
    options = {"max_digits": 14, "decimal_places": 2, "min_value": 0, **options}
    return forms.DecimalField(label=label, **options)


class ReasonForm(forms.Form):
    """What a move of a workflow asks for, if nothing else."""

    reason = forms.CharField(label="说明", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, required=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
