"""Which of its own values an organization may ask to have corrected, one topic after another, and
how such a value is kept as text.

The state of the register, what the union found (labour field, stance, risk) and which federation
answers are not among them: nobody asks to be judged otherwise by a form.
"""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from governance.models import told
from orgs import golden
from orgs.models import Organization, Source
from privacy.masks import mask


@dataclass(frozen=True, kw_only=True)
class Part:
    """One topic, one page. ``evidence`` names the paper that has to show it; "" where none is."""

    key: str
    title: str
    fields: tuple
    evidence: str = ""


CERTIFICATE = "登记证书（正本或副本）的照片或扫描件"
PARTS = (
    Part(
        key="registration",
        title="登记事项",
        fields=("name", "credit_code", "registered_on", "legal_representative"),
        evidence=CERTIFICATE,
    ),
    Part(
        key="authority",
        title="登记与主管",
        fields=("registering_authority", "registration_level", "supervising_unit", "management"),
        evidence=f"{CERTIFICATE}，或主管单位的文件",
    ),
    Part(key="place", title="住所", fields=("region", "residence"), evidence=CERTIFICATE),
    Part(key="contact", title="联系电话", fields=("contact_phone",)),
    Part(key="kind", title="分类与党组织", fields=("category", "kind", "has_party_org")),
    Part(key="scale", title="规模", fields=("staff_count", "member_count", "assets")),
    Part(
        key="work",
        title="资金与活动",
        fields=("funding_sources", "activities", "ways_of_working"),
    ),
)
PART = {part.key: part for part in PARTS}
PART_OF = {name: part for part in PARTS for name in part.fields}
HIDDEN = {"contact_phone": "phone"}
"""Values shown under a mask, also to the organization's own people."""


def column(name):
    return Organization._meta.get_field(name)


def label(name):
    return str(column(name).verbose_name)


def written(name, value):
    """A value of the register as text: codes of choices, keys of divisions, "" for nothing."""
    field = column(name)
    value = getattr(value, "pk", value)
    if value is None or value in ("", []):
        return ""
    if field.remote_field:
        return str(value)
    holder = Organization(**{name: value})
    return field.value_to_string(holder)


def read(name, text):
    """The value again, as services take it."""
    field = column(name)
    if text == "":
        if field.null:
            return None
        return [] if field.get_internal_type() == "ArrayField" else field.get_default() or ""
    if field.remote_field:
        return field.related_model._base_manager.get(pk=text)
    return field.to_python(text)


def on_register(organization, name):
    """What the register says now, as text."""
    field = column(name)
    return written(name, getattr(organization, field.attname))


def shown(name, text):
    """As people read it; telephones under a mask."""
    if name in HIDDEN:
        return mask(HIDDEN[name], text) or "—"
    field = column(name)
    if field.remote_field:
        return told(field, text)
    value = None if text == "" else field.to_python(text)
    words = told(field, value)
    return f"{value:,.2f} 元" if name == "assets" and value is not None else words


def stamp(text):
    """By which a page says which value of the register it showed, without saying it."""
    return salted_hmac("orgs.correctable", text).hexdigest()[:20]


def whose_word(organization):
    """``{name: words}``: by which source the register has each value, and of which day."""
    said, ranks = golden.said_of([organization.pk])[organization.pk], golden.Ranks()
    sources = dict(Source.objects.values_list("pk", "name"))
    found = {}
    for name in PART_OF:
        attname = column(name).attname
        now = getattr(organization, attname)

        def rank(source, attname=attname):
            return ranks.of(source, attname, organization.federation_id)

        best = golden.origin(attname, now, said, rank) if now not in (None, "", []) else None
        kept = sources.get(organization.source_id, "")
        known = now not in (None, "", [])
        found[name] = f"{sources[best.source]}，{best.as_of:%Y-%m-%d}" if best else known * kept
    return found
