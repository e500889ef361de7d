"""Keys that keep bids closed: of which call, held in parts by whom, brought together when."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.scope import Oneself, ScopedQuerySet, Territory
from privacy.fields import EncryptedField
from procurement.models.calls import Call


class BidKeyQuerySet(ScopedQuerySet):
    reaches = (Territory("call__project__federation"),)

    def standing(self):
        """Not replaced after too many parts were lost."""
        return self.filter(replaced_at=None)


class BidKey(models.Model):
    """The key pair of a call, or of one envelope of it. Only the public half is here; the private
    one comes from a secret of which every holder keeps a part, and ``needed`` of them open."""

    class Envelope(models.TextChoices):
        WHOLE = "whole", "申报文件"
        TECHNICAL = "technical", "技术部分"
        PRICE = "price", "报价部分"

    call = models.ForeignKey(Call, models.PROTECT, related_name="keys", verbose_name="公告")
    envelope = models.CharField("信封", max_length=10, choices=Envelope.choices)
    needed = models.PositiveSmallIntegerField("开标须到（人）")
    public = models.BinaryField("公钥", null=True, blank=True)
    made_at = models.DateTimeField("备齐时间", null=True, blank=True)
    opened_at = models.DateTimeField("开标时间", null=True, blank=True)
    replaced_at = models.DateTimeField("更换时间", null=True, blank=True)

    objects = BidKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "开标密钥"
        ordering = ["call", "-envelope"]
        constraints = [
            models.UniqueConstraint(
                name="bid_key_once", fields=["call", "envelope"], condition=Q(replaced_at=None)
            ),
            models.CheckConstraint(name="bid_key_needed", condition=Q(needed__gte=1)),
            models.CheckConstraint(
                name="bid_key_whole",
                condition=Q(public__isnull=True, made_at__isnull=True)
                | Q(public__isnull=False, made_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"“{self.call}”{self.get_envelope_display()}的开标密钥"

    @property
    def present(self):
        """Who opened it, by name."""
        shares = [share for share in self.shares.all() if share.brought_at]
        return "、".join(f"{share.holder}（第 {share.number} 份）" for share in shares)


class KeyShareQuerySet(ScopedQuerySet):
    reaches = (Territory("key__call__project__federation"), Oneself("holder"))


class KeyShare(models.Model):
    """One holder's part. What he keeps is a file that nobody else has; here lies what tells the
    right file from a wrong one, and his part of the secret, closed to all but that file.

    ``brought`` is the file's secret from when he brings it, after the deadline, until enough
    others have brought theirs; it never exists before the deadline."""

    key = models.ForeignKey(BidKey, models.PROTECT, related_name="shares", verbose_name="开标密钥")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="保管人"
    )
    number = models.PositiveSmallIntegerField("份号")
    public = models.BinaryField("保管人公钥", null=True, blank=True)
    digest = models.CharField("密钥文件摘要（SHA-256）", max_length=64, blank=True)
    taken_at = models.DateTimeField("领取时间", null=True, blank=True)
    sealed = models.BinaryField("封存的份额", null=True, blank=True)
    brought = EncryptedField("到场交出的密钥", blank=True)
    brought_at = models.DateTimeField("到场时间", null=True, blank=True)

    objects = KeyShareQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "密钥份额"
        ordering = ["key", "number"]
        constraints = [
            models.UniqueConstraint(name="share_number_once", fields=["key", "number"]),
            models.UniqueConstraint(
                name="share_holder_once",
                fields=["key", "holder"],
                violation_error_message="同一人不能保管两份。",
            ),
        ]

    def __str__(self):
        return f"{self.key}第 {self.number} 份"
