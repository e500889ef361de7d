"""What forms of surveys share: what was posted, and refusals where they belong."""


def given(request):
    """What was posted, be it nothing; None where nothing was."""
    return request.POST if request.method == "POST" else None


def explain(form, refusal):
    """Put a service's refusal where it belongs on the form, in its own words."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        place = next((n for n in (name, f"q_{name}") if n in form.fields), None)
        form.add_error(place, errors)
