"""The words of which the demonstration's organizations are made."""

from dataclasses import dataclass


@dataclass(slots=True)
class Kind:
    """One sort of organization: what it is called and how it is counted."""

    type: str
    kind: str
    category: str
    words: tuple
    staff: tuple
    labour: bool = False


KINDS = {
    "51": [
        (14, Kind("51", "industry", "01", ("行业协会", "商会", "企业联合会"), (2, 12))),
        (10, Kind("51", "general", "02", ("农村专业技术协会", "果蔬产业协会"), (1, 6))),
        (12, Kind("51", "general", "03", ("学会", "研究会"), (1, 8))),
        (14, Kind("51", "general", "06", ("书画协会", "摄影家协会", "诗词学会"), (0, 5))),
        (14, Kind("51", "general", "07", ("羽毛球协会", "太极拳协会", "门球协会"), (0, 6))),
        (6, Kind("51", "general", "08", ("环保志愿者协会",), (0, 5))),
        (16, Kind("51", "general", "09", ("志愿服务联合会", "慈善会", "老年协会"), (1, 10))),
        (6, Kind("51", "general", "10", ("法律援助志愿者协会",), (1, 8), True)),
        (8, Kind("51", "general", "12", ("职工技术协会", "家政服务从业者协会"), (2, 14), True)),
    ],
    "52": [
        (20, Kind("52", "kindergarten", "04", ("幼儿园", "实验幼儿园", "双语幼儿园"), (12, 48))),
        (9, Kind("52", "school", "04", ("学校", "职业技术学校", "外国语学校"), (30, 180))),
        (5, Kind("52", "hospital", "05", ("医院", "康复医院", "中医医院"), (35, 260))),
        (16, Kind("52", "training", "04", ("职业培训学校", "技能培训中心"), (5, 30), True)),
        (16, Kind("52", "eldercare", "09", ("养老服务中心", "养老院"), (8, 60))),
        (14, Kind("52", "general", "09", ("社会工作服务中心", "社区服务中心"), (4, 26), True)),
        (10, Kind("52", "general", "07", ("健身俱乐部", "体育俱乐部"), (3, 15))),
        (6, Kind("52", "general", "06", ("艺术馆", "民俗博物馆"), (2, 12))),
        (4, Kind("52", "general", "03", ("技术研究院",), (6, 40))),
    ],
    "53": [(1, Kind("53", "general", "09", ("慈善基金会", "教育基金会", "公益基金会"), (2, 12)))],
    "59": [(1, Kind("59", "general", "09", ("邻里互助社", "志愿服务队"), (0, 3)))],
}
FIRST = (
    "安博昌晨成德东恩方丰福光广海和恒弘华惠吉佳建金锦京景康乐力联龙美明宁鹏启青庆仁荣"
    "瑞润盛世树思泰天同万旺文祥新星兴雅阳怡益永友裕元远悦云泽长正志中"
)
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁罗郑谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余"
    "杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙"
    "史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志宇欣怡晨曦子涵雨婷浩然俊凯"
    "琳雪梅春兰玉红海波文斌立新永福"
)

FUNDING = {
    "51": (("dues",), ("dues", "grant"), ("dues", "service"), ("dues", "donation")),
    "52": (("founder", "service"), ("service", "grant"), ("service",)),
    "53": (("donation",), ("donation", "founder")),
    "59": (("grant",), ("donation",), ("other",)),
}
WAYS = {
    "51": (("discipline",), ("discipline", "advice"), ("entrusted", "volunteer")),
    "52": (("direct",), ("direct", "entrusted"), ("direct", "advice"), ("direct", "online")),
    "53": (("direct", "volunteer"), ("entrusted",)),
    "59": (("volunteer",), ("direct", "volunteer")),
}
DOMAINS = {
    "training": (("employment", "skills"), ("skills",)),
    "10": (("democracy",), ("income", "democracy"), ("safety",)),
    "12": (("employment",), ("skills", "culture"), ("income", "security")),
    "09": (("security",), ("culture",), ("employment", "security", "culture")),
}
ACTS = {
    "01": "行业自律、标准制订、会员服务和行业交流。",
    "02": "农业技术推广、产销信息服务和农村实用人才培训。",
    "03": "学术交流、课题研究和科学普及。",
    "04": "教育教学、技能培训和家庭教育指导。",
    "05": "诊疗、康复和社区健康服务。",
    "06": "文艺创作、展演和群众文化活动。",
    "07": "赛事组织、健身指导和体育交流。",
    "08": "环境保护宣传、巡护和志愿服务。",
    "09": "困难帮扶、社区服务和养老助残服务。",
    "10": "法律咨询、劳动争议调解和法律援助。",
    "12": "从业者培训、权益维护和职业交流。",
}

SUPERVISORS = {
    **{"01": "工商业联合会", "02": "农业农村局", "03": "科学技术协会", "04": "教育局"},
    **{"05": "卫生健康局", "06": "文化和旅游局", "07": "体育局", "08": "生态环境局"},
    **{"09": "民政局", "10": "司法局", "12": "人力资源和社会保障局"},
}
