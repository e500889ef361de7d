"""A person's own table with columns of the register added to the rows that were recognized."""

from jobs.sheets import Column, TableRefused, read_table, write_table
from orgs.imports.columns import WORDS, columns_of
from orgs.reconciling import columns
from orgs.reconciling.matching import Asked, answers

STEP = 500
MOST_NEAR = 400
"""For so many unknown names it is said which organizations come near; beyond, that none fits."""
NO_HEADER = "没有找到表头。请确认表中有“名称”或“统一社会信用代码”一列。"


def append(source, name, file, *, user, rows, keys, progress):
    """Read the table at ``source``, write it to ``file`` with the columns ``keys`` added.

    Returns ``{"rows", "matched"}``. Raises TableRefused. Only sure matches are filled in; of the
    others the column 匹配结果 says what they might be.
    """
    table = read_table(source, name, words=WORDS)
    header = _header(table)
    lines = table.data(header)
    asked_of = _reader(header)
    offered = columns.offered(user)
    keys = [key for key in keys if key in offered]
    told = {"rows": len(lines), "matched": 0}
    width = max(table.width, len(header.labels))

    def written():
        near = MOST_NEAR
        for at in range(0, len(lines), STEP):
            some = lines[at : at + STEP]
            asked = [asked_of(line) for line in some]
            found = answers(rows, asked, near=False)
            unknown = [n for n, one in enumerate(found) if not one and asked[n].text][:near]
            near -= len(unknown)
            guesses = answers(rows, [asked[n] for n in unknown])
            for n, guess in zip(unknown, guesses, strict=True):
                found[n] = guess
            sure = {n: one[0].organization for n, one in enumerate(found) if one and one[0].sure}
            read = columns.read(user, _whole(rows, sure.values()), keys)
            told["matched"] += len(sure)
            for n, line in enumerate(some):
                values = read.get(sure[n].pk, {}) if n in sure else {}
                cells = [line[i] for i in range(width)]
                yield [*cells, _said(found[n]), *(values.get(key, "") for key in keys)]
            progress(at + len(some), "正在比对", total=len(lines))

    labels = [*header.labels, *[""] * (width - len(header.labels))]
    added = [
        Column(label="匹配结果", width=30),
        *(Column(label=f"名册·{offered[k]}") for k in keys),
    ]
    write_table(file, [*(Column(label=label or "—") for label in labels), *added], written())
    return told


def _header(table):
    """The header found by its words; in a short one, the first line that heads names or codes."""
    for line in table.lines[:30]:
        header = table.header or table.headed(line.number)
        if {"name", "credit_code"} & set(_columns(header)):
            return header
    raise TableRefused(NO_HEADER)


def _columns(header):
    return {field: at for at, field in columns_of([("", label) for label in header.labels]).items()}


def _reader(header):
    """What a line asks: its name, and its code where the table has one."""
    at = _columns(header)

    def asked(line):
        code = line[at["credit_code"]] if "credit_code" in at else ""
        text = line[at["name"]] if "name" in at else code
        return Asked(text=text or code, hints={"credit_code": code})

    return asked


def _whole(rows, organizations):
    """With all that columns read of other tables."""
    keys = {o.pk for o in organizations}
    return list(rows.filter(pk__in=keys).select_related("region", "federation"))


def _said(found):
    if not found:
        return "名册中没有"
    first = found[0]
    if first.sure:
        return first.because
    names = "、".join(p.organization.name for p in found[:3])
    return f"请核对，可能是：{names}"
