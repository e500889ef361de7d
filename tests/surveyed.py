"""Surveys of a county, for the tests that open every door: one that collects, with a next version
being drawn up, and one whose results are public."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from surveys.services import building, collecting, entering, fieldwork
from tests import make
from tests.founding import NOWHERE


def surveyed(say, *, code):
    """``{kind: (what is there, what is not)}``."""
    by = make.officer(code, Role.ASSISTANCE)
    told = {"kind": "research", "purpose": "了解帮扶服务的情况。", "year": 2026}
    begun = {"by": by, "federation": make.federation(code), "blueprint": "aid", **told}
    closed = building.begin(title="公开结果的调查", **begun)
    building.publish(by=by, survey=closed)
    collecting.close(by=by, survey=closed)
    collecting.show(by=by, survey=closed, public=True)
    survey = building.begin(title="帮扶服务调查", **begun)
    building.publish(by=by, survey=survey)
    building.amend(by=by, survey=survey)
    link, listed = (
        collecting.open_link(by=by, survey=survey, channel=channel, label=say(channel))
        for channel in ("qr", "list")
    )
    table = "问卷编号,调查对象,know,sought,wish\nA1,企业职工,了解,没有,职工培训\n"
    file = SimpleUploadedFile(f"{say('答卷表')}.csv", table.encode())
    sheet = entering.hand_in(by=by, survey=survey, file=file)
    work = fieldwork.note(
        by=by,
        survey=survey,
        method="forum",
        held_on=date(2026, 3, 1),
        venue=say("座谈会场"),
        findings=say("座谈意见"),
    )
    return {
        "survey": (str(survey.uid), NOWHERE),
        "public survey": (str(closed.uid), NOWHERE),
        "survey link": (link.slug, "nowhere"),
        "survey list": (listed.slug, "nowhere"),
        "survey sheet": (str(sheet.uid), NOWHERE),
        "survey work": (str(work.uid), NOWHERE),
        "survey group": ("workers", "nobody"),
        "survey question": ("advice", "nothing"),
        "survey reading": (str(survey.readings.first().pk), "999999999"),
    }
