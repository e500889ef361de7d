"""What is done to a membership: begun by an officer, set right, ended; and all those of a union
that is no more go into the holding pool."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from membership.models import Member, Transfer
from membership.services.ground import day, need_reason
from orgs import papers_of_identity
from orgs.bulk import copy_rows
from orgs.names import tidy, tidy_phone
from unions.models import Federation, GrassrootsUnion

NOT_YOURS = "只能办理本级及下级工会的会员。"
CORRECTABLE = ("name", "phone", "worker", "post", "employer", "organization")


def may_host(*, by, union=None, federation=None):
    """Raise PermissionDenied unless ``by`` looks after the members of this union, or pool."""
    place = union.federation if union else federation
    if not by.may_at(Permission.MEMBER_EDIT, place):
        refuse(by=by, verb="member", subject=union or federation)
        raise PermissionDenied(NOT_YOURS)
    if union and union.dissolved_on:
        raise ValidationError(f"“{union}”已撤销，不能办理入会。")


def pool_of(federation):
    """Whose holding pool takes people at this federation: its county's, or its own."""
    return federation.county or federation


@transaction.atomic
def enrol(*, by, union=None, federation=None, channel=Member.Channel.OFFICE, joined_on=None, **who):
    """A membership begins: in a union, or in the holding pool of ``federation``."""
    may_host(by=by, union=union, federation=federation)
    joined_on = day(joined_on, "joined_on")
    member = Member(
        union=union,
        federation=union.federation if union else pool_of(federation),
        channel=channel,
        joined_on=joined_on,
        in_union_since=joined_on,
        **tidied(who),
    )
    derive(member)
    member.full_clean(exclude=["union", "federation", "organization"])
    member.save()
    record(
        by=by,
        verb="enrol",
        label="会员入会",
        subject=member,
        union=str(union or ""),
        channel=channel,
        joined_on=joined_on.isoformat(),
    )
    return member


def tidied(who):
    """What was written of a person, as it is kept."""
    clean = dict(who)
    clean["name"] = tidy(clean.get("name", ""))
    clean["id_number"] = papers_of_identity.tidy(clean.get("id_number", ""))
    clean["phone"] = tidy_phone(clean.get("phone", ""))
    return clean


def derive(member):
    """What follows from the paper's number: sex, year of birth, by what it is found."""
    member.id_index = Member.index_of(member.id_number) if member.id_number else ""
    try:
        papers_of_identity.check(member.id_type, member.id_number)
    except ValidationError:
        return
    member.sex, member.birth_year = papers_of_identity.told(member.id_type, member.id_number)


@transaction.atomic
def correct(*, by, member, reason, **values):
    """Set right what is known of a person; never by whom they are told from others."""
    need_reason(reason, "更正")
    member = held(by=by, member=member)
    changed = [n for n, value in values.items() if getattr(member, n) != value]
    if beyond := set(changed) - set(CORRECTABLE):
        raise ValidationError(f"不能更正：{'、'.join(sorted(beyond))}。")
    for name in changed:
        setattr(member, name, values[name])
    member.full_clean(exclude=["union", "federation", "organization"])
    member.save()
    if changed:
        record(
            by=by,
            verb="correct",
            label="更正会员资料",
            subject=member,
            reason=reason,
            fields=sorted(changed),
        )
    return member


@transaction.atomic
def end_membership(*, by, member, why, on=None, reason=""):
    """The person leaves, is expelled, has died, or was never one. The years of a person who comes
    back begin anew."""
    if why != Member.End.RESIGNED:
        need_reason(reason, "终止会籍")
    member = held(by=by, member=member)
    if member.ended_on:
        raise ValidationError(f"会籍已于 {member.ended_on:%Y-%m-%d} 终止。", code="stale")
    on = day(on, "on")
    if on < member.in_union_since:
        raise ValidationError({"on": f"不能早于到本会日期 {member.in_union_since:%Y-%m-%d}。"})
    if member.transfers.waiting().exists():
        raise ValidationError("会籍转接正在办理，请先撤回或等对方答复。")
    member.ended_on, member.end_reason, member.leave_asked_on = on, why, None
    member.save(update_fields=["ended_on", "end_reason", "leave_asked_on"])
    record(
        by=by,
        verb="end",
        label="终止会籍",
        subject=member,
        reason=reason,
        why=member.get_end_reason_display(),
        on=on.isoformat(),
    )
    return member


@transaction.atomic
def ask_to_leave(*, member, by=None):
    """The person said so themselves; the union settles it."""
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.ended_on is None and member.leave_asked_on is None:
        member.leave_asked_on = timezone.localdate()
        member.save(update_fields=["leave_asked_on"])
        record(by=by, verb="ask_to_leave", label="本人申请退会", subject=member)
    return member


def held(*, by, member):
    """The membership as it stands, locked, if it is the actor's to touch."""
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if not by.may(Permission.MEMBER_EDIT, member):
        refuse(by=by, verb="member", subject=member)
        raise PermissionDenied(NOT_YOURS)
    return member


@transaction.atomic
def release_all(*, by, union, on):
    """A union is no more: its members keep their memberships, in the county's holding pool
    (工会法 art. 13). What was under way for them goes on from there. Returns how many."""
    members = Member.objects.current().filter(union=union)
    keys = list(members.select_for_update(of=("self",)).values_list("pk", "in_union_since"))
    if not keys:
        return 0
    pool, now = pool_of(Federation.objects.get(pk=union.federation_id)), timezone.now()
    Transfer.objects.waiting().filter(from_union=union).update(from_union=None)
    Transfer.objects.waiting().filter(to_union=union).update(
        status=Transfer.Status.WITHDRAWN, answer="转入的工会已撤销", decided_at=now
    )
    columns = ["uid", "member_id", "from_union_id", "from_federation_id", "to_federation_id"]
    columns += ["answering_id", "ground", "note", "status", "asked_by_id", "asked_at", "due_on"]
    columns += ["escalations", "incoming", "decided_at", "effective_on", "answer"]
    place = union.federation_id
    copy_rows(
        Transfer,
        columns,
        (
            (
                *(uuid4(), key, union.pk, place, pool.pk),
                *(pool.pk, Transfer.Ground.UNION_ENDED, "", Transfer.Status.ACCEPTED),
                *(by.pk if by else None, now, on, 0, True, now, max(on, since), ""),
            )
            for key, since in keys
        ),
    )
    for since in {max(on, since) for _, since in keys}:
        some = [key for key, was in keys if max(on, was) == since]
        Member.objects.filter(pk__in=some).update(union=None, federation=pool, in_union_since=since)
    record(
        by=by,
        verb="release_members",
        label="会员转入周转库",
        subject=GrassrootsUnion.objects.get(pk=union.pk),
        federation=union.federation,
        members=len(keys),
        pool=pool.code,
    )
    return len(keys)
