"""Founding through the pages: one organization, many at once, drives, a union's own page."""

from datetime import date

import pytest
from django.core.management import call_command

from membership.models import Coverage, Drive, Eligibility
from membership.services import assess, record_coverage, record_coverages
from tests import make
from unions.models import GrassrootsUnion

MARCH = date(2023, 3, 1)


@pytest.fixture
def officer(client, yubei):
    client.force_login(yubei)
    return client


def page(org, what):
    return f"/organizations/{org.uid}/{what}/"


def words(answer):
    return answer.content.decode()


def test_assess(officer, org):
    """DRV-04"""
    assert "认定建会条件" in words(officer.get(page(org, "eligibility")))
    wrong = officer.post(
        page(org, "eligibility"), {"decision": "ineligible", "as_of": "2023-06-01"}
    )
    assert wrong.status_code == 422
    assert "不具备建会条件的，请选择主要原因。" in words(wrong)
    assert not Eligibility.objects.exists()
    filled = {"decision": "ineligible", "reason": "N02", "as_of": "2023-06-01"}
    answer = officer.post(page(org, "eligibility"), filled)
    assert (answer.status_code, answer.url) == (302, org.get_absolute_url())
    row = Eligibility.objects.get()
    withdrawn = officer.post(page(org, f"eligibility/{row.pk}/withdraw"), {"reason": "对象有误"})
    assert withdrawn.status_code == 302
    assert not Eligibility.objects.known().exists()


def test_found_step_by_step(officer, org, joint):
    """DRV-14: the form of founding first, then the union; a coverage seen is replaced."""
    assert "建会形式" in words(officer.get(page(org, "coverage")))
    second = f"{page(org, 'coverage')}?form=joint"
    assert joint.name in words(officer.get(second))
    answer = officer.post(second, {"union": joint.pk, "as_of": "2023-06-01"})
    assert answer.status_code == 302, words(answer)
    own = f"{page(org, 'coverage')}?form=single"
    assert "登记后，这项覆盖于同一天终止" in words(officer.get(own))
    filled = {"name": "某中心工会", "federation": "500112", "as_of": "2024-06-01"}
    assert officer.post(own, filled).status_code == 302
    assert Coverage.objects.known().valid().get().union.name == "某中心工会"
    ended = officer.post(page(org, "coverage/end"), {"on": "2025-01-01", "reason": "撤并"})
    assert ended.status_code == 302
    assert not Coverage.objects.known().valid().exists()


def test_a_coverage_not_seen_is_not_replaced(officer, yubei, org, joint):
    """DRV-14: the page in hand is older than the coverage; it refuses and tells of it."""
    record_coverage(by=yubei, organization=org, union=joint, form="joint", as_of=MARCH)
    other = make.union()
    second = f"{page(org, 'coverage')}?form=joint"
    answer = officer.post(second, {"union": other.pk, "as_of": "2024-06-01", "instead_of": ""})
    assert answer.status_code == 422
    assert f"起已由“{joint}”覆盖" in words(answer)
    now = Coverage.objects.get()
    answer = officer.post(second, {"union": other.pk, "as_of": "2024-06-01", "instead_of": now.pk})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "what", ["eligibility", "coverage", "coverage/end", "coverage/1/correct", "coverage/1/void"]
)
def test_the_stranger_finds_nothing(client, stranger, org, what):
    client.force_login(stranger)
    for answer in (client.get(page(org, what)), client.post(page(org, what), {"reason": "x"})):
        assert answer.status_code == 404


def test_who_may_only_look_is_told_so(client, org):
    client.force_login(make.officer("500112", "statistics"))
    answer = client.get(page(org, "eligibility"))
    assert answer.status_code == 403
    assert "没有办理建会的权限" in words(answer)


def bulk(officer, url, first, filled):
    """Ask, preview, confirm; gives the three answers."""
    asked = officer.post(url, first)
    shown = officer.post(url, {**first, **filled, "step": "preview"})
    digest = shown.context["digest"] if shown.context and "digest" in shown.context else ""
    return asked, shown, {**first, **filled, "step": "confirm", "digest": digest}


def test_many_are_assessed_after_a_preview_that_tells_all(officer):
    """DRV-04: what will change, what is refused and why; then exactly these."""
    orgs = [make.organization() for _ in range(3)]
    filed = make.organization(standing="filed", credit_code=None)
    url = "/founding/assess/"
    first = {"ids": [o.pk for o in [*orgs, filed]], "back": "/organizations/?type=52"}
    asked, shown, confirm = bulk(
        officer, url, first, {"decision": "eligible", "as_of": "2023-06-01"}
    )
    assert '将办理 <b class="num">4</b> 家' in words(asked)
    assert "不能认定为具备建会条件" in words(shown)
    assert filed.name in words(shown)
    assert not Eligibility.objects.exists()
    refused = officer.post(url, confirm)
    assert refused.status_code == 422
    assert "请勾选“跳过不能办理的”" in words(refused)
    done = officer.post(url, {**confirm, "skip": "1"})
    assert (done.status_code, done.url) == (302, "/organizations/?type=52")
    assert Eligibility.objects.count() == 3


def test_all_that_the_list_found_and_no_others(officer, yubei):
    """DRV-04: the whole filtered set, as counted in the preview; refused when it has changed."""
    ours = [make.organization(kind="school") for _ in range(2)]
    make.organization("320102", kind="school")
    assess(by=yubei, organization=make.organization(), decision="eligible")
    url, first = "/founding/assess/", {"all": "1", "query": "eligibility=unassessed"}
    asked, shown, confirm = bulk(officer, url, first, {"decision": "eligible", "as_of": MARCH})
    assert shown.context["count"] == 2
    late = make.organization()
    stale = officer.post(url, confirm)
    assert stale.status_code == 422
    assert "所选名单在预览之后有变动" in words(stale)
    late.delete()
    assert officer.post(url, confirm).status_code == 302
    assert {e.organization for e in Eligibility.objects.filter(valid_from=MARCH)} == set(ours)


def test_many_are_covered_by_a_union_founded_for_them(officer):
    """DRV-14"""
    orgs = [make.organization() for _ in range(3)]
    url, first = "/founding/cover/", {"ids": [o.pk for o in orgs]}
    assert "建会形式" in words(officer.post(url, first))
    filled = {"form": "joint", "new": "1", "name": "某大厦联合工会", "federation": "500112"}
    _, shown, confirm = bulk(officer, url, first, {**filled, "as_of": "2024-06-01"})
    assert shown.context["kept_count"] == 3
    assert officer.post(url, confirm).status_code == 302
    assert GrassrootsUnion.objects.get().coverages.count() == 3


def test_nobody_acts_on_many_beyond_reach(client, stranger, officer, org):
    client.force_login(stranger)
    answer = client.post("/founding/assess/", {"ids": [org.pk]})
    assert answer.status_code == 422
    assert org.name not in words(answer)
    client.force_login(make.officer("500112", "statistics"))
    assert client.post("/founding/assess/", {"ids": [org.pk]}).status_code == 403


@pytest.mark.parametrize("rows", [1, 50])
def test_the_preview_costs_the_same_however_many(officer, rows, django_assert_max_num_queries):
    ids = [make.organization().pk for _ in range(rows)]
    filled = {"ids": ids, "decision": "eligible", "as_of": "2023-06-01", "step": "preview"}
    officer.get("/drives/")
    with django_assert_max_num_queries(22):
        assert officer.post("/founding/assess/", filled).status_code == 200


def test_a_union_shows_whom_it_covers_as_far_as_the_viewer_sees(client, yubei):
    """DRV-14: an industry union of the city; each county sees its own organizations."""
    industry = make.union("50", kind="industry")
    near, far = make.organization(), make.organization("500101")
    cq = make.officer("50")
    record_coverages(by=cq, organizations=[near, far], union=industry, form="industry", as_of=MARCH)
    client.force_login(cq)
    whole = words(client.get(f"/unions/{industry.pk}/"))
    assert near.name in whole
    assert far.name in whole
    client.force_login(yubei)
    part = words(client.get(f"/unions/{industry.pk}/"))
    assert near.name in part
    assert far.name not in part
    client.force_login(make.officer("32"))
    assert client.get(f"/unions/{industry.pk}/").status_code == 404


def test_drives_are_made_of_ticks(client, db):
    """DRV-01 DRV-02"""
    call_command("load_drives")
    client.force_login(make.officer("50"))
    assert "登记级别为国家级、省级" in words(client.get("/drives/DRV-2023/"))
    assert client.get("/drives/DRV-2023/edit/").status_code == 403
    form = {
        **{"name": "重庆行动", "code": "50-2025", "basis": "渝工发〔2025〕1号"},
        **{"federation": make.federation("50").pk, "starts_on": "2025-01-01"},
        **{"counted_forms": ["single", "joint"], "ends_on": "", "description": ""},
        **{"segment-TOTAL_FORMS": 1, "segment-INITIAL_FORMS": 0},
        **{"segment-0-name": "民办学校", "segment-0-code": "A", "segment-0-kind": ["school"]},
        **{"target-TOTAL_FORMS": 1, "target-INITIAL_FORMS": 0},
        **{"target-0-due_on": "2025-12-31", "target-0-comparator": "at_least"},
        **{"target-0-percent": "90", "phase-TOTAL_FORMS": 0, "phase-INITIAL_FORMS": 0},
    }
    wrong = client.post("/drives/new/", {**form, "segment-0-kind": []})
    assert wrong.status_code == 422
    assert "请至少勾选一项条件" in words(wrong)
    made = client.post("/drives/new/", form)
    assert made.status_code == 302, words(made)
    assert made.url == "/drives/50-2025/"
    drive = Drive.objects.get(code="50-2025")
    assert drive.segments[0].criteria == {"kind": ["school"]}
    assert str(drive.targets.get()) == "2025-12-31 不低于 90%"
    edit = words(client.get("/drives/50-2025/edit/"))
    assert 'value="90"' in edit
    again = {**form, "segment-INITIAL_FORMS": 1, "target-INITIAL_FORMS": 1, "name": "新名"}
    again |= {"segment-0-kind": ["school", "hospital"], "target-0-percent": "80"}
    assert client.post("/drives/50-2025/edit/", again).status_code == 422
    again["reason"] = "按上级批复扩大范围"
    assert client.post("/drives/50-2025/edit/", again).status_code == 302
    page = words(client.get("/drives/50-2025/"))
    for told in (
        "范围规则：<del>A 民办学校（机构类别为民办学校）</del>",
        "目标：<del>2025-12-31 不低于 90%</del> → 2025-12-31 不低于 80%",
        "名称：<del>重庆行动</del> → 新名",
        "按上级批复扩大范围",
    ):
        assert told in page
    drive.refresh_from_db()
    assert (drive.name, len(drive.segments), drive.targets.count()) == ("新名", 1, 1)
    client.force_login(make.officer("32"))
    assert client.get("/drives/50-2025/").status_code == 404
    assert "重庆行动" not in words(client.get("/drives/"))
