"""What the register can add to a row that was recognized: its own columns and those of upper apps,
each read only of organizations on which the person holds that column's permission."""

from orgs import listing


def offered(user):
    """``{key: label}`` of all that this person may have added."""
    return {"name": "名称"} | {column.key: column.label for column in listing.columns(user)}


def read(user, organizations, keys):
    """``{organization id: {key: text}}`` in a fixed number of queries. What a person may not see
    of one organization stays empty there."""
    by_key = {column.key: column for column in listing.columns(user)}
    columns = [by_key[key] for key in keys if key in by_key]
    found = {}
    for organization, cells in listing.rows_of(organizations, columns, user):
        told = {cell.column.key: "" if cell.value is None else str(cell.value) for cell in cells}
        found[organization.pk] = {"name": organization.name, **told}
    return {pk: {key: told.get(key, "") for key in keys} for pk, told in found.items()}
