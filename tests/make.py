"""One function a noun. A caller names only what its test is about."""

import io
from datetime import date
from itertools import count

from docx import Document
from stdnum.cn import uscc

from accounts.models import Appointment, User
from accounts.roles import Role
from orgs.demo_portal import picture
from orgs.models import Organization, OrganizationFacts
from unions.models import Federation, GrassrootsUnion

serial = count(1)
PNG = picture("").read()
"""A small grey sheet, for a photograph."""


def federation(code):
    """One of the federations every test database has: "0", "50", "500112" …"""
    return Federation.objects.get(code=code)


def officer(code, role=Role.ORGANIZING, **over):
    n = next(serial)
    user = User.objects.create(**{"username": f"u{n}", "name": f"经办{n}", **over})
    Appointment.objects.create(
        user=user, federation=federation(code), role=role, starts_on=date(2020, 1, 1)
    )
    return user


def delegate(organization, duty="operator", user=None, **over):
    """Somebody who speaks for it since 2023, with an account of their own."""
    n = next(serial)
    user = user or User.objects.create(username=f"d{n}", name=f"代表{n}")
    values = {"duty": duty, "starts_on": date(2023, 1, 1), **over}
    return organization.delegates.create(user=user, **values)


def credit_code():
    body = f"5250011230{next(serial):07d}"
    return body + uscc.calc_check_digit(body)


def organization(code="500112", **over):
    """Registered at the county since 2015, with its counted facts from then on."""
    place = over.pop("federation", None) or federation(code)
    values = {
        "name": f"某社会服务中心{next(serial)}",
        "type": "52",
        "registration_level": "50",
        "federation": place,
        "region": place.region,
        "registered_on": date(2015, 3, 1),
        "credit_code": credit_code(),
        **over,
    }
    made = Organization(**values)
    made.be_found()
    made.save()
    OrganizationFacts.objects.create(
        organization=made,
        valid_from=made.registered_on or date(2015, 3, 1),
        **{name: getattr(made, name) for name in Organization.counted_names()},
    )
    return made


def labour_field(*domains):
    """The values of an organization found to be of the labour-relations field."""
    return {
        "labour_domains": list(domains or ["skills"]),
        "labour_field_basis": "章程所载业务范围",
        "labour_field_decided_on": date(2016, 3, 31),
    }


def docx(*lines):
    """A Word file of these paragraphs, as bytes."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def union(code="500112", kind="joint", **over):
    return GrassrootsUnion.objects.create(
        **{
            "name": f"某联合工会{next(serial)}",
            "federation": federation(code),
            "kind": kind,
            "founded_on": date(2016, 1, 1),
            **over,
        }
    )
