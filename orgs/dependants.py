"""What becomes of the register's own tables, and of those below it, when two records are merged."""

from orgs.merging import SURVIVOR, Keep, Move, Timeline

PAST = "记录所指的是当时的那条登记，不改写"


def to_survivor(row, merge):
    return SURVIVOR


RELATIONS = (
    Timeline("orgs.OrganizationFacts", fills=False),
    Move("orgs.OrganizationAlias", route=to_survivor),
    Move(
        "orgs.Delegate",
        words=lambda row: f"{row.user.name}，{row.get_duty_display()}，自 {row.starts_on}",
    ),
    Move("documents.Attachment", field="owner_type", key="owner_id"),
    Keep("orgs.ImportLine", why="数据来历留在原登记上"),
    Keep("orgs.Statement", why="各来源的陈述留在原登记上"),
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
    Keep("privacy.Reveal", field="model", key="object_id"),
    Keep("privacy.Consent", field="person_type", key="person_id"),
    Keep("orgs.MergedRow", field="model", key="object_key"),
)
