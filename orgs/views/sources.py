"""Where values come from: deciding between sources, and how far each is trusted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Permission
from jobs.idempotency import idempotent
from orgs.forms.sources import ChooseForm, RankForm
from orgs.models import FieldRank, Source
from orgs.services.choosing import take_value
from orgs.services.ranking import rank_source, unrank
from orgs.sources import choices, standing_value
from orgs.views.editing import answer, explain, to_edit
from orgs.wording import LABELS


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def choose(request, uid, field):
    """Which source's value of one field stands, decided by a person with a reason."""
    organization = to_edit(request, uid)
    row = choices(organization, request.user, field)
    if row is None:
        raise Http404
    form = ChooseForm(request.POST or None, row=row)

    def do():
        return take_value(
            by=request.user,
            organization=organization,
            field=field,
            said=form.chosen(),
            reason=form.cleaned_data["reason"],
        )

    context = {
        "title": f"选定取值：{row['label']}",
        "organization": organization,
        "row": row,
        "now": standing_value(organization, field),
    }
    return answer(request, "orgs/choose.html", form, do, "已采用所选取值。", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def ranks(request):
    """Sources whose lists came in here, and at which place each comes."""
    user = request.user
    if not user.may_somewhere(Permission.ORG_IMPORT):
        raise PermissionDenied("您没有导入名单的权限。")
    form = RankForm(request.POST or None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                rank_source(by=user, **form.cleaned_data)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                messages.success(request, "已设定，今后写入的名单按此次序选定取值。")
                return redirect("orgs:ranks")
    rules = FieldRank.objects.for_user(user, Permission.ORG_IMPORT)
    rules = rules.select_related("federation", "source").order_by("federation__path", "source")
    sources = Source.objects.for_user(user, Permission.ORG_IMPORT)
    sources = sources | Source.objects.public()
    context = {
        "form": form,
        "sources": sources.order_by("rank", "name"),
        "rules": [(rule, LABELS.get(rule.field, "全部栏目")) for rule in rules[:200]],
    }
    return render(request, "orgs/ranks.html", context, status=status)


@require_POST
@login_required
def remove_rank(request, pk):
    rules = FieldRank.objects.for_user(request.user, Permission.ORG_IMPORT)
    unrank(by=request.user, rule=get_object_or_404(rules, pk=pk))
    messages.success(request, "已取消，恢复上级或默认的次序。")
    return redirect("orgs:ranks")
