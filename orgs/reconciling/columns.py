"""What the register can add to a row that was recognized: its own columns and those of upper apps,
each read only of organizations on which the person holds that column's permission."""

from accounts.roles import Permission
from orgs import listing
from orgs.models import Organization


def offered(user):
    """``{key: label}`` of all that this person may have added."""
    own = {column.key: column.label for column in (*listing.OWN, *listing.EXPORT_ONLY)}
    return {"name": "名称", **own} | {c.key: c.label for c in listing.columns_for(user)}


def read(user, organizations, keys):
    """``{organization id: {key: text}}`` in a fixed number of queries. What a person may not see
    of one organization stays empty there."""
    found = {o.pk: {} for o in organizations}
    own = {column.key: column for column in (*listing.OWN, *listing.EXPORT_ONLY)}
    more = {column.key: column for column in listing.columns_for(user)}
    for key in keys:
        if key == "name":
            told = {o.pk: o.name for o in organizations}
        elif key in own:
            told = {o.pk: own[key].text(o) for o in organizations}
        elif key in more:
            seen = _within(user, more[key].permission, organizations)
            told = more[key].read([o for o in organizations if o.pk in seen])
        else:
            told = {}
        for pk, text in told.items():
            if pk in found:
                found[pk][key] = "" if text is None else str(text)
    return found


def _within(user, permission, organizations):
    if permission == Permission.ORG_VIEW:
        return {o.pk for o in organizations}
    rows = Organization.objects.for_user(user, permission)
    return set(rows.filter(pk__in=[o.pk for o in organizations]).values_list("pk", flat=True))
