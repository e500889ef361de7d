"""Finding organizations by what people type."""

import pytest

from orgs.models import Organization
from orgs.names import apart
from orgs.search import candidates, find, found_among, meant_by
from tests import make

pytestmark = pytest.mark.django_db


def names(typed, rows=None):
    rows = Organization.objects.all() if rows is None else rows
    by_key = rows.in_bulk(keys := find(rows, typed).keys)
    return [by_key[key].name for key in keys]


@pytest.fixture
def sunshine():
    return make.organization(name="重庆市渝北区阳光协会", staff_count=5)


@pytest.mark.parametrize(
    "typed",
    [
        *("阳光", "光协", "渝北区阳光", "重庆市渝北区阳光协会"),
        *("陽光", "陽光協會", " 阳 光 ", "重庆市（渝北区）阳光"),
        *("cqsyb", "ＣＱＳＹＢ", "ygxh"),
    ],
)
def test_parts_of_a_name_in_any_script_width_or_case(sunshine, typed):
    make.organization(name="江北区晨曦中心")
    assert names(typed) == [sunshine.name]


@pytest.mark.parametrize(
    "name",
    ["䶮山文化促进会", "𠮷祥老年大学", "阿依古丽·买买提爱心协会", "ABC英语学校", "3H科技协会"],
)
def test_rare_characters_minority_names_letters_and_digits(name):
    """trust.md 4.3 row 12"""
    made = make.organization(name=name)
    make.organization(name="江北区晨曦中心")
    for typed in (name, name[:3], name[-4:], name.replace("·", "")):
        assert names(typed) == [made.name]


def test_codes_whole_in_part_and_as_people_type_them(sunshine):
    make.organization(name="江北区晨曦中心", credit_code="51320000500000000A")
    code = sunshine.credit_code
    spaced = " ".join([code[:2], code[2:8], code[8:]])
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    for typed in (code, code.lower(), spaced, wide, code[:9], code[8:], code[9:17], code[-6:]):
        assert names(typed) == [sunshine.name]


def test_old_names_and_numbers(sunshine):
    sunshine.aliases.create(scheme="name", value="渝北阳明学会", folded="渝北阳明学会")
    sunshine.aliases.create(scheme="organization_code", value="345678901")
    assert names("阳明学会") == names("陽明") == names("34567890") == [sunshine.name]


def test_in_the_order_of_use(sunshine):
    """Exact, then begins so, holds it, was called so; the larger first within each."""
    former = make.organization(name="南岸区互助中心", staff_count=900)
    former.aliases.create(scheme="name", value="阳光协会", folded="阳光协会")
    for name, staff in (
        ("阳光协会", None),
        ("阳光协会联合会", 3),
        ("阳光协会总会", 30),
        ("江北区阳光协会", 50),
    ):
        make.organization(name=name, staff_count=staff)
    wanted = ["阳光协会", "阳光协会总会", "阳光协会联合会", "江北区阳光协会"]
    assert names("阳光协会") == [*wanted, sunshine.name, former.name]


@pytest.mark.parametrize(
    "typed",
    [
        "重庆市渝北区阳先协会",
        "重庆市渝北区光协会",
        "重庆市渝北区阳光光协会",
        "渝北区阳光胁会",
    ],
)
def test_one_character_wrong_missing_or_too_many(sunshine, typed):
    make.organization(name="江北区晨曦中心")
    found = find(Organization.objects.all(), typed)
    assert found.alike
    assert found.keys == [sunshine.pk]


def test_a_typing_error_in_an_old_name(sunshine):
    sunshine.aliases.create(scheme="name", value="渝北阳明学会", folded="渝北阳明学会")
    assert names("渝北阳名学会") == [sunshine.name]


def test_candidates_come_nearest_first_and_only_from_within():
    near = make.organization(name="渝北区晨曦养老服务中心")
    nearer = make.organization(name="渝北区晨光养老服务中心")
    make.organization("500105", name="渝北区晨光养老服务中心")
    within = Organization.objects.filter(federation__code="500112")
    assert candidates("渝北区晨光养老服务中心", within=within) == [(nearer.pk, 0), (near.pk, 1)]


def test_no_typing_errors_in_three_characters_or_in_numbers(sunshine):
    assert find(Organization.objects.all(), "阳先协").keys == []
    assert find(Organization.objects.all(), "991122334455").keys == []
    assert find(Organization.objects.all(), "x").keys == []


def test_common_words_show_some_and_mean_all(monkeypatch):
    monkeypatch.setattr("orgs.search.COMMON", 2)
    for n in range(40):
        make.organization(name=f"第{n}志愿服务队", staff_count=n)
    exact = make.organization(name="志愿服务队")
    rows = Organization.objects.all()
    found = find(rows, "志愿服务队")
    assert found.common
    assert found.keys[0] == exact.pk
    assert 1 < len(found.keys) < 41
    assert found_among(rows, "志愿服务队").count() == meant_by("志愿服务队").count() == 41


def test_words_common_elsewhere_are_all_found_within_reach(monkeypatch):
    """The register says that they are common; where one looks, two names hold or held them."""
    monkeypatch.setattr("orgs.search.COMMON", 2)
    for n in range(40):
        make.organization("32", name=f"第{n}志愿服务队")
    yubei = make.officer("500112")
    ours = make.organization("500112", name="渝北区志愿服务队")
    former = make.organization("500112", name="渝北区义工之家", staff_count=9)
    former.aliases.create(scheme="name", value="志愿之家", folded="志愿之家")
    found = find(Organization.objects.for_user(yubei, "org_view"), "志愿")
    assert (found.keys, found.common) == ([ours.pk, former.pk], False)


def test_several_hundred_are_all_ranked(monkeypatch):
    """Too many to be looked up one by one, too few to leave any out."""
    monkeypatch.setattr("orgs.search.SHOWN", 1)
    made = [make.organization(name=f"第{n}阳光协会", staff_count=n) for n in range(34)]
    made[0].aliases.create(scheme="name", value="阳光学会", folded="阳光学会")
    found = find(Organization.objects.all(), "阳光")
    assert (found.keys, found.common) == ([one.pk for one in reversed(made)], False)


def test_nobody_reaches_anything_and_marks_are_no_wildcards(sunshine):
    assert find(Organization.objects.none(), "阳光").keys == []
    assert names("阳%") == names("阳%协") == []
    percent = make.organization(name="百分之100%爱心社")
    assert names("0%爱") == names("100%") == [percent.name]


def test_rows_within_reach_alone_are_looked_at(sunshine):
    """What a neighbour may find does not depend on what there is elsewhere."""
    yubei, jiangsu = make.officer("500112"), make.officer("32")
    for typed in ("阳光协会", "阳先协会", sunshine.credit_code, "ygxh"):
        ours = Organization.objects.for_user(yubei, "org_view")
        theirs = Organization.objects.for_user(jiangsu, "org_view")
        assert find(ours, typed).keys == [sunshine.pk]
        assert find(theirs, typed).keys == []


def test_distance_is_to_the_nearest_part():
    told = [("阳光", "重庆阳光协会", 0), ("阳先", "重庆阳光协会", 1), ("光会", "重庆阳光协会", 1)]
    told += [("", "阳", 0), ("阳光", "", 2), ("abcd", "xxabxcdxx", 1), ("kitten", "sitting", 2)]
    assert [apart(said, text) for said, text, _ in told] == [n for *_, n in told]
