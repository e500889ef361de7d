from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from documents.forms import TemplateForm
from documents.kinds import kinds
from documents.models import OfficeTemplate
from documents.services import templates
from documents.views.papers import DOCX


def for_managers(view):
    @wraps(view)
    @login_required
    def guarded(request, *args, **kwargs):
        if not request.user.may_somewhere(Permission.TEMPLATE_MANAGE):
            raise PermissionDenied("文书模板由基层工作部维护，您没有这项权限。")
        return view(request, *args, **kwargs)

    return guarded


def managed(request):
    rows = OfficeTemplate.objects.for_user(request.user, Permission.TEMPLATE_MANAGE)
    return rows.select_related("federation", "content", "by")


@require_safe
@for_managers
def template_list(request):
    """Which forms are in force, and what a form of each kind may use."""
    rows = managed(request).order_by("retired_at", "kind", "federation__path", "-version")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    uses = [(k, templates.fields_for(k)) for k in kinds()]
    return render(request, "documents/templates.html", {"page": page, "uses": uses})


@require_http_methods(["GET", "POST"])
@for_managers
def template_put(request):
    form = TemplateForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = templates.put_template(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已启用：{made}。今后拟的这类文书按它生成。")
            return redirect("documents:templates")
    status = 422 if request.method == "POST" else 200
    return render(request, "documents/template_form.html", {"form": form}, status=status)


@require_safe
@for_managers
def template_file(request, pk):
    template = get_object_or_404(managed(request), pk=pk)
    return FileResponse(
        template.content.file.open("rb"),
        as_attachment=True,
        filename=template.name,
        content_type=DOCX,
    )


@require_POST
@for_managers
def template_retire(request, pk):
    template = get_object_or_404(managed(request), pk=pk)
    try:
        templates.retire_template(by=request.user, template=template)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, f"已停用：{template}。")
    return redirect("documents:templates")
