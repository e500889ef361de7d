"""Putting templates into a call: what its rules allow of a scoring table, what fills a contract."""

import re

from procurement.terms import weighing
from unions.look.numbers import cndate

PLACE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


def scheme_for(project, scheme):
    """A scoring table as a call of that project may use it: without the preference for unions
    where the frozen rules do not know one, and saying what was left out and why."""
    items, gone = scheme["items"], []
    if not project.rules.get("prefer_union"):
        items, gone = weighing.without_union(items)
    kept = {"name": scheme["name"], "version": scheme["version"], "items": items}
    if gone:
        kept["left_out"] = gone
        kept["left_out_why"] = (
            f"本项目使用{project.get_source_display()}，"
            f"适用{project.rules.get('name', '的规则')}，不得以是否建立工会实行差别待遇。"
        )
    return kept


def places(body):
    """The places of a model text, each once, in their order."""
    return list(dict.fromkeys(PLACE.findall(body)))


def values_of(project):
    """What is known of a contract when the call is published."""
    return {
        "购买方": project.buyer_name,
        "项目名称": project.title,
        "服务开始": cndate(project.starts_on),
        "服务结束": cndate(project.ends_on),
        "最高限价": f"{project.ceiling:,.2f}",
        "资金来源": project.get_source_display(),
    }


def merged(body, project):
    """A model text with what is known filled in; the other places stay."""
    known = values_of(project)
    return PLACE.sub(lambda found: known.get(found[1], found[0]), body.strip())
