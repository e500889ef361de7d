"""What becomes of the register's own tables, and of those below it, when two records are merged."""

from orgs.merging import SURVIVOR, Keep, Move, Timeline

PAST = "记录所指的是当时的那条登记，不改写"
SHOWN = "，留在原登记上，在保留的一条上一并列出"


def to_survivor(row, merge):
    return SURVIVOR


def kind_since(row):
    """A particular by what it is and since when, without the name of anybody."""
    said = [getattr(row, f"get_{name}_display", str)() for name in ("kind", "duty", "level")]
    begun = getattr(row, "starts_on", None) or getattr(row, "year", None)
    return "，".join([*filter(None, said), *([f"自 {begun}"] if begun else [])])


RELATIONS = (
    Timeline("orgs.OrganizationFacts", fills=False),
    Move("orgs.OrganizationAlias", route=to_survivor),
    Move(
        "orgs.Delegate",
        words=lambda row: f"{row.user.name}，{row.get_duty_display()}，自 {row.starts_on}",
    ),
    Move("orgs.Invitation", words=kind_since),
    Move("orgs.Claim"),
    Move(
        "orgs.CorrectionRequest",
        unless=lambda rows: rows.filter(status__in=["draft", "submitted", "returned"]),
        why="并入的一方有在办的资料更正申请，请先办结或请对方撤回。",
    ),
    *(
        Move(f"orgs.{name}", words=kind_since)
        for name in (
            *("Branch", "Certificate", "Contact", "CreditMark", "Grade", "Inspection"),
            *("Relation", "Separation", "Tie"),
        )
    ),
    Move("orgs.Relation", field="other", words=kind_since),
    Keep("orgs.AnnualProfile", why="历年情况只追加、不改写" + SHOWN),
    Keep("orgs.Stance", why="研判只追加、不改写" + SHOWN),
    Move("documents.Attachment", field="owner_type", key="owner_id"),
    Keep("orgs.ImportLine", why="数据来历" + SHOWN),
    Keep("orgs.Statement", why="各来源的陈述" + SHOWN),
    Keep("orgs.Disappearance", why="名单核对记录留在原登记上"),
    Keep("orgs.Finding", why="由夜间检查重新得出"),
    Keep("orgs.Traits"),
    Keep("orgs.DuplicatePair", field="first"),
    Keep("orgs.DuplicatePair", field="second"),
    Keep("orgs.Merge", field="survivor"),
    Keep("orgs.Merge", field="loser"),
    Keep("orgs.Organization", field="merged_into"),
    Keep("governance.Event", field="subject_type", key="subject_id", why="操作轨迹" + PAST),
    Keep("governance.Correction", field="subject_type", key="subject_id", why="更正" + PAST),
    Keep("documents.DocumentNumber", field="subject_type", key="subject_id", why="文号" + PAST),
    Keep("documents.Paper", field="subject_type", key="subject_id", why="文书" + SHOWN),
    Keep("privacy.LegalHold", field="subject_type", key="subject_id", why="保全" + PAST),
    Keep("privacy.Erasure", field="subject_type", key="subject_id", why="清除记录" + PAST),
    Keep("privacy.Reveal", field="model", key="object_id"),
    Keep("privacy.Consent", field="person_type", key="person_id"),
    Keep("orgs.MergedRow", field="model", key="object_key"),
)
