"""Rows that would register anew what is, almost surely, on the register already."""

from types import SimpleNamespace

from orgs.duplicates.incoming import because, repeating
from orgs.models import ImportLine
from unions.models import Federation

Outcome = ImportLine.Outcome
NOTHING = {
    **dict.fromkeys(("name", "contact_phone", "legal_representative", "residence", "type"), ""),
    **dict.fromkeys(("credit_code", "registered_on", "region_id"), None),
}


def doubt_repeats(verdicts, *, ours):
    """Let new rows that repeat one of ``ours`` (keys of federations) wait for a person."""
    new = [v for v in verdicts if v.outcome == Outcome.NEW]
    homes = dict(
        Federation.objects.filter(
            pk__in={v.changes.get("federation_id") for v in new} - {None}
        ).values_list("pk", "region_id")
    )
    drafts = [_draft(v.changes, homes) for v in new]
    for at, (known, score, receipt) in repeating(drafts, ours=ours).items():
        new[at].outcome = Outcome.SUSPICIOUS
        new[at].reason = (
            f"可能就是在册的“{known.name}”（{known.credit_code or '无代码'}）："
            f"{because(receipt)}，相似分 {score}。"
        )


def _draft(changes, homes):
    """What of an organization is compared; making a whole one of each of many rows is slow."""
    told = {name: changes.get(name) or nothing for name, nothing in NOTHING.items()}
    told["region_id"] = told["region_id"] or homes.get(changes.get("federation_id"))
    return SimpleNamespace(federation_id=None, **told)
