"""What views of stations and aid share: what was posted, and one page that asks for one act."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from orgs.views.refusals import explain


def given(request):
    """What was posted, be it nothing; None where nothing was."""
    return request.POST if request.method == "POST" else None


def asked(request, form, do, *, done, template="_components/confirm.html", **context):
    """A form that asks for one act, and where one goes after it: to the row that ``do`` gives."""
    if request.method == "POST" and form.is_valid():
        try:
            row = do(form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, done)
            return redirect(row)
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
