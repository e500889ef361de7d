from django import forms


def given(request):
    """What was posted, be it nothing; None where nothing was."""
    return request.POST if request.method == "POST" else None


class ReasonForm(forms.Form):
    """What a move of a workflow asks for, if nothing else."""

    reason = forms.CharField(label="说明", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, required=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
