"""Pages that ask for one act and come back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from procurement.forms.moves import explain


def ask(request, form, do, *, done, back, title, submit, text="", items=(), template=None, **more):
    """Show the form; on a valid answer do it, say so and go ``back``. A refusal stands on the
    form in the service's own words."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "title": title, "text": text, "items": items, "submit": submit}
    context |= {"cancel": back if isinstance(back, str) else back.get_absolute_url(), **more}
    status = 422 if form.errors else 200
    return render(request, template or "_components/confirm.html", context, status=status)


def act(request, do, *, done, back):
    """A button without a form: do it, or say why not."""
    try:
        do()
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect(back)
