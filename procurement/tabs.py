"""The parts of purchasing, as tabs on their list pages: 项目, 公告, 需求, 预算, 对接, 专家库, 制度,
评分表与合同."""

from django.urls import NoReverseMatch, reverse

from accounts.roles import Permission

P = Permission
TABS = (
    ("项目", "procurement:projects", P.PURCHASE_VIEW),
    ("公告", "procurement:calls", P.PURCHASE_VIEW),
    ("需求", "procurement:needs", P.NEED_VIEW),
    ("预算", "procurement:budgets", P.PURCHASE_VIEW),
    ("对接", "procurement:matching", P.PURCHASE_VIEW),
    ("专家库", "procurement:experts", P.EXPERT_MANAGE),
    ("制度", "procurement:measures", P.PURCHASE_VIEW),
    ("异议", "procurement:objections", P.PURCHASE_VIEW),
    ("预警", "procurement:flags", P.PURCHASE_VIEW),
    ("禁入", "procurement:bans", P.PURCHASE_VIEW),
    ("评分表与合同", "procurement:schemes", P.PURCHASE_VIEW),
)


def tabs(user, active):
    """Those that a person may open; ``active`` is the URL name of the one shown."""
    found = []
    for label, name, permission in TABS:
        if not user.may_somewhere(permission):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:  # comes with its noun
            continue
        found.append({"label": label, "url": url, "active": name == active})
    return found
