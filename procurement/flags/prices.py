"""Rules on prices, per lot."""

from itertools import combinations, pairwise

from procurement.flags.case import passed, raised, unknown

NO_PRICES = "开启后的报价"


def by_lot(case):
    found = {}
    for bid, amount in case.prices:
        found.setdefault(bid.lot, []).append((amount, bid))
    return {lot: sorted(rows, key=lambda row: row[0]) for lot, rows in found.items()}


def near_equal_prices(case, share):
    if len(case.prices) < 2:
        return unknown(NO_PRICES)
    found = [
        f"{one.organization} {low:,.2f} 元与{other.organization} {high:,.2f} 元"
        for rows in by_lot(case).values()
        for (low, one), (high, other) in combinations(rows, 2)
        if high and float((high - low) / high) < share
    ]
    return raised("；".join(found)) if found else passed()


def steady_prices(case, share):
    """At least four prices with equal steps or equal ratios."""
    lots = {lot: [a for a, _ in rows] for lot, rows in by_lot(case).items() if len(rows) > 3}
    if not lots:
        return unknown("同一标段四家以上的报价")
    found = []
    for lot, prices in lots.items():
        steps = [high - low for low, high in pairwise(prices)]
        ratios = [high / low for low, high in pairwise(prices) if low]
        for name, values in (("等差", steps), ("等比", ratios)):
            if min(values) and float((max(values) - min(values)) / max(values)) < share:
                found.append(f"{lot}：{name}")
                break
    return raised("；".join(found)) if found else passed()


def near_ceiling(case, share):
    if not case.awards:
        return unknown("立项金额")
    found = [
        f"{a.lot} {a.amount:,.2f} 元，限价 {a.lot.ceiling:,.2f} 元"
        for a in case.awards
        if float(a.amount / a.lot.ceiling) >= share
    ]
    return raised("；".join(found)) if found else passed()


def above_ceiling(case):
    if not case.prices:
        return unknown(NO_PRICES)
    found = [
        f"{bid.organization} {amount:,.2f} 元"
        for bid, amount in case.prices
        if amount > bid.lot.ceiling
    ]
    return raised("；".join(found)) if found else passed()


RULES = {
    "near_equal_prices": near_equal_prices,
    "steady_prices": steady_prices,
    "near_ceiling": near_ceiling,
    "above_ceiling": above_ceiling,
}
