from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from privacy import queries, services
from privacy.extensions import reauthentication
from privacy.forms import ReasonForm
from privacy.signing import BadCode


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@sensitive_variables("value")
def reveal(request, code):
    """Ask for a reason, then show the one value once. Nothing of it is kept by the browser."""
    try:
        row, field = queries.subject_of(code, request.user)
    except BadCode as bad:
        return render(request, "privacy/spent.html", {"sentence": str(bad)}, status=410)
    except queries.NotToBeSeen as unseen:
        raise Http404 from unseen
    if not reauthentication.recently_verified(request):
        here = reverse("privacy:reveal", args=[code])
        return redirect(reauthentication.verification_url(request, back_to=here))
    form = ReasonForm(request.POST or None)
    context = {"row": row, "field": field, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            row, field, value = services.reveal(
                by=request.user, code=code, reason=form.cleaned_data["reason"]
            )
        except ValidationError as refused:
            sentence = refused.messages[0]
            return render(request, "privacy/spent.html", {"sentence": sentence}, status=410)
        return render(request, "privacy/value.html", {**context, "value": value})
    return render(request, "privacy/reveal.html", context, status=422 if form.errors else 200)
