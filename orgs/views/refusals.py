"""What a service refused, shown where it belongs."""


def explain(form, refusal):
    """At the field it is about, in the service's own words."""
    if hasattr(refusal, "error_dict"):
        for name, errors in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, refusal if hasattr(refusal, "messages") else str(refusal))
