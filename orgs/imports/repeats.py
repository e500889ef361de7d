"""Rows that would register anew what is, almost surely, on the register already."""

from orgs.duplicates.incoming import because, repeating
from orgs.models import ImportLine, Organization

Outcome = ImportLine.Outcome
COMPARED = ("name", "credit_code", "contact_phone", "legal_representative", "residence")
COMPARED += ("registered_on", "type", "region_id", "federation_id")


def doubt_repeats(verdicts, *, ours):
    """Let new rows that repeat one of ``ours`` (keys of federations) wait for a person."""
    new = [v for v in verdicts if v.outcome == Outcome.NEW]
    drafts = [Organization(**{n: v.changes[n] for n in COMPARED if n in v.changes}) for v in new]
    for at, (known, score, receipt) in repeating(drafts, ours=ours).items():
        new[at].outcome = Outcome.SUSPICIOUS
        new[at].reason = (
            f"可能就是在册的“{known.name}”（{known.credit_code or '无代码'}）："
            f"{because(receipt)}，相似分 {score}。"
        )
