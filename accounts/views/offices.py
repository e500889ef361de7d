"""One office: ended, deputized, its open work handed over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import handover
from accounts.forms.people import (
    DeputyForm,
    EndForm,
    HandOverForm,
)
from accounts.models import Appointment
from accounts.queries import (
    colleagues_of,
)
from accounts.roles import Permission
from accounts.services import appointments
from accounts.views import posted
from accounts.views.people import as_validation, may_care


def office_or_404(request, pk, *, own=False):
    """An office this person may manage, or with ``own`` their own."""
    rows = Appointment.objects.for_user(request.user, Permission.APPOINTMENT_MANAGE)
    office = get_object_or_404(
        rows.select_related("user", "federation", "stands_in_for__user"), pk=pk
    )
    is_own = own and request.user.pk in {office.user_id, office.principal_id}
    if not is_own and not appointments.may_manage(request.user, office):
        raise Http404
    return office


def open_work(office):
    """What a leaving person has in hand: what moves, and what goes another way, by the way."""
    found = handover.preview(user=office.user, federation=office.federation)
    found = [waiting for waiting in found if waiting.count]
    ways = dict.fromkeys(waiting.where for waiting in found if waiting.where)
    return {
        "moving": [waiting for waiting in found if not waiting.where],
        "staying": [(way, [w for w in found if w.where == way]) for way in ways],
    }


def back_of(request, office):
    if request.user.pk in {office.user_id, office.principal_id}:
        return reverse("accounts:me")
    return reverse("accounts:person", args=[office.user.username])


def about_office(request, office, form, *, template="accounts/office_act.html", do, done, **words):
    """The shape of every act on an office."""
    if request.method == "POST" and form.is_valid():
        try:
            do(**form.cleaned_data)
        except (ValidationError, PermissionDenied) as error:
            form.refuse(as_validation(error))
        else:
            messages.success(request, done)
            return redirect(back_of(request, office))
    context = {"form": form, "office": office, "cancel": back_of(request, office), **words}
    context["people_url"] = reverse("accounts:people") if may_care(request.user) else ""
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def end(request, pk):
    office = office_or_404(request, pk, own=True)
    if office.user_id == request.user.pk:
        raise Http404
    return about_office(
        request,
        office,
        EndForm(posted(request)),
        do=lambda **values: appointments.end(appointment=office, by=request.user, **values),
        done=f"已办理“{office}”离任。",
        title="结束代理" if office.is_deputy else "办理离任",
        submit="结束代理" if office.is_deputy else "办理离任",
        work=open_work(office),
    )


@login_required
@require_http_methods(["GET", "POST"])
def deputize(request, pk):
    office = office_or_404(request, pk, own=True)
    return about_office(
        request,
        office,
        DeputyForm(posted(request), colleagues=colleagues_of(office)),
        do=lambda **values: appointments.deputize(appointment=office, by=request.user, **values),
        done="已安排代理。",
        title="安排代理",
        submit="安排代理",
    )


@login_required
@require_http_methods(["GET", "POST"])
def hand_over(request, pk):
    office = office_or_404(request, pk, own=True)
    return about_office(
        request,
        office,
        HandOverForm(posted(request), colleagues=colleagues_of(office, same_role=True)),
        do=lambda **values: appointments.hand_over(appointment=office, by=request.user, **values),
        done="未办工作已移交。",
        title="移交未办工作",
        submit="移交",
        work=open_work(office),
        handing=True,
    )
