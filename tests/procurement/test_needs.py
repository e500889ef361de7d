"""Needs: told in five ways, clustered, gathered into topics without losing where they came from."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from governance.models import Event
from privacy.models import Consent
from procurement.models import Need, NeedSheet, NeedTopic, TopicEntry
from procurement.need_rules import rule_at
from procurement.queries.needs import proposed_for
from procurement.services import need_sheets, needs, topics
from tests import make

WAGES = "建筑工地的农民工被拖欠工资，希望有律师帮助讨薪"
WAGES_TOO = "我们工地农民工被拖欠工资，希望有律师来帮助讨薪"
PRESSURE = "流水线上夜班多，心理压力大，想要心理咨询"


@pytest.fixture
def yubei(db):
    return make.officer("500112", Role.STREET)


@pytest.fixture
def city(db):
    return make.officer("50", Role.PROCUREMENT)


def told(by, text=WAGES, place="500112", **over):
    fields = {"domain": "legal", "group": "migrant", "people": 30, "text": text, **over}
    return needs.write_down(by=by, federation=make.federation(place), **fields)


def channel(by, **over):
    fields = {"title": "说说您需要的服务", "site": "职工之家", **over}
    fields.setdefault("expires_at", timezone.now() + timedelta(days=30))
    return needs.open_channel(by=by, federation=make.federation("500112"), **fields)


def test_told_in_the_open_without_a_name(yubei):
    """ACF-12: by QR code, source, place and station follow from the code; a telephone number is
    sealed and kept with consent alone."""
    code = channel(yubei, station="YB-007", domain="legal")
    need = needs.tell(
        channel=code, text=WAGES, group="migrant", people=12, phone="13812345678", agreed=True
    )
    need.refresh_from_db()
    assert (need.source, need.station, need.domain) == ("station", "YB-007", "legal")
    assert need.region == make.federation("500112").region
    assert need.by is None
    assert Consent.objects.standing().by(need).exists()
    raw = Need.objects.filter(pk=need.pk).extra(select={"raw": "phone"}).values_list("raw")[0][0]
    assert "13812345678" not in raw
    with pytest.raises(ValidationError):
        needs.tell(channel=code, text=WAGES, group="migrant", people=1, phone="13812345678")
    assert Event.objects.get(verb="need.tell").subject_name == need.number
    needs.close_channel(by=yubei, channel=code)
    with pytest.raises(ValidationError, match="结束"):
        needs.tell(channel=needs.channel_of(code.token), text=WAGES, group="staff", people=1)


def test_an_organization_passes_on_what_it_hears(db):
    """ACF-12: by its delegates, who see theirs and no others'."""
    org, other = make.organization(), make.organization()
    speaker, next_door = make.delegate(org).user, make.delegate(other).user
    fields = {"text": PRESSURE, "domain": "psychology", "group": "staff", "people": 80}
    need = needs.tell_for(by=speaker, organization=org, **fields)
    assert (need.source, need.federation) == ("organization", org.federation)
    assert need in Need.objects.for_user(speaker, "own_need_tell")
    assert need not in Need.objects.for_user(next_door, "own_need_tell")
    with pytest.raises(PermissionDenied):
        needs.tell_for(by=next_door, organization=org, **fields)


def test_seen_at_and_above_its_federation_alone(yubei, city):
    """ACF-12: whoever is next door neither sees nor writes."""
    need = told(yubei)
    stranger = make.officer("32", Role.PROCUREMENT)
    assert need in Need.objects.for_user(city, "need_view")
    assert need not in Need.objects.for_user(stranger, "need_view")
    with pytest.raises(PermissionDenied):
        told(stranger)
    with pytest.raises(PermissionDenied):
        needs.move_need(by=stranger, need=need, verb="answer", reason="已答复")


def test_the_like_stand_together(yubei):
    """ACF-12: those that say nearly the same, in one federation and domain, know their first."""
    first = told(yubei)
    again = told(yubei, text=WAGES_TOO)
    assert again.alike == first
    assert told(yubei, text=PRESSURE).alike is None
    assert told(yubei, text=WAGES_TOO, domain="migrant").alike is None
    old = told(yubei, text="申请春节返乡专列车票")
    Need.objects.filter(pk=old.pk).update(told_at=timezone.now() - timedelta(days=800))
    assert told(yubei, text="申请春节返乡专列车票").alike is None


def test_what_an_officer_sets_right_leaves_the_words(yubei):
    """ACF-12: domain, group, people and priority are graded; the trail tells which, not what."""
    need = told(yubei)
    graded = needs.grade(by=yubei, need=need, people=45, priority="high")
    assert (graded.people, graded.priority, graded.text) == (45, "high", WAGES)
    event = Event.objects.get(verb="need.grade")
    assert event.detail == {"changed": ["people", "priority"]}


def test_no_lineage_is_lost(yubei, city):
    """ACF-12: which need was in which topic, when, by whose hand, through leaving and merging."""
    one, two, three = told(yubei), told(yubei, text=WAGES_TOO), told(yubei, text=PRESSURE)
    place = make.federation("50")
    wages = topics.begin_topic(
        by=city, federation=place, title="讨薪援助", domain="legal", needs=[one, two, three]
    )
    three.refresh_from_db()
    topics.take_out(by=yubei, need=three, reason="是另一件事")
    law = topics.begin_topic(by=city, federation=place, title="法律援助", domain="legal")
    topics.merge_topics(by=city, topic=wages, into=law, reason="同一件事")
    assert set(law.needs.all()) == {one, two}
    assert not wages.needs.exists()
    wages.refresh_from_db()
    assert (wages.status, wages.merged_into) == ("merged", law)
    was = TopicEntry.objects.filter(topic=wages).order_by("need_id")
    assert [(e.need, e.joined_by, e.left_by) for e in was] == [
        (one, city, city),
        (two, city, city),
        (three, city, yubei),
    ]
    assert {e.reason for e in was} == {"是另一件事", "主题并入“法律援助”"}
    now = TopicEntry.objects.filter(topic=law)
    assert {e.joined_at for e in now} == {was[0].left_at}
    assert Need.objects.waiting().get() == three
    with pytest.raises(ValidationError, match="已并入"):
        topics.sort_needs(by=city, topic=wages, needs=[three])


def test_a_need_is_in_one_topic(yubei, city):
    """ACF-12: neither the service nor the table takes it twice."""
    need = told(yubei)
    place = make.federation("50")
    law = topics.begin_topic(by=city, federation=place, title="甲", domain="legal", needs=[need])
    other = topics.begin_topic(by=city, federation=place, title="乙", domain="legal")
    with pytest.raises(ValidationError, match="已归入主题"):
        topics.sort_needs(by=city, topic=other, needs=[need])
    with pytest.raises(IntegrityError), transaction.atomic():
        TopicEntry.objects.create(need=need, topic=other, joined_by=city)
    below = told(yubei, text=PRESSURE)
    county = topics.begin_topic(
        by=yubei, federation=make.federation("500112"), title="丙", domain="psychology"
    )
    above = told(city, text=PRESSURE, place="50", domain="psychology")
    with pytest.raises(ValidationError, match="本级及下级"):
        topics.sort_needs(by=city, topic=county, needs=[below, above])
    assert not county.needs.exists()
    assert law.needs.get() == need


def test_the_like_of_a_sorted_need_are_proposed(yubei):
    """ACF-12: a need like those of a topic is shown where it may belong."""
    first = told(yubei)
    topic = topics.begin_topic(
        by=yubei, federation=first.federation, title="讨薪", domain="legal", needs=[first]
    )
    assert proposed_for(told(yubei, text=WAGES_TOO)) == topic
    assert proposed_for(told(yubei, text=PRESSURE)) is None


SCORES = {
    "concentrated": 4,
    "concentrated_evidence": "三十条，来自五个区县",
    "effective": 3,
    "effective_evidence": "比自聘律师节省一半",
    "fitting": 5,
    "fitting_evidence": "律师事务所和法律援助中心承接",
}


def test_judged_by_three_criteria_with_evidence(yubei):
    """ACF-13: suitable if each criterion reaches the rule's mark; the rule and what was weighed
    stay with the judgement, and the last one holds."""
    need = told(yubei)
    topic = topics.begin_topic(by=yubei, federation=need.federation, title="讨薪", domain="legal")
    with pytest.raises(ValidationError, match="还没有需求"):
        topics.judge(by=yubei, topic=topic, **SCORES)
    topics.sort_needs(by=yubei, topic=topic, needs=[need])
    with pytest.raises(ValidationError, match="依据"):
        topics.judge(by=yubei, topic=topic, **SCORES | {"fitting_evidence": " "})
    judged = topics.judge(by=yubei, topic=topic, **SCORES)
    assert judged.suitable
    assert (judged.needs, judged.people) == (1, 30)
    assert judged.rule["passing"] == rule_at(need.federation).passing == 3
    topic.refresh_from_db()
    assert topic.status == NeedTopic.Status.SUITABLE
    topics.judge(by=yubei, topic=topic, **SCORES | {"effective": 2})
    topic.refresh_from_db()
    assert topic.status == NeedTopic.Status.UNSUITABLE
    assert topic.judgements.count() == 2


def sheet_of(text):
    return SimpleUploadedFile("需求.csv", text.encode())


def test_a_table_is_looked_at_before_it_is_written(yubei):
    """ACF-12: rows with faults are told with their place; the others know sheet and row; the same
    file is not written twice."""
    text = (
        "2026 年需求汇总,,,,\n需求,领域,职工群体,人数,提出日期\n"
        f"{WAGES},法律援助与维权,农民工,30,2026-03-01\n"
        f"{PRESSURE},心理疏导,在职职工,许多,2026-03-02\n"
        "夜校学电工,职业技能培训,,5,\n"
        "夜校学电工,职业技能培训,,5,\n"
    )
    here = make.federation("500112")
    sheet = need_sheets.hand_in(by=yubei, federation=here, file=sheet_of(text))
    assert (sheet.count, sheet.refused) == (4, 2)
    assert not Need.objects.exists()
    assert [(e["row"], e["column"]) for e in sheet.errors] == [(4, "涉及人数"), (6, "需求")]
    assert need_sheets.apply_sheet(by=yubei, sheet=sheet) == 2
    written = Need.objects.get(group="migrant")
    assert (written.source, written.sheet, written.sheet_row) == ("sheet", sheet, 3)
    assert timezone.localdate(written.told_at).isoformat() == "2026-03-01"
    sheet.refresh_from_db()
    assert sheet.rows == []
    with pytest.raises(ValidationError, match="已写入"):
        need_sheets.apply_sheet(by=yubei, sheet=sheet)
    again = need_sheets.hand_in(by=yubei, federation=here, file=sheet_of(text))
    with pytest.raises(ValidationError, match="已经写入过"):
        need_sheets.apply_sheet(by=yubei, sheet=again)
    need_sheets.discard_sheet(by=yubei, sheet=again)
    assert NeedSheet.objects.get(pk=again.pk).errors == []
    with pytest.raises(ValidationError, match="领域"):
        need_sheets.hand_in(by=yubei, federation=here, file=sheet_of("需求,人数\n甲乙丙丁,3\n"))
