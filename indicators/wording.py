"""The dashboard's answer in words. Figures are rounded here for reading; what is reached and what
is lacking has been decided on unrounded fractions before (``targets``)."""

from dataclasses import dataclass
from fractions import Fraction

from unions.look.numbers import rounded
from unions.models import Federation

LEVELS = {
    Federation.Level.PROVINCE: "省份",
    Federation.Level.CITY: "市州",
    Federation.Level.COUNTY: "区县",
    Federation.Level.STREET: "街镇",
}
GOOD, SHORT, PLAIN = "good", "short", ""


@dataclass(frozen=True)
class Piece:
    """A stretch of the heading; ``level`` is good or short where the eye should go."""

    text: str
    level: str = PLAIN


def plain(pieces):
    return "".join(piece.text for piece in pieces)


def day_words(day):
    return f"{day.year}年{day.month}月{day.day}日"


def counted(number):
    return f"{number:,} 家"


def percent_words(numerator, denominator, places=1):
    return f"{rounded(Fraction(numerator, denominator) * 100, places)}%"


def headline(page):
    """The heading as pieces."""
    said = page["sentence"]
    then = [] if page["is_latest"] else [Piece(f"截至{day_words(page['on'])}，")]
    if page["as_of"] is None:
        return [Piece("还没有统计数据")]
    if not said["denominator"]:
        return [*then, Piece("还没有具备建会条件的重点社会组织")]
    rate = percent_words(said["numerator"], said["denominator"])
    if said["state"] == "none":
        return [*then, Piece("建会率 "), Piece(rate)]
    if said["state"] == "met":
        words = (
            f"，保持在 {said['target']}% 以上" if page["is_kept"] else f"，已达到 {said['target']}%"
        )
        return [*then, Piece("建会率 "), Piece(rate, GOOD), Piece(words)]
    return [
        *then,
        Piece("建会率 "),
        Piece(rate, SHORT),
        Piece(f"，离 {said['target']}% 还差 "),
        Piece(f"{said['lacking']:,}", SHORT),
        Piece(" 家"),
    ]


def lede(page):
    """What stands below the heading: whom it is about, how it moves, when it gets there."""
    said = page["sentence"]
    if page["as_of"] is None:
        return ["录入社会组织并完成首次统计后，这里显示建会率。"]
    if not said["denominator"]:
        scope = page["scope"]
        if not scope:
            return ["本级及下级没有列入专项行动范围的社会组织。"]
        return [f"专项行动范围内登记在册的 {counted(scope)}，都尚未认定为具备建会条件。"]
    words = [
        f"重点社会组织中具备建会条件的 {counted(said['denominator'])}，"
        f"已建会 {counted(said['numerator'])}。"
    ]
    words += [part + "。" for part in ("；".join(_movement(page)),) if part]
    return words


def _movement(page):
    said = page["sentence"]
    if said["change"] is not None:
        yield _change(said["change"])
    exact = _too_close(said)
    if exact:
        yield exact
    elif said["state"] == "band":
        yield f"在 {said['target']}% 左右的保持范围内（不低于 {said['low']}%）"
    if said["state"] in ("short", "band") and page["is_latest"]:
        if said["projected_words"]:
            yield f"按近三个月的进度，{said['projected_words']}可达标"
        elif said["state"] == "short":
            yield "按近三个月的进度，还看不到达标的日期"


def _change(points):
    if points == 0:
        return "与上月末持平"
    shown = rounded(Fraction(points))
    if not shown:
        return f"较上月末略有{'上升' if points > 0 else '下降'}，不到 0.1 个百分点"
    return f"较上月末 {'+' if shown > 0 else '−'}{abs(shown)} 个百分点"


def _too_close(said):
    """Where rounding would show the target and the rate is below it, more digits say so."""
    if said["state"] not in ("short", "band"):
        return ""
    rate = Fraction(said["numerator"], said["denominator"]) * 100
    target = Fraction(str(said["target"]))
    if rounded(rate) < rounded(target):
        return ""
    places = next((n for n in range(2, 7) if rounded(rate, n) < rounded(target, n)), 7)
    shown = rounded(rate, places)
    return f"按未四舍五入的 {shown}% 比较，未达到 {said['target']}%"


def below_words(children):
    """What the federations of the level below are called together."""
    levels = {child["level"] for child in children if child["kind"] == "territorial"}
    if levels == {Federation.Level.CITY, Federation.Level.COUNTY}:
        return "市县"
    return LEVELS[levels.pop()] if len(levels) == 1 else "下级工会"


def each_below(children):
    """The same as the beginning of a title."""
    words = below_words(children)
    return words if words == "下级工会" else f"各{words}"


def short_of_target(page):
    """How the level below stands: "38 个区县中 12 个未达到 85%"."""
    rated = [c for c in page["children"] if c["state"] != "none"]
    if not rated:
        return ""
    short = sum(c["state"] != "met" for c in rated)
    what = below_words(page["children"])
    if not short:
        return f"{len(rated)} 个{what}全部达到 {page['sentence']['target']}%"
    return f"{len(rated)} 个{what}中，{short} 个未达到 {page['sentence']['target']}%"


def trend_words(page):
    """The finding of the trend in a line."""
    trend, said = page["trend"], page["sentence"]
    if said["about"] and trend["since_due"]:
        since = said["due_on"]
        return (
            f"自{since.year}年{since.month}月起 {trend['since_due']} 个统计月份中，"
            f"{trend['in_band']} 个保持在 {said['target']}% 左右"
        )
    values = [value for value in trend["series"][0]["values"] if value is not None]
    if len(values) < 2:
        return ""
    return f"从 {rounded(Fraction(values[0]))}% 到 {rounded(Fraction(values[-1]))}%"
