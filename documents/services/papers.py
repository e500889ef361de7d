import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from documents.kinds import kind as kind_of
from documents.layout import blocks, chinese_date, house_docx
from documents.models import OfficeTemplate, Paper
from documents.models.papers import EDIT
from documents.office import render_docx
from documents.services.numbers import next_number, void_number
from documents.workflows import PAPER
from governance.trail import record, refuse

NOT_YOURS = "您无权办理这类文书。"
FIXED = "文书已印发或作废，不能修改；如有错误，请作废后重新拟稿。"


@transaction.atomic
def draft_paper(*, by, kind, federation, subject=None):
    """Begin a paper of that kind from its subject's records. The caller came to the subject
    through scope. Raises PermissionDenied."""
    made_of = kind_of(kind)
    if made_of is None or not by.may_at(made_of.edit, federation):
        refuse(by=by, verb="draft_paper", subject=federation)
        raise PermissionDenied(NOT_YOURS)
    draft = made_of.compose(subject, federation)
    values = {**draft.values, **({"issuer": draft.issuer} if draft.issuer else {})}
    paper = Paper(
        kind=kind,
        federation=federation,
        title=draft.title[:200],
        addressee=draft.addressee[:200],
        body=draft.body,
        values=json.dumps(values, ensure_ascii=False) if values else "",
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        by=by,
    )
    paper.full_clean()
    paper.save()
    record(by=by, verb="draft", label=f"拟{made_of.label}", subject=paper, federation=federation)
    return paper


@transaction.atomic
def revise_paper(*, by, paper, title, addressee="", body=""):
    """Change a draft. What was issued stands as it is."""
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if not by.may(EDIT, paper):
        refuse(by=by, verb="revise_paper", subject=paper)
        raise PermissionDenied(NOT_YOURS)
    if paper.status != Paper.Status.DRAFT:
        raise ValidationError(FIXED)
    paper.title, paper.addressee, paper.body = title, addressee, body
    paper.full_clean()
    paper.save()
    record(by=by, verb="revise", label="修改文书", subject=paper)
    return paper


@transaction.atomic
def issue_paper(*, by, paper, signed_on=None):
    """Issue it: dated, numbered where its kind is, in the form in force today."""
    signed_on = signed_on or timezone.localdate()
    if signed_on > timezone.localdate():
        raise ValidationError({"signed_on": "成文日期不能晚于今天。"})
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    values = {
        "signed_on": signed_on,
        "issued_at": timezone.now(),
        "template": template_for(paper.federation, paper.kind),
    }
    made_of = kind_of(paper.kind)
    if made_of and made_of.series and by.may(EDIT, paper) and paper.number is None:
        values["number"] = next_number(
            federation=paper.federation,
            kind=made_of.series,
            year=signed_on.year,
            by=by,
            title=paper.title,
            subject=paper,
        )
    return PAPER.move(paper, "issue", by=by, **values)


@transaction.atomic
def void_paper(*, by, paper, reason):
    """Take it out of force; its number is kept and not given again."""
    paper = PAPER.move(paper, "void", by=by, reason=reason, **_stamped(paper))
    if paper.number and not paper.number.voided_at:
        paper.number = void_number(number=paper.number, by=by, reason=reason)
    return paper


def _stamped(paper):
    """A draft that is put aside gets the date on which it was."""
    if paper.signed_on:
        return {}
    return {"signed_on": timezone.localdate(), "issued_at": timezone.now()}


def template_for(federation, kind):
    """The form nearest above that federation, or None: the house form."""
    above = OfficeTemplate.objects.in_force().filter(kind=kind)
    above = above.select_related("federation")
    own = [t for t in above if federation.path.startswith(t.federation.path)]
    return max(own, key=lambda t: len(t.federation.path), default=None)


def docx_of(paper):
    """The paper as bytes of a .docx: in its federation's own form, else in the house form."""
    template = paper.template
    if paper.status == Paper.Status.DRAFT:
        template = template_for(paper.federation, paper.kind)
    if template is None:
        made_of = kind_of(paper.kind)
        return house_docx(
            issuer=paper.signer,
            title=paper.title,
            number=str(paper.number or ""),
            addressee=paper.addressee,
            body=paper.body,
            signed_on=paper.signed_on,
            letterhead=made_of.letterhead if made_of else True,
        )
    return render_docx(template.content.file.path, fields_of(paper))


def fields_of(paper):
    """What a federation's own form may use: ``{name: text}``."""
    return {
        **(json.loads(paper.values) if paper.values else {}),
        "issuer": paper.signer,
        "title": paper.title,
        "number": str(paper.number or ""),
        "addressee": paper.addressee,
        "paragraphs": [said for of, said in blocks(paper.body) if of != "table"],
        "rows": [row for of, said in blocks(paper.body) if of == "table" for row in said],
        "signed_on": chinese_date(paper.signed_on),
    }
