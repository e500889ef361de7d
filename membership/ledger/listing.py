"""Pages of the ledger: as the register's list has them, and by promised date besides."""

from governance.paging import Order, slice_by
from membership.models import LedgerEntry
from orgs import listing
from orgs.selection import found

PROMISED = "promised"


def page_of(user, rows, query, size):
    """One page of what an address asks for. In the order of promised dates stand only those rows
    that have one: it is the order in which to call."""
    sort = query.get("sort", "")
    if sort.removeprefix("-") != PROMISED:
        return listing.page_of(user, rows, query, size)
    rows = found(rows, user, query)
    entries = LedgerEntry.objects.filter(promised_on__isnull=False)
    entries = entries.filter(organization__in=rows.order_by().values("pk"))
    order = Order("promised_on", descending=sort.startswith("-"))
    page = slice_by(entries, order, query.get("cursor", ""), size=size, most=listing.COUNTED)
    keys = [entry.organization_id for entry in page.rows]
    by_key = listing.with_places(rows.model.objects.filter(pk__in=keys)).in_bulk()
    return listing.Page([by_key[key] for key in keys], page.pager, page.total, page.over)
