"""What each source says of an organization, side by side, with the value that stands."""

from accounts.roles import Permission
from orgs import golden
from orgs.extensions import Panel
from orgs.models import ImportBatch, ImportLine, Organization, Source, Statement
from orgs.wording import LABELS, Wording


def told_of(organization, user):
    """``[{"field", "label", "differs", "values": […]}]`` of every field that a source speaks of,
    those first in which they differ.

    Lists of one's own line of command are told, with a link for whoever may see the list itself;
    those of a territory it came from are not.
    """
    said = golden.said_of([organization.pk])[organization.pk]
    lines, links = _lines(organization, user, said)
    said = [told for told in said if told.line is None or told.line in lines]
    found = {name: golden.latest(said, name) for name in golden.FIELDS}
    found = {name: by_source for name, by_source in found.items() if by_source}
    if not found:
        return []
    telling = Telling(organization, said, lines, links)
    rows = [telling.row(name, by_source) for name, by_source in found.items()]
    return sorted(rows, key=lambda row: not row["differs"])


class Telling:
    """What sources said, as the page tells it."""

    def __init__(self, organization, said, lines, links):
        self.organization, self.lines, self.links = organization, lines, links
        statements = Statement.objects.filter(pk__in={told.statement for told in said} - {None})
        self.people = dict(statements.values_list("pk", "by__name"))
        self.sources = dict(Source.objects.values_list("pk", "name"))
        self.ranks = golden.Ranks()
        self.words = Wording(
            (name, told.get(name)) for told in said for name in ("region_id", "federation_id")
        )

    def rank(self, source, name):
        return self.ranks.of(source, name, self.organization.federation_id)

    def row(self, name, by_source):
        now = golden.plain(getattr(self.organization, name))
        latest = sorted(by_source.values(), key=lambda told: (told.as_of, told.recorded))
        best = golden.origin(name, now, latest, lambda source: self.rank(source, name))
        values = [self.value(name, told, now, best) for told in reversed(latest)]
        return {
            "field": name,
            "label": LABELS[name],
            "values": sorted(values, key=lambda value: not value["best"]),
            "differs": not all(value["stands"] for value in values),
        }

    def value(self, name, told, now, best):
        return {
            "key": f"line-{told.line}" if told.line else f"statement-{told.statement}",
            "said": told,
            "source": self.sources[told.source],
            "rank": self.rank(told.source, name),
            "words": self.words(name, told.get(name)),
            "stands": golden.alike(told.get(name), now),
            "best": told is best,
            "line": self.lines.get(told.line),
            "url": self.links.get(told.line, ""),
            "by": self.people.get(told.statement, ""),
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
