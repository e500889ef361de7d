"""The indicators of stations (domain 7.4), read off the tallies of ``tallies.of_stations``."""

from datetime import date

from indicators.indicator import Indicator

NETWORK = {"tally": "stations", "in_force_from": date(2002, 1, 1)}
RATE = {**NETWORK, "unit": "比率"}
NUMBER = {**NETWORK, "unit": "个"}
BELOW = "县以下帮扶服务站点：开发区（园区）、乡镇（街道）、村（社区）、企业的帮扶服务站（点）"
NOT_OPEN = "不计入：截至日尚未启用或已关停的。"
SURVEY = "全省工会帮扶服务工作调研的统计口径"
CENTRES = "市、县（市、区）的困难职工帮扶中心和职工服务中心"


def of_centres(code, name, numerator, key, words):
    """All centres, and those of one layer."""
    for suffix, layer, whose in (("", "", ""), ("a", ":city", "市级"), ("b", ":county", "县级")):
        yield Indicator(
            code=f"{code}{suffix}",
            name=f"{whose}{name}",
            numerator=numerator,
            denominator="centres",
            key=f"{key}{layer}",
            words=f"分母：截至日开放的{whose}{CENTRES}（个）。分子：其中{words}",
            exclusions=NOT_OPEN + "省级中心不计入。",
            source=SURVEY,
            **RATE,
        )


TABLE = (
    Indicator(
        code="S1",
        name="县以下站点增长率",
        numerator="sites_added",
        denominator="sites_before",
        key="growth",
        words=f"{BELOW}，截至日开放的个数与两年前同日相比。分母：两年前的个数。分子：净增个数"
        "（新启用的减去关停的）。",
        exclusions=NOT_OPEN + "开发区中“省级以上”的只是其中数，不另加。",
        source=SURVEY,
        **RATE,
    ),
    Indicator(
        code="S2",
        name="设在工会办公室的站点比例",
        numerator="in_office",
        denominator="housed",
        key="office",
        words=f"分母：{BELOW}中，截至日开放、场地情况已登记的（个）。分子：其中设在工会办公室"
        "（会议室）的。",
        exclusions=NOT_OPEN + "场地情况未登记的不计入分母。",
        source=SURVEY,
        **RATE,
    ),
    Indicator(
        code="S3",
        name="市县中心建成率",
        numerator="with_centre",
        denominator="places",
        tally="centres",
        words="分母：截至日的省辖市和县（市）总工会（家）。分子：其中设有开放的困难职工帮扶中心或"
        "职工服务中心的，不论几个。",
        exclusions="不计入：市辖区。",
        source=SURVEY,
        unit="比率",
        in_force_from=date(2002, 1, 1),
    ),
    *of_centres(
        *("S4", "中心更名率", "renamed", "renamed"),
        "由困难职工帮扶中心更名为职工服务中心的，从更名之日起计。",
    ),
    *of_centres(
        *("S5", "中心事业编制率", "with_posts", "posts"),
        "核定了事业编制的，从核定之日起计。",
    ),
    Indicator(
        code="S6",
        name="群团社会服务网络点数",
        numerator="group_sites",
        key="group",
        words="截至日开放的群团组织社会服务中心（省、市、县）、群团社会服务点（乡镇、街道、社区）和藏区"
        "群团社会服务站的个数。",
        exclusions=NOT_OPEN,
        source="四川省群团组织社会服务中心建设统计",
        **NUMBER,
    ),
    Indicator(
        code="S7",
        name="户外劳动者服务站点数",
        numerator="rest_points",
        key="rest",
        words="截至日开放的户外劳动者服务站点（工会驿站、爱心驿站、歇脚点、15分钟之家等）个数。",
        exclusions=NOT_OPEN,
        source="工会户外劳动者服务站点建设统计",
        **NUMBER,
    ),
    Indicator(
        code="S8",
        name="站点密度",
        numerator="sites",
        denominator="workers",
        key="density",
        per=10_000,
        words="每万名职工拥有的站点个数。分母：截至日有效的职工人数统计（人）。分子：截至日开放的各类"
        "站点（个）。",
        exclusions=NOT_OPEN + "没有登记职工人数的工会，其站点计入分子而无分母，请先登记职工人数。",
        source=SURVEY,
        **{**NETWORK, "unit": "个/万人"},
    ),
    Indicator(
        code="S9",
        name="挂牌空转率",
        numerator="idle",
        denominator="recording",
        key="idle",
        words="分母：截至日开放、已开始登记服务的各类站点（个）。分子：其中自开始登记或上一次服务起满一年没有"
        "服务记录的。",
        exclusions=NOT_OPEN + "没有开始登记服务的站点不判断，不计入分母。",
        source=SURVEY,
        **RATE,
    ),
)
