"""A list taken back leaves the register as it was; what came later stays."""

import hashlib
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from orgs.models import Disappearance, ImportBatch, ImportLine, Organization, OrganizationFacts
from orgs.services.registration import rename, update_organization
from orgs.services.reverting import may_revert, revert_batch
from tests import make
from tests.orgs import lists
from tests.orgs.lists import classes, row, rows

REGISTER = {
    "orgs_organization": "id",
    "orgs_organizationfacts": "organization_id, valid_from",
    "orgs_organizationalias": "organization_id, scheme, value",
    "orgs_statement": "id",
}
"""What is known now: of rows with two times those not closed, whenever they were recorded."""


def fingerprint():
    """A digest of each table of the register, as known now."""
    found = {}
    with connection.cursor() as cursor:
        for table, order in REGISTER.items():
            facts = table == "orgs_organizationfacts"
            but = "- 'contact_phone' - 'batch_id'" + ("- 'id' - 'recorded_from'" if facts else "")
            if "alias" in table:
                but += "- 'id'"
            where = "WHERE recorded_to IS NULL" if facts else ""
            cursor.execute(
                f"SELECT (to_jsonb(t) {but})::text FROM {table} t {where} ORDER BY {order}"
            )
            text = "\n".join(line for (line,) in cursor.fetchall())
            found[table] = hashlib.sha256(text.encode()).hexdigest()
    phones = Organization.objects.order_by("pk").values_list("pk", "contact_phone")
    found["telephones"] = dict(phones)  # sealed anew whenever they are written
    return found


def changed_list():
    """Eight organizations as they were, and the list that changes them in every way there is."""
    before = rows(8)
    after = [list(line) for line in before]
    after[0][9] = "20人"
    after[1][1] = "重庆市渝北区晨曦2号社会工作服务中心"
    after[2][6] = "重庆市江北区观音桥街道1号"
    after[3][8] = "13900001111"
    after[4][10] = "注销"
    after[6][5] = "2014年1月2日"
    after.pop(5)
    after += [row(9), row(10)]
    return before, after


@pytest.fixture
def taken(take_in, tmp_path):
    """The batch of the second list; ``taken.before`` is the register without it."""
    before, after = changed_list()
    take_in(lists.xlsx(tmp_path / "一.xlsx", before))
    print_before = fingerprint()
    result = take_in(lists.xlsx(tmp_path / "二.xlsx", after), as_of=date(2024, 6, 30))
    batch = ImportBatch.objects.get(uid=result["batch"])
    batch.without = print_before
    assert fingerprint() != print_before
    return batch


def test_taken_back_at_once_leaves_every_table_as_it_was(taken, chongqing):
    """CQ-03: apply, then revert."""
    told = revert_batch(by=chongqing, batch=taken, reason="名单有误")
    assert told == {"restored": 6, "removed": 2, "stayed": 0}
    assert fingerprint() == taken.without
    taken.refresh_from_db()
    assert taken.status == "reverted"
    assert not Disappearance.objects.open().exists()
    assert ImportLine.objects.filter(batch=taken, applied=True).count() == 8  # the lineage stays
    with pytest.raises(ValidationError):
        revert_batch(by=chongqing, batch=taken, reason="再来")


def test_what_was_known_before_and_between_is_still_told(taken, chongqing):
    between = timezone.now()
    revert_batch(by=chongqing, batch=taken, reason="名单有误")
    staff = OrganizationFacts.objects.filter(organization__name__contains="晨光1号")
    day = date(2024, 7, 1)
    assert staff.known(between).valid(day).get().staff_count == 20
    assert staff.known().valid(day).get().staff_count == 12


def test_the_same_list_may_come_again(taken, take_in, tmp_path, chongqing):
    with_it = fingerprint()
    revert_batch(by=chongqing, batch=taken, reason="名单有误")
    again = take_in(tmp_path / "二.xlsx", as_of=date(2024, 6, 30))
    assert {name: again[name] for name in classes(again)} == classes(taken.result)
    assert fingerprint()["orgs_organizationalias"] == with_it["orgs_organizationalias"]
    assert Organization.objects.count() == 10


def test_later_edits_stay_field_by_field(taken, chongqing, yubei):
    one = Organization.objects.get(name__contains="晨光1号")  # its staff came from the list
    update_organization(by=yubei, organization=one, staff_count=33, reason="电话核实")
    phone = Organization.objects.get(name__contains="晨光4号")  # its telephone did
    update_organization(by=yubei, organization=phone, supervising_unit="渝北区总工会")
    renamed = Organization.objects.get(name__contains="晨曦2号")
    rename(by=yubei, organization=renamed, name="重庆市渝北区晨晖2号社会工作服务中心")
    ninth = Organization.objects.get(name__contains="晨光9号")
    update_organization(by=yubei, organization=ninth, supervising_unit="渝北区总工会")
    told = revert_batch(by=chongqing, batch=taken, reason="名单有误")
    assert told == {"restored": 4, "removed": 1, "stayed": 3}
    for organization in (one, phone, renamed, ninth):
        organization.refresh_from_db()
    assert one.staff_count == 33
    assert phone.contact_phone == "13800001234"
    assert phone.supervising_unit == "渝北区总工会"
    assert renamed.name.startswith("重庆市渝北区晨晖2号")
    stayed = {line.organization_id: line.stayed for line in ImportLine.objects.exclude(stayed={})}
    assert stayed == {
        one.pk: {"staff_count": "后来有改动"},
        renamed.pk: {"name": "后来有改动"},
        ninth.pk: {"_": "另见于工会经办人登记"},
    }
    aliases = set(renamed.aliases.values_list("value", flat=True))
    assert "重庆市渝北区晨光2号社会工作服务中心" in aliases


def test_a_count_changed_later_keeps_only_its_own_way(taken, chongqing, yubei):
    """The list moved the third; later its staff was corrected: it moves back, its staff stays."""
    third = Organization.objects.get(name__contains="晨光3号")
    update_organization(by=chongqing, organization=third, staff_count=5, reason="x")
    revert_batch(by=chongqing, batch=taken, reason="名单有误")
    third.refresh_from_db()
    assert (third.federation.code, third.staff_count) == ("500112", 5)
    known = third.facts.known().order_by("valid_from")
    assert [(f.federation.code, f.staff_count) for f in known] == [("500112", 12), ("500112", 5)]


def test_what_another_source_says_as_well_stays(taken, take_in, tmp_path, chongqing):
    ninth = Organization.objects.get(name__contains="晨光9号")
    first = Organization.objects.get(name__contains="晨光1号")
    data = [row(1, code=first.credit_code, staff="20人"), row(9, code=ninth.credit_code)]
    result = take_in(
        lists.xlsx(tmp_path / "三.xlsx", data), source="街道摸底", as_of=date(2024, 7, 31)
    )
    assert classes(result) == {"same": 2}
    told = revert_batch(by=chongqing, batch=taken, reason="名单有误")
    assert (told["removed"], told["stayed"]) == (1, 2)
    first.refresh_from_db()
    assert first.staff_count == 20
    assert Organization.objects.filter(pk=ninth.pk).exists()


def test_what_others_built_on_stays(taken, chongqing):
    from membership.services import assess

    ninth = Organization.objects.get(name__contains="晨光9号")
    assess(
        by=chongqing,
        organization=ninth,
        decision="eligible",
        evidence="现场核实",
    )
    told = revert_batch(by=chongqing, batch=taken, reason="名单有误")
    assert told["removed"] == 1
    line = ImportLine.objects.get(batch=taken, organization=ninth)
    assert "建会条件" in line.stayed["_"]


def test_who_may_take_a_list_back(taken, chongqing, yubei, stranger):
    street = make.officer("50", role=Role.STREET)
    taken.by = chongqing
    taken.save()
    assert may_revert(chongqing, taken)
    assert not any(may_revert(user, taken) for user in (yubei, stranger, street))
    with pytest.raises(PermissionDenied):
        revert_batch(by=yubei, batch=taken, reason="x")
    with pytest.raises(ValidationError):
        revert_batch(by=chongqing, batch=taken, reason=" ")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(chongqing), "may", lambda self, what, row: what == "org_import")
        assert may_revert(chongqing, taken)
        taken.applied_at -= timedelta(hours=25)
        assert not may_revert(chongqing, taken)
