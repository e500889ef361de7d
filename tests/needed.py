"""Needs of a province, for the tests that open every door: one of everything."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from procurement.services import need_sheets, needs, topics
from tests.founding import NOWHERE


def needed(say, org, *, by, here):
    """``{kind: (what is there, what is not)}``, gathered at ``here`` by one of its officers."""
    channel = needs.open_channel(
        by=by,
        federation=here,
        title="说说您的需求",
        site=say("张贴地点"),
        expires_at=timezone.now() + timedelta(days=9),
    )
    told = {"domain": "legal", "group": "staff", "people": 3}
    need = needs.write_down(by=by, federation=here, text=say("一条需求"), **told)
    other = needs.write_down(by=by, federation=here, text=say("另一条需求"), **told)
    topic = topics.begin_topic(
        by=by, federation=here, title=say("需求主题"), domain="legal", needs=[other]
    )
    file = SimpleUploadedFile(
        f"{say('需求表')}.csv", f"需求,领域\n{say('表中需求')},法律援助与维权\n".encode()
    )
    sheet = need_sheets.hand_in(by=by, federation=here, file=file)
    return {
        "need": (str(need.uid), NOWHERE),
        "need number": (need.number, "XQ-2222-2222-2222"),
        "need channel": (str(channel.uid), NOWHERE),
        "need token": (channel.token, f"{channel.token}x"),
        "need sheet": (str(sheet.uid), NOWHERE),
        "topic": (str(topic.uid), NOWHERE),
        "answering": ("answer", "answer"),
        "closing": ("close", "close"),
    }
