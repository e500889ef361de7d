"""Bids: drafts as they are written, bids as they were handed in, sealed until they are opened."""

import json
import uuid
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from governance.scope import ScopedQuerySet, Territory
from orgs.models import Organization
from privacy import ciphers
from privacy.fields import EncryptedField
from procurement.models.calls import Call, Lot
from procurement.reach import OnMyDesk

LOOKED_BACK = 180
"""Days for which a bid that was never opened is still shown to its bidder."""


def slot_of(lot_id, organization_id):
    """Under what an organization's bid for a lot is found before the opening: a keyed hash, so
    that the table itself does not tell who bids."""
    return ciphers.blind(f"{lot_id}:{organization_id}", context="procurement.bid.slot")


def closed_calls():
    """Calls whose bids may lie sealed: those open for bids, and those that ended of late without
    an opening."""
    states = [Call.Status.PUBLISHED, Call.Status.CLOSED, Call.Status.FAILED, Call.Status.CANCELLED]
    recent = timezone.now() - timedelta(days=LOOKED_BACK)
    return Call.objects.filter(status__in=states, deadline__gt=recent)


class OwnSlot:
    """By delegation, while the table does not name the organization: over the slots it would have
    in the lots of calls that are not opened yet."""

    def condition(self, user, permission):
        if permission not in user.delegate_permissions:
            return None
        mine = list(user.delegated_organizations(permission).values_list("organization", flat=True))
        lots = Lot.objects.filter(call__in=closed_calls()).values_list("pk", flat=True)
        slots = [slot_of(lot, organization) for lot in lots for organization in mine]
        return Q(slot__in=slots) | self.by_name(mine)

    def by_name(self, mine):
        return Q(organization__in=mine)


class OwnDraft(OwnSlot):
    """Drafts never name their organization."""

    def by_name(self, mine):
        return Q(pk__in=())


class AfterOpening(Territory):
    """By office, and only what has been opened: before, there is nothing to be seen, for nobody."""

    def condition(self, user, permission):
        if permission == Permission.BID_SCORE:  # an expert comes by the sheet, not by the place
            return None
        found = super().condition(user, permission)
        return None if found is None else found & Q(opened_at__isnull=False)


class BidQuerySet(ScopedQuerySet):
    reaches = (AfterOpening("lot__call__project__federation"), OwnSlot(), OnMyDesk())

    def latest(self):
        """Of every bidder for every lot the last revision, withdrawn or not."""
        later = Bid.objects.filter(
            lot=OuterRef("lot"), slot=OuterRef("slot"), revision__gt=OuterRef("revision")
        )
        return self.exclude(Exists(later))

    def current(self):
        return self.latest().filter(withdrawn_at=None)

    def opened(self):
        return self.current().filter(opened_at__isnull=False)


class Bid(models.Model):
    """One revision of one organization's bid for a lot, accepted before the deadline by the clock
    of the database. Rows are added; a later revision supersedes the earlier. What it says lies in
    ``sealed`` until the opening, and thereafter in ``technical`` and ``price``; whose it is lies
    in ``told`` until then. Its ``uid`` was its draft's: a draft is handed in once."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("回执编号", max_length=24, unique=True)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="bids", verbose_name="标段")
    slot = models.CharField("密封的归属", max_length=64)
    told = EncryptedField("开标前的归属", blank=True)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bids",
        verbose_name="申报单位",
    )
    revision = models.PositiveSmallIntegerField("第几稿", default=1)
    submitted_at = models.DateTimeField("提交时间")
    confirmed_at = models.DateTimeField(
        "确认有效时间",
        null=True,
        blank=True,
        help_text="公告有实质性变更后，由申报单位确认申报仍然有效。",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提交人",
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    sealed = models.BinaryField("密封内容")
    sealed_price = models.BinaryField("密封报价", null=True, blank=True)
    digest = models.CharField("内容摘要（SHA-256）", max_length=64)
    opened_at = models.DateTimeField("开标时间", null=True, blank=True)
    price_opened_at = models.DateTimeField("报价开标时间", null=True, blank=True)
    technical = EncryptedField("申报内容", blank=True)
    price = EncryptedField("报价内容", blank=True)
    damage = models.CharField("不能打开的原因", max_length=100, blank=True)

    objects = BidQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        ordering = ["lot", "submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="bid_revision_once", fields=["lot", "slot", "revision"]),
            models.CheckConstraint(
                name="bid_opened_with_organization",
                condition=Q(opened_at=None) | Q(organization__isnull=False),
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("procurement:bid", args=[self.uid])

    @property
    def content(self):
        """What it says, as far as it has been opened: ``{"parts": {key: values}, "files": […]}``
        and, once the price is known, ``"total"`` in 元."""
        found = {"parts": {}, "files": []}
        for text in filter(None, (self.technical, self.price)):
            told = json.loads(text)
            parts, files = found["parts"] | told["parts"], found["files"] + told["files"]
            found |= told | {"parts": parts, "files": files}
        return found

    @property
    def is_confirmed(self):
        """Whether it was handed in, or said to hold, after the last material change of the call."""
        changed_at = self.lot.call.material_at
        return changed_at is None or (self.confirmed_at or self.submitted_at) > changed_at

    @property
    def amount(self):
        """What it asks for, in 元, or None while the price is sealed."""
        total = self.content.get("total")
        return None if total is None else Decimal(total)


class BidDraftQuerySet(ScopedQuerySet):
    reaches = (OwnDraft(),)


class BidDraft(models.Model):
    """A bid being written, closed from the moment it arrives: ``content`` under a key of its own,
    which is destroyed with the row when the bid is handed in."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    lot = models.ForeignKey(Lot, models.CASCADE, related_name="drafts", verbose_name="标段")
    slot = models.CharField("密封的归属", max_length=64)
    told = EncryptedField("归属")
    key = EncryptedField("草稿密钥")
    content = models.TextField("草稿内容（密文）", blank=True)
    version = models.PositiveIntegerField("保存次数", default=0)
    begun_at = models.DateTimeField("开始时间", auto_now_add=True)
    saved_at = models.DateTimeField("保存时间", auto_now=True)

    objects = BidDraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报草稿"
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="bid_draft_once", fields=["lot", "slot"]),
        ]

    def __str__(self):
        return str(self.uid)[:8]

    def get_absolute_url(self):
        return reverse("procurement:draft", args=[self.uid])


class BidFile(models.Model):
    """A file of a bid, kept outside the database in pieces that were closed as they arrived. Its
    name, type and key are in ``told`` until the bid is handed in, and then only in the bid."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(
        BidDraft,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="files",
        verbose_name="申报草稿",
    )
    told = EncryptedField("文件名、类型和密钥", blank=True)
    size = models.PositiveBigIntegerField("大小")
    received = models.PositiveBigIntegerField("已收到", default=0)
    done_at = models.DateTimeField("收齐时间", null=True, blank=True)
    checked = models.BooleanField("已查毒", default=False)
    sent = models.BooleanField(
        "已随申报提交",
        default=False,
        help_text="已提交的申报里有它，从草稿中拿掉时原件不删除。",
    )
    begun_at = models.DateTimeField("开始时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报附件"
        ordering = ["begun_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="bid_file_received", condition=Q(received__lte=models.F("size"))
            ),
        ]

    def __str__(self):
        return str(self.uid)[:8]
