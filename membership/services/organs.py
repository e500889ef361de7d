"""Organs come into office, are followed by the next, and fill posts meanwhile."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from membership import law
from membership.models import Officer, Organ
from membership.services.effective import assess_one
from membership.services.ground import day, need_reason
from orgs.models.particulars import years_after
from unions.models import GrassrootsUnion


def hold_union(*, by, union, verb):
    """Lock a union and see that it is within reach and in being. Returns it as it is now."""
    if not by.may_at(Permission.FOUNDING_EDIT, union.federation):
        refuse(by=by, verb=verb, subject=union)
        raise PermissionDenied("只能办理本级及下级工会的基层工会。")
    held = GrassrootsUnion.objects.select_for_update(of=("self",), no_key=True).get(pk=union.pk)
    if held.dissolved_on:
        raise ValidationError(f"“{held}”已于 {held.dissolved_on:%Y-%m-%d} 撤销。")
    return held


def due_number(union, kind):
    """Which term the next would be."""
    before = union.organs.filter(kind=kind).order_by("-starts_on").first()
    return before.number + 1 if before else 1


@transaction.atomic
def constitute(
    *,
    by,
    union,
    kind=Organ.Kind.COMMITTEE,
    starts_on=None,
    years,
    officers,
    single=False,
    elected_on=None,
    approval_number="",
    number=None,
):
    """A union's organ enters upon its term; the one that sat until then gives way the same day.

    ``officers`` are dicts of the fields of ``Officer``. ``number`` is which term (第几届) whoever
    asks believes this to be: if somebody was quicker, nothing is written. Returns the organ.
    """
    starts_on = day(starts_on, "starts_on")
    union = hold_union(by=by, union=union, verb="constitute")
    if union.founded_on and starts_on < union.founded_on:
        raise ValidationError(
            {"starts_on": f"任期开始不能早于工会成立日期 {union.founded_on:%Y-%m-%d}。"}
        )
    terms = law.in_force(union.federation, starts_on)["term_years"]
    if years not in terms.value:
        allowed = "或 ".join(f"{n} 年" for n in terms.value)
        raise ValidationError({"years": f"每届任期应为 {allowed}（{terms.cite}）。"})
    before = union.organs.filter(kind=kind).order_by("-starts_on").first()
    due = before.number + 1 if before else 1
    if number is not None and before and number != due:
        raise ValidationError(f"{before}已经登记，请刷新页面核对。", code="stale")
    if before and starts_on <= before.starts_on:
        raise ValidationError(
            {"starts_on": f"任期开始须晚于{before}的 {before.starts_on:%Y-%m-%d}。"}
        )
    if before and (before.ended_on is None or before.ended_on > starts_on):
        before.ended_on = starts_on
        before.save(update_fields=["ended_on"])
    organ = Organ(
        union=union,
        kind=kind,
        number=due if before else number or 1,
        single=single,
        elected_on=elected_on,
        starts_on=starts_on,
        years=years,
        term_ends_on=years_after(starts_on, years),
        approval_number=approval_number.strip(),
        by=by,
    )
    organ.full_clean(exclude=["by"])
    organ.save()
    _check_posts(organ, officers)
    for fields in officers:
        _seat(organ, **{"starts_on": starts_on, **fields})
    record(
        by=by,
        verb="constitute",
        label=f"登记{organ}",
        subject=union,
        federation=union.federation,
        organ=kind,
        term=[str(organ.starts_on), str(organ.term_ends_on)],
        officers=len(officers),
        number=organ.approval_number,
    )
    assess_one(union)
    return organ


def _check_posts(organ, officers):
    posts = [fields.get("post", Officer.Post.MEMBER) for fields in officers]
    if not posts:
        raise ValidationError({"officers": f"请填写{organ.title}的人员。"})
    if organ.single and len(posts) > 1:
        raise ValidationError({"officers": f"{organ.title}只设一人。"})
    if not organ.single and posts.count(Officer.Post.CHAIR) != 1:
        raise ValidationError({"officers": f"{organ.title}须有一位主席（主任）。"})


def _seat(organ, **fields):
    officer = Officer(organ=organ, **{**fields, "person_name": fields["person_name"].strip()})
    officer.full_clean()
    officer.save()
    return officer


@transaction.atomic
def appoint_officer(*, by, organ, starts_on=None, **fields):
    """Somebody takes a post in the middle of a term (补选)."""
    starts_on = day(starts_on, "starts_on")
    union = hold_union(by=by, union=organ.union, verb="appoint")
    organ = Organ.objects.select_for_update(no_key=True).get(pk=organ.pk)
    if organ.ended_on:
        raise ValidationError("这一届已经终止，请在现任一届登记。")
    if starts_on < organ.starts_on:
        raise ValidationError({"starts_on": "任职日期不能早于任期开始。"})
    if organ.single and organ.officers.filter(ended_on=None).exists():
        raise ValidationError(f"{organ.title}只设一人，请先登记离任。")
    officer = _seat(organ, starts_on=starts_on, **fields)
    record(
        by=by,
        verb="appoint",
        label=f"登记{officer}任职",
        subject=union,
        federation=union.federation,
        post=officer.post,
        since=str(starts_on),
    )
    assess_one(union)
    return officer


@transaction.atomic
def relieve_officer(*, by, officer, reason, on=None):
    """An officer leaves the post before the term is over; the seat is to be filled again."""
    on = day(on, "on")
    need_reason(reason, "登记离任")
    union = hold_union(by=by, union=officer.organ.union, verb="relieve")
    officer = Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    if officer.ended_on:
        raise ValidationError("此人已登记离任。", code="stale")
    if on < officer.starts_on:
        raise ValidationError({"on": f"离任不能早于任职日期 {officer.starts_on:%Y-%m-%d}。"})
    officer.ended_on = on
    officer.save(update_fields=["ended_on"])
    record(
        by=by,
        verb="relieve",
        label=f"登记{officer}离任",
        subject=union,
        federation=union.federation,
        reason=reason,
        post=officer.post,
        on=str(on),
    )
    assess_one(union)
    return officer


@transaction.atomic
def examine_officer(*, by, officer, bars, on=None):
    """Whether anything bars a person from the post was looked into, and what was found."""
    on = day(on, "on")
    union = hold_union(by=by, union=officer.organ.union, verb="examine")
    officer = Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    officer.bars, officer.examined_on = sorted(bars), on
    officer.full_clean()
    officer.save(update_fields=["bars", "examined_on"])
    record(
        by=by,
        verb="examine",
        label=f"审查{officer}资格",
        subject=union,
        federation=union.federation,
        bars=officer.bars,
        on=str(on),
    )
    assess_one(union)
    return officer
