"""The pool: who is in it, where they worked, when they pause or leave."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from accounts.roles import Permission, Role
from governance.trail import record, refuse
from orgs.names import tidy, tidy_phone
from procurement.models import Expert, ExpertPost
from procurement.workflows.panels import STANDING

MANAGE = Permission.EXPERT_MANAGE


def may_manage(by, expert, verb):
    if not by.may(MANAGE, expert):
        refuse(by=by, verb=verb, subject=expert)
        raise PermissionDenied("您无权维护这名专家。")


def put(expert, fields):
    account = fields.pop("account", None)
    for name, value in fields.items():
        if name in ("person_name", "employer", "title"):
            value = tidy(value)
        setattr(expert, name, tidy_phone(value) if name == "phone" else value)
    if account is not None:
        expert.user = account_of(expert, account)
    expert.full_clean()
    expert.save()


def account_of(expert, username):
    """The expert's own account: of somebody who holds the office of an expert."""
    if not username:
        return None
    user = User.objects.filter(username=username).first()
    if user is None or not any(office.role == Role.EXPERT for office in user.offices):
        raise ValidationError({"account": "没有这个评审专家账号，请先开设账号并任职“评审专家”。"})
    if Expert.objects.filter(user=user).exclude(pk=expert.pk).exists():
        raise ValidationError({"account": "这个账号已属于另一名专家。"})
    return user


@transaction.atomic
def add_expert(*, by, federation, **fields):
    if not by.may_at(MANAGE, federation):
        refuse(by=by, verb="add_expert", subject=federation)
        raise PermissionDenied("只能在本级及下级工会建专家库。")
    expert = Expert(federation=federation)
    put(expert, fields)
    record(by=by, verb="add", label="专家入库", subject=expert, kind=expert.kind)
    return expert


@transaction.atomic
def revise_expert(*, by, expert, **fields):
    expert = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)
    may_manage(by, expert, "revise")
    put(expert, fields)
    record(by=by, verb="revise", label="修改专家资料", subject=expert, fields=sorted(fields))
    return expert


def move_expert(*, by, expert, verb, reason=""):
    """Suspend, restore or remove. A panel in which the expert sits already is not touched."""
    return STANDING.move(expert, verb, by=by, reason=reason)


@transaction.atomic
def add_post(*, by, expert, **fields):
    """Where an expert worked or sat besides: looked through when bidders are known."""
    may_manage(by, expert, "add_post")
    post = ExpertPost(expert=expert, **{**fields, "unit": tidy(fields["unit"])})
    post.full_clean()
    post.save()
    record(by=by, verb="post", label="登记专家任职经历", subject=expert)
    return post


@transaction.atomic
def drop_post(*, by, post, reason=""):
    may_manage(by, post.expert, "drop_post")
    record(by=by, verb="drop_post", label="删除专家任职经历", subject=post.expert, reason=reason)
    post.delete()
