"""Several sources, one record: by rank, then by date; nothing that was said is lost."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from orgs import golden
from orgs.models import FieldRank, ImportLine, Organization, OrganizationFacts, Source, Statement
from orgs.services.choosing import take_value
from orgs.services.importing import source_named
from orgs.services.registration import register_organization, update_organization
from tests import make
from tests.orgs import lists
from tests.orgs.lists import classes, row

CIVIL, STREET = "市民政局名单", "街道摸底名单"


@pytest.fixture
def said(take_in, tmp_path):
    """``said(source, day, staff="12人")``: a source's list of one organization says so."""
    code = make.credit_code()

    def said(source, day, **over):
        file = lists.xlsx(tmp_path / f"{source}{day}.xlsx", [row(1, code=code, **over)])
        return take_in(file, source=source, as_of=day)

    return said


def trust(source, rank, *, code="50", field=""):
    FieldRank.objects.create(
        federation=make.federation(code), source=source_named(source), field=field, rank=rank
    )


def now():
    return Organization.objects.get()


def staff_on(day):
    return OrganizationFacts.objects.known().valid(day).get().staff_count


def test_trusted_alike_the_later_day_speaks(said):
    said(CIVIL, date(2024, 3, 31), staff="12人")
    assert classes(said(STREET, date(2024, 6, 30), staff="20人")) == {"changed": 1}
    assert now().staff_count == 20
    assert (staff_on(date(2024, 5, 1)), staff_on(date(2024, 7, 1))) == (12, 20)


def test_an_older_list_of_another_source_holds_until_the_newer_one_spoke(said):
    """A count is of its day; what is no count is that of the newest."""
    said(CIVIL, date(2024, 6, 30), staff="12人", person="陈静")
    result = said(STREET, date(2024, 1, 31), staff="20人", person="李强")
    assert classes(result) == {"changed": 1}
    assert result["held"] == 1
    assert (now().staff_count, now().legal_representative) == (12, "陈静")
    assert (staff_on(date(2024, 2, 1)), staff_on(date(2024, 7, 1))) == (20, 12)
    again = said(STREET, date(2024, 1, 31), staff="20人", person="李强")
    assert (classes(again), again["held"]) == ({"same": 1}, 1)


def test_a_source_trusted_less_is_kept_and_told_but_not_taken(said):
    trust(CIVIL, 10)
    said(CIVIL, date(2024, 3, 31), staff="12人")
    result = said(STREET, date(2024, 6, 30), staff="20人")
    assert classes(result) == {"same": 1}
    assert "未采用：第2行" in "".join(result["warnings"])
    assert now().staff_count == 12
    line = ImportLine.objects.get(batch__source__name=STREET)
    assert line.values["staff_count"] == 20
    assert line.held["staff_count"]["now"] == 12
    trust(STREET, 5, field="staff_count")
    assert classes(said(STREET, date(2024, 6, 30), staff="20人")) == {"changed": 1}
    assert now().staff_count == 20


def test_the_nearest_federation_says_whom_it_trusts(said):
    trust(CIVIL, 10, code="50")
    trust(STREET, 1, code="500112")
    said(CIVIL, date(2024, 3, 31), staff="12人")
    said(STREET, date(2024, 6, 30), staff="20人")
    assert now().staff_count == 20
    assert classes(said(CIVIL, date(2024, 9, 30), staff="12人")) == {"same": 1}


def test_what_a_source_does_not_say_it_does_not_contradict(said):
    trust(CIVIL, 10)
    said(CIVIL, date(2024, 3, 31), staff="")
    assert classes(said(STREET, date(2024, 6, 30), staff="20人")) == {"changed": 1}


def test_officers_and_organizations_are_sources_too(said, yubei):
    made = register_organization(
        by=yubei,
        name="重庆市渝北区晨光1号社会工作服务中心",
        type="52",
        region=make.federation("500112").region,
        registering_authority="重庆市渝北区民政局",
        staff_count=7,
    )
    update_organization(
        by=yubei, organization=made, staff_count=9, reason="自报", said_by=Source.ORGANIZATION
    )
    told = golden.said_of([made.pk])[made.pk]
    assert [(Source.objects.get(pk=s.source).code, s.get("staff_count")) for s in told] == [
        ("officer", 7),
        ("organization", 9),
    ]
    update_organization(by=yubei, organization=made, contact_phone="13800001234", reason="x")
    statement = Statement.objects.latest("pk")
    assert "13800001234" not in str(statement.values)
    assert golden.said_of([made.pk])[made.pk][-1].get("contact_phone") == "13800001234"
    assert classes(said(CIVIL, date(2024, 3, 31), staff="12人"))
    assert now().staff_count == 9  # said of a later day


def test_an_officers_decision_stands_until_a_source_says_something_new(said, yubei):
    said(CIVIL, date(2024, 3, 31), staff="12人")
    said(STREET, date(2024, 6, 30), staff="20人")
    street, civil = source_named(STREET), source_named(CIVIL)
    told = {s.source: s for s in golden.said_of([now().pk])[now().pk]}
    with pytest.raises(ValidationError):
        take_value(
            by=yubei, organization=now(), field="staff_count", said=told[civil.pk], reason=" "
        )
    with pytest.raises(PermissionDenied):
        take_value(
            by=make.officer("32"),
            organization=now(),
            field="staff_count",
            said=told[civil.pk],
            reason="核实",
        )
    take_value(
        by=yubei, organization=now(), field="staff_count", said=told[civil.pk], reason="电话核实"
    )
    assert now().staff_count == 12
    assert staff_on(date(2024, 7, 1)) == 12
    take_value(
        by=yubei, organization=now(), field="staff_count", said=told[street.pk], reason="又核实"
    )
    later = date(2026, 12, 31)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.localdate", lambda *_: later)
        assert classes(said(CIVIL, later, staff="12人")) == {"same": 1}
        assert now().staff_count == 20
        assert classes(said(CIVIL, later, staff="15人")) == {"changed": 1}


def test_every_value_names_where_it_comes_from(said):
    said(CIVIL, date(2024, 3, 31), staff="12人", person="陈静")
    said(STREET, date(2024, 6, 30), staff="20人", person="陈静")
    told, ranks = golden.said_of([now().pk])[now().pk], golden.Ranks()
    sources = {}
    for name in ("staff_count", "legal_representative", "contact_phone"):
        best = golden.origin(
            name,
            getattr(now(), name),
            told,
            lambda s, name=name: ranks.of(s, name, now().federation_id),
        )
        line = ImportLine.objects.get(pk=best.line)
        sources[name] = (line.batch.source.name, line.row)
    assert sources == dict.fromkeys(sources, (STREET, 2))


def test_nobodys_list_goes_by_the_name_of_officers(db):
    own = Source.objects.get(code=Source.OFFICER)
    assert own.pk not in {source_named("officer").pk, source_named(own.name).pk}
