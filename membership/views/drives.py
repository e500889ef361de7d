from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from membership.forms.drives import (
    DriveForm,
    PhaseForm,
    SegmentForm,
    TargetForm,
    phase_forms,
    segment_forms,
    target_forms,
)
from membership.models import Coverage, Drive
from membership.phases import line_of
from membership.queries import corrections_of_drive
from membership.services.drives import create_drive, revise_drive
from membership.views.foundings import explain


@require_safe
@login_required
def drive_list(request):
    drives = Drive.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    return render(
        request,
        "membership/drive_list.html",
        {
            "drives": drives.select_related("federation").prefetch_related("targets"),
            "may_create": request.user.federations_granting(Permission.DRIVE_MANAGE),
        },
    )


def listed(**query):
    return f"/organizations/?{urlencode(query)}"


@require_safe
@login_required
def drive_detail(request, code):
    drives = Drive.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    drive = get_object_or_404(drives.select_related("federation"), code=code)
    lists = [
        ("范围内的社会组织", listed(drive=drive.code), "凡属重点对象的，不论是否具备条件"),
        (
            "具备建会条件（分母）",
            listed(drive=drive.code, eligibility="eligible"),
            "经认定具备建会条件的",
        ),
        (
            "已建会（分子）",
            listed(drive=drive.code, eligibility="eligible", coverage="counted"),
            "具备条件且由计入形式的工会覆盖的",
        ),
        (
            "具备条件未建会",
            listed(drive=drive.code, coverage="gap"),
            "还要逐家推进的",
        ),
        (
            "待认定",
            listed(drive=drive.code, eligibility="unassessed"),
            "还没有认定结论，暂不计入分母",
        ),
    ]
    today = timezone.localdate()
    wide = [s for s in drive.segments if not s.within]
    parts = {s.code: [p for p in drive.segments if p.within == s.code] for s in wide}
    return render(
        request,
        "membership/drive_detail.html",
        {
            "drive": drive,
            "targets": drive.targets.all(),
            "line": line_of(drive, today),
            "today": today,
            "segments": [
                {
                    "segment": s,
                    "url": listed(drive=f"{drive.code}:{s.code}"),
                    "parts": [
                        {"segment": p, "url": listed(drive=f"{drive.code}:{p.code}")}
                        for p in parts[s.code]
                    ],
                }
                for s in wide
            ],
            "left_out": [form.label for form in Coverage.Form if form not in drive.counted_forms],
            "lists": lists,
            "notes": corrections_of_drive(drive, request.user),
            "may_edit": request.user.may(Permission.DRIVE_MANAGE, drive),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def drive_create(request):
    if not request.user.federations_granting(Permission.DRIVE_MANAGE):
        raise PermissionDenied("只有负责专项行动的人员可以发起行动。")
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def drive_edit(request, code):
    drives = Drive.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    drive = get_object_or_404(drives, code=code)
    if not request.user.may(Permission.DRIVE_MANAGE, drive):
        raise PermissionDenied("只有发起该行动的工会可以修改它。")
    return _edit(request, drive)


def _edit(request, drive):
    data = request.POST or None
    form = DriveForm(data, user=request.user, instance=drive)
    segments = segment_forms(
        data=data, initial=[SegmentForm.initial_of(s) for s in drive.segments] if drive else None
    )
    targets = target_forms(
        data=data,
        initial=[TargetForm.initial_of(t) for t in drive.targets.all()] if drive else None,
    )
    phases = phase_forms(
        data=data,
        initial=[PhaseForm.initial_of(p) for p in drive.phases.all()] if drive else None,
    )
    parts = segments, targets, phases
    status = 200
    if request.method == "POST":
        if all([form.is_valid(), *(part.is_valid() for part in parts)]):
            fields = {
                **form.cleaned_data,
                "scope": {"segments": [f.segment() for f in segments.filled()]},
                "targets": [f.target() for f in targets.filled()],
                "phases": [f.phase() for f in phases.filled()],
            }
            try:
                if drive:
                    made = revise_drive(by=request.user, drive=drive, **fields)
                else:
                    made = create_drive(by=request.user, **fields)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                messages.success(request, f"已保存“{made}”。")
                return redirect("membership:drive", code=made.code)
        status = 422
    cancel = (
        reverse("membership:drive", args=[drive.code]) if drive else reverse("membership:drives")
    )
    return render(
        request,
        "membership/drive_form.html",
        {
            "drive": drive,
            "form": form,
            "segments": segments,
            "targets": targets,
            "phases": phases,
            "wrong": form.errors or any(f.errors for part in parts for f in part),
            "cancel": cancel,
        },
        status=status,
    )
