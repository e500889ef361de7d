"""Checks against the standard, stars, honours: found by one person, settled by another."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from governance.workflow import save
from stations.models import StandardCheck, StarRating, Station, StationHonour
from stations.services.stations import held
from stations.standards import standard_of, stars_within

RATE = Permission.STATION_RATE


@transaction.atomic
def check_station(*, by, station, checked_on, answers, finding=""):
    """Ten questions of yes or no; what they come to is counted, not judged."""
    station = held(by, station, "check")
    standard = standard_of(station, checked_on)
    keys = {item.key for item in standard.items}
    if set(answers) != keys:
        raise ValidationError("请逐项回答全部检查内容。")
    if checked_on > timezone.localdate() or checked_on < station.opened_on:
        raise ValidationError({"checked_on": "检查日期应在启用之后、不晚于今天。"})
    score = sum(bool(answers[key]) for key in keys)
    check = StandardCheck(
        station=station,
        checked_on=checked_on,
        standard=standard.key,
        answers={key: bool(answers[key]) for key in sorted(keys)},
        score=score,
        passed=score >= standard.need,
        idle=not any(answers[key] for key in standard.plate),
        finding=finding,
        by=by,
    )
    save(check)
    record(by=by, verb="check", label="规范化检查", subject=station, score=score, idle=check.idle)
    return check


@transaction.atomic
def confirm_check(*, by, check):
    check = StandardCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if not by.may(RATE, check):
        refuse(by=by, verb="confirm", subject=check)
        raise PermissionDenied("您没有核定检查的权限。")
    if check.confirmed_at:
        raise ValidationError("这次检查已经核定。", code="stale")
    if check.by_id == by.pk:
        raise ValidationError("本人检查的，请由其他人核定。")
    check.confirmed_by, check.confirmed_at = by, timezone.now()
    save(check)
    record(by=by, verb="confirm", label="核定规范化检查", subject=check.station, score=check.score)
    return check


@transaction.atomic
def rate_station(*, by, station, year, stars, reason=""):
    """The stars of a year: within what the last confirmed check and the premises allow. Fewer than
    before asks for a reason, as does what is rated below that."""
    station = Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    if not by.may(RATE, station):
        refuse(by=by, verb="rate", subject=station)
        raise PermissionDenied("您没有评定星级的权限。")
    if station.kind != Station.Kind.REST_POINT:
        raise ValidationError("只为户外劳动者服务站点评定星级。")
    check = station.checks.exclude(confirmed_at=None).first()
    if check is None:
        raise ValidationError("还没有核定的规范化检查，不能评定星级。")
    most, lacking = stars_within(station, check.score)
    if stars > most:
        raise ValidationError({"stars": "；".join(lacking) + "。"})
    last = station.stars.filter(year__lt=year).first()
    if not reason.strip() and (stars < most or (last and stars < last.stars)):
        raise ValidationError({"reason": "低于上次星级或低于可评星级的，请写明理由。"})
    rating = StarRating(
        station=station,
        year=year,
        stars=stars,
        before=last.stars if last else None,
        reason=reason.strip(),
        by=by,
    )
    save(rating)
    record(by=by, verb="rate", label="评定星级", subject=station, year=year, stars=stars)
    return rating


@transaction.atomic
def honour_station(*, by, station, **fields):
    station = held(by, station, "honour")
    honour = StationHonour(station=station, **fields)
    save(honour)
    record(by=by, verb="honour", label="登记站点荣誉", subject=station)
    return honour
