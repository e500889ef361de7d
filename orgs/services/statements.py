"""What a person says of an organization is kept beside what lists say of it."""

import json

from orgs import golden
from orgs.models import Source, Statement


def state(
    *,
    organization,
    by,
    values,
    as_of,
    said_by=Source.OFFICER,
    reason="",
    decided=False,
    line_id=None,
):
    """Keep what somebody said of an organization (attnames), in the transaction of the act that
    made it so. None if nothing of it is what a source may say."""
    told = {name: golden.plain(value) for name, value in values.items() if name in golden.FIELDS}
    private = {name: value for name, value in told.items() if name in golden.PRIVATE}
    told = {name: value for name, value in told.items() if name not in private}
    if not (told or private):
        return None
    return Statement.objects.create(
        organization=organization,
        source=Source.objects.get(code=said_by),
        by=by,
        as_of=as_of,
        values=told,
        private=json.dumps(private, ensure_ascii=False) if private else "",
        decided=decided,
        line_id=line_id,
        reason=reason[:200],
    )
