"""What the demonstration's bids say: seven hands write about the same service in their own words,
but the last of them copies from the one before, for a flag to find."""

from procurement.demo.calls import DECIDED, FAILED, OPEN, REVIEWED

SERVICES = {
    DECIDED: ("园区企业职工", "普法讲座", "现场咨询", "律师", "欠薪、工伤和加班工资"),
    REVIEWED: ("困难职工子女", "主题活动", "托管服务", "小学教师", "暑期无人看护"),
    OPEN: ("园区一线职工", "心理讲座", "驻点咨询", "心理咨询师", "夜班压力和情绪低落"),
    FAILED: ("商务楼宇职工", "读书活动", "书屋开放", "图书馆员", "午间和晚间缺少去处"),
}
"""Whom it is for, what is done seldom and often, by whom, against what."""
HANDS = (
    {
        "needs": "我们去年走访 42 家企业、回收问卷 1,163 份，反映{trouble}的占六成，"
        "而街道每季度只能安排一次服务，{whom}普遍希望固定时间、就近办理。",
        "goals": "到期满时完成{once} {n} 场、{often} {twice} 场，服务对象满意率不低于 92%，"
        "形成可以复制的服务手册一套。",
        "risks": "主讲人临时不能到场的，由备选名单接替；全部活动购买公众责任险；"
        "登记表只留手机尾号，项目结束一个月内销毁。",
        "evaluation": "委托高校社会工作系抽样回访一百人，前后测对照，结果公开。",
        "people": ("陶静", "何立诚"),
        "lines": ("授课和咨询报酬", "场地布置和物料", "手册排版印制", "办公和水电"),
    },
    {
        "needs": "{trouble}是工会热线近两年来电的前三类。本机构承接热线值守，掌握来电分布，"
        "知道哪些园区、哪些班次最需要上门。",
        "goals": "以来电最多的八个点位为主，安排{often} {twice} 次，另办{once} {n} 次；"
        "当场解决率七成以上，其余三个工作日内回话。",
        "risks": "与属地派出所、社区卫生站建立联络，突发情况两人以上处置；志愿者持证上岗。",
        "evaluation": "每次服务扫码评价，低于四分的逐一回访；期中邀请职工代表看现场。",
        "people": ("秦岚", "邹维"),
        "lines": ("专业人员服务费", "八个点位活动费", "线上宣传和海报", "项目管理支出"),
    },
    {
        "needs": "根据区总工会提供的需求清单，{whom}提出的意见中，{trouble}出现次数最多，"
        "且多发生在中小微企业，企业自己请不起人。",
        "goals": "一是{once} {n} 场，每场不少于五十人；二是{often} {twice} 场；"
        "三是培养企业内部联络员三十名，服务结束后仍能运转。",
        "risks": "可能出现企业不愿停工配合，拟采用午休和交接班时段；天气原因改为线上。",
        "evaluation": "以联络员台账、签到影像和第三方电话抽查三种材料互相印证。",
        "people": ("蒲晓鸥", "章一鸣"),
        "lines": ("讲师课酬和差旅", "联络员培训", "短视频和折页", "行政分摊"),
    },
    {
        "needs": "本会会员单位分布在九个镇街。座谈中企业主和职工都谈到{trouble}，"
        "过去靠临时请人，断断续续，没有记录也没有跟进。",
        "goals": "建立一人一档的跟进制度；全年{often}不少于 {twice} 次，{once}不少于 {n} 次。",
        "risks": "涉及个人隐私的谈话单独进行；承办人员签保密承诺；发现群体性苗头当日报告工会。",
        "evaluation": "采用基线、期中、期末三次测量，并请工会派员随机旁听。",
        "people": ("冉启文", "田苗"),
        "lines": ("专职社工工资", "茶歇和教具", "公众号推送", "财务审计和杂项"),
    },
    {
        "needs": "{whom}人数多、流动快，信息到不了人。我们统计了三个招聘点的提问，"
        "排在最前面的就是{trouble}。",
        "goals": "做到月月有安排：{once} {n} 场分布到十二个月，{often} {twice} 场按班次排开，"
        "覆盖不少于一千二百人。",
        "risks": "人员密集场所先行踏勘，控制人数，设安全员；资料由工会审定后再发放。",
        "evaluation": "委托会计师事务所核对支出，委托评估机构核对产出，两份报告一并提交。",
        "people": ("罗绮", "段宏宇"),
        "lines": ("兼职人员补贴", "活动耗材", "报刊专栏", "房租分摊"),
    },
    {
        "needs": "职工遇到困难时不知道找谁。{trouble}关系到切身利益，需要专业力量及时介入，"
        "把问题解决在萌芽状态。",
        "goals": "开展{once} {n} 场，开展{often} {twice} 场，受益一千人以上，群众满意。",
        "risks": "加强领导，落实责任，制定预案，配备急救箱，确保活动安全有序进行。",
        "evaluation": "通过问卷调查、座谈访谈等方式对项目实施效果进行综合评价。",
        "people": ("向南", "吕燕"),
        "lines": ("人员劳务", "组织活动", "宣传推广", "其他管理"),
    },
)


def written(title, total, n):
    """Every part of the ``n``-th bid, for so much money in all."""
    whom, once, often, title_of, trouble = SERVICES[title]
    hand, times, share = HANDS[min(n, len(HANDS) - 1)], 20 + 2 * n, total // 10
    twice = str(times * 2)
    known = {"whom": whom, "once": once, "often": often, "trouble": trouble}
    told = {
        part: {"text": hand[part].format(**known, n=times, twice=twice)}
        for part in ("needs", "goals", "risks", "evaluation")
    }
    sums = (share * 6, share * 2, total - share * 8 - share // 2, share // 2)
    lines = zip(("people", "activity", "publicity", "overhead"), hand["lines"], sums, strict=True)
    lead, second = hand["people"]
    return told | {
        "unit": {"contact": lead, "phone": f"023-6{n}50{n}37{n}"},
        "target": {"text": whom, "people": str(1200 - 40 * n), "times": str(3600 - 90 * n)},
        "plan": {
            "rows": [
                {"what": once, "when": "每月", "times": str(times), "people": "60", "by": lead},
                {"what": often, "when": "每周", "times": twice, "people": "30", "by": second},
            ]
        },
        "team": {
            "rows": [
                {"name": lead, "duty": "项目负责人", "title": "社会工作师", "hours": "每周 3 天"},
                {"name": second, "duty": "骨干", "title": title_of, "hours": "每周 2 天"},
            ]
        },
        "budget": {
            "rows": [
                {"line": line, "item": item, "price": str(amount), "count": "1", "basis": "市价"}
                for line, item, amount in lines
            ]
        },
    }
