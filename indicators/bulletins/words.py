"""A bulletin in sentences: made from its figures alone, then an officer's to edit."""

from datetime import date
from fractions import Fraction

from documents.kinds import Draft
from indicators.bulletins.figures import change, rate
from indicators.wording import day_words
from unions.look.numbers import rounded

FEW, MOST_NAMED = 3, 8


def percent(fraction):
    return "—" if fraction is None else f"{rounded(fraction * 100)}%"


def points(value):
    """``+1.2`` for a table."""
    if value is None:
        return "—"
    shown = rounded(value)
    return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{abs(shown)}"


def title_of(federation, on):
    return f"{federation.name}关于{on.year}年{on.month}月社会组织建会工作进展情况的通报"


def text_of(figures, drive):
    """The body: paragraphs and headings, one a line."""
    parts = [("总体进展", overall(figures, drive))]
    if figures["children"]:
        parts.append(("各地进展", below(figures)))
    parts += [("存在的问题", lacks(figures)), ("下一步工作", asks(figures))]
    lines = []
    for number, (head, said) in zip("一二三四", parts, strict=False):
        lines += [f"# {number}、{head}", *said]
    return "\n".join(lines)


def addressee(figures):
    """A union that has none below it to rank speaks to those founded at the workplaces."""
    return "各下级工会" if figures["children"] else "各基层工会"


def overall(figures, drive):
    whole, on = figures["whole"], date.fromisoformat(figures["on"])
    if not whole["d"]:
        return [f"截至{day_words(on)}，“{drive.name}”范围内还没有认定具备建会条件的社会组织。"]
    said = (
        f"截至{day_words(on)}，列入“{drive.name}”且具备建会条件的社会组织 {whole['d']:,} 家，"
        f"已建会 {whole['n']:,} 家，建会率 {percent(rate(whole))}{moved(change(whole))}，"
        f"本月{net(whole['n'] - whole['n0'])}。"
    )
    parts = [s for s in figures["segments"] if s["d"]]
    inside = "；".join(
        f"{s['name']} {s['d']:,} 家，已建会 {s['n']:,} 家，占 {percent(rate(s))}" for s in parts
    )
    return [said, *([f"其中，{inside}。"] if parts else []), *to_target(figures)]


def moved(value):
    if value is None:
        return ""
    shown = rounded(value)
    if not shown:
        return "，与上月末基本持平" if value else "，与上月末持平"
    return f"，比上月末{'提高' if shown > 0 else '下降'} {abs(shown)} 个百分点"


def net(number):
    if not number:
        return "已建会家数没有变化"
    return f"净{'增' if number > 0 else '减'} {abs(number):,} 家"


def to_target(figures):
    target, whole = figures["target"], figures["whole"]
    if target is None:
        return []
    wanted = f"{target['percent']}%{'左右' if target['about'] else ''}"
    if whole["state"] == "met":
        return [f"已达到 {wanted}的目标，要继续保持。"]
    if whole["state"] == "band":
        lacking = f"离 {target['percent']}% 还差 {whole['lacking']:,} 家"
        return [f"处在 {wanted}的保持范围内，{lacking}。"]
    return [f"离 {wanted}的目标还差 {whole['lacking']:,} 家。"]


def below(figures):
    rows = [row for row in figures["children"] if row["rank"]]
    found = []
    if len(rows) > FEW:
        first = [row for row in rows if row["rank"] <= FEW]
        found.append(f"建会率排在前列的是{named(first)}。")
    ahead = sorted(
        (row for row in rows if (change(row) or 0) > 0), key=lambda row: (-change(row), row["code"])
    )[:FEW]
    if ahead:
        told = "、".join(f"{row['name']}（{points(change(row))}）" for row in ahead)
        found.append(f"比上月末提高较多的是{told}，单位为百分点。")
    back = [row for row in rows if (change(row) or 0) < 0]
    if back:
        found.append(f"比上月末下降的有 {len(back)} 个：{some(back)}。")
    risen = [row for row in rows if row["rank0"] and row["rank0"] - row["rank"] >= FEW]
    if risen:
        told = "、".join(f"{r['name']}（第 {r['rank0']} 位升至第 {r['rank']} 位）" for r in risen)
        found.append(f"位次上升较快的是{told}。")
    return found or ["各地情况见附表。"]


def named(rows):
    return "、".join(f"{row['name']}（{percent(rate(row))}）" for row in rows[:MOST_NAMED])


def some(rows):
    more = f"等 {len(rows)} 个" if len(rows) > MOST_NAMED else ""
    return "、".join(row["name"] for row in rows[:MOST_NAMED]) + more


def short(figures):
    """Those below their target, the farthest first."""
    rows = [row for row in figures["children"] if row["state"] == "short"]
    return sorted(rows, key=lambda row: (rate(row), row["code"]))


def lacks(figures):
    whole, found = figures["whole"], []
    behind = short(figures)
    if behind:
        target = figures["target"]["percent"]
        found.append(
            f"{len(figures['children'])} 个下级工会中，{len(behind)} 个未达到 {target}% 的要求，"
            f"建会率较低的是{named(behind[:FEW])}。"
        )
    gap = whole["d"] - whole["n"]
    if gap:
        known = [r for r in figures["reasons"] if r["key"]]
        unknown = sum(r["value"] for r in figures["reasons"] if not r["key"])
        why = "、".join(
            f"{r['name']} {r['value']:,} 家（{percent(Fraction(r['value'], gap))}）"
            for r in known[:5]
        )
        said = f"具备条件未建会的 {gap:,} 家"
        if why:
            said += f"，主要原因是：{why}" + (
                f"；还有 {unknown:,} 家没有填报原因" if unknown else ""
            )
        elif unknown:
            said += "，都还没有填报原因"
        found.append(f"{said}。")
    return found or ["本月没有需要特别指出的问题。"]


def asks(figures):
    behind = short(figures)
    found = []
    if behind:
        found.append(f"请{some(behind)}对照台账逐家分析，明确责任人和时限，逐一销号。")
    if any(not r["key"] for r in figures["reasons"]):
        found.append("请尽快补填未建会原因。")
    found.append("请继续按月更新台账，巩固已建会成果，防止下滑。")
    return found


HEAD = (
    "位次",
    "工会",
    "已建会（家）",
    "具备条件（家）",
    "建会率",
    "比上月末（百分点）",
    "尚缺（家）",
)


def table(figures):
    """The ranking as rows of words, its head first."""
    rows = [*figures["children"], *([figures["own"]] if figures["own"] else [])]
    return [
        HEAD,
        *(
            (
                str(row.get("rank") or "—"),
                row["name"],
                f"{row['n']:,}",
                f"{row['d']:,}",
                percent(rate(row)),
                points(change(row)),
                "—" if row["lacking"] is None else f"{row['lacking']:,}",
            )
            for row in rows
        ),
    ]


def compose(bulletin, federation):
    """The Draft of its paper: the text, then the ranking as a table."""
    lines = [bulletin.body]
    if bulletin.figures["children"]:
        lines += [f"# 附：各地社会组织建会情况（截至{day_words(bulletin.on)}）"]
        lines += ["| " + " | ".join(row) + " |" for row in table(bulletin.figures)]
    to = addressee(bulletin.figures)
    return Draft(title=bulletin.title, addressee=to, body="\n".join(lines))
