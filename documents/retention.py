from django.db.models import Q

from documents.models import Attachment, Content
from privacy import retention

DRAFT_DAYS, WITHDRAWN_DAYS = 30, 730


def declare():
    retention.declare(
        "documents.Attachment",
        name="已撤下的附件",
        days=WITHDRAWN_DAYS,
        why="撤下后备查",
        purge=forget_attachments,
    )
    retention.declare(
        "documents.Content",
        name="没有附件再用到的原件",
        days=DRAFT_DAYS,
        why="附件已清理，或上传后没有提交",
        purge=forget_contents,
    )


def forget_attachments(before, dry_run):
    """Taken down long ago; and drafts that were never handed in, as old."""
    old = Q(withdrawn_at__lt=before) | Q(owner_type="", uploaded_at__lt=before)
    return retention.delete(Attachment.objects.filter(old), dry_run)


def forget_contents(before, dry_run):
    """The bytes go with the row; whoever uploads the same file again keeps them anew."""
    rows = Content.objects.filter(attachments=None, created_at__lt=before)
    return retention.in_pieces(rows, _remove, dry_run, batch=500)


def _remove(contents):
    for content in contents:
        content.file.delete(save=False)
    contents.delete()
