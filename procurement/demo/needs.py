"""About 120 needs of 重庆 and 渝北, told in five ways over half a year: gathered into topics,
one of which, legal aid, is what the demonstration's project is bought for."""

from datetime import timedelta
from itertools import cycle

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from procurement.models import Need, NeedTopic
from procurement.services import need_sheets, needs, topics
from unions.models import Federation, Region

LEGAL_TOPIC = "职工法律援助与普法宣讲"
PLACES = ("空港园区", "回兴街道", "两路老城", "创新经济走廊", "前沿科技城", "石船镇", "洛碛镇")
FLAWS = {
    "legal": (
        "{}建筑工地的农民工被拖欠工资，希望有律师帮助讨薪",
        "{}有工友没签劳动合同，想请律师讲讲怎样维权",
        "{}几家小企业被辞退的职工不知道怎样申请劳动仲裁",
        "{}请律师来讲社保补缴和工伤认定",
    ),
    "psychology": (
        "{}流水线夜班多，职工心理压力大，想要心理咨询",
        "{}希望开一条能打得通的心理热线",
        "{}新入职的年轻职工情绪低落，想有人疏导",
    ),
    "children": (
        "{}暑假双职工的孩子没人看，希望办托管班",
        "{}下午四点半放学没人接孩子，希望有托管",
    ),
    "skills": (
        "{}想学电工、焊工，晚上有夜校就好",
        "{}希望办家政和养老护理培训，学完能拿证",
    ),
    "health": (
        "{}外卖骑手和快递员没有体检，希望安排一次",
        "{}工伤住院的工友没人探视，家里困难",
    ),
}
GROUPS = {
    "legal": ("migrant", "staff", "dispatched"),
    "psychology": ("staff", "women"),
    "children": ("women", "staff"),
    "skills": ("migrant", "flexible"),
    "health": ("platform", "injured"),
}
HOW_MANY = {"legal": 34, "psychology": 21, "children": 16, "skills": 15, "health": 12}
PEOPLE = (1, 3, 8, 12, 20, 35, 60, 5, 150, 2)
TABLE = """需求,领域,职工群体,涉及人数,提出日期,站点
希望组织单身青年职工交友活动,婚恋交友,在职职工,80,{day},
图书馆晚上能不能开到九点，想有读书会,文化体育,在职职工,40,{day},
园区缺篮球场，希望组织职工篮球赛,文化体育,在职职工,120,{day},YB-003
工资集体协商怎么谈，想请人指导,集体协商,在职职工,200,{day},
单亲困难职工希望有人结对帮扶,困难帮扶,困难职工,15,{day},YB-003
返乡农民工想创业，不知道怎样办手续,就业创业,农民工,25,{day},
农民工子女转学手续难办，希望有人指点,农民工服务,农民工,30,{day},YB-007
"""


@transaction.atomic
def load_needs(people):
    """Once."""
    if Need.objects.exists():
        return
    officer = people["cq-procurement"]
    city, county = (Federation.objects.get(code=code) for code in ("50", "500112"))
    told = _in_the_open(officer, city, county)
    told += _of_organizations(people)
    _of_a_table(officer, county)
    _gathered(officer, city, told)
    _answered(officer)


def ago(days):
    return timezone.now() - timedelta(days=days)


def _in_the_open(officer, city, county):
    """By codes on walls and at two stations, and written down by officers."""
    until = timezone.now() + timedelta(days=60)
    walls = [
        needs.open_channel(by=officer, federation=place, expires_at=until, **fields)
        for place, fields in (
            (county, {"title": "说说您需要的服务", "site": "渝北区职工服务中心"}),
            (county, {"title": "说说您需要的服务", "site": "空港驿站", "station": "YB-003"}),
            (city, {"title": "说说您需要的服务", "site": "重庆市职工服务中心"}),
        )
    ]
    streets = list(Region.objects.filter(parent=county.region, pseudo=False).order_by("code")[:7])
    places, heads, day, found = cycle(PLACES), cycle(PEOPLE), 170, []
    for domain, count in HOW_MANY.items():
        groups = cycle(GROUPS[domain])
        for n in range(count):
            text = FLAWS[domain][n % len(FLAWS[domain])].format(next(places))
            day = day - 1 if day > 6 else 160
            fields = {
                "text": text,
                "domain": domain,
                "group": next(groups),
                "people": next(heads),
                "told_at": ago(day),
            }
            if n % 3 == 2:
                need = needs.write_down(
                    by=officer,
                    federation=city if n % 4 == 1 else county,
                    region=streets[n % len(streets)] if streets and n % 4 != 1 else None,
                    priority="high" if n % 9 == 2 else "normal",
                    **fields,
                )
            else:
                need = needs.tell(channel=walls[n % 3], **fields)
            found.append(need)
    return found


def _of_organizations(people):
    found = []
    for name, domain, text in (
        ("org-a", "legal", "来我们这里咨询的职工，一半以上问的是欠薪和工伤，希望有律师坐班"),
        ("org-a", "psychology", "服务的职工里夜班多的心理压力大，希望有心理咨询"),
        ("org-b", "skills", "来参加活动的职工想学家政和养老护理，学完能拿证"),
    ):
        speaker = people[name]
        delegation = speaker.delegations.current().select_related("organization").first()
        if delegation is None:
            continue
        found.append(
            needs.tell_for(
                by=speaker,
                organization=delegation.organization,
                text=text,
                domain=domain,
                group="staff",
                people=50,
            )
        )
    return found


def _of_a_table(officer, county):
    text = TABLE.format(day=timezone.localdate(ago(20)).isoformat())
    file = SimpleUploadedFile("渝北区需求汇总.csv", text.encode())
    sheet = need_sheets.hand_in(by=officer, federation=county, file=file)
    need_sheets.apply_sheet(by=officer, sheet=sheet)


def _gathered(officer, city, told):
    """Topics in every state; legal aid was two of them, which were merged."""

    def topic(title, domain, rows, **fields):
        return topics.begin_topic(
            by=officer, federation=city, title=title, domain=domain, needs=rows, **fields
        )

    def of(domain):
        return [need for need in told if need.domain == domain]

    legal = of("legal")
    wages, law = legal[::4], [need for n, need in enumerate(legal) if n % 4]
    main = topic(
        *(LEGAL_TOPIC, "legal", law[:-2]),
        summary="欠薪、工伤认定、劳动合同和社保问题集中，职工需要律师上门宣讲、坐班咨询和代理援助。",
        activities=["legal-lecture", "legal-aid", "mock-court"],
    )
    apart = topic("建筑工地农民工讨薪", "legal", wages)
    topics.merge_topics(by=officer, topic=apart, into=main, reason="都由律师承接，是同一件事")
    judge(officer, main, (5, 4, 5))
    mind = topic(
        *("一线职工心理疏导", "psychology", of("psychology")[:-3]),
        summary="夜班多、年轻职工多的企业反映集中。",
        activities=["counselling"],
    )
    judge(officer, mind, (4, 4, 4))
    judge(officer, topic("新就业形态劳动者体检", "health", of("health")[::2]), (4, 2, 2))
    topic("暑期职工子女托管", "children", of("children"), activities=["left-behind"])
    skills = topic(
        "电工焊工与护理夜校", "skills", of("skills")[:-2], activities=["skills-training"]
    )
    judge(officer, skills, (4, 3, 5))


EVIDENCE = {
    "concentrated": "需求条数和涉及人数见本页，来自市级和渝北区多个园区、街道。",
    "effective": "与工会自办或个别聘请相比的费用和覆盖面，见业务部门测算。",
    "fitting": "登记库中有相应领域、年检合格的社会组织可以承接。",
}


def judge(officer, topic, scores):
    names = ("concentrated", "effective", "fitting")
    told = dict(zip(names, scores, strict=True))
    told |= {f"{name}_evidence": EVIDENCE[name] for name in names}
    topics.judge(by=officer, topic=topic, **told)


def _answered(officer):
    """Some are answered at once or put aside; the others wait."""
    waiting = list(Need.objects.waiting().order_by("told_at", "pk")[:4])
    for need in waiting[:3]:
        needs.move_need(
            by=officer, need=need, verb="answer", reason="已请所在园区工会联系，本周内答复。"
        )
    for need in waiting[3:]:
        needs.move_need(by=officer, need=need, verb="dismiss", reason="不属于工会服务范围。")


def legal_topic():
    """What the demonstration's project is bought for."""
    return NeedTopic.objects.get(title=LEGAL_TOPIC)
