"""How long what is kept beside the answers lasts: who was invited until a month after the end,
tables that nobody wrote a month."""

from privacy import retention
from surveys.models import AnswerSheet, Ticket


def declare():
    retention.declare(
        "surveys.Ticket",
        name="问卷邀请名单中的姓名",
        days=30,
        why="提醒未填的人；问卷结束后只留凭证摘要",
        purge=forget_names,
    )
    retention.declare(
        "surveys.AnswerSheet",
        name="未写入的答卷导入表的内容",
        days=30,
        why="核对后写入；之后只留行数",
        purge=forget_sheets,
    )


def forget_names(before, dry_run):
    rows = Ticket.objects.filter(link__survey__closed_at__lt=before, name__blank=False)
    return retention.in_pieces(rows, lambda rows: rows.update(name=""), dry_run)


def forget_sheets(before, dry_run):
    rows = AnswerSheet.objects.filter(created_at__lt=before, status=AnswerSheet.Status.PREVIEW)
    return retention.in_pieces(rows, put_aside, dry_run)


def put_aside(rows):
    rows.update(status=AnswerSheet.Status.DISCARDED, rows=[], errors=[])
