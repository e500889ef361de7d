from django.core.exceptions import ValidationError

from orgs.models import CountedFacts

SCOPE_FIELDS = ("standing", "registration_level", "type", "kind", "category")
"""The counted facts by which a drive may say whom it means: those that are choices."""


def scope_choices(field):
    """``{value: words}`` of one of them."""
    return dict(CountedFacts._meta.get_field(field).choices)


def validate_scope(scope):
    """A drive's scope: segments, each with a code, a name and what its organizations have."""
    segments = scope.get("segments") if isinstance(scope, dict) else None
    if not segments or not isinstance(segments, list):
        raise ValidationError("请至少设一类重点对象。", code="scope")
    if all(segment.get("led") for segment in segments):
        raise ValidationError("除带动行业外，请至少设一类重点对象。", code="scope")
    codes, led = set(), {s.get("code") for s in segments if s.get("led")}
    for segment in segments:
        code, name = segment.get("code"), segment.get("name")
        if not code or not name:
            raise ValidationError("每类重点对象须有代码和名称。", code="scope")
        if not str(code).replace("_", "").isalnum() or not str(code).isascii() or len(code) > 12:
            raise ValidationError(f"重点对象代码“{code}”应为 12 位以内的字母或数字。", code="scope")
        if code in codes:
            raise ValidationError(f"重点对象代码“{code}”重复。", code="scope")
        if segment.get("within") and segment["within"] not in codes:
            raise ValidationError(f"“{name}”所属的上一类须列在它之前。", code="scope")
        if segment.get("within") and (segment["within"] in led) != (code in led):
            raise ValidationError(f"“{name}”与所属的一类须同为带动行业或同不为。", code="scope")
        codes.add(code)
        criteria = segment.get("any of")
        if not criteria or not isinstance(criteria, dict):
            raise ValidationError(f"请为“{name}”选择至少一项条件。", code="scope")
        for field, values in criteria.items():
            if field not in SCOPE_FIELDS:
                raise ValidationError(f"“{name}”的条件“{field}”不能用于划定范围。", code="scope")
            if not values or not set(values) <= set(scope_choices(field)):
                raise ValidationError(f"“{name}”的条件取值有误，请重新选择。", code="scope")
