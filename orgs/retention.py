from django.db.models import Exists, OuterRef, Q

from documents.models import Attachment
from orgs.models import (
    CheckRun,
    Claim,
    Contact,
    Finding,
    ImportBatch,
    ImportLine,
    Invitation,
    Merge,
    Tie,
)
from privacy import retention

FORGOTTEN = "（已删除）"


def declare():
    retention.declare(
        "orgs.Merge",
        name="合并前的登记内容",
        days=3650,
        why="撤销合并时恢复登记内容；之后只留合并记录",
        purge=forget_before_merges,
    )
    retention.declare(
        "orgs.ImportLine",
        name="导入行的原始内容",
        days=730,
        why="核对数据来源；之后只留行号与结果",
        purge=forget_contents,
    )
    retention.declare(
        "orgs.Statement",
        name="经办人和社会组织的陈述",
        days=None,
        why="登记资料何以如此的依据，与登记资料一同保存",
    )
    retention.declare(
        "orgs.Contact",
        name="已停用的联系人",
        days=365,
        why="停用后仅备查",
        purge=retention.older(Contact, "ended_on"),
    )
    retention.declare(
        "orgs.Tie",
        name="已结束的人员关系",
        days=5 * 365,
        why="回避期内须能核对利益冲突",
        purge=retention.older(Tie, "ended_on"),
    )
    retention.declare(
        "orgs.Claim",
        name="组织认领的申请人与证明材料",
        days=730,
        why="核对身份；之后只留编号与结果",
        purge=forget_applicants,
    )
    retention.declare(
        "orgs.Invitation",
        name="过期或用过的代表邀请",
        days=180,
        why="开设账号后即无用",
        purge=forget_invitations,
    )
    retention.declare(
        "orgs.CorrectionRequest",
        name="资料更正申请",
        days=None,
        why="登记资料何以更正的依据，与登记资料一同保存",
    )
    retention.declare(
        "orgs.Finding",
        name="已了结的检查发现",
        days=3 * 365,
        why="比较历年数据质量",
        purge=forget_findings,
    )
    retention.declare(
        "orgs.CheckRun",
        name="检查记录",
        days=180,
        why="排查检查失败",
        purge=retention.older(CheckRun, "at"),
    )


def forget_contents(before, dry_run):
    """The line stays, as lineage; what the row said goes, personal values first of all.

    The last that a source said of an organization stays as long as it is the last: of that the
    register is chosen. By then a list can no longer be taken back, so what it replaced goes, too.
    """
    old = ImportLine.objects.filter(batch__created_at__lt=before)
    newer = ImportLine.objects.filter(
        organization=OuterRef("organization"),
        batch__source=OuterRef("batch__source"),
        batch__status=ImportBatch.Status.APPLIED,
        batch__as_of__gt=OuterRef("batch__as_of"),
    )
    last = Q(batch__status=ImportBatch.Status.APPLIED) & ~Q(organization=None) & ~Exists(newer)
    shell = {"private": "", "errors": [], "before": {}}
    full = Q(private__blank=False) | ~Q(before={}) | ~Q(errors=[])
    return retention.in_pieces(
        old.filter(full | ~Q(values={})).exclude(last),
        lambda some: some.update(values={}, held={}, **shell),
        dry_run,
    ) + retention.in_pieces(old.filter(full, last), lambda some: some.update(**shell), dry_run)


def forget_applicants(before, dry_run):
    """The claim stays, with its number and what became of it; who asked and the papers go."""
    over = Q(decided_at__lt=before) | Q(
        status__in=[Claim.Status.WITHDRAWN, Claim.Status.RETURNED], submitted_at__lt=before
    )
    claims = Claim.objects.filter(over).exclude(name=FORGOTTEN)
    return retention.in_pieces(claims, _forget_applicants, dry_run, batch=500)


def _forget_applicants(claims):
    keys = list(claims.values_list("pk", flat=True))
    papers = Attachment.objects.filter(owner_type=Claim._meta.label_lower)
    papers.filter(owner_id__in=[str(key) for key in keys]).delete()
    gone = {"name": FORGOTTEN, "phone": "", "email": ""}
    Invitation.objects.filter(claim__in=keys).update(**gone)
    claims.update(**gone, position="", representative=FORGOTTEN)


def forget_invitations(before, dry_run):
    """Those that a claim led to go when its applicant is forgotten."""
    return retention.delete(Invitation.objects.filter(expires_at__lt=before, claim=None), dry_run)


def forget_findings(before, dry_run):
    return retention.delete(Finding.objects.filter(closed_on__lt=before.date()), dry_run)


def forget_before_merges(before, dry_run):
    """The merge stays; from then on fields edited since it are no longer told on parting."""
    merges = Merge.objects.filter(done_at__lt=before, before__blank=False)
    return retention.in_pieces(merges, lambda some: some.update(before=""), dry_run)
