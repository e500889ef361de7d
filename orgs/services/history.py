"""What an act does to an organization's counted history: timelines in, timelines out.

Nothing here touches the database. One save on a page and a hundred thousand rows of a list go
through these same few functions.
"""

from orgs.bitemporal import Stretch, beginning, changed, joined
from orgs.models import CountedFacts, Organization

COUNTED = CountedFacts.counted_names()
LIVING = {Organization.Status.NORMAL, Organization.Status.PREPARING}
ENDED = set(Organization.ENDED)


def first_history(organization, as_of):
    """Of an organization new to us: from its registration, else from the day we speak of.

    What its state is today, it became no earlier than we can tell: the end on its date, other
    states on ``as_of``.
    """
    facts = {name: getattr(organization, name) for name in COUNTED}
    facts["organization_id"] = organization.pk
    facts["labour_field"] = bool(facts["labour_domains"])
    start = organization.registered_on or min(as_of, organization.ended_on or as_of)
    turned = organization.ended_on if organization.status in ENDED else max(as_of, start)
    if organization.status in LIVING or turned <= start:
        return [Stretch(start, None, facts)]
    before = {**facts, "status": Organization.Status.NORMAL}
    return [Stretch(start, turned, before), Stretch(turned, None, facts)]


def next_history(timeline, organization, changes, as_of, until=None):
    """After ``changes`` (attname to value) that hold from ``as_of``; ``organization`` as it was.

    A corrected registration date moves the beginning, an end holds from its own date. ``until``
    (attname to day) are those that another source ends: from then on it is as it was again.
    """
    before = timeline
    counted = {name: value for name, value in changes.items() if name in COUNTED}
    if changes.get("registered_on"):
        timeline = beginning(timeline, changes["registered_on"])
    status = counted.pop("status", organization.status)
    if status in ENDED:
        ended_on = changes.get("ended_on", organization.ended_on)
        if (status, ended_on) != (organization.status, organization.ended_on):
            timeline = _ended(timeline, status, max(ended_on, timeline[0].valid_from))
    elif status != organization.status:
        timeline = changed(timeline, as_of, status=status)
    if not counted:
        return timeline
    timeline = changed(timeline, as_of, **counted)
    for name, day in (until or {}).items():
        timeline = changed(timeline, day, **{name: standing_on(before, as_of)[name]})
    return _of_the_field(timeline)


def _of_the_field(timeline):
    """Of the labour field exactly while a domain of it is found, however finds follow."""
    return joined(
        stretch._replace(
            values={**stretch.values, "labour_field": bool(stretch.values["labour_domains"])}
        )
        for stretch in timeline
    )


def _ended(timeline, status, on):
    """Ended on that day and not before, whatever was thought of its end until now."""
    before = Organization.Status.NORMAL
    result = []
    for stretch in timeline:
        now = stretch.values["status"]
        if now not in ENDED:
            before = now
        lived = {**stretch.values, "status": before if now in ENDED else now}
        over = {**stretch.values, "status": status}
        if stretch.valid_to and stretch.valid_to <= on:
            result.append(stretch._replace(values=lived))
        elif stretch.valid_from >= on:
            result.append(stretch._replace(values=over))
        else:
            result.append(stretch._replace(valid_to=on, values=lived))
            result.append(stretch._replace(valid_from=on, values=over))
    return joined(result)


def standing_on(timeline, day):
    """The counted values on that day; before the first, the first."""
    return next((s.values for s in reversed(timeline) if s.valid_from <= day), timeline[0].values)
