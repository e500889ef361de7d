"""Which personal values whom reach, page by page: the table is the rule, and nothing beyond it.

A cell names who reads the value whole. Telephones and mail addresses stand nowhere in clear but
at their owner's; see tests/privacy/test_reveal.py for the way to one of them, with a reason.
"""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from indicators import services as figures
from orgs.imports.batches import hand_in, read_batch
from orgs.services.acts import ACTS
from tests import make
from tests.everybody import everybody
from tests.province import province
from tests.visits import Visitor

pytestmark = pytest.mark.django_db
ROLES = {
    "leader": ("50", "leader"),
    "organizing": ("500112", "organizing"),
    "liaison": ("50", "liaison"),
    "audit": ("50", "audit"),
    "statistics": ("50", "statistics"),
    "street": ("500112", "street"),
    "legal": ("50", "legal"),
}
OFFICES = {*ROLES}
EDITORS = {"organizing", "liaison", "street"}
FOUNDING = OFFICES - {"audit", "legal"}
EXPORTERS = {"leader", "organizing", "liaison", "statistics"}
ASSESSORS = {"leader", "liaison"}
NAMED = OFFICES - {"statistics"}
"""Who is told of persons; an account of figures is not."""
CARERS = {"organizing", "security_admin", "system_admin"}
RECEIVERS = {"organizing", "liaison"}
"""Who looks after delegates and answers claims."""

SEEN = {
    "organization": {
        "representative": NAMED,
        "officer": FOUNDING,
        "note": FOUNDING,
        "delegate": RECEIVERS,
        "post": NAMED,
        "stance": ASSESSORS,
    },
    "organization, its record": {"officer": OFFICES, "representative": EDITORS},
    "a tie, corrected": {"post": EDITORS},
    "a contact, corrected": {},
    "list, of a stance": {},
    "interface, ties": {"post": NAMED},
    "interface, contacts": {},
    "interface, stances": {"stance": ASSESSORS},
    "organization, edited": {"representative": EDITORS},
    "list": {},
    "list, exported": {},
    "records": {},
    "records, exported": {},
    "interface": {"representative": NAMED},
    "interface, list": {},
    "interface, eligibility": {"officer": FOUNDING, "note": FOUNDING},
    "interface, coverage": {"officer": FOUNDING},
    "assessment": {},
    "import": {},
    "import, errors": {"representative": {"organizing"}, "row phone": {"organizing"}},
    "import, interface": {},
    "people": {"colleague": CARERS, "delegate": {"security_admin", "system_admin"}},
    "person": {"colleague": CARERS},
    "delegates": {"delegate": RECEIVERS},
    "claims": {"applicant": RECEIVERS},
    "claim": {"applicant": RECEIVERS, "representative": RECEIVERS, "delegate": RECEIVERS},
    "claim, interface": {"applicant": RECEIVERS},
    "corrections": {"delegate": EDITORS},
    "correction": {"delegate": EDITORS},
    "correction, interface": {},
    "portal": {},
    "portal, profile": {"representative": {"its delegate"}},
    "portal, people": {},
    "portal, correction": {},
    "trail": {"officer": {"organizing", "audit", "auditor"}, "delegate": {"audit", "auditor"}},
    "own account": {},
}


@pytest.fixture
def house():
    people = everybody()
    people |= {name: make.officer(*at, username=f"the-{name}") for name, at in ROLES.items()}
    officer = people["organizing"]
    User.objects.filter(pk=officer.pk).update(name="经手人甲", email="officer@example.cn")
    officer = people["organizing"] = User.objects.get(pk=officer.pk)
    made = province("50", "500112", officer=officer, chief=people["cq_organizing"])
    register_values(made, officer)
    people["its delegate"] = made.delegate
    colleague = User.objects.get(username=made.things["person"].there)
    for user, name, digit in ((colleague, "同事乙", 1), (made.delegate, "代表丙", 2)):
        user.name, user.email = name, f"mail{digit}@example.cn"
        user.phone = f"1370000000{digit}"
        user.save()
    file = SimpleUploadedFile(
        "名单.csv",
        "名称,统一社会信用代码,组织类型,法定代表人,联系电话\n"
        "某协会,52500000BAD,民办非企业单位,欧阳代表人,13511112222\n".encode(),
    )
    listing = hand_in(
        by=officer,
        file=file,
        source="某",
        federation=make.federation("500112"),
        as_of=date(2024, 1, 1),
    )
    listing.refresh_from_db()
    read_batch(listing)
    figures.rebuild()
    return people, made, listing


def register_values(made, officer):
    from membership.services import assess
    from orgs.services import update_organization

    update_organization(
        by=officer,
        organization=made.org,
        legal_representative="欧阳代表人",
        contact_phone="13612345678",
    )
    assess(by=officer, organization=made.org, decision="eligible", note="家访所见", evidence="表")
    tie = made.org.ties.get()
    ACTS["ties"].correct(
        by=officer, row=tie, reason="更名", person_name="诸葛兼任", own_post="某处长"
    )
    contact = made.org.contacts.get()
    named = {"person_name": "令狐联系", "phone": "13522223333"}
    ACTS["contacts"].correct(by=officer, row=contact, reason="换人", **named)
    assessor = make.officer("500112", "liaison")
    told = {"treatment": "watch", "basis": "研判所见"}
    ACTS["stances"].add(by=assessor, organization=made.org, **told)


VALUES = {
    "phone": ("13612345678",),
    "row phone": ("13511112222",),
    "representative": ("欧阳代表人",),
    "tie": ("诸葛兼任",),
    "post": ("某处长",),
    "contact": ("令狐联系",),
    "contact's phone": ("13522223333",),
    "stance": ("研判所见",),
    "note": ("家访所见",),
    "officer": ("经手人甲",),
    "officer's mail": ("officer@example.cn",),
    "colleague": ("同事乙",),
    "colleague's phone": ("13700000001",),
    "colleague's mail": ("mail1@example.cn",),
    "delegate": ("代表丙",),
    "delegate's phone": ("13700000002",),
    "delegate's mail": ("mail2@example.cn",),
    "applicant": ("认领人",),
    "applicant's phone": ("13900000001",),
}


def places(made, listing):
    org, person = made.org.uid, made.things["person"].there
    found = {"federation": "500112", "code": "R1"}
    claim, asked = (made.things[name].there for name in ("claim", "asked"))
    tie, contact = made.org.ties.get(), made.org.contacts.get()
    return {
        "claims": ("get", "/claims/", {}),
        "claim": ("get", f"/claims/{claim}/", {}),
        "claim, interface": ("get", f"/api/v1/claims/{claim}/", {}),
        "corrections": ("get", "/corrections/", {}),
        "correction": ("get", f"/corrections/{asked}/", {}),
        "correction, interface": ("get", f"/api/v1/corrections/{asked}/", {}),
        "portal": ("get", "/portal/", {}),
        "portal, profile": ("get", f"/portal/{org}/", {}),
        "portal, people": ("get", f"/portal/{org}/people/", {}),
        "portal, correction": ("get", f"/portal/corrections/{asked}/", {}),
        "organization": ("get", f"/organizations/{org}/", {}),
        "organization, its record": ("get", f"/organizations/{org}/record/", {}),
        "a tie, corrected": ("get", f"/organizations/{org}/ties/{tie.pk}/correct/", {}),
        "a contact, corrected": ("get", f"/organizations/{org}/contacts/{contact.pk}/correct/", {}),
        "list, of a stance": ("get", "/organizations/", {"stance": "guide"}),
        "interface, ties": ("get", f"/api/v1/organizations/{org}/ties/", {}),
        "interface, contacts": ("get", f"/api/v1/organizations/{org}/contacts/", {}),
        "interface, stances": ("get", f"/api/v1/organizations/{org}/stances/", {}),
        "organization, edited": ("get", f"/organizations/{org}/edit/", {}),
        "list": ("get", "/organizations/", {}),
        "list, exported": ("post", "/organizations/export/", {"ids": [made.org.pk]}),
        "records": ("get", "/dashboard/records/", found),
        "records, exported": ("post", "/dashboard/records/export/?federation=500112&code=R1", {}),
        "interface": ("get", f"/api/v1/organizations/{org}/", {}),
        "interface, list": ("get", "/api/v1/organizations/", {}),
        "interface, eligibility": ("get", f"/api/v1/organizations/{org}/eligibility/", {}),
        "interface, coverage": ("get", f"/api/v1/organizations/{org}/coverage/", {}),
        "assessment": ("get", f"/organizations/{org}/eligibility/", {}),
        "import": ("get", f"/organizations/import/{listing.uid}/", {}),
        "import, errors": ("get", f"/organizations/import/{listing.uid}/errors/", {}),
        "import, interface": ("get", f"/api/v1/imports/{listing.uid}/", {}),
        "people": ("get", "/accounts/people/", {}),
        "person": ("get", f"/accounts/people/{person}/", {}),
        "delegates": ("get", "/delegates/", {}),
        "trail": ("get", "/trail/?size=100", {}),
        "own account": ("get", "/accounts/me/", {}),
    }


def test_each_value_reaches_whom_the_table_names(house):
    people, made, listing = house
    visitors = {name: Visitor(user) for name, user in people.items() if user and user.is_active}
    # One's own name stands in the frame of every page, and one's own mail in one's account.
    own = {
        "organizing": {"officer", "officer's mail"},
        "its delegate": {"delegate", "delegate's mail", "delegate's phone"},
    }
    wrong = []
    for place, (method, address, data) in places(made, listing).items():
        texts = {
            name: visitor.visit(method, address, data=data).said
            for name, visitor in visitors.items()
            if name not in ("cq_organizing", "yb_organizing", "acftu", "cq_leader", "cq_audit")
        }
        for value, words in VALUES.items():
            got = {
                name
                for name, text in texts.items()
                if any(word in text for word in words) and value not in own.get(name, ())
            }
            expected = set(SEEN[place].get(value, ())) - {
                name for name, values in own.items() if value in values
            }
            if got != expected:
                wrong.append((place, value, "reads:", sorted(got), "may:", sorted(expected)))
    assert not wrong, "\n".join(map(str, wrong))
