"""The demonstration's surveys: 江苏's of 2014 with the answers of tables 4 and 5, another of its
series to compare with, 会员评家 under way in 重庆, a questionnaire being drawn up."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Appointment, User
from accounts.roles import Role
from surveys import planted
from surveys.models import Response, Survey
from surveys.services import building, collecting, entering, fieldwork
from unions.models import Federation, GrassrootsUnion

SERIES = "帮扶服务调研"
HELD = (
    ("visit", date(2014, 4, 22), "连云港、南通、泰州、苏州、江阴", 64, 21,
     "市县帮扶中心运转正常；县以下站点多设在工会办公室，独立门面少，人员靠兼职。"),
    ("forum", date(2014, 5, 15), "苏州市总工会", 18, 9,
     "企业工会希望上级多提供文体活动、培训和法律服务，不只是生活救助。"),
    ("meeting", date(2014, 6, 10), "省总工会", 12, 7,
     "人社、民政、教育、卫生、司法等部门同意建立信息共享和救助衔接机制。"),
)  # fmt: skip
ADVICE = (
    *("多组织一些文体活动", "工资协商能不能公开过程", "夜班职工也想参加培训", "活动时间希望在周末"),
    *("食堂和休息室条件再好一点", "希望有心理咨询"),
)


@transaction.atomic
def load(people):
    """Once."""
    if Survey.objects.exists():
        return
    researcher = officer_of_jiangsu()
    of_the_year(researcher, 2014, planted.rows(), HELD)
    of_the_year(researcher, 2016, planted.rows()[::3], ())
    under_way(people["cq-assistance"])
    building.begin(
        by=people["cq-assistance"],
        federation=Federation.objects.get(code="50"),
        blueprint="service",
        kind=Survey.Kind.SATISFACTION,
        title="职工服务中心窗口满意度",
        about="职工服务中心窗口",
        purpose="请您对刚刚得到的服务作出评价，约需 1 分钟。问卷不记名。",
        year=timezone.localdate().year,
    )


def officer_of_jiangsu():
    user, made = User.objects.get_or_create(username="js-assistance", defaults={"name": "顾敏"})
    if made:
        Appointment.objects.create(
            user=user,
            federation=Federation.objects.get(code="32"),
            role=Role.ASSISTANCE,
            starts_on=date(2013, 1, 1),
            title="保障工作部副部长",
        )
    return user


def of_the_year(by, year, rows, held):
    survey = building.begin(
        by=by,
        federation=Federation.objects.get(code="32"),
        blueprint="aid",
        kind=Survey.Kind.RESEARCH,
        title="工会帮扶服务工作转型发展的调研" if year == 2014 else "帮扶服务工作回访调研",
        purpose="了解工会帮扶服务的情况和职工的需求。答卷的份数是按公布的百分比还原的。",
        series=SERIES,
        year=year,
    )
    building.publish(by=by, survey=survey)
    for method, day, venue, heads, units, findings in held:
        fieldwork.note(
            by=by,
            survey=survey,
            method=method,
            held_on=day,
            venue=venue,
            people=heads,
            organizations=units,
            findings=findings,
        )
    on = date(year, 6, 30)
    entering.write(survey, survey.current, rows, Response.Channel.SHEET, on=on)
    collecting.close(by=by, survey=survey)
    collecting.show(by=by, survey=survey, public=True)


def under_way(by):
    """Members judge their union: twenty-eight answers, a dozen of them still on their way."""
    city = Federation.objects.get(code="50")
    union = GrassrootsUnion.objects.at_or_below([city]).filter(dissolved_on=None)
    survey = building.begin(
        by=by,
        federation=city,
        blueprint="home",
        kind=Survey.Kind.EVALUATION,
        title="会员评家",
        purpose="请会员对本单位工会一年来的工作作出评价。问卷不记名，结果只以汇总数公布。",
        union=union.order_by("pk").first(),
        year=timezone.localdate().year,
    )
    building.publish(by=by, survey=survey)
    links = [
        collecting.open_link(by=by, survey=survey, channel=channel, label=label)
        for channel, label in (("qr", "职工食堂海报"), ("link", "会员微信群"))
    ]
    for n in range(28):
        mark = "o1" if n % 5 < 3 else "o2" if n % 5 == 3 else "o3"
        given = {f"parts.{row}": ["o1" if (n + row) % 3 else "o2"] for row in range(1, 6)}
        given |= {"overall": [mark], "joined": [f"o{n % 3 + 1}"], "why": ["o2"]}
        given["advice"] = [ADVICE[n % len(ADVICE)]] if n % 4 == 0 else []
        link = links[n % 2]
        word = collecting.ticket_for(link)
        collecting.submit(link=link, word=word, group="members", given=given)
        if n == 15:
            collecting.gather(survey=survey)
