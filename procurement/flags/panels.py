"""Rules on those who score, and on the scores."""

from procurement import clocks, conflicts
from procurement.flags.case import passed, raised, unknown


def small_panel(case):
    if not case.seats:
        return unknown("评审组")
    number, least = len(case.seats), clocks.term(case.project, "panel_min")
    if number < least:
        return raised(f"评审组 {number} 人，规定不少于 {least} 人")
    if case.project.rules.get("panel_odd") and number % 2 == 0:
        return raised(f"评审组 {number} 人，应为单数")
    return passed()


def conflicted_expert(case):
    if not case.seats:
        return unknown("评审组")
    if case.bids is None:
        return unknown("开标后的申报单位")
    known = {bid.organization_id: bid.organization for bid in case.bids}
    edges = conflicts.edges([seat.expert for seat in case.seats], known.values())
    found = sorted({f"{known[e.organization]}：{e.path}" for e in edges if e.organization in known})
    return raised("；".join(found)) if found else passed()


def outlying_scores(case):
    if case.ranking is None:
        return unknown("评审结果")
    far = sum(len(row.standing.outliers) for lot in case.ranking for row in lot.rows)
    return raised(f"{far} 份评分远离其他专家") if far else passed()


def close_race(case, points):
    if case.ranking is None:
        return unknown("评审结果")
    found = []
    for lot in case.ranking:
        totals = [row.total for row in lot.rows if row.passed and row.total is not None]
        if len(totals) > 1 and float(totals[0] - totals[1]) < points:
            found.append(f"{lot.lot}相差 {totals[0] - totals[1]} 分")
    return raised("；".join(found)) if found else passed()


RULES = {
    "small_panel": small_panel,
    "conflicted_expert": conflicted_expert,
    "outlying_scores": outlying_scores,
    "close_race": close_race,
}
