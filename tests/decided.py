"""What is asked, examined, decided and held against a purchase, as rows: one of everything."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from documents.services.attachments import upload
from procurement.models import (
    Award,
    Ban,
    Bid,
    Call,
    Decision,
    Flag,
    ModelText,
    Objection,
    Qualification,
    Question,
    Scheme,
)
from procurement.services.letters import issue_letter
from tests.everybody import person
from tests.founding import NONE, NOWHERE

SHEET = [{"code": "1", "name": "方案", "weight": 100, "max": 100}]


def decided(say, org, reviewed, *, here):
    """``{kind: (what is there, what is not)}``: on the call ``reviewed``, for which ``org`` bid."""
    call = Call.objects.get(uid=reviewed)
    bid = Bid.objects.get(lot__call=call)
    lead = User.objects.get(username=f"p{here.code}-approver")
    buyer = person(f"p{here.code}-drafter", here.code, Role.PROCUREMENT)
    question = Question.objects.create(call=call, text=say("提问"), asked_at=timezone.now())
    file = upload(
        by=buyer, file=SimpleUploadedFile("a.txt", b"public"), federation=here, owner=call
    )
    scheme = Scheme.objects.create(
        federation=here, name=say("自用评分表"), purpose="initial", items=SHEET, by=buyer
    )
    text = ModelText.objects.create(
        federation=here, name=say("自用合同"), kind="project", body=say("合同正文"), by=buyer
    )
    qualification = Qualification.objects.create(
        bid=bid,
        status="failed",
        reason=say("资格理由"),
        decider=buyer,
        decided_at=timezone.now(),
        told_at=timezone.now(),
    )
    letter = issue_letter(by=buyer, kind="qualification-result", subject=qualification)
    check = qualification.checks.create(order=1, key="standing", label="存续", result="fail")
    decision = Decision.objects.create(
        call=call,
        status="public",
        met_on=date(2026, 1, 5),
        minutes=say("会议纪要"),
        editor=buyer,
        approver=lead,
        approved_at=timezone.now(),
        publicity_from=date(2026, 1, 6),
        publicity_to=date(2026, 1, 13),
    )
    award = Award.objects.create(decision=decision, lot=bid.lot, bid=bid, rank=1, amount=400_000)
    objection = Objection.objects.create(
        call=call,
        kind="objection",
        organization=org,
        text=say("质疑事项"),
        known_on=date(2026, 1, 7),
        due_on=date(2026, 1, 16),
        answers_at=here,
    )
    ban = Ban.objects.create(
        federation=here,
        organization=org,
        cause="false_material",
        evidence=say("禁入事实"),
        decision_number=say("禁入文号"),
        starts_on=date(2026, 1, 1),
        by=buyer,
    )
    flag = Flag.objects.create(
        project=call.project, call=call, key="single_bidder", result="fail", reason=say("提示理由")
    )
    return {
        "question": (str(question.uid), NOWHERE),
        "call file": (str(file.uid), NOWHERE),
        "scheme": (str(scheme.uid), NOWHERE),
        "scheme code": ("initial", "initial"),
        "keeping": ("publish", "publish"),
        "model text": (str(text.uid), NOWHERE),
        "text code": ("project", "project"),
        "qualification": (str(qualification.uid), NOWHERE),
        "letter": (str(letter.uid), NOWHERE),
        "check": (check.key, check.key),
        "judging": ("pass", "pass"),
        "ending": ("cancel", "cancel"),
        "deciding": ("redo", "redo"),
        "decided bid": (str(bid.uid), NOWHERE),
        "award": (str(award.uid), NOWHERE),
        "decision": (str(decision.uid), NOWHERE),
        "objection": (str(objection.uid), NOWHERE),
        "ban": (str(ban.uid), NOWHERE),
        "flag": (str(flag.pk), NONE),
    }
