"""Scoring tables and model contracts of a federation's own (BJ-03, BJ-04)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement.models import ModelText, Scheme

EDIT = Permission.PURCHASE_EDIT


@transaction.atomic
def copy_scheme(*, by, federation, purpose, name, items, based_on=""):
    """Begin a federation's own table, or its next version, from one that is there."""
    values = {"purpose": purpose, "items": items, "based_on": based_on}
    return _begin(by, Scheme, federation, name, ("purpose",), values)


@transaction.atomic
def copy_text(*, by, federation, kind, name, body, based_on=""):
    values = {"kind": kind, "body": body.strip(), "based_on": based_on}
    return _begin(by, ModelText, federation, name, ("kind",), values)


def _begin(by, model, federation, name, among, values):
    if not by.may_at(EDIT, federation) or federation not in by.federations_granting(EDIT):
        refuse(by=by, verb="copy", subject=federation)
        raise PermissionDenied("只能为本级工会制定。")
    rows = model.objects.filter(federation=federation, name=name)
    rows = rows.filter(**{key: values[key] for key in among})
    if rows.filter(status=model.Status.DRAFT).exists():
        raise ValidationError(f"“{name}”已有一份没有启用的草稿，请先修改它。")
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    made = model(federation=federation, name=name, version=version, by=by, **values)
    made.full_clean()
    made.save()
    record(by=by, verb="copy", label=f"制定{model._meta.verbose_name}", subject=made)
    return made


@transaction.atomic
def revise(*, by, kept, **fields):
    """Change a draft; a version in use is followed by the next one instead."""
    kept = _locked(by, kept, "revise")
    if kept.status != kept.Status.DRAFT:
        raise ValidationError("已启用的版本不能修改，请复制为新版本。")
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.full_clean()
    kept.save()
    record(by=by, verb="revise", label=f"修改{kept._meta.verbose_name}", subject=kept)
    return kept


@transaction.atomic
def put_in_use(*, by, kept):
    """From now on calls may be composed from it; the version before it retires."""
    kept = _locked(by, kept, "put_in_use")
    if kept.status != kept.Status.DRAFT:
        raise ValidationError("只有草稿可以启用。", code="stale")
    among = {"purpose": kept.purpose} if isinstance(kept, Scheme) else {"kind": kept.kind}
    type(kept).objects.filter(
        federation=kept.federation, name=kept.name, status=kept.Status.IN_USE, **among
    ).update(status=kept.Status.RETIRED)
    return _stand(by, kept, kept.Status.IN_USE, "put_in_use", "启用")


@transaction.atomic
def retire(*, by, kept):
    """Not to be chosen any more; calls that were published with it keep their copy."""
    kept = _locked(by, kept, "retire")
    return _stand(by, kept, kept.Status.RETIRED, "retire", "停用")


def _locked(by, kept, verb):
    kept = type(kept).objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if not by.may(EDIT, kept):
        refuse(by=by, verb=verb, subject=kept)
        raise PermissionDenied("只能办理本级工会制定的。")
    return kept


def _stand(by, kept, status, verb, word):
    kept.status = status
    kept.full_clean()
    kept.save(update_fields=["status"])
    record(by=by, verb=verb, label=f"{word}{kept._meta.verbose_name}", subject=kept)
    return kept
