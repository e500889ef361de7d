"""What bids and their keys put on the page of a call, into the inbox and the workspace."""

from django.urls import reverse

from accounts import panels
from accounts.roles import Permission
from communications.inbox import Tasks
from orgs.portal import Card
from procurement.models import Bid, BidDraft, Call, KeyShare
from procurement.models.bids import slot_of
from procurement.queries import bids as reads
from procurement.services import keys

P = Permission


def key_state(call, user):
    """How far the key is; of bids nothing before the opening."""
    if call.status in Call.ENDED:
        return None
    standing = list(keys.standing(call).prefetch_related("shares__holder"))
    opened = [key for key in standing if key.opened_at]
    told = {"keys": standing, "lacking": keys.lacking(call), "opened": opened}
    if opened:
        told["bids"] = reads.opened(call).count()
        least = call.project.rules.get("min_bidders", 1)
        told["least"] = least if told["bids"] < least else None
    return told


def way_to_keys(call, user):
    return "开标密钥", reverse("procurement:call_keys", args=[call.uid])


def published(call):
    rows = list(reads.published_receipts(call))
    return {"rows": rows} if rows else None


PANELS = (
    panels.Panel(
        key="bids",
        title="申报和开标",
        template="procurement/_call_bids.html",
        context=key_state,
        permission=P.PURCHASE_VIEW,
        more=way_to_keys,
        public=published,
        public_template="procurement/_public_opening.html",
        order=60,
    ),
)


def to_take(user):
    """Parts of a key that wait for their holder."""
    rows = KeyShare.objects.for_user(user, P.KEY_HOLD).filter(holder=user, taken_at=None)
    return rows.filter(key__replaced_at=None).select_related("key__call").order_by("pk")


def to_bring(user):
    """Calls whose time is up and whose bids wait for this holder's part."""
    over = Call.objects.due() | Call.objects.filter(status=Call.Status.CLOSED)
    rows = KeyShare.objects.for_user(user, P.KEY_HOLD).filter(holder=user)
    rows = rows.filter(key__call__in=over, key__opened_at=None, key__replaced_at=None)
    return rows.exclude(taken_at=None).select_related("key__call").order_by("key__call__deadline")


TASKS = (
    Tasks(
        key="keys_to_take",
        label="待领取的开标密钥",
        rows=to_take,
        template="procurement/_task_share.html",
        permission=P.KEY_HOLD,
        unit="份",
        order=33,
    ),
    Tasks(
        key="keys_to_bring",
        label="待开标",
        rows=to_bring,
        template="procurement/_task_share.html",
        permission=P.KEY_HOLD,
        unit="份",
        order=34,
    ),
)


def open_calls(user, organization):
    """Calls one may bid for, while one may."""
    if not user.may_somewhere(P.OWN_BID_VIEW):
        return Call.objects.none()
    return Call.objects.open().order_by("deadline", "pk")


def handed_in(user, organization):
    """An organization's bids of open calls and of those opened since."""
    lots = Call.objects.open().values_list("lots", flat=True)
    slots = [slot_of(lot, organization.pk) for lot in lots]
    rows = Bid.objects.for_user(user, P.OWN_BID_VIEW).latest()
    mine = rows.filter(slot__in=slots) | rows.filter(organization=organization)
    return mine.select_related("lot__call").order_by("-submitted_at")


def in_hand(user, organization):
    lots = Call.objects.open().values_list("lots", flat=True)
    slots = [slot_of(lot, organization.pk) for lot in lots]
    rows = BidDraft.objects.for_user(user, P.OWN_BID_EDIT).filter(slot__in=slots)
    return rows.select_related("lot__call")


CARDS = (
    Card(
        key="bid_drafts",
        title="正在填写的申报",
        rows=in_hand,
        template="procurement/_portal_draft.html",
        more="procurement:portal_bids",
        order=20,
    ),
    Card(
        key="bids",
        title="我的申报",
        rows=handed_in,
        template="procurement/_portal_bid.html",
        more="procurement:portal_bids",
        order=21,
    ),
    Card(
        key="open_calls",
        title="正在征集的项目",
        rows=open_calls,
        template="procurement/_portal_call.html",
        more="procurement:portal_calls",
        order=22,
    ),
)
