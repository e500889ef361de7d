"""What lists tell beside the organizations' own columns, written down in sets and taken back.

The rows are those that pages write (``particulars``, ``profiles``), each with the list it came
with. One that somebody has corrected, ended or superseded since is theirs, and stays.
"""

from collections import defaultdict
from itertools import groupby

from orgs import beside
from orgs.models import AnnualProfile

ROWS = "_beside"  # stands among what a line replaced: the content of the rows that it added
CHUNK = 1000


def mirror(verdict):
    """Let an organization to be written repeat the list's profile, if that is its newest."""
    for row in verdict.beside:
        if isinstance(row, AnnualProfile):
            newest = verdict.organization.profiled_on
            if newest is None or newest <= row.as_of:
                repeat(verdict.organization, row)


def repeat(organization, profile):
    for name, of in beside.MIRRORED.items():
        setattr(organization, name, getattr(profile, of) if profile else None)


def write_beside(*, by, batch, verdicts, at):
    """Write the rows that these verdicts add; ``before`` of each verdict notes their content."""
    made = []
    for verdict in verdicts:
        for row in verdict.beside:
            row.organization, row.batch, row.source = verdict.organization, batch, batch.source
            row.recorded_by, row.recorded_at = by, at
            made.append(row)
        if verdict.beside:
            told = {key_of(row): beside.content(row) for row in verdict.beside}
            verdict.before = {**verdict.before, ROWS: (None, told)}
    made.sort(key=key_of)
    for key, rows in groupby(made, key=key_of):
        beside.KINDS[key].model.objects.bulk_create(rows, batch_size=CHUNK)


def key_of(row):
    return next(key for key, kind in beside.KINDS.items() if isinstance(row, kind.model))


class BesideTaken:
    """The rows that some lines of a batch added: those still as they were, and the others."""

    def __init__(self, batch, lines):
        self.rows, self.edited = defaultdict(list), defaultdict(set)
        told = {pk: line.before[ROWS][1] for pk, line in lines.items() if ROWS in line.before}
        superseded = AnnualProfile.objects.filter(supersedes__batch=batch)
        superseded = set(superseded.values_list("supersedes", flat=True)) if told else ()
        for key, kind in beside.KINDS.items() if told else ():
            rows = {}
            for row in kind.model.objects.filter(batch=batch, organization__in=told):
                rows[row.organization_id] = row
            for pk, contents in told.items():
                if key not in contents:
                    continue
                row = rows.get(pk)
                gone = row is None or kind.model is AnnualProfile and row.pk in superseded
                if gone or beside.content(row) != contents[key]:
                    self.edited[pk].add(key)
                else:
                    self.rows[pk].append(row)

    def stay(self, pk, why):
        """``{field: why}`` of what stays because of somebody's later edit."""
        return {beside.KINDS[key].tells[0]: why for key in sorted(self.edited[pk])}

    def remove(self, organizations):
        """Take the rows of these away, and let the organizations repeat the profiles left."""
        gone = defaultdict(list)
        for pk in organizations:
            for row in self.rows[pk]:
                gone[type(row)].append(row.pk)
        for model, keys in gone.items():
            model.objects.filter(pk__in=keys).delete()
        return self

    def mirrored(self, organizations):
        """``{organization: its newest profile or None}`` of those whose profiles were touched."""
        touched = [
            pk
            for pk in organizations
            if any(isinstance(row, AnnualProfile) for row in self.rows[pk])
        ]
        newest = AnnualProfile.objects.standing().filter(organization__in=touched)
        newest = newest.order_by("organization", "-as_of", "-pk").distinct("organization")
        return dict.fromkeys(touched) | {row.organization_id: row for row in newest}
