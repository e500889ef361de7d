from jobs import services
from jobs.models import IdempotencyKey
from privacy import retention


def declare():
    retention.declare(
        "jobs.Job",
        name="已结束的作业及其结果文件",
        days=180,
        why="查询与下载结果",
        purge=lambda before, dry_run: services.purge(before=before, dry_run=dry_run),
    )
    retention.declare(
        "jobs.IdempotencyKey",
        name="已答复的请求",
        days=30,
        why="识别重复提交",
        purge=retention.older(IdempotencyKey, "created_at"),
    )
