"""Rules on who wins, and on what is held against it."""

from orgs.models.particulars import years_after
from procurement import admission
from procurement.flags.case import passed, raised, unknown
from procurement.models import Award, Objection

NO_AWARD = "立项结果"


def not_first(case):
    if not case.awards:
        return unknown(NO_AWARD)
    found = [
        f"{a.lot}：第 {a.rank} 名{a.bid.organization}（{a.reason or '没有写明理由'}）"
        for a in case.awards
        if a.rank > 1
    ]
    return raised("；".join(found)) if found else passed()


def repeated_winner(case, times, years):
    if not case.awards:
        return unknown(NO_AWARD)
    found = []
    for award in case.awards:
        rows = Award.objects.standing().filter(
            bid__organization=award.bid.organization,
            lot__call__project__federation=case.project.federation,
            decision__met_on__gte=years_after(award.decision.met_on, -years),
        )
        if (number := rows.count()) >= times:
            found.append(f"{award.bid.organization} {years} 年内立项 {number} 次")
    return raised("；".join(found)) if found else passed()


def barred_winner(case):
    if not case.awards:
        return unknown(NO_AWARD)
    found = [
        f"{award.bid.organization}：{finding.reason}"
        for award in case.awards
        for finding in admission.barring(award.bid.organization, case.call, case.today)
        if finding.key in ("status", "credit", "banned")
    ]
    return raised("；".join(found)) if found else passed()


def objection_upheld(case):
    rows = Objection.objects.filter(call=case.call)
    if not rows.exists():
        return unknown("异议")
    number = rows.filter(outcome__in=["upheld", "partly"]).count()
    return raised(f"{number} 件异议成立或部分成立") if number else passed()


def objection_late(case):
    rows = list(Objection.objects.filter(call=case.call))
    if not rows:
        return unknown("异议")
    late = sum(row.late for row in rows)
    return raised(f"{late} 件异议逾期") if late else passed()


RULES = {
    "not_first": not_first,
    "repeated_winner": repeated_winner,
    "barred_winner": barred_winner,
    "objection_upheld": objection_upheld,
    "objection_late": objection_late,
}
