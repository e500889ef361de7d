"""Bids of a province: one being written and one sealed for an open call, one that was opened."""

from django.core.files.uploadedfile import SimpleUploadedFile

from procurement.services import bid_files, bids, keys
from tests.founding import NONE, NOWHERE
from tests.procurement.bidding import bidder, tender, written


def sealed(say, org, delegate, *, code):
    """``{kind: (what is there, what is not)}``: published calls; ``delegate`` bids for one."""
    waiting = tender(code=code)
    draft = written(waiting.lot, org, delegate, needs={"text": say("申报内容")})
    file = SimpleUploadedFile("附件.txt", say("申报附件").encode())
    bid_files.upload(by=delegate, draft=draft, upload=file)
    bid = bids.submit(by=delegate, draft=draft, digest=bids.digest_of(bids.documents(draft)))
    draft = written(waiting.lot, org, delegate, needs={"text": say("申报草稿")})
    kept = bid_files.upload(by=delegate, draft=draft, upload=SimpleUploadedFile("a.txt", b"abc"))
    share = keys.standing(waiting.call).get().shares.first()
    over = tender(code=code)
    other, speaker = bidder()
    draft_of_other = written(over.lot, other, speaker, needs={"text": say("已开标的申报")})
    sent = bid_files.upload(
        by=speaker, draft=draft_of_other, upload=SimpleUploadedFile("b.txt", b"abc")
    )
    digest = bids.digest_of(bids.documents(draft_of_other))
    opened = bids.submit(by=speaker, draft=draft_of_other, digest=digest)
    over.close()
    over.open()
    return {
        "bid call": (str(waiting.call.uid), NOWHERE),
        "lot number": ("1", NONE),
        "own bid": (str(bid.uid), NOWHERE),
        "bid verb": ("withdraw", "withdraw"),
        "bid draft": (str(draft.uid), NOWHERE),
        "draft part": ("goals", "goals"),
        "draft file": (str(kept.uid), NOWHERE),
        "share": (str(share.pk), NONE),
        "opened call": (str(over.call.uid), NOWHERE),
        "opened bid": (str(opened.uid), NOWHERE),
        "bid file": (str(sent.uid), NOWHERE),
    }
