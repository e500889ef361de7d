"""Claims to speak for an organization: handed in by anybody, judged by an officer.

Nothing in an answer, and nothing in the work done before it, tells whether the register has the
code: a claim is kept either way, and an officer sees it either way.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import live
from accounts.roles import Duty
from documents.models import Attachment
from documents.services import attachments
from governance.trail import record
from orgs.models import Claim, Organization
from orgs.names import fold, tidy, tidy_code
from orgs.services import delegates
from orgs.validators import validate_credit_code
from orgs.workflows import CLAIM
from unions.calendar import add_working_days
from unions.models import Federation

MOST_FILES = 5
PROOF = "请填写登记电话的后四位，或上传授权书、登记证书的照片，至少提供一项。"
NOT_IN_REGISTER = "名册内没有这个代码。请先登记该社会组织，再通过认领；或不予通过。"


@transaction.atomic
def submit(
    *,
    credit_code,
    representative,
    name,
    phone,
    by=None,
    position="",
    email="",
    phone_tail="",
    files=(),
):
    """Keep a claim and the proof that came with it. Gives the Claim."""
    if not phone_tail and not files:
        raise ValidationError({"phone_tail": PROOF})
    code = tidy_code(credit_code)
    try:
        validate_credit_code(code)
    except ValidationError as wrong:
        raise ValidationError({"credit_code": wrong.messages}) from wrong
    organization, federation = _about(code)
    claim = Claim(
        credit_code=code,
        representative=tidy(representative),
        organization=organization,
        federation=None if organization else federation,
        name=tidy(name),
        position=position.strip(),
        phone=phone,
        email=email,
        due_on=add_working_days(timezone.localdate(), Claim.WORKING_DAYS),
    )
    _compare(claim, phone_tail)
    claim.full_clean(exclude=["organization", "federation"])
    claim.save()
    _keep(claim, files)
    record(by=by, verb="submit", label="提交组织认领", subject=claim)
    return claim


def _about(code):
    """``(organization or None, federation)``: both are looked for whichever is needed."""
    organization = Organization._base_manager.filter(credit_code=code).first()
    while organization is not None and organization.merged_into_id:
        organization = organization.merged_into
    places = [code[2:8], code[2:6], code[2:4], "0"]
    federations = Federation.objects.valid(timezone.localdate()).filter(code__in=places)
    return organization, federations.order_by("-level").first()


def _compare(claim, phone_tail):
    """What the register says against what the person says; for the officer, who is shown both."""
    known = claim.organization
    name = fold(known.legal_representative) if known else ""
    claim.representative_matches = bool(name) and name == fold(claim.representative)
    numbers = known.contact_phone.split("、") if known else []
    tails = {"".join(c for c in number if c.isdigit())[-4:] for number in numbers if number}
    claim.phone_matches = phone_tail in tails if phone_tail else None


def _keep(claim, files):
    if len(files) > MOST_FILES:
        raise ValidationError({"files": f"最多上传 {MOST_FILES} 个文件。"})
    for file in files:
        try:
            attachments.upload(
                by=None, file=file, federation=answering(claim), owner=claim, purpose="认领证明"
            )
        except ValidationError as refused:
            raise ValidationError({"files": refused.messages}) from refused


def answering(claim):
    """The federation that judges it."""
    return claim.organization.federation if claim.organization else claim.federation


def shown_to(*, number, phone_tail):
    """The claim of whoever knows its number and the end of the telephone it gave, or None."""
    claim = Claim.objects.filter(number=number.strip().upper()).first()
    tail = claim.phone[-4:] if claim else "0000"
    same = constant_time_compare(tail, phone_tail.strip())
    return claim if claim and same else None


def opened(*, number):
    """The claim that a browser has shown to know, or None."""
    found = Claim.objects.select_related("organization", "invitation")
    return found.filter(number=number).first()


@transaction.atomic
def resubmit(*, claim, representative, phone_tail="", files=(), by=None):
    """What was asked for is added; the clock begins again."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if not phone_tail and not files and not Attachment.objects.of(claim).exists():
        raise ValidationError({"phone_tail": PROOF})
    claim.representative = tidy(representative)
    known = claim.phone_matches
    _compare(claim, phone_tail)
    claim = CLAIM.move(
        claim,
        "resubmit",
        by=by,
        representative=claim.representative,
        representative_matches=claim.representative_matches,
        phone_matches=claim.phone_matches if phone_tail else known,
        submitted_at=timezone.now(),
        due_on=add_working_days(timezone.localdate(), Claim.WORKING_DAYS),
    )
    _keep(claim, files)
    return claim


def withdraw(*, claim, by=None):
    return CLAIM.move(claim, "withdraw", by=by)


@transaction.atomic
def approve(*, by, claim, duty=Duty.MANAGER):
    """The applicant may open an account for the organization: by the invitation that is mailed, or
    from the page of the claim. Gives the claim with its invitation.

    A claim whose code came onto the register meanwhile is the new organization's.
    """
    claim = CLAIM.move(claim, "approve", by=by, **_decided(by))
    if claim.organization is None:
        claim.organization, _ = _about(claim.credit_code)
        claim.federation = None
    if claim.organization is None:
        raise ValidationError(NOT_IN_REGISTER, code="unknown")
    claim.invitation = delegates.invite(
        organization=claim.organization,
        name=claim.name,
        duty=duty,
        by=by,
        phone=claim.phone,
        email=claim.email,
    )
    claim.save()
    return claim


@transaction.atomic
def send_back(*, by, claim, reason):
    claim = CLAIM.move(claim, "send_back", by=by, reason=reason, answer=reason[:300])
    _tell(claim, "您的认领需要补正", "请打开下面的网址查看原因并补正。")
    return claim


@transaction.atomic
def refuse(*, by, claim, reason):
    claim = CLAIM.move(claim, "refuse", by=by, reason=reason, answer=reason[:300], **_decided(by))
    _tell(claim, "您的认领未通过", "请打开下面的网址查看原因。")
    return claim


def _decided(by):
    return {"decided_at": timezone.now(), "decided_by": by}


def _tell(claim, subject, text):
    """By mail if there is an address; the page of the claim says it in any case."""
    if claim.email:
        address = settings.PUBLIC_URL + reverse("claim:status")
        live.mail(
            to=claim.email,
            subject=subject,
            text=f"{claim.name}，您好：\n\n受理编号 {claim.number}。{text}\n\n{address}\n",
        )
