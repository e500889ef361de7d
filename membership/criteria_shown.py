"""The criteria of one organization, side by side: what the register lets one suppose, and what was
judged by hand, with its evidence."""

from dataclasses import dataclass

from django.db.models import BooleanField, Case, Value, When
from django.utils import timezone

from documents.models import Attachment
from membership.models import CriterionFinding
from membership.priorities import Criterion, criteria, in_words
from orgs.models import Organization

PARTY_NORMS = CriterionFinding.Criterion.PARTY_NORMS
PARTY_RULE = "党建工作要点、考核或检查项目中列有建立工会组织"
PARTY_SOURCE = "张志海 2019：将工会组建工作融入党建规范"


@dataclass(frozen=True)
class Shown:
    """``weighed`` is None for what is judged but gives no points; ``past`` holds all of its
    findings, the newest first, with those taken back."""

    key: str
    label: str
    rule: str
    source: str
    weighed: Criterion | None
    supposed: bool | None
    reason: str
    now: CriterionFinding | None
    past: list

    @property
    def met(self):
        return self.now.met if self.now else self.supposed


def criteria_of(organization, user, permission):
    """Every criterion that can be judged by hand, in the order of the sources."""
    today, place = timezone.localdate(), organization.federation
    weighed = {one.code: one for one in criteria(place, today)}
    said = {one.code: (rule, source) for one, rule, source in in_words(place, today)}
    supposed = _supposed(organization, weighed)
    findings = CriterionFinding.objects.for_user(user, permission)
    findings = list(findings.filter(organization=organization).select_related("assessor"))
    _with_files(findings, user, permission)
    rows = []
    for key, label in CriterionFinding.Criterion.choices:
        past = [f for f in findings if f.criterion == key]
        one = weighed.get(key)
        rule, source = said.get(key, (PARTY_RULE, PARTY_SOURCE))
        rows.append(
            Shown(
                key=key,
                label=label,
                rule=rule,
                source=source,
                weighed=one,
                supposed=supposed.get(key),
                reason=one.words(organization) if one and supposed[key] else "",
                now=next((f for f in past if not f.voided_at and f.judged_on <= today), None),
                past=past,
            )
        )
    return rows


def _supposed(organization, weighed):
    """``{criterion: whether the register says so}``."""
    columns = {
        one.column: Case(
            When(one.by_register, then=True), default=Value(False), output_field=BooleanField()
        )
        for one in weighed.values()
    }
    row = Organization._base_manager.filter(pk=organization.pk).annotate(**columns).get()
    return {key: getattr(row, one.column) for key, one in weighed.items()}


def _with_files(findings, user, permission):
    found = {}
    files = Attachment.objects.for_user(user, permission).filter(
        owner_type=CriterionFinding._meta.label_lower,
        owner_id__in=[str(finding.pk) for finding in findings],
    )
    for file in files.select_related("content"):
        found.setdefault(file.owner_id, []).append(file)
    for finding in findings:
        finding.files = found.get(str(finding.pk), [])
