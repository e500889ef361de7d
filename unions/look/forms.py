"""Forms, their fields and what is wrong with them."""

from django import template

register = template.Library()


@register.inclusion_tag("_components/form.html", takes_context=True)
def form(
    context,
    form,
    submit="保存",
    cancel="",
    action="",
    method="post",
    idempotency_key="",
    draft="",
    css="",
):
    """A whole form: error summary, fields, one button that says the act."""
    return {
        "form": form,
        "fields": [decorated(f) for f in form.visible_fields()],
        "hidden": form.hidden_fields(),
        "errors": collected_errors(form),
        "multipart": form.is_multipart(),
        "submit": submit,
        "cancel": cancel,
        "action": action,
        "method": method,
        "idempotency_key": idempotency_key,
        "draft": draft,
        "css": css,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("_components/field.html")
def field(field, hint=None, unit=""):
    """One field with label, hint, unit and errors."""
    return {**decorated(field), **({"hint": hint} if hint is not None else {}), "unit": unit}


@register.inclusion_tag("_components/error_summary.html")
def error_summary(form):
    """Above a hand-made form: what is wrong, each line a link to its field."""
    return {"errors": collected_errors(form)}


def collected_errors(form):
    if not form.is_bound or not form.errors:
        return []
    found = [{"text": text, "id": ""} for text in form.non_field_errors()]
    for bound in form:
        found += [
            {"text": text, "id": bound.id_for_label or f"{bound.auto_id}_0", "label": bound.label}
            for text in bound.errors
        ]
    return [{"label": "", **error} for error in found]


def decorated(bound):
    """What the field template needs."""
    kind = getattr(bound.field.widget, "input_type", "")
    if kind not in ("checkbox", "file") or bound.field.widget.use_fieldset and kind == "checkbox":
        kind = "group" if bound.field.widget.use_fieldset else "plain"
    return {
        "field": bound,
        "kind": kind,
        "label": bound.label,
        "hint": bound.help_text,
        "required": bound.field.required,
        "errors": bound.errors,
        "id": bound.id_for_label,
        "auto_id": bound.auto_id,
        "unit": getattr(bound.field, "unit", ""),
        "proposals": getattr(bound.field, "proposals", ()),
    }
