"""Rules on who bids, and on what the bids say. They read nothing before the opening."""

import re
from datetime import timedelta
from itertools import combinations

from orgs.names import fold
from procurement import clocks, related
from procurement.flags.case import passed, raised, unknown

NOT_OPENED = "开标后的申报"
PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
SHINGLE = 8
NAMED = 3
LEAST = 40
"""Fewer shingles than this say nothing."""


def single_bidder(case):
    if case.bids is None:
        return unknown(NOT_OPENED)
    return raised("只有一家申报") if len(bidders(case)) == 1 else passed()


def bidders(case):
    return {bid.organization_id: bid.organization for bid in case.bids}


def few_bidders(case):
    if not case.qualifications:
        return unknown("资格审查结果")
    least = clocks.term(case.project, "min_bidders")
    good = sum(row.status == "passed" for row in case.qualifications)
    return raised(f"资格合格 {good} 家，少于 {least} 家") if good < least else passed()


def many_disqualified(case, share):
    if not case.qualifications:
        return unknown("资格审查结果")
    bad, whole = sum(r.status == "failed" for r in case.qualifications), len(case.qualifications)
    return raised(f"{whole} 家中 {bad} 家资格不合格") if bad / whole > share else passed()


def last_minute(case, minutes):
    if case.bids is None or len(case.bids) < 2:
        return unknown(NOT_OPENED)
    edge = case.call.deadline - timedelta(minutes=minutes)
    if all(bid.submitted_at >= edge for bid in case.bids):
        return raised(f"{len(case.bids)} 份申报都在截止前 {minutes} 分钟内提交")
    return passed()


def words_of(value):
    """All texts of a bid's parts, whatever their shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from words_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from words_of(part)


def shingles(bid):
    text = fold("".join(words_of(bid.content["parts"])))
    return {text[n : n + SHINGLE] for n in range(len(text) - SHINGLE + 1)}


def pairs(case):
    rows = [(bid, shingles(bid)) for bid in case.bids]
    for (one, first), (other, second) in combinations(rows, 2):
        if one.organization_id != other.organization_id:
            yield one, first, other, second


def same_text(case, share):
    if case.bids is None or len(bidders(case)) < 2:
        return unknown(NOT_OPENED)
    found = []
    for one, first, other, second in pairs(case):
        fewer = min(len(first), len(second))
        if fewer >= LEAST and len(first & second) / fewer > share:
            same = len(first & second) / fewer
            found.append((same, f"{one.organization}与{other.organization}相同 {same:.0%}"))
    if not found:
        return passed()
    most = "；".join(words for _, words in sorted(found, reverse=True)[:NAMED])
    return raised(most if len(found) <= NAMED else f"{most}；等 {len(found)} 对")


def same_contact(case):
    if case.bids is None or len(bidders(case)) < 2:
        return unknown(NOT_OPENED)
    seen = {}
    for bid in case.bids:
        text = "\n".join(words_of(bid.content["parts"]))
        for mark in {*PHONE.findall(text), *MAIL.findall(text)}:
            seen.setdefault(mark, set()).add(bid.organization.name)
    shared = [names for names in seen.values() if len(names) > 1]
    return raised("；".join("与".join(sorted(n)) for n in shared)) if shared else passed()


def same_files(case):
    if case.bids is None or len(bidders(case)) < 2:
        return unknown(NOT_OPENED)
    seen = {}
    for bid in case.bids:
        for file in bid.content["files"]:
            seen.setdefault(file["digest"], set()).add(bid.organization.name)
    if not seen:
        return unknown("申报附件的摘要")
    shared = [names for names in seen.values() if len(names) > 1]
    return raised("；".join("与".join(sorted(n)) for n in shared)) if shared else passed()


def related_bidders(case):
    if case.bids is None:
        return unknown(NOT_OPENED)
    known = bidders(case)
    found = [
        f"{known[link.first]}与{known[link.second]}：{link.words}"
        for link in related.links(list(known.values()), case.today)
    ]
    return raised("；".join(found)) if found else passed()


RULES = {
    "single_bidder": single_bidder,
    "few_bidders": few_bidders,
    "many_disqualified": many_disqualified,
    "last_minute": last_minute,
    "same_text": same_text,
    "same_contact": same_contact,
    "same_files": same_files,
    "related_bidders": related_bidders,
}
