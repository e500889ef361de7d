"""How long what is kept: for anybody, and for administrators with what the next purge does."""

from django.apps import apps
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from privacy import periods as classes
from privacy import register, retention
from privacy.models import RETENTION_VIEW, LegalHold, PurgeRun

PERSONAL = (register.PERSONAL, register.SENSITIVE)


@login_not_required
@require_safe
def periods(request):
    """What is kept of people, what for and how long; and how to have it erased (PIPL 17, 47)."""
    rows = [row for row in rows_of_all() if row["personal"]]
    return render(request, "privacy/periods.html", {"rows": rows})


def rows_of_all():
    """A row for every model: what it is, its class, what for, its time and the rule."""
    rows = []
    for label, (kind, purpose) in sorted(register.MODELS.items()):
        fields = [
            (name.rpartition(".")[2], of)
            for name, (of, _) in register.FIELDS.items()
            if name.startswith(f"{label}.") and of in PERSONAL
        ]
        model = apps.get_model(label)
        rows.append(
            {
                "label": label,
                "name": model._meta.verbose_name,
                "purpose": purpose,
                "personal": kind in PERSONAL or bool(fields),
                "fields": [model._meta.get_field(name).verbose_name for name, _ in fields],
                "period": classes.period_of(label),
                "rule": retention.rule_of(label),
            }
        )
    return rows


@require_safe
@never_cache
@login_required
def overview(request):
    """For administrators: every model's class, what was purged last, what would be now."""
    user = request.user
    if not user.may_somewhere(RETENTION_VIEW):
        raise PermissionDenied("您没有查看保存期限和清理情况的权限。")
    due = retention.purge(dry_run=True) if request.GET.get("count") == "1" else None
    last = {}
    for run in PurgeRun.objects.public().order_by("at"):
        last[run.label] = run
    rules = [
        {
            "rule": rule,
            "last": last.get(rule.label),
            "due": due[rule.label] if due is not None and rule.days is not None else None,
        }
        for rule in retention.rules()
    ]
    return render(
        request,
        "privacy/retention.html",
        {
            "rules": rules,
            "counted": due is not None,
            "total": sum(due.values()) if due is not None else None,
            "rows": rows_of_all(),
            "held": LegalHold.objects.for_user(user, RETENTION_VIEW).standing().count(),
        },
    )
