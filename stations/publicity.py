"""What the public may be told of a household: 张*, unit, what for, how much. Never a number of a
paper, telephone or account, a place to live, an illness, or the class of a child (domain 6.4).

The words are folded first, so that full-width, circled and Chinese figures, spaces and signs
between them hide nothing. Of a name of a unit that cannot be told apart from an address or an
illness the answer is no: the unit is left out then.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError

MOST_DIGITS = 6
"""A telephone number has seven; the number of a workshop does not."""
DIGITS = rf"([0-9０-９][^0-9０-９]*){{{MOST_DIGITS + 1}}}"
"""The same for the database, which folds nothing."""

FIGURES = str.maketrans(
    "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两", "00123456789123456789" + "12"
)
INSTITUTIONS = re.compile(
    r"(肿瘤|传染病|精神病|职业病|皮肤病|结核病|残疾人|疾病)"
    r"(医院|防治院|防治所|防治中心|联合会|预防控制中心)"
)
KINDS = re.compile(r"大病救助|疾病救助|医疗救助")
FORBIDDEN = (
    (
        "号码",
        re.compile(r"身份证|证件号|手机|电话|微信|QQ|卡号|账号|帐号|尾号|邮箱|@", re.IGNORECASE),
    ),
    (
        "住址",
        re.compile(
            r"住址|地址|门牌|家住|住在|现住|居住|户籍"
            r"|[\d十百]+\s*(号楼|栋|幢|单元|室|层|号|组|社|户|弄)"
            r"|(路|街|巷|弄|大道|胡同)\s*[\d十百]"
            r"|(镇|乡|街道).{1,10}(村|社区|小区)|小区|家属院|公寓|单元楼"
        ),
    ),
    (
        "病情",
        re.compile(
            r"癌|瘤|炎|病|症|瘫|残|梗|衰竭|透析|化疗|放疗|移植|手术|骨折|中风|抑郁|血压|糖尿"
            r"|狼疮|白血|硬化|艾滋|HIV|AIDS|梅毒|结核|出血|畸形|智力|失明|失聪|聋|哑|截肢|流产"
            r"|怀孕|妊娠|ICU|诊断|确诊|住院|就诊|治疗|痴呆|癫痫|哮喘|红斑|休克|昏迷|植物人"
            r"|[A-Z]\d{2}\.\d",
            re.IGNORECASE,
        ),
    ),
    (
        "子女的学校班级",
        re.compile(r"年级|班级|学号|[高初大][1-4]|\d\s*班|(小学|中学|幼儿园).{0,6}班"),
    ),
)


def folded(text):
    """As the rules read it."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Mn", "Cc"))
    return text.translate(FIGURES)


def found_in(text):
    """What of the forbidden kinds a text holds, by name; nothing, if it may be told."""
    said = KINDS.sub("", INSTITUTIONS.sub("", folded(text)))
    said = re.sub(r"\s+", "", said)
    found = [name for name, pattern in FORBIDDEN if pattern.search(said)]
    if sum(sign.isdigit() for sign in said) > MOST_DIGITS and "号码" not in found:
        found.insert(0, "号码")
    return found


def check_text(text):
    if found := found_in(text):
        raise ValidationError(
            f"公示中不能有{'、'.join(found)}。请改写；单位名称容易误解的可以不写。",
            code="forbidden",
        )


def check_names(text, names):
    """Nobody of the household is told by the whole name."""
    said = re.sub(r"\s+", "", folded(text))
    if any(len(name) > 1 and re.sub(r"\s+", "", folded(name)) in said for name in names):
        raise ValidationError("公示中不能有家庭成员的全名。", code="named")
