"""Organs of a union: register a term, fill a post, see somebody off, examine a candidate."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from membership.forms.organs import (
    AppointForm,
    ExamineForm,
    OrganForm,
    RelieveForm,
    officer_forms,
)
from membership.models import Officer, Organ
from membership.services.organs import (
    appoint_officer,
    constitute,
    examine_officer,
    relieve_officer,
)
from membership.views.foundings import explain
from membership.views.unions import answer, union_for
from privacy.queries import name_of


@require_http_methods(["GET", "POST"])
@login_required
def organ_add(request, pk):
    """A new organ, or the next term of one: who sits in it, from when on, for how long."""
    union = union_for(request, pk)
    kind = request.GET.get("kind", "")
    initial = {"kind": kind if kind in Organ.Kind else Organ.Kind.COMMITTEE}
    form = OrganForm(request.POST or None, union=union, initial=initial)
    officers = officer_forms(request.POST or None)
    status = 200
    if request.method == "POST":
        if all([form.is_valid(), officers.is_valid()]):
            people = [one.cleaned_data for one in officers if one.filled]
            try:
                organ = constitute(by=request.user, union=union, officers=people, **form.given())
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                messages.success(request, f"已登记{organ}。")
                return redirect(f"/unions/{union.pk}/#organs")
        status = 422
    context = {"union": union, "form": form, "officers": officers}
    return render(request, "membership/organ_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def appoint(request, pk):
    """Somebody for a post that fell vacant."""
    organs = Organ.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    organ = get_object_or_404(organs.select_related("union__federation"), pk=pk)
    union = union_for(request, organ.union_id)
    return answer(
        request,
        union,
        AppointForm(request.POST or None),
        lambda given: appoint_officer(by=request.user, organ=organ, **given),
        title=f"登记任职：{organ}",
        submit="保存",
        done="已登记任职。",
        where="#organs",
    )


def officer_for(request, pk):
    officers = Officer.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    officer = get_object_or_404(officers.select_related("organ__union__federation"), pk=pk)
    if officer.ended_on:
        raise PermissionDenied("此人已登记离任。")
    return officer, union_for(request, officer.organ.union_id)


@require_http_methods(["GET", "POST"])
@login_required
def relieve(request, pk):
    officer, union = officer_for(request, pk)
    return answer(
        request,
        union,
        RelieveForm(request.POST or None),
        lambda given: relieve_officer(by=request.user, officer=officer, **given),
        title="登记离任",
        lede=f"{officer.organ}{officer.get_post_display()} "
        f"{name_of(request.user, officer, 'person_name')}。空缺应及时补选。",
        submit="登记离任",
        done="已登记离任，请及时补选。",
        where="#organs",
    )


@require_http_methods(["GET", "POST"])
@login_required
def examine(request, pk):
    officer, union = officer_for(request, pk)
    form = ExamineForm(request.POST or None, initial={"bars": officer.bars})
    return answer(
        request,
        union,
        form,
        lambda given: examine_officer(by=request.user, officer=officer, **given),
        title="任职资格审查",
        lede=f"{officer.organ}{officer.get_post_display()} "
        f"{name_of(request.user, officer, 'person_name')}",
        submit="保存审查结果",
        done="已记录审查结果。",
        where="#organs",
    )
