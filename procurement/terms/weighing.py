"""A scoring table is a tree: every branch's weights are those of what it holds, and all total 100.

An item is ``{"code", "name", "weight", "children": [...]}``; a leaf has instead ``max`` (its full
mark, which is its weight), ``anchors`` (``[[from, words], …]``, best first), and may say ``price``
(scored by formula from the prices) or ``union`` (the preference for organizations with a union).
Weights are numbers with at most one decimal, kept as they were written.
"""

from decimal import Decimal, InvalidOperation

WHOLE = Decimal(100)
DEPTH = 3


def leaves(items):
    for item in items:
        if item.get("children"):
            yield from leaves(item["children"])
        else:
            yield item


GOOD, FAIR = Decimal("0.85"), Decimal("0.6")
"""From which share of the full mark a leaf's first and second anchor hold."""

SAID = ("充分、具体、有依据", "基本具备，个别之处不足", "缺少或不可信")


def leaf(item, anchors=SAID, *, price=False, union=False):
    """An item without children: its full mark is its weight, its anchors go from the best down."""
    full = Decimal(str(item["weight"]))
    steps = [(full * share).quantize(Decimal("0.1")) for share in (GOOD, FAIR)] + [Decimal(0)]
    said = [words or SAID[n] for n, words in enumerate(anchors)]
    item["max"], item["price"], item["union"] = item["weight"], price, union
    item["anchors"] = [[number(step), words] for step, words in zip(steps, said, strict=True)]
    return item


def flattened(items, level=1):
    """``[(level, item), …]`` from the top down, as a table shows them."""
    for item in items:
        yield level, item
        yield from flattened(item.get("children", ()), level + 1)


def grown(rows):
    """Items from a table's rows, each ``{"level", "name", "weight", "asks", "anchors", "union",
    "price"}``; codes are places (2.1)."""
    top = []
    trail = []  # the last item of each level above the row at hand
    for row in rows:
        del trail[row["level"] - 1 :]
        siblings = trail[-1].setdefault("children", []) if trail else top
        code = f"{trail[-1]['code']}." if trail else ""
        item = {"code": f"{code}{len(siblings) + 1}", "name": row["name"]}
        item["weight"] = number(Decimal(str(row["weight"])))
        if row.get("asks"):
            item["asks"] = row["asks"]
        siblings.append(item)
        trail.append(item)
        item["row"] = row
    for _, item in flattened(top):
        row = item.pop("row")
        if not item.get("children"):
            leaf(item, row["anchors"], price=row.get("price", False), union=row.get("union", False))
    return top


def weight(item):
    return Decimal(str(item["weight"]))


def total(items):
    return sum((weight(item) for item in items), Decimal(0))


def faults(items):
    """What is wrong with a tree, in sentences; nothing if all is well."""
    if not items:
        return ["评分表至少要有一项指标。"]
    try:
        found = [*_within(items, 1)]
        if not found and total(items) != WHOLE:
            found.append(f"各项权重合计应为 100，现为 {total(items).normalize():f}。")
        codes = [item["code"] for item in leaves(items)]
        if len(codes) != len(set(codes)):
            found.append("指标编号不能重复。")
    except (KeyError, TypeError, InvalidOperation):
        return ["指标须有编号、名称和权重。"]
    return found


def _within(items, depth):
    for item in items:
        name, own = item["name"].strip(), weight(item)
        if not name or not item["code"]:
            yield "指标须有编号和名称。"
        if own <= 0 or own != own.quantize(Decimal("0.1")):
            yield f"“{name}”的权重应为大于 0、最多一位小数的数。"
        children = item.get("children")
        if children and depth == DEPTH:
            yield f"“{name}”之下不能再分：指标最多三级。"
        elif children:
            if total(children) != own:
                yield f"“{name}”的权重为 {own}，其下各项合计 {total(children)}，应当相等。"
            yield from _within(children, depth + 1)


def without_union(items):
    """The tree without its line of preference for unions; what that weighed goes to the others of
    its branch, or of the whole, so that 100 remains. ``[items, words for what was left out]``."""
    gone = [leaf for leaf in leaves(items) if leaf.get("union")]
    if not gone:
        return items, []
    kept = [part for item in items if (part := _stripped(item))]
    if lost := WHOLE - total(kept):
        grow(max(kept, key=weight), lost)
    return kept, [f"{leaf['name']}（{leaf['weight']} 分）" for leaf in gone]


def _stripped(item):
    if item.get("union"):
        return None
    if not item.get("children"):
        return dict(item)
    children = [part for child in item["children"] if (part := _stripped(child))]
    if not children:
        return None
    if lost := weight(item) - total(children):
        grow(max(children, key=weight), lost)
    return {**item, "children": children}


def grow(item, by):
    """Give an item more weight, and its heaviest leaf with it."""
    item["weight"] = number(weight(item) + by)
    if item.get("children"):
        grow(max(item["children"], key=weight), by)
    else:
        item["max"] = item["weight"]


def number(value):
    return int(value) if value == int(value) else float(value)
