"""By what aid is given, and what unions are known by."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from stations.models import AidGuide, AidRate, BrandProject
from stations.services.items import own_services


@transaction.atomic
def enter_guide(*, by, federation, kind, rates=(), station=None, **fields):
    """Enter a plan, a standard with its rates, or a procedure (AS-42)."""
    own_services(by, federation, "enter_guide")
    if station and not by.may(Permission.SERVICE_EDIT, station):
        refuse(by=by, verb="enter_guide", subject=station)
        raise PermissionDenied("只能为本级及下级的站点登记。")
    if rates and kind != AidGuide.Kind.STANDARD:
        raise ValidationError("只有帮扶标准才填写标准明细。")
    if kind == AidGuide.Kind.STANDARD and not rates:
        raise ValidationError("帮扶标准至少填写一行明细。")
    row = AidGuide(federation=federation, kind=kind, station=station, **fields)
    row.full_clean()
    row.save()
    for rate in rates:
        line = AidRate(guide=row, **rate)
        line.full_clean()
        line.save()
    record(by=by, verb="enter", label="登记帮扶制度", subject=row)
    return row


@transaction.atomic
def end_guide(*, by, guide, on, reason):
    own_services(by, guide.federation, "end_guide")
    row = AidGuide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    if row.ended_on:
        raise ValidationError(f"已于 {row.ended_on:%Y-%m-%d} 停止施行。")
    row.ended_on = on
    row.full_clean()
    row.save(update_fields=["ended_on"])
    record(by=by, verb="end", label="停止施行帮扶制度", subject=row, reason=reason)
    return row


@transaction.atomic
def enter_brand(*, by, federation, brand=None, **fields):
    """Enter a brand, or write it anew (AS-13)."""
    own_services(by, federation, "enter_brand")
    if brand is None:
        brand = BrandProject(federation=federation)
    elif brand.federation_id != federation.pk:
        raise ValidationError("只能修改本级的品牌。")
    for name, value in fields.items():
        setattr(brand, name, value)
    brand.full_clean()
    brand.save()
    record(by=by, verb="enter", label="登记服务品牌", subject=brand)
    return brand
