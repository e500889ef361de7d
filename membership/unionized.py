"""What membership tells its neighbours: which organizations a union covers."""

from membership.models import Coverage
from orgs.unionized import Union


def covering(organizations, on):
    """What counts as covered on that day, as known today."""
    rows = Coverage.objects.known().valid(on).counted()
    rows = rows.filter(organization__in=[o.pk for o in organizations]).select_related("union")
    return {
        row.organization_id: Union(
            row.union.name, row.get_form_display(), row.valid_from, row.basis
        )
        for row in rows
    }
