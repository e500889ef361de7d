"""Organs and their terms: one at a time, the next ends the one before, nothing is rewritten."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from governance.models import Event
from membership.models import Officer, Organ
from membership.services.organs import (
    appoint_officer,
    constitute,
    examine_officer,
    relieve_officer,
)
from tests import make

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2020, 5, 1), date(2023, 5, 1)


def people(*names):
    chair, *others = names
    told = [{"person_name": chair, "post": "chair"}]
    return told + [{"person_name": name} for name in others]


def committee(by, union, starts_on=FIRST, **over):
    values = {"years": 3, "officers": people("王一", "李二", "张三"), **over}
    return constitute(by=by, union=union, starts_on=starts_on, **values)


def test_the_next_term_ends_the_one_before(yubei, joint):
    """DRV-17"""
    first = committee(yubei, joint, approval_number="渝工复〔2020〕5号")
    second = committee(yubei, joint, SECOND, years=5)
    first.refresh_from_db()
    assert (first.number, first.term_ends_on, first.ended_on) == (1, SECOND, SECOND)
    assert (second.number, second.term_ends_on, second.ended_on) == (2, date(2028, 5, 1), None)
    assert Organ.objects.sitting(date(2023, 4, 30)).get() == first
    assert Organ.objects.in_term(date(2025, 1, 1)).get() == second
    assert not Organ.objects.in_term(date(2028, 5, 1)).exists()
    assert Officer.objects.serving(SECOND).filter(organ=first).count() == 0
    told = Event.objects.about(joint).first()
    assert "王一" not in str(told.detail) + told.label


def test_the_three_organs_stand_beside_one_another(yubei, joint):
    """DRV-17"""
    committee(yubei, joint)
    for kind in ("audit", "women"):
        one = [{"person_name": "赵四", "woman": True}]
        constitute(
            by=yubei, union=joint, kind=kind, starts_on=FIRST, years=3, officers=one, single=True
        )
    assert [organ.title for organ in Organ.objects.order_by("pk")] == [
        "工会委员会",
        "经费审查委员",
        "女职工委员",
    ]


def test_what_is_no_organ(yubei, stranger, joint):
    with pytest.raises(PermissionDenied):
        committee(stranger, joint)
    for over, words in (
        ({"starts_on": date(2099, 1, 1)}, "不能晚于今天"),
        ({"starts_on": date(2015, 1, 1)}, "不能早于工会成立日期"),
        ({"years": 4}, "3 年或 5 年（工会法"),
        ({"officers": []}, "请填写工会委员会的人员"),
        ({"officers": [{"person_name": "王一"}]}, "须有一位主席"),
        ({"officers": people("王一", "王一")}, "同一人在一届机构中只任一职"),
        ({"officers": people("王一", "李二"), "single": True}, "只设一人"),
    ):
        with pytest.raises(ValidationError, match=words):
            committee(yubei, joint, **over)
    money = [{"person_name": "钱五", "post": "chair", "handles_funds": True}]
    with pytest.raises(ValidationError, match="不得由财务人员兼任"):
        committee(yubei, joint, kind="audit", officers=money)
    assert not Organ.objects.exists()
    joint.dissolved_on = date(2024, 1, 1)
    joint.save()
    with pytest.raises(ValidationError, match="撤销"):
        committee(yubei, joint)


def test_of_two_who_register_the_same_term_one_is_told(yubei, joint):
    committee(yubei, joint)
    committee(yubei, joint, SECOND, number=2)
    with pytest.raises(ValidationError, match="第 2 届已经登记"):
        committee(yubei, joint, date(2023, 5, 2), number=2)
    with pytest.raises(ValidationError, match="须晚于"):
        committee(yubei, joint, SECOND)
    assert Organ.objects.count() == 2


def test_posts_change_hands_within_a_term(yubei, joint):
    """DRV-17"""
    organ = committee(yubei, joint)
    chair = organ.officers.get(post="chair")
    with pytest.raises(ValidationError, match="只有一位现任主席"):
        appoint_officer(by=yubei, organ=organ, person_name="周六", post="chair")
    relieve_officer(by=yubei, officer=chair, reason="调离", on=date(2022, 1, 1))
    with pytest.raises(ValidationError, match="已登记离任"):
        relieve_officer(by=yubei, officer=chair, reason="调离")
    after = appoint_officer(
        by=yubei, organ=organ, person_name="周六", post="chair", starts_on=date(2022, 3, 1)
    )
    examine_officer(by=yubei, officer=after, bars=["kin"], on=date(2022, 2, 1))
    after.refresh_from_db()
    assert after.bars_display() == ["行政负责人、合伙人的近亲属"]
    assert Officer.objects.of_person("周六").get() == after
    assert {o.person_name for o in Officer.objects.serving(date(2022, 6, 1))} == {
        "周六",
        "李二",
        "张三",
    }


def test_names_go_when_nobody_needs_them_any_more(yubei, joint):
    from datetime import datetime

    from django.utils import timezone

    from membership.retention import forget_officers

    organ = committee(yubei, joint)
    committee(yubei, joint, SECOND)
    then = timezone.make_aware(datetime(2024, 1, 1))  # noqa: DTZ001
    assert forget_officers(then, dry_run=True) == 3
    assert forget_officers(then, dry_run=False) == 3
    assert {o.person_name for o in organ.officers.all()} == {""}
    assert Officer.objects.exclude(person_name__blank=True).count() == 3
    assert make.officer("500112")
