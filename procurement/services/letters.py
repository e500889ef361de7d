"""Letters of a purchase: made from its records and issued in one act, as .docx for whom they
concern."""

from django.db import transaction

from documents.services.papers import draft_paper, issue_paper


@transaction.atomic
def issue_letter(*, by, kind, subject):
    """Make the letter of that kind and issue it today."""
    federation = subject._meta.model.objects.federation_of(subject)
    return issue_paper(
        by=by, paper=draft_paper(by=by, kind=kind, federation=federation, subject=subject)
    )
