"""How a division is called when its federation speaks, and where a map has little room."""

import re

LONG = (
    "柯尔克孜|乌孜别克|维吾尔|哈萨克|达斡尔|塔吉克|俄罗斯|鄂温克|塔塔尔|鄂伦春|蒙古|布依|朝鲜|土家|哈尼|"
    "傈僳|高山|拉祜|东乡|纳西|景颇|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|德昂|保安|裕固|独龙|赫哲|门巴|"
    "珞巴|基诺"
)
PEOPLED = re.compile(rf"(.{{2,}}?)(({LONG})族?|[回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒京各]族)+")
ENDED = re.compile(
    r"(.{2,}?)(自治州|自治县|自治旗|民族乡|族乡|林区|特区|新区|地区|街道|(?<!矿)区|市|县|镇|乡)"
)
PROVINCES = {"15": "内蒙古", "45": "广西", "54": "西藏", "64": "宁夏", "65": "新疆"}
ZONED = {
    r"高新?技术(产业)?(开发|园)区": "高新区",
    r"经济(技术)?开发区": "经开区",
    r"管委会$": "",
}
VILLAGES = "直辖村级区划"


def short_name(code, name):
    """渝北 for 渝北区, 延边 for 延边朝鲜族自治州; never a single character."""
    if len(code) == 2:
        return PROVINCES.get(code) or name[:-1]
    found = ENDED.fullmatch(name)
    if not found:
        return name
    stem, ending = found.groups()
    stem += "族" * (ending == "族乡")
    if len(stem) > 2 and (stem.endswith("族") or ending.startswith("自治")):
        peopled = PEOPLED.fullmatch(stem)
        return peopled[1] if peopled else stem.removesuffix("族")
    return stem


def zone_short_name(name):
    """石家庄高新区 for 石家庄高新技术产业开发区."""
    for long, short in ZONED.items():
        name = re.sub(long, short, name)
    return name


def federation_name(name, above=""):
    """The territorial federation of a division; villages that hang on a county have a joint one."""
    return f"{above}直辖村（社区）工会联合会" if name.endswith(VILLAGES) else f"{name}总工会"


def zone_federation_name(name):
    return f"{name.removesuffix('管委会')}工会"
