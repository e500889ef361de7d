import secrets

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from privacy import signing
from privacy.fields import EncryptedField
from privacy.masks import mask
from privacy.models import PERSON_NAME_VIEW, PERSONAL_REVEAL, Consent, NoticeOfProcessing

PURPOSE = "reveal"


class NotToBeSeen(LookupError):
    """The code is not theirs, or the row not within their reach. Which of the two is not told."""


def reveal_code(user, row, field):
    """The code of the link beside a masked value: for this person, for an hour, for one look."""
    once = secrets.token_hex(4)
    return signing.sign(PURPOSE, [user.pk, row._meta.label_lower, field, row.pk, once], minutes=60)


def subject_of(code, user):
    """``(row, field)`` that the code is about, by scope of today. Raises BadCode, NotToBeSeen."""
    owner, label, name, key, _ = signing.read(PURPOSE, code)
    if owner != user.pk:
        raise NotToBeSeen
    try:
        field = apps.get_model(label)._meta.get_field(name)
        rows = apps.get_model(label)._default_manager.for_user(user, PERSONAL_REVEAL)
    except (LookupError, AttributeError, FieldDoesNotExist) as unknown:
        raise NotToBeSeen from unknown
    row = rows.filter(pk=key).first()
    if row is None or not isinstance(field, EncryptedField):
        raise NotToBeSeen
    return row, field


def name_of(user, row, field):
    """A person's name that a row keeps: whole for whoever needs it there, else no more than the
    family name. The row was come to through scope."""
    place = type(row)._default_manager.federation_of(row)
    whole = user.is_authenticated and place is not None and user.may_at(PERSON_NAME_VIEW, place)
    value = getattr(row, field)
    return value if whole else mask("name", value)


def notice_for(purpose):
    """The version in force of what people are told for a purpose, or None."""
    return NoticeOfProcessing.objects.filter(purpose=purpose).order_by("-version").first()


def consents(person, purpose):
    """Does the person's consent stand? To the newest version, or it is asked anew."""
    notice = notice_for(purpose)
    return bool(notice) and Consent.objects.standing().by(person).filter(notice=notice).exists()
