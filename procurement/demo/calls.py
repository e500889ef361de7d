"""The demonstration's calls: two to be decided on and reviewed, one that fails and is called
again, one that takes bids, with questions and an amendment, and a draft. Through the services; only
the days of questions are set back afterwards."""

from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from procurement import deadlines
from procurement.models import Call, Project, Question
from procurement.services import calls, questions
from unions.calendar import add_working_days

DECIDED, REVIEWED = "职工法律援助宣讲", "困难职工子女暑期托管"
OPEN, FAILED, DRAFT = "职工心理关爱进园区", "职工书屋进楼宇", "新就业形态劳动者技能培训"
PAST = {DECIDED: (-32, -17, 101), REVIEWED: (-20, -7, 108), FAILED: (-36, -22, 97)}
"""Published and closed so many working days ago, under which number."""
CONTACT = "社会联络部 023-6360 0000（示例）"
TERMS = {
    DECIDED: (
        "面向园区企业、新就业形态劳动者开展劳动法律宣讲和现场咨询，全年宣讲不少于 20 场、"
        "咨询不少于 40 场，由执业律师或者劳动关系协调师主讲，每场留存签到、课件和满意度。"
    ),
    REVIEWED: (
        "暑期在三个区县工人文化宫开设托管班，每班不少于 30 名困难职工子女、不少于 40 天，"
        "配备教师和安全员，投保意外险，提供午餐和午休。"
    ),
    FAILED: "在商务楼宇设置职工书屋 12 个，每个书屋全年组织读书活动不少于 6 次。",
    OPEN: (
        "在十个产业园区设立心理关爱站，每站每月驻点不少于 4 天，个案面谈由国家二级心理咨询师"
        "以上人员承担，建立危机个案转介制度，不留存可以识别职工身份的记录。"
    ),
    DRAFT: "面向外卖骑手、快递员、网约车司机开展技能培训不少于 800 人，取证率不低于 70%。",
}
ASKED = (
    (
        "两家社会组织可以联合申报吗？",
        "可以。联合申报的，由一家牵头申报并承担全部责任，合作单位写入“项目团队”。",
    ),
    (
        "项目负责人能同时负责其他项目吗？",
        "可以，但每周投入本项目不少于 2 天，请在“项目团队”中写明投入时间。",
    ),
    ("最高限价是否含税？", "含税。金额是完成全部服务的总价，不再另行支付费用。"),
)


@transaction.atomic
def load_calls(people):
    """One call of each project that waits for one; once."""
    by = people["cq-procurement"]
    waiting = Project.objects.filter(federation__code="50", status="approved", calls=None)
    projects = {project.title: project for project in waiting.filter(title__in=TERMS)}
    made = {title: _drafted(by, project) for title, project in projects.items()}
    today = timezone.localdate()
    for title, (since, until, number) in PAST.items():
        if call := made.get(title):
            published = deadlines.at(add_working_days(today, since), time(9, 30))
            deadline = deadlines.at(add_working_days(today, until))
            call = calls.revise_call(by=by, call=call, number=_number(published, number))
            call = calls.publish(by=by, call=call, deadline=deadline, at=published)
            _asked_before(by, call)
    if call := made.get(OPEN):
        _open(by, call, today)
    return len(made)


def load_again(people):
    """The call that found too few bids, anew and open: its text as it stood, with more time."""
    by, today = people["cq-procurement"], timezone.localdate()
    call = Call.objects.filter(project__title=FAILED, status="failed", following=None).first()
    if call is None:
        return 0
    with transaction.atomic():
        again = calls.call_again(by=by, call=call)
        published = deadlines.at(add_working_days(today, -2), time(9, 30))
        again = calls.revise_call(by=by, call=again, number=_number(published, 126))
        deadline = deadlines.at(add_working_days(today, 14))
        calls.publish(by=by, call=again, deadline=deadline, at=published)
    return 1


def _drafted(by, project):
    call = calls.draft_call(by=by, project=project, contact=CONTACT)
    head, mark, _ = call.requirement.rpartition("服务要求\n")
    requirement = f"{head}{mark}{TERMS[project.title]}"
    return calls.revise_call(by=by, call=call, requirement=requirement)


def _number(day, number):
    return f"渝工购告〔{day.year}〕{number} 号（示例）"


def _asked_before(by, call):
    """What was asked and answered while the call was open, which it no longer is."""
    for n, (text, answer) in enumerate(ASKED[:2], 2):
        asked = call.published_at + timedelta(days=n, hours=n)
        answered = asked + timedelta(hours=23)
        Question.objects.create(
            call=call,
            text=text,
            asked_at=asked,
            answer=answer,
            answered_at=answered,
            answered_by=by,
        )


def _open(by, call, today):
    """Takes bids for about ten days more; asked about by three, one of whom waits; changed once."""
    published = deadlines.at(add_working_days(today, -6), time(9, 30))
    deadline = deadlines.at(add_working_days(today, 6))
    until = deadlines.at(add_working_days(today, 3))
    call = calls.revise_call(by=by, call=call, number=_number(published, 121))
    call = calls.publish(by=by, call=call, deadline=deadline, questions_until=until, at=published)
    for n, (text, answer) in enumerate(ASKED, 2):
        row = questions.ask(by=None, call=call, text=text)
        asked = published + timedelta(days=n, hours=n)
        Question.objects.filter(pk=row.pk).update(asked_at=asked)
        if n < 4:
            questions.answer(by=by, question=row, answer=answer)
            Question.objects.filter(pk=row.pk).update(answered_at=asked + timedelta(hours=23))
    questions.amend(
        by=by,
        call=call,
        kind="material",
        text="应园区职工要求，增加夜班时段的线上咨询；申报时间相应延长。",
        requirement=f"{call.requirement}\n每周一至周五 20:00 至 23:00 提供线上咨询。",
        deadline=deadlines.at(add_working_days(today, 8)),
    )
