"""What each source says of an organization, side by side, with the value that stands."""

from accounts.roles import Permission
from orgs import golden
from orgs.extensions import Panel
from orgs.models import ImportBatch, ImportLine, Organization
from orgs.wording import LABELS, Wording


def told_of(organization, user):
    """``[{"field", "label", "differs", "values": […]}]`` of every field that a source speaks of,
    those first in which they differ.

    What was said of records that were merged into it is told beside. Lists of one's own line of
    command are told, with a link for whoever may see the list itself;
    those of a territory it came from are not.
    """
    by_record = golden.said_of(organization.records)
    said = [told for record in by_record.values() for told in record]
    lines, links = _lines(organization, user, said)
    by_record = {
        key: [told for told in by_record[key] if told.line is None or told.line in lines]
        for key in organization.records
    }
    found = {
        name: [
            (key, told)
            for key, record in by_record.items()
            for told in golden.latest(record, name).values()
        ]
        for name in golden.FIELDS
    }
    if not any(found.values()):
        return []
    telling = Telling(organization, said, lines, links)
    rows = [telling.row(name, latest) for name, latest in found.items() if latest]
    return sorted(rows, key=lambda row: not row["differs"])


class Telling:
    """What sources said, as the page tells it."""

    def __init__(self, organization, said, lines, links):
        self.organization, self.lines, self.links = organization, lines, links
        gone = Organization._base_manager.filter(pk__in=organization.records[1:])
        self.records = dict(gone.values_list("pk", "name")) if organization.records[1:] else {}
        self.ranks = golden.Ranks()
        self.words = Wording(
            (name, told.get(name)) for told in said for name in ("region_id", "federation_id")
        )

    def rank(self, source, name):
        return self.ranks.of(source, name, self.organization.federation_id)

    def row(self, name, found):
        now = golden.plain(getattr(self.organization, name))
        found = sorted(found, key=lambda pair: (pair[1].as_of, pair[1].recorded))
        best = self.best(name, now, [t for key, t in found if key not in self.records])
        best = best or self.best(name, now, [t for key, t in found if key in self.records])
        values = [
            {**self.value(name, told, now, best), "record": self.records.get(key, "")}
            for key, told in reversed(found)
        ]
        return {
            "field": name,
            "label": LABELS[name],
            "values": sorted(values, key=lambda value: not value["best"]),
            "differs": not all(value["stands"] for value in values),
        }

    def best(self, name, now, said):
        return golden.origin(name, now, said, lambda source: self.rank(source, name))

    def value(self, name, told, now, best):
        return {
            "key": f"line-{told.line}" if told.line else f"statement-{told.statement}",
            "said": told,
            "source": self.ranks.names[told.source],
            "rank": self.rank(told.source, name),
            "words": self.words(name, told.get(name)),
            "stands": golden.alike(told.get(name), now),
            "best": told is best,
            "line": self.lines.get(told.line),
            "url": self.links.get(told.line, ""),
            "by": told.who,
        }


def _lines(organization, user, said):
    """``({key: line}, {key: address})`` of the lines that may be told, and of those to open."""
    keys = {told.line for told in said} - {None}
    lines = ImportLine.objects.filter(pk__in=keys).select_related("batch__federation")
    lines = {line.pk: line for line in lines.only("sheet", "row", "outcome", "batch")}
    batches = ImportBatch.objects.filter(pk__in={line.batch_id for line in lines.values()})
    seen = set(batches.for_user(user, Permission.ORG_VIEW).values_list("pk", flat=True))
    open_to = set(batches.for_user(user, Permission.ORG_IMPORT).values_list("pk", flat=True))
    path = organization.federation.path
    told = {
        key: line
        for key, line in lines.items()
        if line.batch_id in seen or path.startswith(line.batch.federation.path)
    }
    links = {
        key: f"{line.batch.get_absolute_url()}?line={key}"
        for key, line in told.items()
        if line.batch_id in open_to
    }
    return told, links


def panel(organization, user):
    rows = told_of(organization, user)
    return {
        "differing": [row for row in rows if row["differs"]],
        "agreed": [row for row in rows if not row["differs"]],
        "silent": not rows,
    }


ENTRIES = (
    Panel(
        key="sources",
        title="各来源的取值",
        note="现行取值按来源的可信次序、再按日期选定",
        template="orgs/detail/_sources.html",
        context=panel,
        permission=Permission.ORG_EDIT,
        part="record",
        order=70,
    ),
)
"""Registered beside the register's other cards."""


def choices(organization, user, field):
    """What may be taken for one field: the entries of ``told_of``."""
    if field not in golden.FIELDS:
        return None
    return next((row for row in told_of(organization, user) if row["field"] == field), None)


def standing_value(organization, field):
    """The value that stands, in words."""
    now = golden.plain(getattr(organization, Organization._meta.get_field(field).attname))
    return Wording([(field, now)])(field, now)
