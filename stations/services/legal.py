"""What can be done with a matter at law. Days are counted by the terms kept on it."""

from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from documents.services.numbers import next_number
from governance.trail import record, refuse
from governance.workflow import save
from orgs import papers_of_identity
from stations import legal_terms
from stations.models import LegalService
from stations.workflows.legal import LEGAL_SERVICE

LEGAL = Permission.LEGAL_AID
Status, Means = LegalService.Status, LegalService.Means


@transaction.atomic
def receive(*, by, federation, form, received_on=None, **fields):
    """Take a matter in. Counsel and drafting are given at once and closed with it; for the rest
    the clock of the examination begins."""
    if federation not in by.federations_granting(LEGAL):
        refuse(by=by, verb="receive", subject=federation)
        raise PermissionDenied("只能为本级工会受理法律服务。")
    received_on = received_on or timezone.localdate()
    if received_on > timezone.localdate():
        raise ValidationError({"received_on": "受理日期不能晚于今天。"})
    station = fields.get("station")
    if station and not station.federation.path.startswith(federation.path):
        raise ValidationError({"station": "请选择本级及下级的站点。"})
    terms = legal_terms.frozen(federation, received_on)
    row = LegalService(federation=federation, form=form, received_on=received_on, terms=terms,
                       by=by, **fields)  # fmt: skip
    row.id_number = papers_of_identity.tidy(row.id_number)
    if form in LegalService.AT_ONCE:
        row.status, row.closed_on = Status.CLOSED, received_on
        row.result = LegalService.RESULTS[form][0]
    else:
        row.examine_by = legal_terms.due(terms, "examine", received_on)
        if legal_terms.exemption(terms, migrant=row.migrant, matter=row.matter):
            row.means = Means.EXEMPT
    number = partial(next_number, federation=federation, kind="法援", by=by)
    row.number = str(number(year=received_on.year))
    save(row)
    record(by=by, verb="receive", label="受理法律服务", subject=row, form=form)
    return row


def ask_more(*, by, row, reason):
    """Tell the applicant, once and in full, what is missing; meanwhile the clock stands."""
    return LEGAL_SERVICE.move(row, "ask_more", by=by, reason=reason, status_note=reason.strip())


def complete(*, by, row, on=None):
    """What was missing is there: the time for the examination begins anew."""
    on = on or timezone.localdate()
    if not row.received_on <= on <= timezone.localdate():
        raise ValidationError({"on": "齐备日期应在受理之后，不晚于今天。"})
    due = legal_terms.due(row.terms, "examine", on)
    return LEGAL_SERVICE.move(row, "complete", by=by, complete_on=on, examine_by=due)


def grant(*, by, row, means):
    """Decide to help; the clock of the assignment begins."""
    today = timezone.localdate()
    return LEGAL_SERVICE.move(
        row,
        "grant",
        by=by,
        fill=_with_means(means),
        decided_on=today,
        decided_by=by,
        assign_by=legal_terms.due(row.terms, "assign", today),
    )


def decline(*, by, row, reason, means=""):
    """Decide not to help, in writing and with the reason."""
    return LEGAL_SERVICE.move(
        row,
        "refuse",
        by=by,
        reason=reason,
        fill=_with_means(means),
        refusal=reason.strip(),
        decided_on=timezone.localdate(),
        decided_by=by,
    )


def _with_means(means):
    def fill(row):
        row.means = means or row.means

    return fill


def assign(*, by, row, assigned_to, firm=""):
    return LEGAL_SERVICE.move(
        row,
        "assign",
        by=by,
        assigned_to=assigned_to.strip(),
        firm=firm.strip(),
        assigned_on=timezone.localdate(),
    )


def close(*, by, row, result, recovered=None, closed_on=None):
    closed_on = closed_on or timezone.localdate()
    if closed_on > timezone.localdate():
        raise ValidationError({"closed_on": "办结日期不能晚于今天。"})

    def fill(row):
        row.result, row.recovered = result, recovered

    return LEGAL_SERVICE.move(row, "close", by=by, fill=fill, closed_on=closed_on)


def stop(*, by, row, verb, reason):
    """The applicant withdraws, or help ends before the matter does."""
    return LEGAL_SERVICE.move(row, verb, by=by, reason=reason, status_note=reason.strip())


@transaction.atomic
def note_satisfaction(*, by, row, satisfaction):
    """What the applicant said when asked afterwards (回访)."""
    row = LegalService.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not by.may(LEGAL, row):
        refuse(by=by, verb="ask_back", subject=row)
        raise PermissionDenied("由受理工会回访。")
    if row.status != Status.CLOSED:
        raise ValidationError("办结以后才能回访。", code="stale")
    row.satisfaction = satisfaction
    save(row)
    record(by=by, verb="ask_back", label="回访", subject=row, satisfaction=satisfaction)
    return row


@transaction.atomic
def note_reading(*, by, row, what="read"):
    """Looking at a matter is looking into a file: it is written down."""
    labels = {"read": "查看法律服务", "print": "打印不予援助决定书"}
    record(by=by, verb=what, label=labels[what], subject=row)
