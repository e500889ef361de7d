from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from governance.trail import record
from privacy import queries
from privacy.models import Consent, NoticeOfProcessing


@transaction.atomic
def publish_notice(*, by, purpose, title, text, sensitive=False):
    """A new version of what people are told; consents to older ones no longer carry."""
    newest = NoticeOfProcessing.objects.filter(purpose=purpose).aggregate(n=Max("version"))["n"]
    notice = NoticeOfProcessing(
        purpose=purpose, version=(newest or 0) + 1, title=title, text=text, sensitive=sensitive
    )
    notice.full_clean()
    notice.save()
    record(by=by, verb="publish", label="发布个人信息告知书", subject=notice)
    return notice


@transaction.atomic
def give_consent(*, by, person, purpose, channel, ticked):
    """Keep that ``person`` agreed to the notice in force. ``by`` may be None: they did it alone."""
    notice = queries.notice_for(purpose)
    if notice is None:
        raise ValidationError("尚未发布该用途的个人信息告知书，不能收集。")
    if not ticked:
        raise ValidationError({"consent": "请阅读个人信息告知书并勾选同意。"})
    consent, made = Consent.objects.get_or_create(
        notice=notice,
        person_type=person._meta.label_lower,
        person_id=str(person.pk),
        withdrawn_at=None,
        defaults={"channel": channel},
    )
    if made:
        record(by=by, verb="give", label="同意个人信息告知书", subject=consent)
    return consent


@transaction.atomic
def withdraw_consent(*, by, person, purpose, reason=""):
    """As easy as giving it. From this moment ``consents`` says no."""
    standing = Consent.objects.standing().by(person).filter(notice__purpose=purpose)
    withdrawn = list(standing.select_for_update())
    for consent in withdrawn:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        record(by=by, verb="withdraw", label="撤回同意", subject=consent, reason=reason)
    return len(withdrawn)
