"""Rule cards: what holds for a federation, from whom and by which clause; laid down, ended."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from governance.places import federation_choices
from jobs.listing import page_of
from stations import cards
from stations.forms.cards import AskedForm, CardForm, EndForm
from stations.models import RuleCard
from stations.services import cards as services
from stations.views.asking import asked, given
from unions.models import Federation

VIEW, APPROVE = Permission.CASE_VIEW, Permission.CASE_APPROVE
PARTS = (
    ("核对线索", "stations:matches", Permission.RELIEF_CHECK),
    ("救助名单", "stations:relief_sheets", Permission.RELIEF_CHECK),
    ("规则卡", "stations:cards", VIEW),
)


def parts(user, active):
    """The pages of comparing, as tabs under that of aid."""
    return [
        {"label": label, "url": reverse(name), "active": name == active}
        for label, name, permission in PARTS
        if user.may_somewhere(permission)
    ]


def seen(request):
    return RuleCard.objects.for_user(request.user, VIEW).select_related("federation", "by")


def may_look(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看帮扶规则的权限。")


def place_asked(request):
    """The federation asked for, if it lies at or below one's own; else one's own."""
    heads = request.user.federations_granting(VIEW)
    found = Federation.objects.public().filter(code=request.GET.get("federation", "")).first()
    if found and any(found.path.startswith(head.path) for head in heads):
        return found
    return heads[0]


@require_safe
@never_cache
@login_required
def listing(request):
    """What holds on a day for one federation, each number beside the looser ones above it."""
    may_look(request)
    place = place_asked(request)
    on = day_asked(request)
    every = cards.cards_of(place, on)
    held = cards.tightest(every)
    groups = {}
    for key, card in held.items():
        others = [other for other in every if other.term == key and other is not card]
        groups.setdefault(card.about.part, []).append((card, others))
    mine = seen(request).filter(federation=place).order_by("-valid_from", "term", "pk")
    context = {
        "place": place,
        "asked": AskedForm(
            {"federation": place.code, "on": on},
            places=federation_choices(request.user, VIEW, place.code)[1:],
        ),
        "groups": groups,
        "page": page_of(mine, request.GET),
        "may_lay_down": request.user.may_somewhere(APPROVE),
        "parts": parts(request.user, "stations:cards"),
    }
    return render(request, "stations/card_list.html", context)


def day_asked(request):
    try:
        return parse_date(request.GET.get("on", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


@require_http_methods(["GET", "POST"])
@login_required
def create(request):
    if not request.user.federations_granting(APPROVE):
        raise PermissionDenied("您没有制定帮扶规则的权限。")
    first = {"valid_from": timezone.localdate()}
    return asked(
        request,
        CardForm(given(request), user=request.user, initial=first),
        lambda said: services.lay_down(by=request.user, **said),
        done="规则卡已录入。",
        title="录入规则卡",
        text="下级只能从严：比上级宽的规定不能录入。",
        submit="录入",
        cancel=reverse("stations:cards"),
    )


@require_safe
@never_cache
@login_required
def one(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    held = cards.standing(row.federation).get(row.term)
    context = {
        "row": row,
        "card": cards.as_card(row),
        "held": held,
        "stands": held is not None and held.uid == str(row.uid),
        "may_end": row.valid_to is None and ends(request.user, row),
    }
    return render(request, "stations/card_detail.html", context)


def ends(user, row):
    return row.federation in user.federations_granting(APPROVE)


@require_http_methods(["GET", "POST"])
@login_required
def end(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not ends(request.user, row):
        raise PermissionDenied(services.FOREIGN)
    return asked(
        request,
        EndForm(given(request), initial={"valid_to": timezone.localdate()}),
        lambda said: services.end_card(by=request.user, card=row, **said),
        done="已停止。",
        title="停止规则卡",
        text=str(row),
        submit="停止",
        cancel=row.get_absolute_url(),
    )
