"""What the page of an organization says of records like it and of records merged into it."""

from accounts.roles import Permission
from orgs.extensions import Act, Panel, Remark, once
from orgs.models import DuplicatePair, Merge

EDIT = Permission.ORG_EDIT


def pairs_of(organization, user):
    """``[(pair, the other of the two)]`` that wait for a decision, within reach."""

    def ask():
        rows = DuplicatePair.objects.for_user(user, EDIT).of(organization).undecided()
        rows = rows.select_related("first", "second").order_by("-score")[:10]
        return [(p, p.second if p.first_id == organization.pk else p.first) for p in rows]

    return once(organization, user, "pairs", ask)


def remark(organization, user):
    return [
        (f"可能与“{other.name}”是同一家，待核查。", "caution")
        for _, other in pairs_of(organization, user)[:2]
    ]


def panel(organization, user):
    merges = Merge.objects.for_user(user, EDIT).of(organization)
    return {
        "pairs": pairs_of(organization, user),
        "merges": merges.select_related("survivor", "loser").order_by("-at")[:20],
    }


ENTRIES = (
    Remark(key="sameness", say=remark, permission=EDIT, order=60),
    Panel(
        key="sameness",
        title="疑似重复与合并",
        template="orgs/detail/_sameness.html",
        context=panel,
        permission=EDIT,
        part="record",
        order=92,
        wide=False,
    ),
    Act(key="merge", label="合并重复登记", url="orgs:merge_with", permission=EDIT, order=97),
)
