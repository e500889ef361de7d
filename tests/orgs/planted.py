"""For each integrity check an organization that is wrong in just that way, beside a sound one."""

from datetime import date, timedelta

from django.utils import timezone
from stdnum.cn import uscc

from orgs.models import (
    CreditMark,
    Disappearance,
    DuplicatePair,
    Grade,
    ImportBatch,
    ImportLine,
    Inspection,
    OrganizationFacts,
    Source,
    Traits,
)
from tests import make
from unions.models import Federation, Region

LONG_AGO = timezone.now() - timedelta(days=4 * 366)


def code(body):
    return body + uscc.calc_check_digit(body)


def sound(county="500112", **over):
    """One that no check has anything to say about."""
    n = next(make.serial)
    inner = f"{n:08d}"
    total = 11 - sum(int(c) * w for c, w in zip(inner, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    values = {
        "name": f"重庆市渝北区某社会服务中心{n}",
        "credit_code": code(f"52{county}{inner}{'0123456789X0'[total]}"),
        "registering_authority": "重庆市渝北区民政局",
        "supervising_unit": "重庆市渝北区人力资源和社会保障局",
        "management": "dual",
        "residence": "渝北区某街道 1 号",
        "legal_representative": "某人",
        "contact_phone": "023-67890000",
        "staff_count": 12,
        "category": "09",
        "activities": "技能培训",
        **over,
    }
    return make.organization(county, **values)


def changed(organization, **values):
    """Change it behind its history's back."""
    type(organization).objects.filter(pk=organization.pk).update(**values)
    return organization


def fact(organization, **values):
    organization.facts.update(**values)
    return organization


def ended_federation():
    place = make.federation("500112")
    federation = Federation.objects.create(
        code="500112-ended",
        name="某开发区总工会",
        short_name="某开发区",
        level=5,
        kind="zone",
        parent=place,
        valid_to=date(2020, 1, 1),
    )
    return sound(federation=federation, region=place.region)


def ended_region():
    old = Region.objects.create(
        code="500998", name="渝北老区", level=3, parent=Region.objects.get(code="50"),
        valid_to=date(2010, 1, 1),
    )  # fmt: skip
    return sound(region=old, federation=make.federation("50"), federation_assigned=True)


def formerly_anothers():
    other = sound()
    one = sound()
    other.aliases.create(scheme="credit_code", value=one.credit_code)
    return one


def stuck():
    one = sound(status="suspended")
    return fact(one, valid_from=LONG_AGO.date())


def not_seen():
    source, _ = Source.objects.get_or_create(code="list", defaults={"name": "某名单"})
    one, seen = (changed(sound(), created_at=LONG_AGO, source=source) for _ in range(2))
    for organization in (one, seen):
        organization.facts.update(source=source)
    batch = ImportBatch.objects.create(
        source=source, federation=make.federation("500112"), file_name="a", status="applied"
    )
    ImportLine.objects.create(batch=batch, row=2, outcome="same", organization=seen)
    ImportLine.objects.create(batch=batch, outcome="missing", organization=one)
    return one


def gone():
    one = sound()
    source = Source.objects.create(code="gone", name="某名单")
    batch = ImportBatch.objects.create(
        source=source, federation=make.federation("500112"), file_name="a"
    )
    Disappearance.objects.create(
        organization=one,
        source=source,
        batch=batch,
        since=date(2024, 1, 1),
        grace_until=timezone.localdate() - timedelta(1),
    )
    return one


def ended_in_history():
    one = sound()
    one.facts.update(status="deregistered")
    return one


def without_history():
    one = sound()
    OrganizationFacts.objects.filter(organization=one).delete()
    return one


def twins():
    one = sound(name="重庆市渝北区某某协会", type="51", credit_code=code("51500112000000012"))
    sound(name="重庆市渝北区某某协会", type="51", credit_code=code("51500112000000023"))
    return one


def graded(**over):
    one = sound()
    Grade.objects.create(
        **{
            "organization": one,
            "level": 4,
            "starts_on": date(2015, 5, 1),
            "valid_until": date(2020, 5, 1),
            **over,
        }
    )
    return one


def listed(**over):
    one = sound()
    CreditMark.objects.create(
        **{
            "organization": one,
            "list": "abnormal",
            "causes": ["A1"],
            "starts_on": date(2020, 1, 1),
            **over,
        }
    )
    return one


def unreported():
    one, told = sound(), sound()
    for organization in (one, told):
        Inspection.objects.create(
            organization=organization, year=2018, regime="report", result="filed"
        )
    year = timezone.localdate().year
    for one_of in (year - 1, year - 2):
        Inspection.objects.create(organization=told, year=one_of, regime="report", result="late")
    return one


def with_old_certificate():
    one = sound()
    one.certificates.create(
        kind="service", number="1", starts_on=date(2015, 1, 1), valid_until=date(2020, 1, 1)
    )
    return one


def sharing_a_phone():
    several = [sound() for _ in range(6)]
    for organization in several:
        Traits.objects.create(organization=organization, phones=["same"], seen="", digest="")
    Traits.objects.create(organization=sound(), phones=["own"], seen="", digest="")
    return several[0]


def undecided_pair():
    first, second, third = sound(), sound(), sound()
    chief = make.federation("500112")
    pairs = [(first, second, LONG_AGO), (second, third, timezone.now())]
    for one, other, found_at in pairs:
        DuplicatePair.objects.create(
            first=one, second=other, federation=chief, score=90, found_at=found_at
        )
    return first


SOON = timezone.localdate() + timedelta(30)
PLANTS = {
    "grade_expired": graded,
    "grade_expiring": lambda: graded(valid_until=SOON),
    "report_overdue": unreported,
    "abnormal_listed": listed,
    "abnormal_two_years": listed,
    "mended_still_listed": lambda: listed(mended_on=date(2020, 3, 1)),
    "certificate_expired": with_old_certificate,
    "phone_shared": sharing_a_phone,
    "duplicate_undecided": undecided_pair,
    "code_check_character": lambda: sound(credit_code="52500112000000000X"),
    "code_missing": lambda: sound(credit_code=None),
    "code_against_type": lambda: sound(type="51"),
    "code_of_another_registry": lambda: sound(credit_code=code("91500112300000001")),
    "code_against_level": lambda: sound(registration_level="20"),
    "code_against_residence": lambda: sound(credit_code=code("52510107300000001")),
    "code_inner_check": lambda: sound(credit_code=code("52500112300000001")),
    "code_once_anothers": formerly_anothers,
    "code_of_a_branch": lambda: sound(
        name="重庆市物流协会渝北区分会", type="51", credit_code=code("51500112000000012")
    ),
    "filed_with_code": lambda: sound(standing="filed"),
    "residence_missing": lambda: sound(residence=""),
    "region_missing": lambda: sound(region=None),
    "region_ended": ended_region,
    "federation_ended": ended_federation,
    "federation_outside_residence": lambda: sound(federation=make.federation("500105"),
                                                  region=make.federation("500112").region),
    "federation_not_deepest": lambda: sound(federation=make.federation("50"),
                                            region=make.federation("500112").region),
    "level_against_authority": lambda: sound(registering_authority="四川省民政厅"),
    "authority_missing": lambda: sound(registering_authority=""),
    "name_without_place": lambda: sound(name="阳光社会工作服务中心"),
    "history_missing": without_history,
    "history_out_of_step": lambda: changed(sound(), staff_count=99),
    "ended_without_date": ended_in_history,
    "ended_date_on_the_living": lambda: changed(sound(), ended_on=date(2024, 1, 1)),
    "registered_date_missing": lambda: sound(registered_on=None),
    "registered_too_early": lambda: sound(registered_on=date(1915, 3, 1)),
    "stuck_on_the_way": stuck,
    "not_seen": not_seen,
    "missing_past_grace": gone,
    "same_name": twins,
    "representative_missing": lambda: sound(legal_representative=""),
    "phone_missing": lambda: sound(contact_phone=""),
    "staff_missing": lambda: sound(staff_count=None),
    "staff_none_with_party": lambda: sound(staff_count=0, has_party_org=True),
    "staff_unlikely": lambda: sound(staff_count=80_000),
    "category_missing": lambda: sound(category=""),
    "activities_missing": lambda: sound(activities=""),
    "name_against_type": lambda: sound(name="重庆市渝北区物流协会"),
    "foundation_at_county": lambda: sound(
        name="重庆市渝北区某基金会", type="53", credit_code=code("53500112000000012")
    ),
    "dual_without_supervisor": lambda: sound(supervising_unit=""),
    "direct_with_supervisor": lambda: sound(management="direct"),
    "labour_finding_old": lambda: sound(**make.labour_field()),
}  # fmt: skip
"""How to make one that the check finds; the check finds it alone (or with its like)."""

ALSO = {"same_name", "phone_shared", "duplicate_undecided"}
"""Checks whose plant brings more than one that is found."""
