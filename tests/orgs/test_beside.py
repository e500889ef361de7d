"""Lists that tell grades, inspections and counts of a year: taken in, compared, taken back."""

import hashlib
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from orgs.imports.columns import columns_of
from orgs.imports.showing import lines_of, worded
from orgs.models import AnnualProfile, Grade, ImportBatch, ImportLine, Inspection, Organization
from orgs.services.particulars import add_particular, correct_particular
from orgs.services.profiles import add_profile, correct_profile
from orgs.services.registration import update_organization
from orgs.services.reverting import revert_batch
from tests.orgs import lists
from tests.orgs.lists import HEAD, classes, row, rows
from tests.orgs.test_reverting import fingerprint

MORE = (
    *("评估等级", "评定日期", "评估有效期至", "2023年度年检结论"),
    *("其中：专职", "女职工数", "党员数"),
)
TOLD = ("4A级", "2022年5月20日", "", "合格", "8人", 5, 2)
TABLES = ("orgs_grade", "orgs_inspection", "orgs_annualprofile")


def prints():
    """What the register knows now, with the tables of rows that lists add."""
    found = fingerprint()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY id")
            text = "\n".join(line for (line,) in cursor.fetchall())
            found[table] = hashlib.sha256(text.encode()).hexdigest()
    return found


def full(n=1, told=TOLD, **over):
    return [*row(n, **over), *told]


@pytest.fixture
def take(take_in, tmp_path):
    """``take(data, as_of=…)``: a list with all columns, written. Its batch."""

    def take(data, *, as_of=date(2024, 3, 31), head=(*HEAD, *MORE), **options):
        path = lists.xlsx(tmp_path / "评估与年检.xlsx", data, head=head)
        return ImportBatch.objects.get(uid=take_in(path, as_of=as_of, **options)["batch"])

    return take


@pytest.fixture
def taken(take_in, take, tmp_path):
    """Three on the register, and the list that tells more of them and brings a fourth."""
    known = rows(3)
    take_in(lists.xlsx(tmp_path / "一.xlsx", known))
    without = prints()
    batch = take([*([*line, *TOLD] for line in known), full(4)], as_of=date(2024, 6, 30))
    batch.without = without
    return batch


def of(n):
    return Organization.objects.get(name__contains=f"晨光{n}号")


def test_headings_are_understood():
    """CQ-03: as offices write them; the only staff a list tells is the staff."""
    head = ["名称", "评估等级", "年检情况", "从业人员", "专职人员数", "女职工数", "党员人数"]
    found = columns_of([("", label) for label in head])
    assert list(found.values()) == [
        *("name", "grade_level", "inspection_result", "staff_count"),
        *("staff_full_time", "staff_women", "party_members"),
    ]
    assert columns_of([("", "名称"), ("", "专职人员")]) == {0: "name", 1: "staff_count"}


def test_a_list_tells_grade_inspection_and_counts(taken):
    """SH-04, CQ-06: rows of their own, each with its list; the organization repeats the counts."""
    assert classes(taken.result) == {"new": 1, "changed": 3}
    for n in (1, 4):
        o = of(n)
        grade, inspection, profile = o.grades.get(), o.inspections.get(), o.profiles.get()
        assert (grade.level, grade.starts_on, grade.valid_until) == (
            *(4, date(2022, 5, 20)),
            date(2027, 5, 20),
        )
        assert (inspection.year, inspection.regime) == (2023, "inspection")
        assert (inspection.result, inspection.due_on) == ("passed", date(2024, 5, 31))
        assert (profile.as_of, profile.staff_total) == (date(2024, 6, 30), 12)
        assert (profile.staff_full_time, profile.staff_women, profile.party_members) == (8, 5, 2)
        assert {grade.batch, inspection.batch, profile.batch} == {taken}
        assert grade.source == taken.source
        assert (o.full_time_count, o.women_count, o.party_member_count) == (8, 5, 2)
        assert o.profiled_on == date(2024, 6, 30)


def test_the_difference_is_shown_before_it_is_written(take_in, tmp_path, chongqing):
    known = row(1)
    take_in(lists.xlsx(tmp_path / "一.xlsx", [known]))
    path = lists.xlsx(tmp_path / "二.xlsx", [[*known, *TOLD]], head=(*HEAD, *MORE))
    batch = ImportBatch.objects.get(uid=take_in(path, apply=False)["batch"])
    (line,) = worded(lines_of(batch, "changed"), chongqing)
    assert [change[:3] for change in line["changes"]] == [
        ("评估等级", "无", "4A"),
        ("评估等级评定日期", "无", "2022-05-20"),
        ("年检年报年度", "无", "2023"),
        ("年检年报结论", "无", "合格"),
        ("统计年度", "无", "2024"),
        ("专职人员数", "无", "8"),
        ("女职工数", "无", "5"),
        ("党员数", "无", "2"),
    ]
    assert not Grade.objects.exists()


def test_the_same_again_changes_nothing(taken, take):
    before = prints()
    data = [[*row(n, code=of(n).credit_code), *TOLD] for n in (1, 2, 3, 4)]
    again = take(data, as_of=date(2024, 7, 31))
    assert classes(again.result) == {"same": 4}
    assert prints() == before


def test_taken_back_leaves_every_table_as_it_was(taken, chongqing):
    """CQ-03: apply, then revert; profiles are otherwise never removed."""
    told = revert_batch(by=chongqing, batch=taken, reason="名单有误")
    assert told == {"restored": 3, "removed": 1, "stayed": 0}
    assert prints() == taken.without


def test_counts_of_the_register_itself_come_back(take_in, take, tmp_path, chongqing):
    known = row(1)
    take_in(lists.xlsx(tmp_path / "一.xlsx", [known]))
    add_profile(
        by=chongqing, organization=of(1), as_of=date(2023, 12, 31), staff_total=12, staff_women=9
    )
    before = prints()
    batch = take([[*known, *TOLD]])
    assert of(1).women_count == 5
    revert_batch(by=chongqing, batch=batch, reason="名单有误")
    assert of(1).women_count == 9
    assert prints() == before


def test_an_older_count_changes_nothing_of_today(taken, take):
    data = [[*row(1, code=of(1).credit_code), "", "", "", "", 3, 3, 1, 2022]]
    take(data, head=(*HEAD, *MORE, "统计年度"), as_of=date(2024, 8, 31))
    assert of(1).profiles.get(year=2022).as_of == date(2022, 12, 31)
    assert of(1).women_count == 5


def test_later_edits_stay_and_are_told(taken, chongqing):
    """CQ-03: what somebody has corrected since is theirs; the rest goes."""
    grade, profile = of(1).grades.get(), of(2).profiles.get()
    correct_particular(by=chongqing, row=grade, reason="证书", level=3)
    correct_profile(by=chongqing, row=profile, reason="电话核实", staff_women=6)
    inspection = of(4).inspections.get()
    correct_particular(by=chongqing, row=inspection, reason="来函", result="basic")
    told = revert_batch(by=chongqing, batch=taken, reason="名单有误")
    assert told == {"restored": 3, "removed": 0, "stayed": 3}
    assert of(1).grades.get().level == 3
    assert not of(1).inspections.exists()
    assert not of(1).profiles.exists()
    assert of(1).women_count is None
    assert of(2).profiles.standing().get().staff_women == of(2).women_count == 6
    assert not of(2).grades.exists()
    assert of(4).inspections.get().result == "basic"
    assert of(4).grades.exists()
    stayed = ImportLine.objects.filter(batch=taken).exclude(stayed={})
    words = {
        line["line"].organization.name[7:11]: line["stayed"]
        for line in worded(stayed.order_by("row"), chongqing)
    }
    assert list(words.values()) == [
        [("评估等级", "后来有改动")],
        [("专职人员数", "后来有改动")],
        [("整条记录", "后来有改动")],
    ]


def test_an_edit_elsewhere_stays_and_the_rows_go(taken, chongqing):
    update_organization(by=chongqing, organization=of(3), supervising_unit="渝北区总工会")
    add_particular(
        by=chongqing, model=Grade, organization=of(3), level=5, starts_on=date(2024, 7, 1)
    )
    revert_batch(by=chongqing, batch=taken, reason="名单有误")
    assert of(3).supervising_unit == "渝北区总工会"
    assert of(3).grades.get().level == 5
    assert not of(3).inspections.exists()


def test_the_same_source_thinks_better_of_its_counts(taken, take, chongqing):
    before = prints()
    better = (*TOLD[:-2], 6, 2)
    batch = take([[*row(1, code=of(1).credit_code), *better]], as_of=date(2024, 6, 30))
    assert of(1).profiles.standing().get().staff_women == of(1).women_count == 6
    assert of(1).profiles.count() == 2
    revert_batch(by=chongqing, batch=batch, reason="名单有误")
    assert prints() == before


def test_what_is_on_record_is_not_replaced(taken, take, chongqing):
    """Of one day, or year, the register's own word stands; that the list differs is told."""
    other = ("3A", "2022-05-20", "", "不合格", *TOLD[4:])
    batch = take([[*row(1, code=of(1).credit_code), *other]], as_of=date(2024, 7, 31))
    assert classes(batch.result) == {"same": 1}
    assert batch.result["held"] == 1
    assert of(1).grades.get().level == 4
    (line,) = worded(batch.lines.filter(outcome="same"), chongqing)
    assert [held[:3] for held in line["held"]] == [
        ("评估等级", "3A", "4A"),
        ("年检年报结论", "不合格", "合格"),
    ]


@pytest.mark.parametrize(
    ("told", "column", "words"),
    [
        (("4A", "2099-01-01", "", "", "", "", ""), "评定日期", "不能晚于今天"),
        (("4A", "2010-01-01", "", "", "", "", ""), "评定日期", "不能早于成立登记日期"),
        (("4A", "2022-01-01", "2021-01-01", "", "", "", ""), "评估有效期至", "不能早于评定"),
        (("", "", "", "", 30, "", ""), "其中：专职", "多于从业人员"),
        (("", "", "", "", "", 13, ""), "女职工数", "多于从业人员"),
        (("", "", "", "2012年度合格", "", "", ""), "年检年报年度", "2015年才成立"),
    ],
)
def test_what_the_rules_refuse(take_in, tmp_path, told, column, words):
    """In the words of pages, by row and column."""
    path = lists.xlsx(tmp_path / "一.xlsx", [full(told=told)], head=(*HEAD, *MORE))
    result = take_in(path)
    assert classes(result) == {"refused": 1}
    (error,) = result["errors"]
    assert error["column"] == column
    assert words in error["message"]
    assert not Organization.objects.exists()


def test_what_tells_too_little_is_left_out_and_said(take):
    """A grade without its day, words nobody can place: they cost themselves, not the row."""
    no_day, unclear = ("4A", *[""] * 6), ("优秀", "", "", "较好", *[""] * 3)
    batch = take([full(1, told=no_day), full(2, told=unclear)])
    assert classes(batch.result) == {"new": 2}
    assert not Grade.objects.exists()
    assert not Inspection.objects.exists()
    told = "".join(batch.result["warnings"])
    assert "“评估等级”列有1行没有评定日期，未登记等级" in told
    assert "“优秀”" in told
    assert "“较好”" in told


def test_reports_have_words_of_their_own(take):
    late, month = ("", "", "", "逾期报送", *[""] * 3), ("AAA", "2021.5", *[""] * 5)
    take([full(1, told=late), full(2, told=month)])
    assert of(1).inspections.get().regime == "report"
    assert of(2).grades.get().starts_on == date(2021, 5, 1)


def test_profiles_of_other_origin_are_still_never_removed(taken):
    """The one exception of the append-only table is a list that was taken back."""
    with pytest.raises(ProgrammingError, match="supersedes"), transaction.atomic():
        AnnualProfile.objects.filter(batch=taken).delete()
