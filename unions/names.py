"""How a division is called when its federation speaks, and when a map has room for two characters."""

PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 "
    "纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 "
    "鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各"
).split()
PEOPLES.sort(key=len, reverse=True)
PROVINCES = {"15": "内蒙古", "45": "广西", "54": "西藏", "64": "宁夏", "65": "新疆"}
ENDINGS = (
    *(
        "自治州",
        "自治县",
        "自治旗",
        "民族乡",
        "族乡",
        "矿区",
        "林区",
        "特区",
        "新区",
        "地区",
        "街道",
    ),
    *("市", "区", "县", "镇", "乡"),
)
ZONES = (
    ("高新技术产业开发区", "高新区"),
    ("高技术产业开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
)
DIRECT = "直辖村级区划"


def short_name(code, name):
    """渝北 for 渝北区, 延边 for 延边朝鲜族自治州; never a single character."""
    if len(code) == 2:
        return PROVINCES.get(code) or name[:-1]
    stem = name
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            if ending == "矿区":
                return name
            stem = name.removesuffix(ending) + ("族" if ending == "族乡" else "")
            break
    return _without_peoples(stem) if stem.endswith("族") or "自治" in name else stem


def _without_peoples(stem):
    found = True
    while found:
        found = next(
            (
                people + tail
                for people in PEOPLES
                for tail in ("族", "")
                if stem.endswith(people + tail)
                and len(stem) - len(people + tail) >= 2
                and (tail or len(people) > 1)
            ),
            None,
        )
        if found:
            stem = stem.removesuffix(found)
    return stem.removesuffix("族") if len(stem) > 2 else stem


def federation_name(name, above=""):
    """The territorial federation of a division; villages that hang on a county have a joint one."""
    if name.endswith(DIRECT):
        return f"{above}直辖村（社区）工会联合会"
    return f"{name}总工会"


def zone_short_name(name):
    """石家庄高新区 for 石家庄高新技术产业开发区."""
    stem = name.removesuffix("管委会")
    for long, short in ZONES:
        stem = stem.replace(long, short)
    return stem


def zone_federation_name(name):
    return f"{name.removesuffix('管委会')}工会"
