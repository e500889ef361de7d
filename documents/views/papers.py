from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import kinds
from documents.filters import PaperFilter
from documents.forms import IssueForm, PaperForm, StartForm, VoidForm
from documents.layout import blocks, chinese_date
from documents.models import Paper
from documents.models.papers import EDIT, VIEW
from documents.services import papers
from documents.workflows import PAPER
from unions.paging import page_size

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def seen(request, permission=VIEW):
    rows = Paper.objects.for_user(request.user, permission)
    return rows.select_related("federation", "number__series__federation", "by")


@require_safe
@login_required
def paper_list(request):
    """Letters, replies and forms made in one's federations."""
    chosen = PaperFilter(request.GET, seen(request), request=request)
    page = Paginator(chosen.qs.defer("body", "values"), page_size(request.GET, 50))
    return render(
        request,
        "documents/papers.html",
        {
            "filter": chosen,
            "page": page.get_page(request.GET.get("page")),
            "starts": StartForm(user=request.user).fields["kind"].choices,
        },
    )


@require_safe
@never_cache
@login_required
def paper(request, uid):
    """As it will be printed: A4, with the letterhead where its kind has one."""
    shown = get_object_or_404(seen(request), uid=uid)
    kind = kinds.kind(shown.kind)
    moves = PAPER.available(shown, request.user)
    return render(
        request,
        "documents/paper.html",
        {
            "paper": shown,
            "about": kind and kind.subject_of(shown, request.user),
            "letterhead": kind.letterhead if kind else True,
            "blocks": blocks(shown.body),
            "dated": chinese_date(shown.signed_on),
            "issue": IssueForm() if "issue" in moves else None,
            "lacks": moves["issue"][1] if "issue" in moves else (),
            "voids": "void" in moves,
        },
    )


@require_safe
@never_cache
@login_required
def paper_file(request, uid):
    """The same as a Word file, in the federation's own form if it has one."""
    shown = get_object_or_404(seen(request), uid=uid)
    try:
        raw = papers.docx_of(shown)
    except ValidationError as wrong:
        messages.error(request, f"无法生成 Word 文件：{'；'.join(wrong.messages)}")
        return redirect(shown)
    name = f"{shown.title}.docx"
    header = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(raw, content_type=DOCX, headers=header)


@require_http_methods(["GET", "POST"])
@login_required
def start(request):
    """A paper about no record in particular: a letter."""
    form = StartForm(request.POST or None, user=request.user, initial=request.GET.dict())
    if not form.fields["kind"].choices:
        raise PermissionDenied("您没有拟文书的权限。")
    if request.method == "POST" and form.is_valid():
        made = papers.draft_paper(by=request.user, **form.cleaned_data)
        return redirect("documents:paper_edit", made.uid)
    context = {"form": form}
    return render(
        request, "documents/paper_start.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@login_required
def paper_edit(request, uid):
    shown = get_object_or_404(seen(request, EDIT), uid=uid)
    form = PaperForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            papers.revise_paper(by=request.user, paper=shown, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect(shown)
    context = {"form": form, "paper": shown}
    status = 422 if request.method == "POST" else 200
    return render(request, "documents/paper_form.html", context, status=status)


@require_POST
@login_required
def paper_issue(request, uid):
    shown = get_object_or_404(seen(request), uid=uid)
    form = IssueForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([m for of in form.errors.values() for m in of])
        issued = papers.issue_paper(by=request.user, paper=shown, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        number = f"，文号 {issued.number}" if issued.number else ""
        messages.success(request, f"已印发{number}。")
    return redirect(shown)


@require_http_methods(["GET", "POST"])
@login_required
def paper_void(request, uid):
    shown = get_object_or_404(seen(request), uid=uid)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            papers.void_paper(by=request.user, paper=shown, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已作废。")
            return redirect(shown)
    context = {
        "title": "作废文书",
        "text": f"《{shown.title}》作废后不再有效，文号保留在册，不再使用。",
        "form": form,
        "submit": "作废",
        "cancel": shown.get_absolute_url(),
        "danger": True,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "_components/confirm.html", context, status=status)
