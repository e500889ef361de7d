"""What is done to files that stand: looked at anew each year, one after the other; their paper."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from stations.filters.cases import CaseFilter
from stations.forms.cases import PapersForm, ReviewForm
from stations.queries.cases import in_line, place_of
from stations.services import cases, file_reviews
from stations.views.asking import asked, given
from stations.views.cases import case_of, seen

EDIT = Permission.CASE_EDIT
FORM = "stations/case_form.html"
LINE, AFTER = "line", "after"


def shown(request):
    """The cases of the list that one comes from."""
    return CaseFilter(request.GET, seen(request), request=request).qs


def next_in_line(request, after=""):
    """Where the list that one comes from goes on."""
    query = request.GET.copy()
    query[LINE], query[AFTER] = "1", after
    return f"{reverse('stations:case_review_next')}?{query.urlencode()}"


@require_safe
@never_cache
@login_required
def review_next(request):
    """To the file that has been due longest of those listed, and from each on to the next."""
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有年审困难职工档案的权限。")
    query = request.GET.copy()
    after = (query.pop(AFTER, None) or [""])[-1]
    case = in_line(shown(request), after).first()
    query[LINE] = "1"
    if case is not None:
        return redirect(f"{reverse('stations:case_review', args=[case.uid])}?{query.urlencode()}")
    left = in_line(shown(request)).count()
    messages.success(request, f"已到最后一件；跳过的还有 {left} 件。" if left else "已全部年审。")
    query.pop(LINE)
    return redirect(f"{reverse('stations:cases')}?{query.urlencode()}")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def review(request, uid):
    """What was found this year; out of a line of them, the next one follows."""
    case = case_of(request, uid, EDIT)
    onward = next_in_line(request, place_of(case)) if LINE in request.GET else ""
    left = in_line(shown(request), place_of(case)).count() if onward else 0

    def do(told):
        file_reviews.review_file(by=request.user, case=case, **told)
        return onward or case

    return asked(
        request,
        ReviewForm(given(request), case=case),
        do,
        done=f"已登记 {case.number} 的年审。",
        template=FORM,
        title="年审",
        text="调整类别和撤档须由另一人确认。",
        case=case,
        submit="保存，审下一件" if left else "保存年审结论",
        onward=onward,
        left=left,
        about=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def file_papers(request, uid):
    case = case_of(request, uid, EDIT)

    def do(told):
        return cases.file_papers(by=request.user, case=case, **told)

    return asked(
        request,
        PapersForm(given(request)),
        do,
        done="已登记纸质档案归档。",
        template=FORM,
        title="纸质档案归档",
        text="纸质档案已整理齐全，与电子档案一致。",
        case=case,
        submit="登记归档",
    )
