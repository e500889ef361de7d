"""Relations between organizations: the other is of the register, or a body outside it."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.roles import Permission
from orgs.models import Organization, Relation
from orgs.names import fold, tidy, tidy_code
from orgs.services.particulars import add_particular, correct_particular

UNKNOWN = "没有找到这个代码的社会组织，或它不在您的可见范围；不在册的单位请填写名称。"
ITSELF = "不能与自己建立关系。"


def meant(*, by, organization, said):
    """``{"other": …, "body": …}`` that the words mean, within the speaker's own reach."""
    seen = Organization.objects.for_user(by, Permission.ORG_VIEW)
    said, code = tidy(said), tidy_code(said)
    if not said:
        raise ValidationError({"counterpart": "请填写对方的统一社会信用代码或名称。"})
    found = None
    if len(code) == 18 and code.isascii():
        found = seen.filter(credit_code=code).first()
        if found is None:
            raise ValidationError({"counterpart": UNKNOWN})
    elif uid := _uid(said):
        found = seen.filter(uid=uid).first()
        if found is None:
            raise ValidationError({"counterpart": UNKNOWN})
    else:
        named = list(seen.filter(folded_name=fold(said))[:2])
        found = named[0] if len(named) == 1 else None
    if found == organization:
        raise ValidationError({"counterpart": ITSELF})
    return {"other": found, "body": "" if found else said}


@transaction.atomic
def add_relation(*, by, organization, counterpart, **values):
    other = meant(by=by, organization=organization, said=counterpart)
    return add_particular(by=by, model=Relation, organization=organization, **other, **values)


@transaction.atomic
def correct_relation(*, by, row, reason, counterpart="", **values):
    other = {}
    if counterpart:
        other = meant(by=by, organization=row.organization, said=counterpart)
    return correct_particular(by=by, row=row, reason=reason, **other, **values)


def _uid(said):
    try:
        return UUID(said)
    except ValueError:
        return None
