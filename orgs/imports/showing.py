"""A list as people look at it: in its classes, line by line, old beside new."""

from django.db.models import Q

from accounts.roles import Permission
from orgs import beside
from orgs.imports.batches import ROW_OUTCOMES
from orgs.imports.hints import hint
from orgs.models import ImportLine, Organization, Source
from orgs.services.importing import APPLIES
from orgs.wording import LABELS, Wording

SHOWN = {**LABELS, **beside.LABELS}


def classes_of(batch):
    """``{outcome: what the page says of the class}`` of the classes that have lines, and of the
    two questions across them: values not taken, and what stayed when the list was taken back."""
    found = {}
    for outcome in [*ROW_OUTCOMES, "missing"]:
        if count := batch.result.get(outcome, 0):
            found[outcome] = {
                "key": outcome,
                "label": ImportLine.Outcome(outcome).label,
                "count": count,
                "whole": outcome in APPLIES,
                "held": outcome in batch.held,
            }
    across = [("held", "未采用的取值", batch.result.get("held"))]
    across += [("stayed", "撤销后保留", batch.result.get("reverted", {}).get("stayed"))]
    for key, label, count in across:
        if count:
            found[key] = {"key": key, "label": label, "count": count}
    return found


def lines_of(batch, outcome):
    lines = batch.lines.select_related("organization")
    if outcome in ("held", "stayed"):
        lines = lines.exclude(**{outcome: {}})
    else:
        lines = lines.filter(outcome=outcome)
    return lines.order_by("sheet", "row", "pk")


def page_with(lines, line, size):
    """The number of the page on which a line stands."""
    before = Q(sheet__lt=line.sheet) | Q(sheet=line.sheet, row__lt=line.row or 0)
    return lines.filter(before).count() // size + 1


def without_those_gone(user, lines):
    """Of organizations that have moved out of reach since, a line says only what the list said."""
    keys = {line.organization_id for line in lines} - {None}
    reach = Organization.objects.for_user(user, Permission.ORG_VIEW)
    seen = set(reach.filter(pk__in=keys).values_list("pk", flat=True))
    for line in lines:
        if line.organization_id not in seen:
            line.organization = None


def worded(lines, user):
    """Lines as people read them: what the list says, what would change, what is wrong, what was
    not taken and why, what stayed."""
    lines = list(lines)
    pairs = [(n, v) for line in lines for n, both in line.changes.items() for v in both]
    words = Wording(pairs)
    sources = {}
    if any(line.held for line in lines):
        known = Source.objects.for_user(user, Permission.ORG_VIEW)
        known = known | Source.objects.public()
        sources = dict(known.values_list("pk", "name"))
    return [_line(line, words, sources) for line in lines]


def _line(line, words, sources):
    known = line.organization
    return {
        "line": line,
        "hints": dict.fromkeys(
            hint(e["field"], e["message"], e.get("meant", ())) for e in line.errors if e["field"]
        ),
        "name": line.values.get("name") or (known.name if known else "—"),
        "code": line.values.get("credit_code") or (known and known.credit_code) or "—",
        "changes": [
            (label, *(words(name, value) for value in line.changes[name]), line.held.get(name, {}))
            for name, label in SHOWN.items()
            if name in line.changes
        ],
        "held": [
            (SHOWN[name], words(name, told["said"]), words(name, told["now"]), told, source)
            for name in SHOWN
            if "said" in (told := line.held.get(name, {}))
            and (source := sources.get(told["source"], "另一来源"))
        ],
        "stayed": [(SHOWN.get(name, "整条记录"), why) for name, why in line.stayed.items()],
    }


def columns_of(batch):
    """The columns of the file and which field each was taken for."""
    columns = batch.mapping.get("columns", {})
    labels = batch.mapping.get("labels", [])
    return [(at, label, columns.get(str(at), "")) for at, label in enumerate(labels)]
