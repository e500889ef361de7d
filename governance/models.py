import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from governance.scope import Oneself, ScopedQuerySet, Territory

TRAIL_VIEW = "trail_view"
"""The permission of auditors. Without it one sees one's own acts."""


ACT = "pg_current_xact_id()::text || '@' || extract(epoch FROM now())::text"


class Act(models.Func):
    """The transaction at work, under a name that never comes again, not after a restore either."""

    template = f"({ACT})"
    arity = 0
    output_field = models.CharField()


class EventQuerySet(ScopedQuerySet):
    reaches = (Territory(unassigned=True), Oneself("actor"))

    def about(self, *subjects):
        """What was done to any of these rows."""
        chosen = Q(pk__in=())
        for subject in subjects:
            name, key = subject._meta.label_lower, str(subject.pk)
            chosen |= Q(subject_type=name, subject_id=key)
        return self.filter(chosen)


class Event(models.Model):
    """One line of the trail: an act, who did it, to what, under which federation and why.

    It names its subject in words, so nothing it tells of is kept from being renamed or removed.
    Insert only: the application's role may not change it and a trigger refuses everyone.
    """

    at = models.DateTimeField("时间", default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="操作人",
    )
    verb = models.CharField("动作", max_length=80)
    label = models.CharField("说明", max_length=100)
    subject_type = models.CharField("对象类型", max_length=60, blank=True)
    subject_id = models.CharField("对象编号", max_length=40, blank=True)
    subject_name = models.CharField("对象", max_length=200, blank=True)
    federation = models.ForeignKey(
        "unions.Federation",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="工会",
    )
    reason = models.TextField("原因", blank=True)
    detail = models.JSONField("详情", default=dict, blank=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    act = models.CharField("事务", max_length=60, db_default=Act(), editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="event_subject"),
            models.Index(fields=["federation", "-at"], name="event_federation"),
            models.Index(fields=["actor", "-at"], name="event_actor"),
            models.Index(fields=["verb", "-at"], name="event_verb"),
            models.Index(fields=["-at", "-id"], name="event_at"),
            models.Index(fields=["act"], name="event_act"),
        ]

    def __str__(self):
        return f"{self.label} {self.subject_name}".strip()

    def leaf(self):
        """SHA-256 over the line as written: the leaf that its seal covers."""
        told = [
            self.pk,
            self.at.isoformat(),
            self.actor_id,
            self.verb,
            self.label,
            self.subject_type,
            self.subject_id,
            self.subject_name,
            self.federation_id,
            self.reason,
            self.detail,
            self.request_id,
            self.act,
        ]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Seal(models.Model):
    """One minute's closing of the trail: Merkle root of its events, chained to the seal before."""

    at = models.DateTimeField("时间", default=timezone.now)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name="上一封签"
    )
    root = models.CharField("默克尔根", max_length=64)
    chained = models.CharField("链值", max_length=64, unique=True)
    count = models.PositiveIntegerField("记录数")

    class Meta:
        verbose_name = verbose_name_plural = "封签"
        ordering = ["pk"]

    def __str__(self):
        return f"封签 {self.pk}"


class SealedEvent(models.Model):
    """Which seal covers which event, and the event's leaf at that time."""

    event = models.OneToOneField(
        Event, models.PROTECT, related_name="sealed", verbose_name="操作记录"
    )
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="leaves", verbose_name="封签")
    leaf = models.CharField("叶值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "已封记录"

    def __str__(self):
        return f"{self.seal} · {self.event_id}"


class Correction(models.Model):
    """What a change or removal of a master record did, column by column. Written by a trigger."""

    ACT = ACT

    at = models.DateTimeField("时间")
    act = models.CharField("事务", max_length=60)
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=40)
    removed = models.BooleanField("删除")
    before = models.JSONField("原值")
    after = models.JSONField("新值")

    class Meta:
        verbose_name = verbose_name_plural = "更正记录"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="correction_subject"),
            models.Index(fields=["act"], name="correction_act"),
        ]

    def __str__(self):
        return f"{self.subject_type}:{self.subject_id}"

    def changes(self, model):
        """``(name, before, after)`` of each column in words: names of choices and of other rows.

        A model may say in ``IN_WORDS`` (``{column: function}``) how to read a column out.
        """
        own = getattr(model, "IN_WORDS", {})
        columns = {field.column: field for field in model._meta.concrete_fields}
        return [
            (
                str(columns[name].verbose_name) if name in columns else name,
                *(
                    own[name](value) if name in own and value else told(columns.get(name), value)
                    for value in (was, self.after.get(name))
                ),
            )
            for name, was in sorted(self.before.items())
        ]


def told(field, value):
    """A stored value as a person reads it."""
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, list):
        return "、".join(told(getattr(field, "base_field", None), one) for one in value)
    if field is not None and field.remote_field is not None:
        row = field.related_model._base_manager.filter(pk=value).first()
        return str(row) if row else str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(dict(field.flatchoices).get(value, value)) if field is not None else str(value)
