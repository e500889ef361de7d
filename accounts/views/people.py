"""Who works where, for those who look after them: a county officer, the administrators."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts import lockout, security
from accounts.forms.people import (
    NewPersonForm,
    OfficeForm,
    PeopleFilter,
    ReasonForm,
)
from accounts.queries import (
    PEOPLE,
    events_of_account,
    find_people,
    near,
    people_seen_by,
    with_offices,
)
from accounts.roles import GRANTABLE, GRANTABLE_BELOW, GRANTS, Permission, Role
from accounts.services import appointments, people
from accounts.tasks import link_address
from accounts.views import posted

LINK_SHOWN = "link_shown"


def may_care(user):
    """Whether the people under one's care are anybody at all."""
    return any(user.may_somewhere(permission) for permission in PEOPLE)


def for_carers(view):
    @wraps(view)
    @login_required
    def guarded(request, *args, **kwargs):
        if not may_care(request.user):
            raise PermissionDenied("您没有管理人员的权限，可请本级工会基层工作部或管理员办理。")
        return view(request, *args, **kwargs)

    return guarded


def person_or_404(request, username):
    return get_object_or_404(with_offices(people_seen_by(request.user)), username=username)


@for_carers
def listing(request):
    form = PeopleFilter(request.GET or None)
    heads = [h for p in PEOPLE for h in request.user.federations_granting(p)]
    form.fields["federation"].offer(near(heads))
    values = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = find_people(people_seen_by(request.user), **values)
    sort = request.GET.get("sort", "")
    orders = {"name": "name", "-name": "-name", "login": "last_login", "-login": "-last_login"}
    found = with_offices(found).order_by(orders.get(sort, "name"), "pk")
    size = request.GET.get("size", "")
    size = int(size) if size in {"10", "20", "50", "100"} else 20
    context = {
        "filter": form,
        "page": Paginator(found, size).get_page(request.GET.get("page")),
        "may_open": request.user.may_somewhere(Permission.ACCOUNT_OPEN),
        "dormant_days": settings.DORMANT_DAYS or 90,
        "state": values.get("state", ""),
        "may_disable": request.user.may_somewhere(Permission.ACCOUNT_MANAGE),
    }
    return render(request, "accounts/people.html", context)


@for_carers
def new(request):
    by = request.user
    if not by.may_somewhere(Permission.ACCOUNT_OPEN):
        raise PermissionDenied("您没有开设账号的权限，可请本级工会的系统管理员办理。")
    form = NewPersonForm(posted(request), by=by)
    if request.method == "POST" and form.is_valid():
        try:
            if form.with_office:
                office, token = appointments.open_and_appoint(by=by, **form.cleaned_data)
                user = office.user
            else:
                user, token = people.open_account(by=by, **form.cleaned_data)
        except (ValidationError, PermissionDenied) as error:
            form.refuse(as_validation(error))
        else:
            request.session[LINK_SHOWN] = [user.username, token]
            return redirect("accounts:person", user.username)
    context = {"form": form, "with_office": form.with_office}
    return render(request, "accounts/person_new.html", context, status=422 if form.errors else 200)


def as_validation(error):
    return error if isinstance(error, ValidationError) else ValidationError(str(error))


@for_carers
def person(request, username):
    user, by = person_or_404(request, username), request.user
    shown = request.session.pop(LINK_SHOWN, None)
    link = link_address(shown[1]) if shown and shown[0] == user.username else None
    offices = [
        {
            "row": office,
            "may": appointments.may_manage(by, office) and office.standing != "past",
            "deputizable": not office.is_deputy,
        }
        for office in user.appointments.select_related(
            "federation", "stands_in_for__user"
        ).order_by("-starts_on", "-pk")
    ]
    locked = lockout.locked([lockout.account_key(user.username), lockout.factor_key(user)])
    may_manage = by.may(Permission.ACCOUNT_MANAGE, user)
    context = {
        "account": user,
        "link": link,
        "offices": offices,
        "locked": bool(locked),
        "second_factor": security.has_second_factor(user),
        "password_set": user.has_usable_password(),
        "sessions": user.sessions.count(),
        "may_manage": may_manage and user != by,
        "may_link": may_link(by, user, may_manage),
        "may_secure": by.may(Permission.SECURITY_MANAGE, user) and user != by,
        "may_appoint": by.may(Permission.APPOINTMENT_MANAGE, user) and user != by,
        "events": [
            {
                "when": event.at,
                "who": event.actor or "系统",
                "title": event.label,
                "text": event.reason,
            }
            for event in events_of_account(user, by)[:30]
        ],
    }
    return render(request, "accounts/person.html", context)


def may_link(by, user, may_manage):
    if not user.is_active or user == by:
        return False
    fresh = user.last_login is None and not user.has_usable_password()
    return may_manage or (fresh and by.may(Permission.ACCOUNT_OPEN, user))


def act(request, username, *, may, title, submit, text, do, done, form_class=None, danger=False):
    """One question, one button: the shape of every small act on an account.

    ``may``: the permission, or a function of the account that says yes or no.
    """
    user = person_or_404(request, username)
    allowed = may(user) if callable(may) else request.user.may(may, user)
    if user == request.user or not allowed:
        raise PermissionDenied(f"您无权办理“{user}”的账号。")
    form = form_class(posted(request)) if form_class else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            do(user, **(form.cleaned_data if form else {}))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, done.format(user))
        return redirect("accounts:person", user.username)
    context = {
        "title": title.format(user),
        "text": text,
        "submit": submit,
        "cancel": reverse("accounts:person", args=[user.username]),
        "form": form,
        "danger": danger,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


@for_carers
def disable(request, username):
    return act(
        request,
        username,
        may=Permission.ACCOUNT_MANAGE,
        title="停用“{}”的账号？",
        text="停用后不能登录，正在使用的登录在下一次操作时退出，未用的链接和接口令牌随即作废。",
        submit="停用账号",
        do=lambda user, reason: people.disable(user=user, by=request.user, reason=reason),
        done="已停用“{}”的账号。",
        form_class=ReasonForm,
        danger=True,
    )


@for_carers
def enable(request, username):
    return act(
        request,
        username,
        may=Permission.ACCOUNT_MANAGE,
        title="恢复“{}”的账号？",
        text="恢复后可用原来的密码登录；任职不变。",
        submit="恢复账号",
        do=lambda user, reason: people.enable(user=user, by=request.user, reason=reason),
        done="已恢复“{}”的账号。",
        form_class=ReasonForm,
    )


@for_carers
def unlock(request, username):
    return act(
        request,
        username,
        may=Permission.SECURITY_MANAGE,
        title="解除“{}”的登录锁定？",
        text="请先向本人核实。解除后可立即重新登录。",
        submit="解除锁定",
        do=lambda user: people.unlock(user=user, by=request.user),
        done="已解除“{}”的锁定。",
    )


@for_carers
def reset_factors(request, username):
    return act(
        request,
        username,
        may=Permission.SECURITY_MANAGE,
        title="重置“{}”的二次验证？",
        text="请当面核实身份。重置后，其验证器、通行密钥和恢复码全部作废，下次登录时重新设置。",
        submit="重置二次验证",
        do=lambda user, reason: people.reset_factors(user=user, by=request.user, reason=reason),
        done="已重置“{}”的二次验证。",
        form_class=ReasonForm,
        danger=True,
    )


@for_carers
def issue_link(request, username):
    def do(user):
        token = people.issue_link(user=user, by=request.user)
        request.session[LINK_SHOWN] = [user.username, token]

    return act(
        request,
        username,
        may=lambda user: may_link(
            request.user, user, request.user.may(Permission.ACCOUNT_MANAGE, user)
        ),
        title="为“{}”签发设置密码的链接？",
        text="链接 72 小时内可用一次，只显示给您这一次。请当面或通过可靠的渠道交给本人。",
        submit="签发链接",
        do=do,
        done="已签发，请把下面的链接交给“{}”本人。",
    )


@for_carers
def appoint(request, username):
    user, by = person_or_404(request, username), request.user
    if user == by or not by.may(Permission.APPOINTMENT_MANAGE, user):
        raise PermissionDenied(f"您无权任命“{user}”。")
    form = OfficeForm(posted(request), by=by)
    if request.method == "POST" and form.is_valid():
        try:
            appointments.appoint(user=user, by=by, **form.cleaned_data)
        except (ValidationError, PermissionDenied) as error:
            form.refuse(as_validation(error))
        else:
            messages.success(request, f"已任命“{user}”，即日起按任期生效。")
            return redirect("accounts:person", user.username)
    context = {"form": form, "account": user}
    return render(request, "accounts/appoint.html", context, status=422 if form.errors else 200)


@for_carers
def shut_dormant(request):
    """All who have not come for long, at once; those this person may not shut stay."""
    if not request.user.may_somewhere(Permission.ACCOUNT_MANAGE):
        raise PermissionDenied("您没有停用账号的权限。")
    days = settings.DORMANT_DAYS or 90
    found = find_people(people_seen_by(request.user), state="dormant")
    if request.method == "POST":
        count = people.disable_dormant(days=days, by=request.user, among=found)
        messages.success(request, f"已停用 {count} 个长期未用的账号。")
        return redirect("accounts:people")
    context = {
        "title": f"停用 {found.count()} 个长期未用的账号？",
        "text": f"这些账号连续 {days} 天没有登录。停用后不能登录，需要时可以恢复。",
        "submit": "全部停用",
        "cancel": f"{reverse('accounts:people')}?state=dormant",
        "danger": True,
    }
    return render(request, "_components/confirm.html", context)


@login_required
def roles(request):
    """accounts/roles.py on screen."""
    held = {office.role for office in request.user.offices}
    matrix = [
        {"permission": p, "cells": [p in GRANTS[role] for role in Role]}
        for p in Permission
        if any(p in GRANTS[role] for role in Role)
    ]
    giving = [
        {
            "role": role,
            "here": [r for r in Role if r in GRANTABLE[role]],
            "below": [r for r in Role if r in GRANTABLE_BELOW.get(role, ())],
        }
        for role in Role
        if role in GRANTABLE
    ]
    columns = [{"role": role, "held": role in held} for role in Role]
    context = {"columns": columns, "matrix": matrix, "giving": giving}
    return render(request, "accounts/roles.html", context)
