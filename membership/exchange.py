"""What files for the national database say of founding (DRV-11)."""

from accounts.roles import Permission
from membership.extensions import read_eligibility, valid_now
from membership.models import Coverage, Eligibility
from orgs.exchange.formats import More


def _coverage(organizations):
    rows = Coverage.objects.known().valid().counted().filter(organization__in=organizations)
    return valid_now(rows.select_related("union"))


def _of_union(name):
    def read(organizations):
        return {pk: str(getattr(c.union, name) or "") for pk, c in _coverage(organizations).items()}

    return read


def _union_lacks(**condition):
    def lacking(rows):
        now = Coverage.objects.known().valid().counted().filter(**condition)
        return rows.filter(pk__in=now.order_by().values("organization"))

    return lacking


def read_form(organizations):
    return {pk: c.get_form_display() for pk, c in _coverage(organizations).items()}


def read_covered(organizations):
    now = _coverage(organizations)
    return {o.pk: "已建会" if o.pk in now else "未建会" for o in organizations}


def undecided(rows):
    known = Eligibility.objects.known().valid().order_by().values("organization")
    return rows.exclude(pk__in=known)


def nothing(rows):
    return rows.none()


VIEW = Permission.FOUNDING_VIEW
ENTRIES = (
    More(key="eligibility", read=read_eligibility, lacking=undecided, permission=VIEW),
    More(key="covered", read=read_covered, lacking=nothing, permission=VIEW),
    More(key="form", read=read_form, lacking=nothing, permission=VIEW),
    More(key="union_name", read=_of_union("name"), lacking=nothing, permission=VIEW),
    More(
        key="union_code",
        read=_of_union("credit_code"),
        lacking=_union_lacks(union__credit_code=None),
        permission=VIEW,
    ),
    More(
        key="founded_on",
        read=_of_union("founded_on"),
        lacking=_union_lacks(union__founded_on=None),
        permission=VIEW,
    ),
    More(
        key="approval_number",
        read=_of_union("approval_number"),
        lacking=_union_lacks(union__approval_number=""),
        permission=VIEW,
    ),
)
