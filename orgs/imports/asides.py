"""What was not taken in of rows that were, and of sheets: nothing is left out without a word."""

from orgs.imports.doubts import some


def aside(listing):
    """What was not taken in of rows that were: nothing is left out without a word."""
    found = []
    for name, words in listing.left_aside.items():
        most = sorted(words.items(), key=lambda pair: -len(pair[1]))[:8]
        told = "、".join(f"“{word}”（{len(n)}行：第{some(n)}行）" for word, n in most)
        found.append(f"“{listing.label(name)}”列有无法识别的取值，已留空：{told}。")
    for name, words in listing.unsaid.items():
        rows = [where for places in words.values() for where in places]
        told = "、".join(f"“{word}”" for word in words)
        found.append(
            f"“{listing.label(name)}”列有{len(rows)}行写的是{told}，已留空：第{some(rows)}行。"
        )
    for name, rows in listing.unreadable.items():
        found.append(
            f"“{listing.label(name)}”列有{len(rows)}行写得不完整或有误，已留空，"
            f"原文留在导入行中：第{some(rows)}行。"
        )
    if rows := listing.unfounded:
        found.append(
            f"“{listing.label('labour_field')}”列有{len(rows)}行填“是”而未写明属于哪个方面，"
            f"未作认定：第{some(rows)}行。"
        )
    for (name, lack), rows in listing.lacking.items():
        found.append(f"“{listing.label(name)}”列有{len(rows)}行{lack}：第{some(rows)}行。")
    if listing.unread:
        told = "、".join(f"“{label}”（{count}行有内容）" for label, count in listing.unread.items())
        found.append(f"以下各列没有对应的栏目，未导入：{told}。需要的，请在“列对应”中指定。")
    return [*sheets_read(listing), *found]


def sheets_read(listing):
    """Of several sheets, which were read as lists and which were not."""
    others = [s for s in listing.sheets if s not in listing.listed]
    found = []
    if len(listing.sheets) > 1:
        read = "、".join(f"“{sheet}”" for sheet in listing.listed)
        rest = "、".join(f"“{sheet}”" for sheet in others)
        told = f"；{rest}不是名单，未导入" if rest else ""
        found.append(f"文件有{len(listing.sheets)}个工作表：已读取{read}{told}。")
    if listing.hidden:
        told = "、".join(f"“{sheet}”" for sheet in listing.hidden)
        found.append(f"隐藏的工作表未读取：{told}。")
    return found
