from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from documents.models import DocumentNumber, NumberSeries
from governance.trail import record


@transaction.atomic
def next_number(*, federation, kind, year, by, title="", subject=None, prefix=""):
    """Take the federation's next number of that kind and year. Gives the DocumentNumber.

    The series is locked until the caller's transaction ends: two at once get neighbours, and one
    that is undone leaves no gap. ``str(number)`` is the number as written: 渝北工〔2026〕12号.
    """
    NumberSeries.objects.bulk_create(
        [
            NumberSeries(
                federation=federation,
                kind=kind,
                year=year,
                prefix=prefix or f"{federation.short_name}工{kind}",
            )
        ],
        ignore_conflicts=True,
    )
    series = NumberSeries.objects.select_for_update().get(
        federation=federation, kind=kind, year=year
    )
    series.last += 1
    series.save(update_fields=["last"])
    number = DocumentNumber.objects.create(
        series=series,
        number=series.last,
        title=title,
        by=by,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
    )
    record(
        by=by,
        verb="take",
        label="取文号",
        subject=number,
        federation=federation,
        number=str(number),
    )
    return number


@transaction.atomic
def void_number(*, number, by, reason):
    """Mark it void. It is not given again."""
    if not reason.strip():
        raise ValidationError({"reason": "请填写作废原因。"})
    number = DocumentNumber.objects.select_for_update(of=("self",)).get(pk=number.pk)
    if number.voided_at:
        raise ValidationError("该文号已作废。")
    number.voided_at = timezone.now()
    number.save(update_fields=["voided_at"])
    record(
        by=by,
        verb="void",
        label="文号作废",
        subject=number,
        federation=number.series.federation,
        reason=reason,
        number=str(number),
    )
    return number
