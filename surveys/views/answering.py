"""The respondent's side, on a phone and without an account. Nothing here is kept in a session,
under a key of idempotency or in a log by which an answer could be led back to its writer."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import lockout
from surveys.forms.answering import AnswerForm
from surveys.forms.refusals import explain
from surveys.questionnaire import Questionnaire
from surveys.rules import rule_at
from surveys.services import collecting

HOUR = timedelta(hours=1)
LARGEST = 64 * 1024
NOT_INVITED = "这份问卷只发给名单上的人。请用您收到的完整链接打开。"


def said(request, title, text, status=200):
    context = {"title": title, "text": text}
    return render(request, "surveys/answer_said.html", context, status=status)


def within(request, most):
    """Count this attempt under a digest of its address; may it be made?"""
    address = f"{settings.SECRET_KEY} {request.META.get('REMOTE_ADDR', '')}"
    key = hashlib.sha256(address.encode()).hexdigest()[:40]
    return lockout.reserve(f"survey:{key}", limit=most, within=HOUR)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@sensitive_post_parameters()
def answer(request, slug):
    link = collecting.link_at(slug)
    if link is None:
        return said(request, "没有这份问卷", "请核对网址，或重新扫描二维码。", 404)
    if link.state != "使用中":
        return said(request, "问卷已停止收集", collecting.CLOSED, 410)
    word = request.POST.get("ticket") or request.GET.get("k", "")
    refused = turned_away(request, link, word)
    if refused:
        return refused
    sheet = Questionnaire(link.survey.current)
    group = chosen_group(request, link, sheet)
    if group is None:
        context = {"link": link, "survey": link.survey, "groups": sheet.groups, "word": word}
        return render(request, "surveys/answer_group.html", context)
    if request.method == "POST":
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return said(request, "内容过大", "请回到问卷，只填写需要的内容。", 413)
        if not within(request, rule_at(link.survey.federation).posts):
            page = said(request, "请稍后再试", "短时间内提交太多，请一小时后再试。", 429)
            page["Retry-After"] = "3600"
            return page
        return hand_in(request, link, sheet, group, word)
    return show(request, link, AnswerForm(sheet=sheet, group=group), word)


def turned_away(request, link, word):
    """Whoever is not invited, or has answered, is told so."""
    if link.by_list:
        ticket = collecting.known(link, word) if word else None
        if ticket is None:
            return said(request, "需要邀请", NOT_INVITED, 403)
        if ticket.spent and request.method != "POST":
            return said(request, "您已经填过", collecting.ALREADY)
    elif request.COOKIES.get(f"survey-{link.slug}") and request.method != "POST":
        return said(request, "您已经填过", collecting.ALREADY)
    return None


def chosen_group(request, link, sheet):
    asked = link.group or request.POST.get("group") or request.GET.get("group", "")
    if len(sheet.groups) == 1 and not asked:
        asked = sheet.groups[0].code
    return asked if sheet.group(asked) else None


def hand_in(request, link, sheet, group, word):
    form = AnswerForm(request.POST, sheet=sheet, group=group)
    form.is_valid()
    try:
        collecting.submit(
            link=link, word=word, group=group, ownership=form.ownership, given=form.given
        )
    except ValidationError as refusal:
        code = getattr(refusal, "code", "")
        if code == "again":  # a second tap, or somebody who comes back
            return done(link)
        if code in ("over", "full", "stale"):
            return said(request, "没有收到", " ".join(refusal.messages), 410)
        form.errors.clear()
        explain(form, refusal)
        return show(request, link, form, word)
    return done(link)


def done(link):
    page = redirect(reverse("surveys:answered", args=[link.slug]))
    if not link.by_list:
        page.set_cookie(
            f"survey-{link.slug}", "1", max_age=180 * 86400, httponly=True, samesite="Lax"
        )
    return page


def show(request, link, form, word):
    context = {
        "link": link,
        "survey": link.survey,
        "form": form,
        "group": form.group,
        "word": word if link.by_list or form.is_bound else collecting.ticket_for(link),
        "several": not link.group and len(form.sheet.groups) > 1,
    }
    status = 422 if form.is_bound else 200
    return render(request, "surveys/answer_form.html", context, status=status)


@require_safe
@never_cache
@login_not_required
def answered(request, slug):
    """Thanks; the same for everybody, with nothing that could be kept as a proof of what was
    answered."""
    return said(request, "谢谢您，问卷已收到", "您的回答不记名，只用于汇总统计。可以关闭本页。")


@require_safe
@login_not_required
def promise(request):
    """What anonymity means here, in words for respondents."""
    return render(request, "surveys/answer_promise.html")
