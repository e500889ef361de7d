"""The workspace of an organization's own people: what is on hand, what the union holds, who may."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Duty, Permission
from accounts.views import posted
from orgs import portal
from orgs.correctable import PARTS, label, on_register, shown, whose_word
from orgs.forms.delegates import HandOverForm, InviteForm
from orgs.models import CorrectionRequest, Delegate, HandOver, Invitation, Organization
from orgs.services import delegates
from orgs.views.delegates import ask, sent
from orgs.views.refusals import explain

CHOSEN = "portal_organization"
NOBODY = "您目前不代表任何社会组织。请联系本组织的负责人，或联系负责本组织的工会。"


def own(request, permission=Permission.OWN_ORG_VIEW):
    rows = Organization.objects.for_user(request.user, permission)
    return rows.select_related("federation", "region", "source").order_by("name", "pk")


def chosen(request, organizations):
    """The one asked for, else the one looked at last, else the first."""
    for asked in (request.GET.get("organization", ""), request.session.get(CHOSEN, "")):
        try:
            uid = UUID(asked)
        except ValueError:
            continue
        for organization in organizations:
            if organization.uid == uid:
                if request.session.get(CHOSEN) != asked:
                    request.session[CHOSEN] = asked
                return organization
    return organizations[0]


@require_safe
@never_cache
@login_required
def home(request):
    organizations = list(own(request)[:100])
    if not organizations:
        raise PermissionDenied(NOBODY)
    organization = chosen(request, organizations)
    rows = requests_of(request, organization)
    waiting = rows.open().first()
    naming = HandOver.objects.for_user(request.user, Permission.OWN_ORG_VIEW).waiting()
    context = {
        "organization": organization,
        "others": [o for o in organizations if o.pk != organization.pk],
        "lede": lede(waiting),
        "waiting": waiting,
        "requests": rows[:5],
        "naming": naming.filter(successor__user=request.user).select_related(
            "outgoing__user", "outgoing__organization"
        ),
        "cards": portal.cards(request.user, organization),
        "may_correct": request.user.may(Permission.OWN_ORG_CORRECT, organization),
    }
    return render(request, "portal/home.html", context)


def requests_of(request, organization):
    rows = CorrectionRequest.objects.for_user(request.user, Permission.OWN_ORG_VIEW)
    return rows.filter(organization=organization).order_by("-created_at", "-pk")


def lede(waiting):
    """What there is to do, in a sentence."""
    if waiting is None:
        return "没有在办的事项。登记资料有变化的，请提出更正。"
    match waiting.status:
        case CorrectionRequest.Status.DRAFT:
            return f"更正申请 {waiting.number} 已开始填写，还没有提交。"
        case CorrectionRequest.Status.RETURNED:
            return f"更正申请 {waiting.number} 被退回，请补正后重新提交。"
    due = f"{waiting.due_on:%Y年}{waiting.due_on.month}月{waiting.due_on.day}日"
    return f"更正申请 {waiting.number} 正在审核，应于{due}前办结。"


@require_safe
@never_cache
@login_required
def profile(request, uid):
    """What the union holds of the organization's own entry, and from where; no finding about it."""
    organization = get_object_or_404(own(request), uid=uid)
    context = {
        "organization": organization,
        "parts": entry(organization),
        "waiting": requests_of(request, organization).open().first(),
        "may_correct": request.user.may(Permission.OWN_ORG_CORRECT, organization),
    }
    return render(request, "portal/profile.html", context)


def entry(organization):
    """``[(part, [(label, value, whose word it is and of which day)])]``."""
    whence = whose_word(organization)
    return [
        (
            part,
            [
                (label(name), shown(name, on_register(organization, name)) or "—", whence[name])
                for name in part.fields
            ],
        )
        for part in PARTS
    ]


@require_safe
@never_cache
@login_required
def people(request, uid):
    """Who has access, who is invited, and who is to follow whom."""
    organization = get_object_or_404(own(request), uid=uid)
    may_manage = request.user.may(Permission.OWN_ORG_MANAGE, organization)
    rows = Delegate.objects.for_user(request.user, Permission.OWN_ORG_VIEW)
    rows = rows.filter(organization=organization).select_related("user")
    mine = rows.unended().filter(user=request.user).first()
    invitations = Invitation.objects.for_user(request.user, Permission.OWN_ORG_MANAGE).open()
    naming = HandOver.objects.for_user(request.user, Permission.OWN_ORG_VIEW).waiting()
    context = {
        "organization": organization,
        "rows": rows.unended().order_by("duty", "starts_on", "pk"),
        "mine": mine,
        "may_manage": may_manage,
        "is_manager": bool(mine) and mine.duty == Duty.MANAGER,
        "invitations": invitations.filter(organization=organization),
        "naming": naming.filter(outgoing__organization=organization).select_related(
            "outgoing__user", "successor__user"
        ),
    }
    return render(request, "portal/people.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def invite(request, uid):
    organization = get_object_or_404(own(request, Permission.OWN_ORG_MANAGE), uid=uid)
    form = InviteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = delegates.invite(by=request.user, organization=organization, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            return sent(request, made)
    context = {
        "form": form,
        "organization": organization,
        "cancel": reverse("portal:people", args=[organization.uid]),
    }
    status = 422 if form.errors else 200
    return render(request, "orgs/delegates/invite.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def hand_over(request, uid):
    organization = get_object_or_404(own(request, Permission.OWN_ORG_MANAGE), uid=uid)
    rows = Delegate.objects.for_user(request.user, Permission.OWN_ORG_MANAGE)
    rows = rows.current().filter(organization=organization).select_related("user")
    mine = get_object_or_404(rows, user=request.user, duty=Duty.MANAGER)
    back = reverse("portal:people", args=[organization.uid])
    colleagues = rows.exclude(pk=mine.pk)
    if not colleagues.exists():
        messages.warning(request, "还没有可以接任的人，请先邀请接任人成为经办人。")
        return redirect(back)
    form = HandOverForm(posted(request), colleagues=colleagues)

    def do():
        delegates.propose_hand_over(by=request.user, outgoing=mine, **form.cleaned_data)
        return "已提出移交，接任人确认后生效。"

    return ask(
        request,
        form,
        do,
        title=f"移交“{organization}”的负责人",
        text="接任人登录确认后，由其担任负责人；在此之前您可以撤回。",
        submit="提出移交",
        back=back,
    )


@require_POST
@login_required
def settle(request, pk, outcome):
    rows = HandOver.objects.for_user(request.user, Permission.OWN_ORG_VIEW)
    proposed = get_object_or_404(rows.select_related("outgoing__organization"), pk=pk)
    if outcome not in HandOver.Outcome.values:
        return redirect("portal:home")
    try:
        settled = delegates.settle_hand_over(by=request.user, hand_over=proposed, outcome=outcome)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, f"负责人移交：{settled.get_outcome_display()}。")
    return redirect("portal:home")
