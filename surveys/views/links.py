"""Addresses under which a survey is answered: made, printed, sent to a list, closed."""

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.trail import record
from jobs.listing import sheet
from jobs.sheets import Column
from surveys.forms.collecting import LinkForm, NamesForm
from surveys.forms.refusals import explain, given
from surveys.services import collecting
from surveys.views.surveys import EDIT, survey_at


def link_of(request, uid, slug, permission=None):
    survey = survey_at(request, uid, permission)
    rows = survey.links.select_related("survey", "place", "by")
    return get_object_or_404(rows, slug=slug)


def picture(address, scale):
    """The address as a QR code that still reads with a fold or a stain: an SVG data address."""
    return segno.make(address, error="q", micro=False).svg_data_uri(
        scale=scale, border=4, light="#fff"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request, uid):
    survey = survey_at(request, uid, EDIT)
    form = LinkForm(given(request), survey=survey)
    if request.method == "POST" and form.is_valid():
        try:
            link = collecting.open_link(by=request.user, survey=survey, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            return redirect(link)
    context = {
        "form": form,
        "title": "制作填写地址",
        "text": "链接和二维码谁拿到都能填，每个浏览器一份；名单邀请每人一个链接，一人一份。",
        "submit": "制作",
        "cancel": survey.get_absolute_url(),
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


@require_safe
@never_cache
@login_required
def one(request, uid, slug):
    link = link_of(request, uid, slug)
    context = {
        "link": link,
        "survey": link.survey,
        "picture": "" if link.by_list else picture(link.address, 4),
        "invited": link.tickets.count() if link.by_list else None,
        "spent": link.tickets.filter(spent=True).count(),
        "may_edit": request.user.may(EDIT, link),
    }
    return render(request, "surveys/link_detail.html", context)


@require_safe
@never_cache
@login_required
def poster(request, uid, slug):
    """A sheet of A4 to print and put up."""
    link = link_of(request, uid, slug)
    if link.by_list:
        raise Http404
    context = {"link": link, "survey": link.survey, "picture": picture(link.address, 10)}
    return render(request, "surveys/link_poster.html", context)


@require_POST
@login_required
def close(request, uid, slug):
    link = link_of(request, uid, slug, EDIT)
    collecting.close_link(by=request.user, link=link)
    messages.success(request, "已停用。已收到的答卷照常统计。")
    return redirect(link)


COLUMNS = [Column(label="被邀请人", width=24), Column(label="填写链接", width=70)]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def invite(request, uid, slug):
    """A list goes in, a workbook with a link for each comes out; it cannot be had again."""
    link = link_of(request, uid, slug, EDIT)
    form = NamesForm(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            told = collecting.invite(by=request.user, link=link, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            answer, _ = sheet(COLUMNS, told, title=f"{link.label}填写链接")
            answer["Cache-Control"] = "no-store"
            return answer
    context = {"form": form, "link": link, "survey": link.survey}
    status = 422 if form.errors else 200
    return render(request, "surveys/link_invite.html", context, status=status)


@require_POST
@login_required
@transaction.atomic
def waiting(request, uid, slug):
    """Who of the list has not answered yet, as a workbook, to be reminded."""
    link = link_of(request, uid, slug, EDIT)
    names = sorted(link.tickets.filter(spent=False, name__blank=False), key=lambda t: t.name)
    lines = ((ticket.name,) for ticket in names)
    answer, number = sheet(COLUMNS[:1], lines, title=f"{link.label}未填名单")
    record(by=request.user, verb="remind", label="导出未填名单", subject=link.survey, rows=number)
    answer["Cache-Control"] = "no-store"
    return answer
