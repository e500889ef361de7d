"""Counts of unions, tasks and members, and of coverage that works: by hand, folded, recounted."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from indicators import services
from indicators.models import TallyDay, TallyDirty, TallyStretch
from indicators.queries import figure
from indicators.records import records
from membership.models import CanvassTask, Coverage, EffectiveAssessment, Member, Organ
from tests import make
from tests.indicators.conftest import cover, eligible, ineligible
from unions.models import GrassrootsUnion


def today():
    return timezone.localdate()


IN_SCOPE = {"registration_level": "20", "kind": "hospital"}


def found(union, flag="E", met=True, since=date(2024, 1, 1), until=None):
    return EffectiveAssessment.objects.create(
        union=union, flag=flag, met=met, reason="查得", valid_from=since, valid_to=until
    )


def committee(union, ends, since=date(2020, 1, 1), **over):
    return Organ.objects.create(
        union=union, kind="committee", starts_on=since, years=5, term_ends_on=ends, **over
    )


def of(code, federation="50", **asked):
    row = figure(code, make.federation(federation), **asked)["rows"][0]
    return row["numerator"], row["denominator"]


def agrees():
    services.fold(wait=True)
    verdict = services.verify()
    assert verdict.first == ""
    assert not TallyDirty.objects.exists()
    return True


def test_a_union_that_works_makes_its_organizations_effectively_covered(counted):
    """C4: 2 of 4 eligible organizations; the covered but not eligible one counts on no side."""
    works, sleeps = make.union(), make.union(name="沉睡的联合工会")
    orgs = [make.organization() for _ in range(5)]
    for org in orgs[:4]:
        eligible(org)
    ineligible(orgs[4])
    for org in (*orgs[:2], orgs[4]):
        cover(org, works)
    cover(orgs[2], sleeps)
    found(works)
    found(sleeps, met=False)
    services.fold()
    assert of("C4") == (2, 4) == of("C4", "500112") == of("C4", "0")
    assert of("C4", on=date(2023, 12, 31)) == (0, 4)
    behind = records("C4", make.federation("50"))
    assert set(behind) == set(orgs[:2])
    assert set(records("C4", make.federation("50"), part="gap")) == set(orgs[2:4])
    assert agrees()


def test_what_is_found_of_a_union_anew_is_folded(counted):
    union, org = make.union(), make.organization()
    eligible(org)
    cover(org, union)
    row = found(union)
    services.fold()
    assert of("C4") == (1, 1)
    EffectiveAssessment.objects.filter(pk=row.pk).update(valid_to=today())
    services.fold()
    assert of("C4") == (0, 1)
    assert of("C4", on=today() - timedelta(days=1)) == (1, 1)
    assert agrees()
    Coverage.objects.all().delete()
    assert agrees()
    assert of("C4", on=today() - timedelta(days=1)) == (0, 1)


def test_organs_of_unions(counted):
    """C9 and C10: of three unions in being one has all organs, two the women's; the one still
    being prepared and the dissolved one are no unions."""
    whole, partly, unknown = (make.union(name=f"工会{n}") for n in range(3))
    make.union(name="筹建中", founded_on=None)
    gone = make.union(name="已撤销", dissolved_on=date(2024, 6, 1))
    found(whole, "E3")
    found(partly, "E3", met=False)
    for union in (whole, partly, gone):
        found(union, "W")
    services.fold()
    assert of("C10") == (1, 3)
    assert of("C9") == (2, 3)
    assert of("C9", on=date(2024, 5, 31)) == (3, 4)
    assert set(records("C9", make.federation("50"), part="gap")) == {unknown}
    rows = figure("C10", make.federation("50"), by="child")["rows"]
    assert [(r["key"], r["numerator"], r["denominator"]) for r in rows] == [("500112", 1, 3)]
    assert agrees()


def test_terms_that_end_within_half_a_year(counted):
    """C19: in 180 days and overdue, but not in 181 days, and not once a new one was elected."""
    days = (180, 181, -40)
    unions = [make.union(name=f"工会{n}") for n in range(3)]
    organs = [committee(u, today() + timedelta(days=n)) for u, n in zip(unions, days, strict=True)]
    services.fold()
    assert figure("C19", make.federation("50"))["rows"][0]["value"] == 2
    assert set(records("C19", make.federation("50"))) == {unions[0], unions[2]}
    Organ.objects.filter(pk=organs[2].pk).update(ended_on=today())
    services.fold()
    assert figure("C19", make.federation("50"))["rows"][0]["value"] == 1
    assert agrees()


def test_the_ledger_is_closed_by_founding_and_by_lawful_exclusion(counted):
    """C11: of four unfounded when the drive began one is founded, one lawfully excluded; the fifth,
    found eligible later, is not of the baseline, and a union that ends reopens its row."""
    early, later = date(2023, 5, 1), date(2024, 3, 1)
    orgs = [make.organization(**IN_SCOPE) for _ in range(5)]
    for org in orgs[:4]:
        eligible(org, early, valid_to=later if org is orgs[1] else None)
    ineligible(orgs[1], later)
    eligible(orgs[4], later)
    covered = cover(orgs[0], make.union(), since=date(2023, 9, 1))
    services.fold()
    assert of("C11") == (2, 4)
    assert of("C11", on=date(2023, 12, 31)) == (1, 4)
    assert of("C11", on=date(2023, 6, 30)) == (0, 4)
    assert set(records("C11", make.federation("50"))) == set(orgs[:2])
    Coverage.objects.filter(pk=covered.pk).update(valid_to=date(2024, 1, 1))
    services.fold()
    assert of("C11") == (1, 4)
    assert agrees()


def test_reasons_of_the_unfounded_are_shares_of_all_of_them(counted):
    """C12: of four unfounded two for N05, one for N03, one not said; the founded one is none."""
    orgs = [make.organization(**IN_SCOPE) for _ in range(5)]
    for org, reason in zip(orgs, ("N05", "N05", "N03", "", ""), strict=True):
        eligible(org, reason=reason)
    cover(orgs[4], make.union())
    services.fold()
    rows = figure("C12", make.federation("50"), by="reason")["rows"]
    assert {r["key"]: (r["numerator"], r["denominator"]) for r in rows} == {
        "N05": (2, 4),
        "N03": (1, 4),
        "": (1, 4),
    }
    assert sum(r["rate"] for r in rows) == 1
    assert records("C12", make.federation("50"), by="reason", key="N05").count() == 2


def test_tasks_closed_in_time(counted):
    """C14: due are three of five; one closed on its last day counts, one a day late does not."""
    officer, yesterday = make.officer("500112"), today() - timedelta(days=1)
    for due, closed, state in (
        (yesterday, yesterday, "closed"),
        (yesterday, today(), "closed"),
        (yesterday, None, "assigned"),
        (today() + timedelta(days=1), None, "assigned"),
        (yesterday, None, "cancelled"),
    ):
        result = "founded" if state == "closed" else ""
        CanvassTask.objects.create(
            organization=make.organization(),
            assignee=officer,
            state=state,
            due_on=due,
            closed_on=closed,
            result=result,
        )
    services.fold()
    assert of("C14") == (1, 3)
    assert of("C14", on=today() + timedelta(days=1)) == (1, 4)
    assert records("C14", make.federation("50"), part="gap").count() == 2
    assert agrees()


def test_who_joined_by_a_code_this_month(counted):
    """C17: of three who joined in the month two came by QR; those of the month before are its."""
    union, first = make.union(), today().replace(day=1)
    for channel, on in (
        ("qr", first),
        ("qr", today()),
        ("office", today()),
        ("list", first - timedelta(days=1)),
    ):
        Member.objects.create(
            union=union, federation=union.federation, name="某", channel=channel, joined_on=on
        )
    services.fold()
    assert of("C17") == (2, 3)
    assert of("C17", on=first - timedelta(days=1)) == (0, 1)
    months = figure("C17", make.federation("50"), by="month")["rows"]
    assert (months[-1]["numerator"], months[-1]["denominator"]) == (2, 3)
    assert records("C17", make.federation("50"), part="denominator").count() == 3
    assert agrees()


def test_months_in_the_band(counted):
    """C15: from the month the target 左右 came due on. 5 of 6 (83.3 %) keep to 85 % ± 2; when one
    of them loses its union the month does not."""
    orgs = [make.organization(**IN_SCOPE) for _ in range(6)]
    union = make.union()
    for org in orgs:
        eligible(org)
    for org in orgs[:5]:
        last = cover(org, union)
    Coverage.objects.filter(pk=last.pk).update(valid_to=date(2025, 3, 10))
    services.fold()
    assert of("C15", on=date(2025, 5, 15)) == (3, 5)
    assert of("C15", on=date(2025, 5, 31)) == (3, 6)
    assert of("C15", "500112", on=date(2024, 12, 31)) == (1, 1)
    with pytest.raises(ValueError, match="月份"):
        records("C15", make.federation("50"))


def test_a_tally_is_divided_by_child_and_month_only(counted):
    with pytest.raises(ValueError, match="child"):
        figure("C10", make.federation("50"), by="type")
    with pytest.raises(ValueError, match="现在所知"):
        figure("C10", make.federation("50"), known_on=date(2024, 1, 1))


def test_a_wrong_day_is_found(counted):
    """The comparison can fail: one day too many, one stretch too few."""
    found(make.union(), "E3")
    services.fold()
    assert services.verify().tallies == 0
    TallyDay.objects.filter(tally="organs").update(numerator=7)
    TallyStretch.objects.filter(tally="organs", numerator=1).delete()
    verdict = services.verify()
    assert verdict.tallies > 2
    assert "organs" in verdict.first
    services.rebuild()
    assert services.verify().tallies == 0


def test_a_union_that_moves_takes_its_tallies_along(counted):
    union = make.union()
    found(union, "E3")
    services.fold()
    GrassrootsUnion.objects.filter(pk=union.pk).update(federation=make.federation("32"))
    services.fold()
    assert of("C10") == (0, 0)
    assert of("C10", "32") == (1, 1)
    assert agrees()
